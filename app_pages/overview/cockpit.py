"""What the Overview says of an area's month: numbers, names of units, an office's rules.

`Cockpit` holds all of it without Streamlit; the other modules of the page make HTML of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import pandas as pd

from app_pages.components.area_words import count_units, find_unit_level, word_whole
from locales import Words
from metrics.alerts import AlertRules
from metrics.rollup.area_results import AreaIndicator, AreaOverview, MonthPoint
from metrics.rollup.further_numbers import FurtherNumbers
from periods import last_month

NO_LEVEL = "other"
"""The ending of messages for units of several levels, or of none that has a word of its own."""


MAX_NAMED = 3
"""Units that a sentence names."""


@dataclass(frozen=True)
class Cockpit:
    """An overview of an area with what it takes to word it.

    `beside` has the numbers beside totals by indicator, `levels` those of areas.csv by area.
    `expected` units are asked for the month, `missing` ones have reported nothing of it. `rules`
    and `due_day` are those of `attention` in config.yaml; `late` are the points behind the time
    elapsed from which a number is marked; below `least_share` percent of its units there is no sum.
    `phrases` are an indicator's words in the paragraph, where its name does not do; `places` row
    and column of areas in a tile grid, as areas.csv has them. Of indicators in `less_is_better` the
    smallest number is the best.
    """

    overview: AreaOverview
    beside: Mapping[str, FurtherNumbers]
    words: Words
    levels: Mapping[str, str]
    expected: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rules: AlertRules = field(default_factory=AlertRules)
    due_day: int = 0
    late: float = 5
    least_share: float = 50
    phrases: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    less_is_better: tuple[str, ...] = ()

    @property
    def shown(self) -> list[AreaIndicator]:
        """The indicators with a number of the area or of one of its units, in their order."""
        return [indicator for indicator in self.overview.indicators if self.has_numbers(indicator)]

    def has_numbers(self, indicator: AreaIndicator) -> bool:
        """Return whether the area or a unit has a number of an indicator for the span."""
        return indicator.total.quantity is not None or not self.numbers_of(indicator.code).empty

    def find_months_of(self, indicator: AreaIndicator) -> tuple[MonthPoint, ...]:
        """Return the months of an indicator's small line, of the units that are in its total."""
        same = self.beside.get(indicator.code, FurtherNumbers()).months
        if len(same) != len(indicator.months):
            return indicator.months
        return tuple(
            replace(point, value=value) for point, value in zip(indicator.months, same, strict=True)
        )

    def numbers_of(self, code: str) -> pd.DataFrame:
        """Return the rows of `AreaOverview.units` of an indicator's units that have a number."""
        table = self.overview.units
        if table.empty:
            return table
        return table[(table["indicator"] == code) & table["value"].notna()]

    @property
    def level(self) -> str:
        """The level of the area's units, as the endings of messages have it: county."""
        return find_unit_level(self.expected, self.levels) or NO_LEVEL

    @property
    def whole(self) -> str:
        """The area as its own sum: 全市; the name of one that has no units."""
        if not self.expected:
            return self.area_name
        return word_whole(self.words, self.overview.area)

    @property
    def area_name(self) -> str:
        """The area's name."""
        return self.words.name("area", self.overview.area)

    def count(self, number: int) -> str:
        """Return a number of units in words: 9个区县（市）."""
        return count_units(self.words, "" if self.level == NO_LEVEL else self.level, number)

    @property
    def month(self) -> str:
        """The last month without its year: 9月."""
        return word_month(self.words, self.overview.through)

    @property
    def is_month(self) -> bool:
        """Whether the span is one month."""
        return self.overview.period == last_month(self.overview.period)

    def say(self, message: str, /, **values: object) -> str:
        """Return a message of overview.po."""
        return self.words.say(f"overview.{message}", **values)

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """The names of the area's units by code, no two the same."""
        table = self.overview.units
        units = [] if table.empty else [str(code) for code in table["ref_area"].unique()]
        return self.words.areas([*self.expected, *units])

    def name_units(self, codes: tuple[str, ...]) -> str:
        """Return the names of units, the first of many: 沙溪县, 甲县、乙县、丙县等7个."""
        return self.words.listing([*self.words.areas(codes).values()], MAX_NAMED)


def one_decimal(value: float) -> str:
    """Return a number with one decimal, rounded half up: 53.409 -> 53.4, -2.06 -> -2.1."""
    return str(Decimal(repr(float(value))).quantize(Decimal("0.1"), ROUND_HALF_UP))


def word_month(words: Words, month: str) -> str:
    """Return a month without its year: 9月, Sep."""
    return words.say(f"scope.month_{int(month[5:7])}")
