"""An area's units by one indicator: compared by completion, by value or by the change (同比).

The ranking and the tiles of the page show the same choice of indicator and measure.
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from app_pages.components.number_scale import NumberScale, choose_scale
from app_pages.overview.cockpit import Cockpit, one_decimal
from metrics.rollup.area_results import AreaIndicator

Measure = Literal["completion", "value", "growth"]
"""By what units are compared."""
MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True)
class UnitRow:
    """A unit with its numbers of one indicator, NaN where it has none."""

    unit: str
    value: float
    growth: float
    completion: float

    def number(self, measure: Measure) -> float:
        """Return the number of a measure."""
        return float(getattr(self, measure))


@dataclass(frozen=True)
class UnitRanking:
    """The units of one indicator as they are shown: by which measure, and in which order.

    `ranked` have a number of the measure, the best first; `others` do not. The best is the largest,
    of numbers and changes of an indicator of which less is better the smallest.
    """

    cockpit: Cockpit
    indicator: AreaIndicator
    measure: Measure
    offered: tuple[Measure, ...]
    ranked: tuple[UnitRow, ...]
    others: tuple[UnitRow, ...]
    scale: NumberScale

    @property
    def name(self) -> str:
        """The indicator's name."""
        return self.cockpit.words.name("indicator", self.indicator.code)

    @property
    def measure_name(self) -> str:
        """The measure's name: 完成率."""
        return self.cockpit.words.say(f"overview.measure_{self.measure}")

    @property
    def is_share(self) -> bool:
        """Whether the numbers are shares, whose changes are points."""
        return self.indicator.unit in ("%", "‰")

    @property
    def elapsed(self) -> float | None:
        """The time elapsed in percent, where completions are compared with it."""
        completion = self.indicator.completion
        return completion.elapsed if completion and self.measure == "completion" else None

    def write(self, row: UnitRow, measure: Measure) -> str:
        """Return one of a unit's numbers as text, a dash without one: 79.5%, 4492, ▲ 20.9%."""
        number = row.number(measure)
        if math.isnan(number):
            return "—"
        if measure == "value":
            return self.scale.write(number)
        if measure == "completion":
            return f"{one_decimal(number)}%"
        sign = "▲ " if number > 0 else "▼ " if number < 0 else ""
        return f"{sign}{one_decimal(abs(number))}{'' if self.is_share else '%'}"


def choose_units(cockpit: Cockpit, code: str, measure: str) -> UnitRanking | None:
    """Return the units of an indicator ranked by a measure; the usual one if `measure` has none.

    The usual one is completion, of indicators without a task the value. None if no unit has a
    number, or the indicator is not among those shown.
    """
    indicator = next((indicator for indicator in cockpit.shown if indicator.code == code), None)
    table = cockpit.overview.units
    if indicator is None or table.empty:
        return None
    missing = set(indicator.total.coverage.missing)
    columns = ("ref_area", "value", "growth", "completion")
    of_code = table[table["indicator"] == code]
    rows = [
        UnitRow(str(unit), float(value), float(growth), float(completion))
        for unit, value, growth, completion in zip(
            *(of_code[each] for each in columns), strict=True
        )
        if not math.isnan(value) or unit in missing
    ]
    offered = tuple(
        measure for measure in MEASURES if any(not math.isnan(row.number(measure)) for row in rows)
    )
    if not offered:
        return None
    chosen = next((each for each in MEASURES if each == measure and each in offered), offered[0])
    ranked = [row for row in rows if not math.isnan(row.number(chosen))]
    sign = 1 if code in cockpit.less_is_better and chosen != "completion" else -1
    total = indicator.total.quantity.value if indicator.total.quantity else math.nan
    return UnitRanking(
        cockpit,
        indicator,
        chosen,
        offered,
        tuple(sorted(ranked, key=lambda row: sign * row.number(chosen))),
        tuple(row for row in rows if math.isnan(row.number(chosen))),
        choose_scale([*(row.value for row in rows), total], cockpit.words, code),
    )


def list_choices(cockpit: Cockpit) -> list[str]:
    """Return the indicators of which units have numbers, in the order of the cards."""
    return [
        indicator.code
        for indicator in cockpit.shown
        if not cockpit.numbers_of(indicator.code).empty
    ]


def word_missing(ranking: UnitRanking, row: UnitRow) -> str:
    """Return why a unit has no number: 9月未报, 无同期数, 未下达任务."""
    cockpit = ranking.cockpit
    if not math.isnan(row.value):
        return cockpit.words.say(f"overview.no_{ranking.measure}")
    months = ranking.indicator.total.coverage.lacking.get(row.unit) or (cockpit.overview.through,)
    named = [cockpit.words.say(f"scope.month_{int(month[5:7])}") for month in months]
    return cockpit.say("month_unreported", months=cockpit.words.listing(named, 2))


def write_finding(ranking: UnitRanking) -> str:
    """Return the ranking's finding in one neutral sentence: best, worst, or how many on time."""
    cockpit, names = ranking.cockpit, ranking.cockpit.unit_names
    by_size = sorted(ranking.ranked, key=lambda row: row.number(ranking.measure))
    best, worst = by_size[-1], by_size[0]
    count = cockpit.count(len(ranking.ranked))
    named = {"best": names.get(best.unit, ""), "worst": names.get(worst.unit, "")}
    if len(ranking.ranked) == 1:
        return cockpit.say("finding_one", count=count, best=named["best"])
    if (elapsed := ranking.elapsed) is not None:
        on_time = sum(row.completion >= elapsed for row in ranking.ranked)
        message = "finding_on_time" if on_time < len(ranking.ranked) else "finding_all_on_time"
        return cockpit.say(message, units=count, on_time=on_time, **named)
    if ranking.measure == "growth":
        risen = sum(row.growth > 0 for row in ranking.ranked)
        message = "finding_fall" if worst.growth < 0 else "finding_growth"
        return cockpit.say(message, units=count, risen=risen, **named)
    return cockpit.say("finding_value", units=count, **named)
