"""An area's units compared by one indicator: by completion, by value, or by the change (同比).

The ranking and the tiles of the Overview page show the same choice of indicator and measure.
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from app_pages.components.number_scale import NumberScale, choose_scale
from app_pages.overview.month_view import MonthView, format_one_decimal
from metrics.rollup.area_results import AreaIndicator

Measure = Literal["completion", "value", "growth"]
"""The number by which units are compared; "growth" is the change against a year before."""
MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True)
class UnitRow:
    """A unit with its numbers of one indicator; NaN stands for no number."""

    unit: str
    value: float
    growth: float
    completion: float

    def get_number(self, measure: Measure) -> float:
        """Return the number of one measure."""
        return float(getattr(self, measure))


@dataclass(frozen=True)
class UnitRanking:
    """The units of one indicator in the order of one measure.

    `ranked` units have a number of the measure, the best first: the largest or, for values and
    changes of an indicator of which less is better, the smallest. `others` have none.
    `offered_measures` are those of which any unit has a number; `scale` formats the values.
    """

    view: MonthView
    indicator: AreaIndicator
    measure: Measure
    offered_measures: tuple[Measure, ...]
    ranked: tuple[UnitRow, ...]
    others: tuple[UnitRow, ...]
    scale: NumberScale

    @property
    def indicator_name(self) -> str:
        """The name of the indicator."""
        return self.view.words.name("indicator", self.indicator.code)

    @property
    def measure_name(self) -> str:
        """The name of the measure: 完成率."""
        return self.view.words.say(f"overview.measure_{self.measure}")

    @property
    def is_share(self) -> bool:
        """Whether the numbers are shares, so that changes are in percentage points."""
        return self.indicator.unit in ("%", "‰")

    @property
    def elapsed(self) -> float | None:
        """The time elapsed of the year in percent; None unless completions are compared."""
        completion = self.indicator.completion
        return completion.elapsed if completion and self.measure == "completion" else None

    def format_number(self, row: UnitRow, measure: Measure) -> str:
        """Format one of a unit's numbers: 79.5%, 4492, ▲ 20.9%; "—" if it has none."""
        number = row.get_number(measure)
        if math.isnan(number):
            return "—"
        if measure == "value":
            return self.scale.format_number(number)
        if measure == "completion":
            return f"{format_one_decimal(number)}%"
        sign = "▲ " if number > 0 else "▼ " if number < 0 else ""
        return f"{sign}{format_one_decimal(abs(number))}{'' if self.is_share else '%'}"


def rank_units(view: MonthView, code: str, measure: str) -> UnitRanking | None:
    """Return the units of an indicator ranked by a measure.

    If no unit has a number of `measure`, it is the first of MEASURES of which one has. Returns None
    if no unit has any number, or the indicator is not shown.
    """
    indicator = next(
        (indicator for indicator in view.shown_indicators if indicator.code == code), None
    )
    if indicator is None or view.overview.units.empty:
        return None
    rows = _list_unit_rows(view, indicator)
    offered_measures = tuple(
        measure
        for measure in MEASURES
        if any(not math.isnan(row.get_number(measure)) for row in rows)
    )
    if not offered_measures:
        return None
    chosen = next(
        (each for each in MEASURES if each == measure and each in offered_measures),
        offered_measures[0],
    )
    ranked = [row for row in rows if not math.isnan(row.get_number(chosen))]
    sign = 1 if code in view.less_is_better and chosen != "completion" else -1
    total = indicator.total.quantity.value if indicator.total.quantity else math.nan
    return UnitRanking(
        view,
        indicator,
        chosen,
        offered_measures,
        tuple(sorted(ranked, key=lambda row: sign * row.get_number(chosen))),
        tuple(row for row in rows if math.isnan(row.get_number(chosen))),
        choose_scale([*(row.value for row in rows), total], view.words, code),
    )


def _list_unit_rows(view: MonthView, indicator: AreaIndicator) -> list[UnitRow]:
    """Return the units that have a number of an indicator, or are missing in its total."""
    missing = set(indicator.total.coverage.missing)
    table = view.overview.units
    rows = table[table["indicator"] == indicator.code]
    columns = (rows[name] for name in ("ref_area", "value", "growth", "completion"))
    return [
        UnitRow(str(unit), float(value), float(growth), float(completion))
        for unit, value, growth, completion in zip(*columns, strict=True)
        if not math.isnan(value) or unit in missing
    ]


def list_unit_indicators(view: MonthView) -> list[str]:
    """Return the indicators of which units have numbers, in the order of the cards."""
    return [
        indicator.code
        for indicator in view.shown_indicators
        if not view.list_unit_numbers(indicator.code).empty
    ]


def describe_missing(ranking: UnitRanking, row: UnitRow) -> str:
    """Describe why a unit has no number: 9月未报, 无同期数, 未下达任务."""
    view = ranking.view
    if not math.isnan(row.value):
        return view.words.say(f"overview.no_{ranking.measure}")
    months = ranking.indicator.total.coverage.lacking.get(row.unit) or (view.overview.through,)
    month_names = [view.words.say(f"scope.month_{int(month[5:7])}") for month in months]
    return view.say("month_unreported", months=view.words.listing(month_names, 2))


def write_finding(ranking: UnitRanking) -> str:
    """Return the ranking's finding in one neutral sentence: best, worst, how many on time."""
    view, unit_names = ranking.view, ranking.view.unit_names
    by_size = sorted(ranking.ranked, key=lambda row: row.get_number(ranking.measure))
    best, worst = by_size[-1], by_size[0]
    count = view.format_unit_count(len(ranking.ranked))
    best_and_worst = {
        "best": unit_names.get(best.unit, ""),
        "worst": unit_names.get(worst.unit, ""),
    }
    if len(ranking.ranked) == 1:
        return view.say("finding_one", count=count, best=best_and_worst["best"])
    if (elapsed := ranking.elapsed) is not None:
        on_time = sum(row.completion >= elapsed for row in ranking.ranked)
        message = "finding_on_time" if on_time < len(ranking.ranked) else "finding_all_on_time"
        return view.say(message, units=count, on_time=on_time, **best_and_worst)
    if ranking.measure == "growth":
        risen = sum(row.growth > 0 for row in ranking.ranked)
        message = "finding_fall" if worst.growth < 0 else "finding_growth"
        return view.say(message, units=count, risen=risen, **best_and_worst)
    return view.say("finding_value", units=count, **best_and_worst)
