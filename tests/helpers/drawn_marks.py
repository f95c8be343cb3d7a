"""Where the marks of a drawing stand, how they are filled, and what is written beside them."""

from collections.abc import Iterable
from typing import Any

from tests.helpers.drawn_texts import Drawing, seen

Trace = dict[str, Any]
Place = tuple[float, float]


def of_row(drawing: Drawing, row: int) -> Trace:
    """The one trace whose marks give this row of the table when they are clicked."""
    (trace,) = [each for each in drawing["data"] if row in each.get("customdata", ())]
    return trace


def of_no_row(drawing: Drawing, **like: Any) -> list[Trace]:
    """The traces that stand for no row: ranges, arrows, lines that lead the eye."""
    return [
        trace
        for trace in drawing["data"]
        if "customdata" not in trace and all(trace.get(n) == value for n, value in like.items())
    ]


def rows_at(traces: Iterable[Trace], heights: list[float]) -> list[int]:
    """The rows that traces stand in, by the height of each row."""
    return [heights.index(trace["y"][0]) for trace in traces]


def places(trace: Trace) -> list[Place]:
    """Where each mark of a trace stands."""
    return list(zip(trace["x"], trace["y"], strict=True))


def reached(traces: Iterable[Trace]) -> list[tuple[float, float]]:
    """From where to where each bar of one mark reaches along the horizontal axis."""
    return [(t.get("base", [0])[0], t.get("base", [0])[0] + t["x"][0]) for t in traces]


def filled(trace: Trace) -> tuple[str, str, str]:
    """Ground, outline and hatching of a bar; an outline of no width is none."""
    marker = trace["marker"]
    outline = marker["line"]["color"] if marker["line"]["width"] else ""
    return marker["color"], outline, marker.get("pattern", {}).get("shape", "")


def written(drawing: Drawing, **like: Any) -> list[tuple[float, float, list[str]]]:
    """Every label: where it stands, and its lines as a reader sees them."""
    return [
        (label["x"], label["y"], lines_of(label["text"]))
        for label in drawing["layout"]["annotations"]
        if all(label.get(name) == value for name, value in like.items())
    ]


def lines_of(text: str) -> list[str]:
    """The lines of a text as a reader sees them, without white space around."""
    return [seen(line).strip() for line in text.split("<br>")]


def axis(drawing: Drawing, name: str) -> tuple[list[float], list[float], list[str]]:
    """Ends of an axis, and what stands where on it."""
    shown = drawing["layout"][name]
    assert shown["visible"]
    return list(shown["range"]), list(shown["tickvals"]), list(shown["ticktext"])
