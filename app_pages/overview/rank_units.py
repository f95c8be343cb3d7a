"""An area's units put in order by one indicator: by completion, value, or change (同比); no HTML.

`ranking` and `tiles` draw the same choice of indicator and measure.
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
        """Format one of a unit's numbers: 79.5%, 4492, ▲ 20.9%; "—" if it has none.

        The change of a share is in percentage points and has no sign %, as the table names the
        unit.
        """
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

    If no unit has a number of `measure`, or it is unknown, the first of MEASURES of which a unit
    has a number takes its place. Returns None if no unit has any number, or the page does not show
    the indicator.
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
    chosen_measure = next(
        (each for each in MEASURES if each == measure and each in offered_measures),
        offered_measures[0],
    )
    ranked = [row for row in rows if not math.isnan(row.get_number(chosen_measure))]
    # The best comes first; a completion is always better if it is larger.
    sort_sign = 1 if code in view.less_is_better and chosen_measure != "completion" else -1
    # The scale also fits the area's own number, which heads the ranking.
    area_value = indicator.total.quantity.value if indicator.total.quantity else math.nan
    return UnitRanking(
        view,
        indicator,
        chosen_measure,
        offered_measures,
        tuple(sorted(ranked, key=lambda row: sort_sign * row.get_number(chosen_measure))),
        tuple(row for row in rows if math.isnan(row.get_number(chosen_measure))),
        choose_scale([*(row.value for row in rows), area_value], view.words, code),
    )


def _list_unit_rows(view: MonthView, indicator: AreaIndicator) -> list[UnitRow]:
    """Return the units that have a value of an indicator, or are missing in its total.

    Units that are not expected to report the indicator are left out.
    """
    missing_units = set(indicator.total.coverage.missing)
    table = view.overview.units
    rows = table[table["indicator"] == indicator.code]
    columns = (rows[name] for name in ("ref_area", "value", "growth", "completion"))
    return [
        UnitRow(str(unit), float(value), float(growth), float(completion))
        for unit, value, growth, completion in zip(*columns, strict=True)
        if not math.isnan(value) or unit in missing_units
    ]


def list_unit_indicators(view: MonthView) -> list[str]:
    """Return the indicators of which units have numbers, in the order of the cards."""
    return [
        indicator.code
        for indicator in view.shown_indicators
        if not view.list_unit_numbers(indicator.code).empty
    ]


def describe_missing(ranking: UnitRanking, row: UnitRow) -> str:
    """Describe why a unit has no number of the ranking's measure.

    If it has a value, what lacks is the year before or the task: 无同期数, 未下达任务. Otherwise it
    has not reported: 9月未报.
    """
    view = ranking.view
    if not math.isnan(row.value):
        return view.words.say(f"overview.no_{ranking.measure}")
    months = ranking.indicator.total.coverage.lacking.get(row.unit) or (view.overview.through,)
    month_names = [view.words.say(f"scope.month_{int(month[5:7])}") for month in months]
    # At most 2 months are named.
    return view.say("month_unreported", months=view.words.listing(month_names, 2))


def write_finding(ranking: UnitRanking) -> str:
    """Return the ranking's finding, the one sentence above it: highest, lowest, how many on time.

    By completion it counts the units that have reached the time elapsed, by growth those that have
    risen. It is neutral: the highest number need not be the best.
    """
    view, unit_names = ranking.view, ranking.view.unit_names
    by_size = sorted(ranking.ranked, key=lambda row: row.get_number(ranking.measure))
    highest, lowest = by_size[-1], by_size[0]
    unit_count = view.format_unit_count(len(ranking.ranked))
    names = {
        "best": unit_names.get(highest.unit, ""),
        "worst": unit_names.get(lowest.unit, ""),
    }
    if len(ranking.ranked) == 1:
        return view.say("finding_one", count=unit_count, best=names["best"])
    if (elapsed := ranking.elapsed) is not None:
        on_time_count = sum(row.completion >= elapsed for row in ranking.ranked)
        message = (
            "finding_on_time" if on_time_count < len(ranking.ranked) else "finding_all_on_time"
        )
        return view.say(message, units=unit_count, on_time=on_time_count, **names)
    if ranking.measure == "growth":
        risen_count = sum(row.growth > 0 for row in ranking.ranked)
        message = "finding_fall" if lowest.growth < 0 else "finding_growth"
        return view.say(message, units=unit_count, risen=risen_count, **names)
    return view.say("finding_value", units=unit_count, **names)
