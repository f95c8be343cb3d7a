"""The numbers and names of an area's month, as the modules of the Overview page make HTML of them.

`MonthView` holds all of it without Streamlit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import pandas as pd

from app_pages.components.area_words import find_unit_level, format_unit_count, name_whole_area
from locales import Words
from metrics.alerts import AlertRules
from metrics.rollup.area_results import AreaIndicator, AreaOverview, MonthPoint
from metrics.rollup.further_numbers import FurtherNumbers
from periods import last_month

NO_LEVEL = "other"
"""The level in message names for units of several levels, or of one that has no word of its own."""

MAX_NAMED = 3
"""Units that a sentence names; of the others it gives the number."""


@dataclass(frozen=True)
class MonthView:
    """An overview of an area, with the names and rules that its page needs.

    - `further_numbers`: the numbers beside each indicator's total
    - `levels`: the level of each area, as in areas.csv
    - `expected`: the units that should report the month
    - `missing`: those of them that have reported nothing
    - `rules`, `due_day`: the settings `attention` in config.yaml
    - `late_points`: a number is marked from so many percentage points behind the time elapsed
    - `least_share`: percentage of units that must have reported for a sum
    - `phrases`: the words of the paragraph for indicators whose names do not fit into it
    - `tile_places`: row and column of areas in a tile grid, as in areas.csv
    - `less_is_better`: indicators of which the smallest number is the best
    """

    overview: AreaOverview
    further_numbers: Mapping[str, FurtherNumbers]
    words: Words
    levels: Mapping[str, str]
    expected: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rules: AlertRules = field(default_factory=AlertRules)
    due_day: int = 0
    late_points: float = 5
    least_share: float = 50
    phrases: Mapping[str, str] = field(default_factory=dict)
    tile_places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    less_is_better: tuple[str, ...] = ()

    @property
    def shown_indicators(self) -> list[AreaIndicator]:
        """The indicators of which the area or a unit has a number, in the overview's order."""
        return [indicator for indicator in self.overview.indicators if self.has_numbers(indicator)]

    def has_numbers(self, indicator: AreaIndicator) -> bool:
        """Return whether the area or one of its units has a number of an indicator for the span."""
        return (
            indicator.total.quantity is not None or not self.list_unit_numbers(indicator.code).empty
        )

    def list_line_months(self, indicator: AreaIndicator) -> tuple[MonthPoint, ...]:
        """Return the months of an indicator's small line, each with its number.

        If the months of the total's units are known, the numbers are sums of just these units, so
        that the line and the total agree; else they are those of the overview.
        """
        values = self.further_numbers.get(indicator.code, FurtherNumbers()).months
        if len(values) != len(indicator.months):
            return indicator.months
        return tuple(
            replace(point, value=value)
            for point, value in zip(indicator.months, values, strict=True)
        )

    def list_unit_numbers(self, code: str) -> pd.DataFrame:
        """Return the rows of `AreaOverview.units` in which a unit has a number of the indicator."""
        table = self.overview.units
        if table.empty:
            return table
        return table[(table["indicator"] == code) & table["value"].notna()]

    @property
    def unit_level(self) -> str:
        """The level of the area's units, such as "county"; message names end in it."""
        return find_unit_level(self.expected, self.levels) or NO_LEVEL

    @property
    def whole_area_name(self) -> str:
        """The area as a whole, such as 全市 (the whole city); without units, the area's name."""
        if not self.expected:
            return self.area_name
        return name_whole_area(self.words, self.overview.area)

    @property
    def area_name(self) -> str:
        """The area's name."""
        return self.words.name("area", self.overview.area)

    def format_unit_count(self, count: int) -> str:
        """Format a number of units with the name of their level: 9个区县（市）."""
        level = "" if self.unit_level == NO_LEVEL else self.unit_level
        return format_unit_count(self.words, level, count)

    @property
    def month_name(self) -> str:
        """The last month of the span without its year: 9月."""
        return format_month(self.words, self.overview.through)

    @property
    def is_month(self) -> bool:
        """Whether the span is one month."""
        return self.overview.period == last_month(self.overview.period)

    def say(self, message: str, /, **values: object) -> str:
        """Return a message of overview.po in the reader's language."""
        return self.words.say(f"overview.{message}", **values)

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """The names of the area's units by code; no two units have the same name."""
        table = self.overview.units
        units = [] if table.empty else [str(code) for code in table["ref_area"].unique()]
        return self.words.areas([*self.expected, *units])

    def list_unit_names(self, codes: tuple[str, ...]) -> str:
        """Return the names of units in words, of many only the first: 甲县、乙县、丙县等7个."""
        return self.words.listing([*self.words.areas(codes).values()], MAX_NAMED)


def format_one_decimal(value: float) -> str:
    """Format a number with one decimal, rounded half up: 53.409 → "53.4", -2.06 → "-2.1"."""
    return str(Decimal(repr(float(value))).quantize(Decimal("0.1"), ROUND_HALF_UP))


def format_month(words: Words, month: str) -> str:
    """Format a month without its year: 9月, Sep."""
    return words.say(f"scope.month_{int(month[5:7])}")
