"""Time periods: a canonical spelling (ISO 8601), reading of printed ones, text in two languages."""

from periods.bounds import (
    canonical_period,
    comparable_period,
    is_period,
    join_periods,
    last_month,
    list_spellings,
    period_bounds,
    shift_years,
    spell_period,
    year_after,
    year_before,
)
from periods.headings import is_heading_of_period, parse_heading
from periods.printed import parse_period, read_small_number, read_span
from periods.titles import (
    FoundPeriod,
    TitlePeriod,
    find_leading_period,
    find_periods,
    read_first_title,
    read_title,
    remove_periods,
    states_only_end,
)
from periods.wording import format_part_of_year, format_period

__all__ = [
    "FoundPeriod",
    "TitlePeriod",
    "canonical_period",
    "comparable_period",
    "find_leading_period",
    "find_periods",
    "format_part_of_year",
    "format_period",
    "is_heading_of_period",
    "is_period",
    "join_periods",
    "last_month",
    "list_spellings",
    "parse_heading",
    "parse_period",
    "period_bounds",
    "read_first_title",
    "read_small_number",
    "read_span",
    "read_title",
    "remove_periods",
    "shift_years",
    "spell_period",
    "states_only_end",
    "year_after",
    "year_before",
]
