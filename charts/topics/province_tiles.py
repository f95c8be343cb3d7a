"""Tile grids of areas: the places of tiles, the number of figures of provinces, or their values."""

from typing import Any

import pandas as pd

from charts.assemble import assemble_chart
from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.marks import build_marks, build_marks_from_dicts, list_marks
from locales import Words
from metrics.figure_queries import list_reported
from metrics.metric_table import to_records
from metrics.reporting_coverage import count_by_province, select_province_values

TILES_IN_ROW = 8
"""Provinces in each row below the grid, of those without a place in areas.csv."""


def build_province_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a tile grid with the number of figures and programmes of each province.

    A tile shows the number of figures; it is hatched if there is neither a figure nor a programme.
    The finding, the chart's sentence, counts the provinces with either (`known`) among all.
    """
    words = data.words
    counts = count_by_province(data.figures, data.programmes, data.areas)
    positions = _list_grid_positions(data.areas)
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
            **positions[row["ref_area"]],
        }
        for row in to_records(counts)
    ]
    known = int((counts["value"] + counts["programmes"] > 0).sum())
    return assemble_chart(
        data,
        declared,
        Form.TILES,
        build_marks_from_dicts(rows),
        unit=words.say("charts.figures_unit"),
        known=known,
        all=len(rows),
    )


def build_indicator_tiles(data: ChartData, indicator: str) -> Chart:
    """Build a tile grid of all provinces with an indicator's newest values.

    Values of cities and parts of a breakdown are left out; a province without a value is hatched.
    """
    words = data.words
    values = list_reported(select_province_values(data.newest, indicator, data.areas))
    return assemble_chart(
        data,
        "indicator_tiles",
        Form.TILES,
        build_value_tiles(data, values),
        unit=words.name("unit", indicator),
        notes=[words.say("charts.tiles_note")],
        name=words.name("indicator", indicator),
        count=values["ref_area"].nunique(),
    )


def build_value_tiles(data: ChartData, values: pd.DataFrame, formula: str = "") -> pd.DataFrame:
    """Return a mark for each province at its position on the grid, with its value.

    `values` is a metric's table with the columns programme and ref_area, whose areas are provinces;
    a province without a row is not reported. `formula` says how derived values were computed.
    """
    words = data.words
    # Named by programme, since a province may have a figure of each programme.
    table = build_marks(
        values, words, lambda row: words.name("programme", row["programme"]), formula=formula
    )
    marks_by_province: dict[str, list[dict[str, Any]]] = {}
    for province, mark in zip(values["ref_area"], to_records(table), strict=True):
        marks_by_province.setdefault(province, []).append(mark)
    return build_marks_from_dicts(
        _build_tile(marks_by_province.get(province, []), words)
        | {
            "category": words.name("area", province),
            "series": words.name("short_area", province),
            **position,
        }
        for province, position in _list_grid_positions(data.areas).items()
    )


def _build_tile(marks: list[dict[str, Any]], words: Words) -> dict[str, Any]:
    """Return the columns of a province's tile that depend on its figures.

    `marks` are dictionaries of a table of marks, one for each programme that reports a figure.
    Without any the tile is "missing". If there are several, the wording names all; the tile shows
    how many there are and has no value, because they are not added up.
    """
    if not marks:
        return {"status": "missing", "wording": words.say("charts.not_reported")}
    if len(marks) == 1:
        return marks[0] | {"detail": marks[0]["wording"]}
    return {
        "wording": list_marks(pd.DataFrame(marks), words),
        "detail": words.say("charts.figures", count=len(marks)),
        "figures": tuple(key for mark in marks for key in mark["figures"]),
    }


def _list_grid_positions(areas: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return the row and column of each province's tile, in the order of GB/T 2260.

    They are in areas.csv; neighbours on the map are mostly neighbours on the grid. A province
    without a place there has one in the rows below the grid.
    """
    provinces = areas[areas["level"] == "province"]
    places = read_tile_places(provinces)
    below = max((row for row, _ in places.values()), default=0) + 1
    unplaced = [str(code) for code in provinces["code"] if str(code) not in places]
    for index, code in enumerate(unplaced):
        row, column = divmod(index, TILES_IN_ROW)
        places[code] = (below + row, column + 1)
    return {code: {"row": row, "column": column} for code, (row, column) in places.items()}


def read_tile_places(areas: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Return row and column of each area's tile on a grid that is a rough map, by area code.

    `areas` has the columns of areas.csv; tile_row counts from north to south, tile_col from west to
    east. Areas without a tile_row are left out; an area with one must have a tile_col, too. An old
    list of areas may have neither column: the result is then {}.
    """
    if "tile_row" not in areas:
        return {}
    placed = areas[areas["tile_row"].astype(str).str.isdigit()]
    return {
        str(code): (int(row), int(column))
        for code, row, column in zip(
            placed["code"], placed["tile_row"], placed["tile_col"], strict=True
        )
    }
