"""Charts of figures exactly as reported, one mark for each figure, as declared in charts.yaml."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from charts.assemble import assemble_chart
from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.labels import (
    Row,
    format_breakdown_name,
    format_figure_name,
    name_rows,
)
from charts.marks import (
    build_marks,
    choose_parts_form,
    list_marks,
    list_wordings,
    sort_by_code_lists,
)
from locales import Words
from metrics.figure_queries import list_reported
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from metrics.sums_and_ratios import sum_by_event
from quantities.figure_keys import KEY_COLUMNS


def build_reported_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart of the newest reported figures of the declared indicators, a mark for each.

    Marks are named and sorted as the declaration says. With `gaps`, which adds a mark for each
    indicator that a programme does not report, they are always in the order of the indicators.
    """
    words, newest = data.words, data.filter_newest_by_topic(declared.topic)
    metric = list_reported(newest, indicator=declared.indicators)
    if declared.gaps:
        metric = _add_unreported_rows(metric, declared.indicators)
    elif declared.order == "value":
        metric = metric.sort_values("value", ascending=False, kind="stable")
    else:
        metric = sort_by_code_lists(metric, data)
    has_panels, form = declared.form == Form.MULTIPLES, Form(declared.form)
    table = build_marks(
        metric,
        words,
        name_rows(to_records(metric), words, _get_naming_function(declared.by, words)),
        series=lambda row: words.name("indicator", row["indicator"]) if has_panels else "",
        detail=_get_detail_function(declared.detail, words, metric),
    )
    table["status"] = _choose_statuses(table["status"], metric, data)
    unit, total = (words.name("unit", declared.unit) if declared.unit else ""), ""
    # A total is only computed for a finding that states it: some figures must not be added up.
    if "total" in declared.placeholders:
        sums = sum_by_event(newest, declared.indicators[0])
        total = list_wordings(build_marks(sums, words, lambda row: "", unit=unit), words)
    return assemble_chart(
        data,
        declared,
        choose_parts_form(table) if form == Form.WAFFLE else form,
        table,
        unit=unit,
        # A programme or area with a mark in several panels counts once.
        count=table["category"].nunique() if has_panels else len(table),
        marks=list_marks(table, words),
        wordings=list_wordings(table, words),
        total=total,
    )


def _choose_statuses(statuses: pd.Series, metric: pd.DataFrame, data: ChartData) -> list[str]:
    """Return the statuses of marks, with target in place of reported for indicators of targets.

    Targets are drawn as lines. `metric` has the figures of the marks, in the same order.
    """
    targets = {indicator["code"] for indicator in data.indicators if indicator["kind"] == "target"}
    return [
        "target" if status == "reported" and indicator in targets else status
        for status, indicator in zip(statuses, metric["indicator"], strict=True)
    ]


def _get_naming_function(by: str, words: Words) -> Callable[[Row, str], str]:
    """Return the function that names a mark, given its row and its area's name.

    `by` is the value of that key in charts.yaml: what marks are named after.
    """
    functions: dict[str, Callable[[Row, str], str]] = {
        "area": lambda row, area: area,
        "breakdown": lambda row, area: format_breakdown_name(row, words),
        # A reported row has a single figure.
        "figure": lambda row, area: format_figure_name(row["figures"][0], words),
        "programme": lambda row, area: words.name("programme", row["programme"]) or area,
    }
    return functions[by]


def _get_detail_function(detail: str, words: Words, metric: pd.DataFrame) -> Callable[[Row], str]:
    """Return the function that writes the second line of a mark, given its row.

    `detail` is the value of that key in charts.yaml: what the line contains. "area_if_several" is
    the area if `metric`, the table of the chart's figures, has several areas.
    """
    areas = words.areas(metric["ref_area"])
    functions: dict[str, Callable[[Row], str]] = {
        "": lambda row: "",
        "area": lambda row: areas[row["ref_area"]],
        "area_if_several": lambda row: areas[row["ref_area"]] if len(areas) > 1 else "",
        "period": lambda row: words.period(row["time_period"]),
        "indicator": lambda row: words.name("indicator", row["indicator"]),
    }
    return functions[detail]


def _add_unreported_rows(metric: pd.DataFrame, indicators: tuple[str, ...]) -> pd.DataFrame:
    """Add a row without a value for each declared indicator that a programme does not report.

    It is drawn as "not reported", so that gaps are seen. A figure without a programme counts as
    that of its area. The rows are sorted by indicator.
    """
    areas_without_programme = metric["ref_area"].where(metric["programme"] == "", "")
    # An owner is a programme ("health", "") or an area without one ("", "330200").
    owners = list(zip(metric["programme"], areas_without_programme, strict=True))
    # All pairs of an indicator and an owner, in the order of the rows. In reverse order programmes
    # come before areas, whose programme is "".
    order = [
        (indicator, owner)
        for indicator in indicators
        for owner in sorted(set(owners), reverse=True)
    ]
    reported = list(zip(metric["indicator"], owners, strict=True))
    unreported = [pair for pair in order if pair not in set(reported)]
    empty: dict[str, Any] = dict.fromkeys(KEY_COLUMNS, "")
    rows = [
        empty
        | {"indicator": indicator, "programme": programme, "ref_area": area}
        | build_number_columns(None, ())
        for indicator, (programme, area) in unreported
    ]
    if rows:
        metric = pd.concat([metric, build_metric_table(rows, KEY_COLUMNS)], ignore_index=True)
    ranks = [order.index(pair) for pair in (*reported, *unreported)]
    return metric.iloc[sorted(range(len(ranks)), key=ranks.__getitem__)]
