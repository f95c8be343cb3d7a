"""Charts of a declared ratio by province: a tile grid and a ranking."""

from typing import Any, NamedTuple

import pandas as pd

from charts.assemble import assemble_chart
from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration, find_ratios
from charts.labels import Row, format_row_number
from charts.marks import build_marks
from charts.topics.province_tiles import build_value_tiles
from locales import Words
from metrics.latest_of_series import select_latest
from metrics.metric_table import to_records
from metrics.sums_and_ratios import compute_ratios
from quantities import NotCombinableError, Qualifier, divide_quantities, percentage_of
from quantities.figure_keys import COUNTRY

PERCENT = "%"


class _ProvinceRatios(NamedTuple):
    """The newest values of a ratio by province.

    `provinces` has a row for each province with a value, the highest first; `unit` and `formula`
    are texts, `findings` are the values of the finding's placeholders.
    """

    provinces: pd.DataFrame
    unit: str
    formula: str
    findings: dict[str, str]


def build_ratio_tiles(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a tile grid of all provinces with the newest values of the declared ratio.

    A province that does not report both operands is hatched; if none reports them, the chart is
    empty.
    """
    ratios = _compute_province_ratios(data, declared)
    exact = ratios.provinces.assign(qualifier=str(Qualifier.EXACT))
    table = build_value_tiles(data, ratios.provinces, ratios.formula)
    # There is no room for 约 (about) on a tile: its text is made as if the value were exact, while
    # tooltip and table have the word.
    table["detail"] = build_value_tiles(data, exact)["detail"]
    if ratios.provinces.empty:
        table = table.head(0)
    return assemble_chart(
        data,
        declared,
        Form.TILES,
        table,
        unit=ratios.unit,
        count=len(ratios.provinces),
        **ratios.findings,
    )


def build_ratio_ranking(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a ranking of the provinces by the newest values of the declared ratio, highest first.

    Equal values share a place. Raises NotCombinableError programmes_differ if a province has
    several values.
    """
    words, ratios = data.words, _compute_province_ratios(data, declared)
    ranked = ratios.provinces
    if ranked["ref_area"].duplicated().any():
        raise NotCombinableError("programmes_differ", tuple(ranked["figures"].explode()))
    ranked = ranked.assign(place=ranked["value"].rank(method="min", ascending=False))
    table = build_marks(
        ranked,
        words,
        lambda row: words.name("area", row["ref_area"]),
        detail=lambda row: words.say("charts.place", place=int(row["place"])),
        formula=ratios.formula,
    )
    return assemble_chart(
        data,
        declared,
        Form.RANKING,
        table,
        unit=ratios.unit,
        count=len(table),
        **ratios.findings,
    )


def _compute_province_ratios(data: ChartData, declared: ChartDeclaration) -> _ProvinceRatios:
    """Compute the first declared ratio for the country and for each province that reports it.

    A ratio without a declared unit is a percentage.
    """
    words, ratios = data.words, find_ratios(data.indicators)
    pair = declared.ratios[0]
    unit = words.pick(ratios[pair].get("unit"))
    divide = divide_quantities if unit else percentage_of
    newest = select_latest(
        compute_ratios(data.filter_figures_by_topic(declared.topic), *pair, ratios, divide)
    ).dropna(subset="value")
    provinces = data.areas.loc[data.areas["level"] == "province", "code"]
    values = newest[newest["ref_area"].isin(provinces)]
    values = values.sort_values(["value", "ref_area"], ascending=[False, True])
    missing_codes = [code for code in provinces if code not in set(values["ref_area"])]
    return _ProvinceRatios(
        values,
        unit or PERCENT,
        words.pick(ratios[pair].get("formula")),
        {
            "country": _name_values(newest[newest["ref_area"] == COUNTRY], words),
            "highest": _name_values(values.head(1), words),
            "lowest": _name_values(values.tail(1), words),
            "missing": words.listing([words.name("area", code) for code in missing_codes]),
        },
    )


def _name_values(rows: pd.DataFrame, words: Words) -> str:
    """Return the areas of rows of ratios with their values: 云南省42.1%; 未报告 without rows."""
    named = [_name_value(row, words) for row in to_records(rows)]
    return words.listing(named) if named else words.say("charts.not_reported")


def _name_value(row: Row | dict[str, Any], words: Words) -> str:
    """Return the area of a row of ratios with its value: 云南省42.1%."""
    area, wording = words.name("area", row["ref_area"]), format_row_number(row, words)
    return words.say("charts.part", name=area, wording=wording)
