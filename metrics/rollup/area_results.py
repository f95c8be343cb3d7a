"""The parts of an overview of an area: totals, coverage, comparisons, places, months."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from quantities import Quantity

Source = Literal["own", "units", "none"]


@dataclass(frozen=True)
class Coverage:
    """How many of the expected units a number is made of.

    `missing` are the codes of those without a number, `incomplete` those whose own total is a
    lower bound. `lacking` are the months of the span that a missing unit has not reported, where it
    has reported others. An area's own number covers itself: 1 of 1.
    """

    reporting: int
    expected: int
    missing: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.reporting == self.expected and not self.incomplete


@dataclass(frozen=True)
class AreaTotal:
    """A number of an area for a span, by the rule of a total.

    `source` is own (as reported, or `joined` of several figures), units (a sum of theirs) or none;
    `at_least` says that units are missing in a sum. `operands` are the keys of its figures.
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
        """Whether the number was computed (推算) rather than reported."""
        return self.quantity is not None and (self.joined or self.source == "units")


@dataclass(frozen=True)
class Growth:
    """An area's change against the same span of the year before (同比), of the same units.

    `change` is what `compute_change` returns, None without comparable numbers: `reason` is then
    broken (a break in the series), not_reported (now), no_base (a year before) or too_few (units
    with both). `now` and `before` are the compared numbers, of the units that `coverage` tells;
    `broken` are the area or units whose series break between the spans, `notes` say why.
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
    """The share of the year's target that is reached (完成率), of units that have both.

    `rate` is in percent; `done` of `target` are the numbers compared; `elapsed` is the share of the
    year that has passed (序时进度), None for a number at a date.
    """

    rate: Quantity | None
    done: Quantity | None
    target: Quantity | None
    coverage: Coverage
    elapsed: float | None


@dataclass(frozen=True)
class Place:
    """An area's place among its siblings: 3 of 9 that have a number.

    Rates that print alike share a place; where less is better the smallest is first. `measure` says
    what is compared: completion, growth or value.
    """

    place: int
    of: int
    measure: str


@dataclass(frozen=True)
class UnitMeasure:
    """A unit with the number by which units are compared: completion, growth or value."""

    unit: str
    measure: str
    quantity: Quantity


@dataclass(frozen=True)
class MonthPoint:
    """A month of an indicator's small line: NaN without a total; `at_least` is drawn hollow.

    With a month that `is_break` a new definition begins, of the area or of a unit: the line is cut.
    """

    period: str
    value: float
    at_least: bool
    reporting: int
    expected: int
    is_break: bool


@dataclass(frozen=True)
class Disagreement:
    """Another sum of an area's own number, and the number less it.

    `of` is units (the sum of its units) or months (its own months beside a count since January).
    """

    of: str
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

    `units` has a row for each indicator and unit: indicator, ref_area, value, low, high (infinite:
    open), is_sum, at_least, growth and completion (percent or points; NaN without), and the number
    by which units are compared: measure (completion, growth or value) and measured.
    """

    area: str
    through: str
    since: str
    period: str
    elapsed: float
    indicators: tuple[AreaIndicator, ...]
    units: pd.DataFrame
