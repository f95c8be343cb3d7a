"""Charts that stand above the topics: the provinces, and any programme's steps and dates."""

from typing import Any

import pandas as pd

from charts.chart import ONE_WAY, Chart, ChartData, Form
from charts.table import assemble_chart, chart_rows, list_marks, placed_rows
from locales import Words
from metrics.coverage import by_province, province_values
from metrics.figures import reported
from metrics.table import records


def province_tiles(material: ChartData) -> Chart:
    """Show how many figures and programmes each province reports, on the tile grid."""
    words = material.words
    counts = by_province(material.figures, material.programmes, material.areas)
    tiles = _tiles(material.areas)
    rows = [
        {
            "category": words.name("area", row["ref_area"]),
            "series": words.name("short_area", row["ref_area"]),
            "value": float(row["value"]),
            "wording": words.say(
                "charts.province_count",
                figures=words.say("charts.figures", count=row["value"]),
                programmes=words.say("charts.programmes", count=row["programmes"]),
            ),
            "detail": str(row["value"]) if row["value"] else "",
            "status": "reported" if row["value"] or row["programmes"] else "missing",
            "figures": row["figures"],
            **tiles[row["ref_area"]],
        }
        for row in records(counts)
    ]
    known = int((counts["value"] + counts["programmes"] > 0).sum())
    return assemble_chart(
        material,
        "province_tiles",
        Form.TILES,
        placed_rows(rows),
        unit=words.say("charts.figures_unit"),
        notes=[words.say("charts.tiles_note")],
        known=known,
        all=len(rows),
    )


def indicator_tiles(material: ChartData, indicator: str) -> Chart:
    """Show an indicator's values of whole provinces on the tile grid."""
    words = material.words
    values = reported(province_values(material.newest, indicator, material.areas))
    drawn = chart_rows(values, words, lambda row: words.name("programme", row["programme"]))
    found: dict[str, list[dict[str, Any]]] = {}
    for code, mark in zip(values["ref_area"], records(drawn), strict=True):
        found.setdefault(code, []).append(mark)
    rows = [
        _reports(found.get(code, []), words)
        | {
            "category": words.name("area", code),
            "series": words.name("short_area", code),
            **tile,
        }
        for code, tile in _tiles(material.areas).items()
    ]
    return assemble_chart(
        material,
        "indicator_tiles",
        Form.TILES,
        placed_rows(rows),
        unit=words.name("unit", indicator),
        notes=[words.say("charts.tiles_note")],
        name=words.name("indicator", indicator),
        count=len(found),
    )


def _reports(found: list[dict[str, Any]], words: Words) -> dict[str, Any]:
    """Put what a province reports on its tile; several programmes are named, none is chosen."""
    if not found:
        return {"status": "missing", "wording": words.say("charts.not_reported")}
    if len(found) == 1:
        return found[0] | {"detail": found[0]["wording"]}
    return {
        "wording": list_marks(pd.DataFrame(found), words),
        "detail": words.say("charts.figures", count=len(found)),
        "figures": tuple(key for mark in found for key in mark["figures"]),
    }


def _tiles(areas: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Give the place of each province on the grid, in GB/T 2260 order."""
    return {
        province["code"]: {"row": int(province["tile_row"]), "column": int(province["tile_col"])}
        for province in records(areas[areas["level"] == "province"])
    }


def programme_flow(material: ChartData, programme: str) -> Chart:
    """Show the steps of a programme's procedure in their order."""
    words = material.words
    found = material.programme(programme)
    rows = [
        {
            "category": words.pick(step),
            "wording": words.pick(step),
            "series": ONE_WAY,
            "row": 0,
            "column": column,
        }
        for column, step in enumerate(found.get("steps", ()))
    ]
    return assemble_chart(
        material,
        "programme_flow",
        Form.FLOW,
        placed_rows(rows),
        sources=[found["source"]],
        name=words.name("programme", programme),
        count=len(rows),
    )


def programme_events(material: ChartData, topic: str) -> Chart:
    """Show what happened when in a topic's programmes."""
    words = material.words
    events = [
        (event, programme)
        for programme in material.programmes
        if programme["topic"] == topic
        for event in programme.get("events", ())
    ]
    rows = [
        {
            "category": words.pick(event["name"]),
            "wording": words.period(event["date"]),
            "detail": words.name("area", event["ref_area"]),
        }
        for event, _ in sorted(events, key=lambda pair: pair[0]["date"])
    ]
    return assemble_chart(
        material,
        "programme_events",
        Form.TIMELINE,
        placed_rows(rows),
        sources=[event["source"] for event, _ in events],
        count=len(rows),
        topic=words.name("topic", topic),
    )


CHARTS = (province_tiles,)
