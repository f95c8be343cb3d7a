"""Sums and ratios of figures, and the rules that say which figures may be added or divided.

A sum that would count something twice, or a ratio that no indicator declares, raises
NotCombinableError.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import combinations, product
from typing import Any, NamedTuple

import pandas as pd

from metrics.figure_queries import Figures, choose, read_quantities
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from periods import comparable_period, period_bounds
from quantities import (
    NotCombinableError,
    Quantity,
    add_quantities,
    divide_quantities,
    quantity_of_figure,
)

MONEY = "元"
"""The unit of funds: yuan."""
EVENT = ["programme", "ref_area", "time_period"]
"""Columns that identify an event: what a programme does in one area and period."""
RatioCodes = tuple[str, str]
"""The indicators that a ratio divides: the codes of numerator and denominator."""


class _Summand(NamedTuple):
    """The columns of a figure that decide whether it can be added to another.

    `parents` are all areas that contain its area: "330000/100000".
    """

    key: str
    ref_area: str
    breakdown: str
    time_period: str
    parents: str


def require_summable(figures: pd.DataFrame) -> None:
    """Raise NotCombinableError if a sum would count something twice or mix different things.

    Codes of the error:
    units_differ;
    not_declared: two indicators, several dates of a stock, or several areas or periods of an
    indicator whose aggregation is none, such as plans;
    programmes_differ: money of different programmes;
    nested_areas: an area and one that contains it;
    span_and_part: two periods that overlap;
    same_event: one area and period reported under two programmes;
    total_and_part: a total and a part of its own breakdown.
    """
    if len(figures) < 2:
        return
    keys = tuple(figures["key"])
    if figures["unit"].nunique() > 1:
        raise NotCombinableError("units_differ", keys)
    if figures["indicator"].nunique() > 1 or _is_kept_apart(figures):
        raise NotCombinableError("not_declared", keys)
    if (figures["unit"] == MONEY).any() and figures["programme"].nunique() > 1:
        raise NotCombinableError("programmes_differ", keys)
    by_area: dict[str, list[_Summand]] = defaultdict(list)
    for columns in to_records(figures[list(_Summand._fields)]):
        by_area[columns["ref_area"]].append(_Summand(**columns))
    # Compare the figures of each area with each other, then with those of the areas containing it.
    for summands in by_area.values():
        for first, second in combinations(summands, 2):
            _raise_if_overlapping(_find_clash(first, second), first, second)
        for parent in summands[0].parents.split("/"):
            for inner, outer in product(summands, by_area.get(parent, ())):
                _raise_if_overlapping("nested_areas", inner, outer)


def _is_kept_apart(figures: pd.DataFrame) -> bool:
    """Return whether an indicator's figures are of several areas or periods that are never added.

    Several periods are never added if the indicator is not a flow, or if its aggregation over time
    is none. Several areas are never added if its aggregation over areas is none. Two spellings of
    one period are one period.
    """
    periods = figures["time_period"].map(comparable_period)
    if periods.nunique() > 1 and (figures["kind"] != "flow").any():
        return True
    aggregations = figures["aggregation"].str  # one word for both, or "areas/time": none/sum
    if periods.nunique() > 1 and aggregations.endswith("none").any():
        return True
    return bool(figures["ref_area"].nunique() > 1 and aggregations.startswith("none").any())


def _raise_if_overlapping(code: str | None, first: _Summand, second: _Summand) -> None:
    """Raise NotCombinableError with `code` if the periods of two figures share a day.

    `code` None means that the figures can be added even if their periods overlap.
    """
    first_start, first_end = period_bounds(first.time_period)
    second_start, second_end = period_bounds(second.time_period)
    if code and first_start <= second_end and second_start <= first_end:
        raise NotCombinableError(code, (first.key, second.key))


def _find_clash(first: _Summand, second: _Summand) -> str | None:
    """Return the code why two figures of one area cannot be added if their periods overlap.

    The result is None if they are two parts of a breakdown, such as women and men.
    """
    if first.breakdown != second.breakdown:
        return None if first.breakdown and second.breakdown else "total_and_part"
    if period_bounds(first.time_period) != period_bounds(second.time_period):
        return "span_and_part"
    return "same_event"


def sum_figures(figures: pd.DataFrame) -> Quantity:
    """Return the sum of figures with its bounds.

    Raises NotCombinableError for the reasons listed at `require_summable`, ValueError without any
    figure.
    """
    require_summable(figures)
    return add_quantities(read_quantities(figures))


def index_ratios(indicators: Iterable[Mapping[str, Any]]) -> dict[RatioCodes, Mapping[str, Any]]:
    """Return the entries `ratios` of indicators.yaml by the codes of numerator and denominator.

    Only ratios declared there are computed, since not every quotient has a meaning. The
    numerator is the indicator under which the entry stands.
    """
    return {
        (indicator["code"], ratio["denominator"]): ratio
        for indicator in indicators
        for ratio in indicator.get("ratios", ())
    }


def compute_ratios(
    figures: Figures,
    numerator: str,
    denominator: str,
    declared: Collection[RatioCodes],
    divide: Callable[[Quantity, Quantity], Quantity] = divide_quantities,
) -> pd.DataFrame:
    """Divide one indicator by another, for each programme, area and period that reports both.

    Parts of a breakdown are added up first; if the denominator is zero the value is NaN. The unit
    of the value is `numerator unit/denominator unit`, or none for two counts of people; with
    `divide=percentage_of` it is percent. Raises NotCombinableError `not_declared` for a pair that
    is not in `declared`.
    """
    if (numerator, denominator) not in declared:
        raise NotCombinableError("not_declared", (numerator, denominator))
    numerators = _group_by_event(choose(figures, indicator=numerator))
    denominators = _group_by_event(choose(figures, indicator=denominator))
    ratios = []
    for event in (event for event in numerators if event in denominators):
        divisor = _sum_rows(denominators[event])
        ratio = divide(_sum_rows(numerators[event]), divisor) if divisor.value else None
        keys = [row["key"] for row in (*numerators[event], *denominators[event])]
        ratios.append(dict(zip(EVENT, event, strict=True)) | build_number_columns(ratio, keys))
    return build_metric_table(ratios, EVENT)


def sum_by_event(figures: Figures, indicator: str) -> pd.DataFrame:
    """Return the sum of an indicator over its breakdown, for each programme, area and period.

    A figure that stands alone stays as reported. Raises NotCombinableError as `require_summable`.
    """
    events = _group_by_event(choose(figures, indicator=indicator))
    return build_metric_table(
        (
            dict(zip(EVENT, event, strict=True))
            | build_number_columns(_sum_rows(rows), [row["key"] for row in rows])
            for event, rows in events.items()
        ),
        EVENT,
    )


def _group_by_event(figures: pd.DataFrame) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Return the figures to sum or divide, keyed by their programme, area and period."""
    events: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in to_records(figures):
        row["time_period"] = comparable_period(row["time_period"])  # one spelling for all
        events.setdefault(tuple(row[name] for name in EVENT), []).append(row)
    return events


def _sum_rows(rows: list[dict[str, Any]]) -> Quantity:
    """Return the sum of rows of figures; a single one is returned as it was reported."""
    return quantity_of_figure(rows[0]) if len(rows) == 1 else sum_figures(pd.DataFrame(rows))
