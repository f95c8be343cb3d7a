"""Charts of programmes: their steps, events, roles and projects."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from charts.assemble import assemble_chart
from charts.chart import BOTH_WAYS, ONE_WAY, Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.marks import build_marks_from_dicts
from metrics.figure_queries import list_reported

PROJECT_COLUMNS = 3
"""The columns of the grid of projects: their names are too long for more."""
Programme = Mapping[str, Any]


class ProgrammeEvent(NamedTuple):
    """An event and the programme it belongs to, both as entries of programmes.yaml."""

    programme: Programme
    event: Mapping[str, Any]


def list_events(data: ChartData, topic: str = "", kind: str = "") -> list[ProgrammeEvent]:
    """Return the events of programmes, each with its programme, in time order, for timelines.

    If `topic` or `kind` is not "", only events of that topic or kind are returned.
    """
    events = [
        ProgrammeEvent(programme, event)
        for programme in data.list_programmes(topic)
        for event in programme.get("events", ())
        if kind in ("", event.get("kind"))
    ]
    return sorted(events, key=lambda entry: str(entry.event["date"]))


def build_steps_chart(data: ChartData, programme_id: str) -> Chart:
    """Build a flow chart of a programme's steps in order; `programme_id` is like "huizhou-fund".

    A programme without steps has an empty chart. Raises KeyError for an unknown programme.
    """
    words, programme = data.words, data.programme(programme_id)
    rows = [
        {
            "category": words.pick(step),
            "wording": words.pick(step),
            "series": ONE_WAY,
            "row": 0,
            "column": column,
        }
        for column, step in enumerate(programme.get("steps", ()))
    ]
    return assemble_chart(
        data,
        "programme_flow",
        Form.FLOW,
        build_marks_from_dicts(rows),
        sources=[programme.get("source", "")],
        name=words.name("programme", programme_id),
        count=len(rows),
    )


def build_events_chart(data: ChartData, topic: str) -> Chart:
    """Build a timeline of the events in a topic's programmes, oldest first.

    The wording of a timeline's row is the date. Without events the chart is empty.
    """
    words, events = data.words, list_events(data, topic)
    areas = words.areas(event["ref_area"] for _, event in events)
    rows = [
        {
            "category": words.pick(event["name"]),
            "wording": words.period(event["date"]),
            "detail": areas[event["ref_area"]],
        }
        for _, event in events
    ]
    return assemble_chart(
        data,
        "programme_events",
        Form.TIMELINE,
        build_marks_from_dicts(rows),
        sources=[event.get("source", "") for _, event in events],
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
        for programme in data.list_programmes(declared.topic)
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
    sources = [programme.get("source", "") for programme in programmes]
    return assemble_chart(
        data, declared, Form.FLOW, build_marks_from_dicts(rows), sources=sources, count=len(rows)
    )


def build_projects_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart with a tile for each project of a topic's programmes.

    The declared indicator counts the projects. Projects that a report counts but does not name are
    hatched (status missing) and come last in their programme.
    """
    words = data.words
    counted = list_reported(data.newest, indicator=declared.indicators)
    tiles: list[dict[str, Any]] = []
    for programme in data.list_programmes(declared.topic):
        named = [words.pick(project) for project in programme.get("projects", ())]
        unnamed = [words.say("charts.unnamed")] * int(programme.get("unnamed", 0))
        # A click on any tile opens the figure that counts the projects of its programme.
        figures = counted.loc[counted["programme"] == programme["id"], "figures"].explode()
        tiles += [
            {
                "category": name,
                "series": name,
                "wording": name,
                "status": status,
                "figures": tuple(figures),
            }
            for status, names in (("reported", named), ("missing", unnamed))
            for name in names
        ]
    rows = [
        tile | {"row": position // PROJECT_COLUMNS, "column": position % PROJECT_COLUMNS}
        for position, tile in enumerate(tiles)
    ]
    named_count = sum(tile["status"] == "reported" for tile in tiles)
    return assemble_chart(
        data, declared, Form.TILES, build_marks_from_dicts(rows), count=len(rows), named=named_count
    )
