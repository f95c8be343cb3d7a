"""The classes of an area's overview: totals, coverage, comparisons, places, months."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from quantities import Quantity

Source = Literal["own", "units", "none"]


@dataclass(frozen=True)
class Coverage:
    """How many of the expected units a total is summed from.

    `missing` are the codes of units without a number, `incomplete` those whose own total is a lower
    bound. `lacking` has the months of the span that a missing unit has not reported, for units that
    have reported other months. A number that the area reports itself has coverage 1 of 1.
    """

    reporting: int
    expected: int
    missing: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether no unit is missing or incomplete, so that the total is exact."""
        return self.reporting == self.expected and not self.incomplete


@dataclass(frozen=True)
class AreaTotal:
    """The total of an area for a span: its own number, else the sum over its units.

    `source` is own, units or none. `joined`: the own number is computed from several of the area's
    figures. `at_least`: units are missing in the sum, so that it is a lower bound. `operands` are
    the keys of the figures it is computed from.
    """

    period: str
    quantity: Quantity | None
    source: Source
    joined: bool
    at_least: bool
    coverage: Coverage
    operands: tuple[str, ...] = ()

    @property
    def derived(self) -> bool:
        """Whether the number was computed (推算) rather than reported; a page marks it so."""
        return self.quantity is not None and (self.joined or self.source == "units")


@dataclass(frozen=True)
class Growth:
    """An area's change against the same span of the year before (同比), from the same units.

    `change` is the result of `compute_change`, None without comparable numbers. `reason` then says
    why: not_reported (nothing now), broken (a break in the series), no_base (nothing a year before)
    or too_few (too few units have both). `now` and `before` are the compared numbers, summed from
    the units in `coverage`. `broken` are the codes of the area or units whose series break between
    the two spans; `notes` are the reasons of the breaks.
    """

    change: Quantity | None
    now: Quantity | None
    before: Quantity | None
    coverage: Coverage
    reason: str = ""
    broken: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completion:
    """The share of the year's target that is reached (完成率), from units that have both numbers.

    `rate` is `done` / `target` in percent; `elapsed` is the share of the year that has passed in
    percent (序时进度), None for a number at a date.
    """

    rate: Quantity | None
    done: Quantity | None
    target: Quantity | None
    coverage: Coverage
    elapsed: float | None


@dataclass(frozen=True)
class Place:
    """An area's place among its `ranked` siblings, those that have a number: place 3 of 9.

    `measure` is what they are ranked by: completion, growth or value. Rates that are printed alike
    share a place; where less is better the smallest is first.
    """

    place: int
    ranked: int
    measure: str


@dataclass(frozen=True)
class UnitMeasure:
    """A unit with the number by which units are compared: completion, growth or value."""

    unit: str
    measure: str
    quantity: Quantity


@dataclass(frozen=True)
class MonthPoint:
    """A month of an indicator's small line; `value` is NaN without a total.

    `at_least`: the total is a lower bound, drawn hollow. `is_break`: a new definition begins with
    this month, in the area or one of its units, and the line is interrupted before it.
    """

    period: str
    value: float
    at_least: bool
    reporting: int
    expected: int
    is_break: bool


@dataclass(frozen=True)
class Disagreement:
    """A sum that an area's own number disagrees with, and the own number minus that sum.

    `summed_from` is what was summed: units, or the area's months (its own number being for a longer
    span).
    """

    summed_from: str
    quantity: Quantity
    difference: Quantity


@dataclass(frozen=True)
class AreaIndicator:
    """Everything that an overview shows of one indicator."""

    code: str
    unit: str
    kind: str
    total: AreaTotal
    before: AreaTotal
    growth: Growth
    target: AreaTotal | None
    completion: Completion | None
    place: Place | None
    best: UnitMeasure | None
    weakest: UnitMeasure | None
    months: tuple[MonthPoint, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True)
class AreaOverview:
    """An overview of an area: its scope in codes, its indicators, and its units side by side.

    `units` has a row for each indicator and unit with the columns indicator, ref_area, value,
    is_sum, at_least, growth and completion (percent or points), and the number by which units are
    compared: measure (completion, growth or value) and measured. NaN stands for no number.
    """

    area: str
    through: str
    since: str
    period: str
    elapsed: float
    indicators: tuple[AreaIndicator, ...]
    units: pd.DataFrame
