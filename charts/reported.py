"""Charts of figures exactly as reported, one mark for each figure, as declared in charts.yaml."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.table import (
    Row,
    assemble_chart,
    build_marks,
    choose_whole_form,
    format_breakdown_name,
    format_figure_name,
    list_marks,
    list_wordings,
    make_area_detail,
    sort_by_code_lists,
)
from locales import Words
from metrics.combine import sum_by_event
from metrics.figures import DIMENSIONS, list_reported
from metrics.table import build_metric_table, build_number_columns


def build_reported_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart of the newest figures of the declared indicators, with one mark for each."""
    words = data.words
    metric = list_reported(data.newest_of(declared.topic), indicator=declared.indicators)
    if declared.gaps:
        metric = _add_gaps(metric, declared.indicators)
    elif declared.order == "value":
        metric = metric.sort_values("value", ascending=False, kind="stable")
    else:
        metric = sort_by_code_lists(metric, data)
    several = Form(declared.form) is Form.MULTIPLES
    table = build_marks(
        metric,
        words,
        _make_category(declared.by, words),
        series=lambda row: words.name("indicator", row["indicator"]) if several else "",
        detail=_make_detail(declared.detail, words, metric),
    )
    form = choose_whole_form(table) if declared.form == Form.WAFFLE else Form(declared.form)
    unit = words.name("unit", declared.unit) if declared.unit else ""
    return assemble_chart(
        data,
        declared,
        form,
        table,
        unit=unit,
        count=table["category"].nunique() if several else len(table),
        marks=list_marks(table, words),
        wordings=list_wordings(table, words),
        # A sum is refused for figures that must not be added up: only a finding with one adds them.
        total=_format_total(data, declared, unit) if "total" in declared.placeholders else "",
    )


def _make_category(by: str, words: Words) -> Callable[[Row], str]:
    """Return the function that names a row's mark.

    `by` is breakdown, figure, programme or area: the row's property that makes the name.
    """
    if by == "breakdown":
        return lambda row: format_breakdown_name(row, words)
    if by == "figure":
        return lambda row: format_figure_name(row["figures"][0], words)
    if by == "programme":
        return lambda row: (
            words.name("programme", row["programme"])
            if row["programme"]
            else words.name("area", row["ref_area"])
        )
    return lambda row: words.name("area", row["ref_area"])


def _make_detail(detail: str, words: Words, metric: pd.DataFrame) -> Callable[[Row], str]:
    """Return the function that makes the second line of a row's mark; `detail` is its kind."""
    choices: dict[str, Callable[[Row], str]] = {
        "": lambda row: "",
        "area": lambda row: words.name("area", row["ref_area"]),
        "area_if_several": make_area_detail(metric, words),
        "period": lambda row: words.period(row["time_period"]),
        "indicator": lambda row: words.name("indicator", row["indicator"]),
    }
    return choices[detail]


def _format_total(data: ChartData, declared: ChartDeclaration, unit: str) -> str:
    """Format the sum of the first indicator over its breakdown as text.

    If there are several events, each gets its own sum.
    """
    metric = sum_by_event(data.newest_of(declared.topic), declared.indicators[0])
    return list_wordings(build_marks(metric, data.words, lambda row: "", unit=unit), data.words)


def _add_gaps(metric: pd.DataFrame, indicators: tuple[str, ...]) -> pd.DataFrame:
    """Add a row with value NaN for each indicator that a programme does not report.

    A figure without a programme is grouped by its area.
    """
    areas = metric["ref_area"].where(metric["programme"] == "", "")
    owners = list(zip(metric["programme"], areas, strict=True))
    order = [
        (indicator, owner)
        for indicator in indicators
        for owner in sorted(set(owners), reverse=True)
    ]
    rows = list(zip(metric["indicator"], owners, strict=True))
    missing = [pair for pair in order if pair not in set(rows)]
    empty: dict[str, Any] = dict.fromkeys(DIMENSIONS, "")
    gaps = [
        empty
        | {"indicator": indicator, "programme": programme, "ref_area": area}
        | build_number_columns(None, ())
        for indicator, (programme, area) in missing
    ]
    if gaps:
        metric = pd.concat([metric, build_metric_table(gaps, DIMENSIONS)], ignore_index=True)
    positions = [order.index(pair) for pair in (*rows, *missing)]
    return (
        metric.assign(_order=positions).sort_values("_order", kind="stable").drop(columns="_order")
    )
