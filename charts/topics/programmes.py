"""Charts of programmes: their steps, events, roles and projects."""

from collections.abc import Mapping
from typing import Any

from charts.chart import BOTH_WAYS, ONE_WAY, Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.table import assemble_chart, build_placed_marks
from metrics.figures import list_reported

PROJECT_COLUMNS = 3
Programme = Mapping[str, Any]


def list_events(
    data: ChartData, topic: str = "", kind: str = ""
) -> list[tuple[Programme, Mapping[str, Any]]]:
    """Return (programme, event) pairs in time order.

    If `topic` or `kind` is not "", only events of that topic or kind are returned.
    """
    events = [
        (programme, event)
        for programme in data.programmes_of(topic)
        for event in programme.get("events", ())
        if kind in ("", event.get("kind"))
    ]
    return sorted(events, key=lambda pair: str(pair[1]["date"]))


def build_steps_chart(data: ChartData, programme: str) -> Chart:
    """Build a flow chart of a programme's steps in order; `programme` is its id."""
    words, entry = data.words, data.programme(programme)
    rows = [
        {
            "category": words.pick(step),
            "wording": words.pick(step),
            "series": ONE_WAY,
            "row": 0,
            "column": column,
        }
        for column, step in enumerate(entry.get("steps", ()))
    ]
    return assemble_chart(
        data,
        "programme_flow",
        Form.FLOW,
        build_placed_marks(rows),
        sources=[entry["source"]],
        name=words.name("programme", programme),
        count=len(rows),
    )


def build_events_chart(data: ChartData, topic: str) -> Chart:
    """Build a timeline of the events in a topic's programmes."""
    words, events = data.words, list_events(data, topic)
    rows = [
        {
            "category": words.pick(event["name"]),
            "wording": words.period(event["date"]),
            "detail": words.name("area", event["ref_area"]),
        }
        for _, event in events
    ]
    return assemble_chart(
        data,
        "programme_events",
        Form.TIMELINE,
        build_placed_marks(rows),
        sources=[event["source"] for _, event in events],
        count=len(rows),
        topic=words.name("topic", topic),
    )


def build_roles_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart of the roles in a topic's programmes and who may have each of them.

    The double arrow between roles means that one person may have both. A programme that is part of
    another has the same roles and is not repeated.
    """
    words = data.words
    programmes = [
        programme
        for programme in data.programmes_of(declared.topic)
        if programme.get("roles") and not programme.get("part_of")
    ]
    rows = [
        {
            "category": words.pick(role["name"]),
            "series": BOTH_WAYS,
            "detail": words.pick(role["who"]),
            "wording": words.pick(role["name"]),
            "row": row,
            "column": column,
        }
        for row, programme in enumerate(programmes)
        for column, role in enumerate(programme["roles"])
    ]
    sources = [programme["source"] for programme in programmes]
    return assemble_chart(
        data, declared, Form.FLOW, build_placed_marks(rows), sources=sources, count=len(rows)
    )


def build_projects_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart with a tile for each project of a topic's programmes, unnamed ones in grey.

    The declared indicator counts the projects.
    """
    words = data.words
    counted = list_reported(data.newest, indicator=declared.indicators)
    tiles: list[dict[str, Any]] = []
    for programme in data.programmes_of(declared.topic):
        named = [words.pick(project) for project in programme.get("projects", ())]
        unnamed = [words.say("charts.unnamed")] * int(programme.get("unnamed", 0))
        figures = counted.loc[counted["programme"] == programme["id"], "figures"]
        tiles += [
            {
                "category": name,
                "series": name,
                "wording": name,
                "status": "reported" if number < len(named) else "missing",
                "figures": tuple(figures.explode()),
            }
            for number, name in enumerate((*named, *unnamed))
        ]
    rows = [
        tile | {"row": number // PROJECT_COLUMNS, "column": number % PROJECT_COLUMNS}
        for number, tile in enumerate(tiles)
    ]
    named_count = sum(tile["status"] == "reported" for tile in tiles)
    return assemble_chart(
        data, declared, Form.TILES, build_placed_marks(rows), count=len(rows), named=named_count
    )
