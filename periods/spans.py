"""Spans of whole months that end with a month: since January, since a quarter or a union's year."""

from typing import Literal, NamedTuple, get_args

from periods.bounds import period_bounds, spell_period

Since = Literal["year", "half-year", "quarter", "month", "union-year"]
"""With what a span begins: `union-year` is a union's working year, such as October to September."""
SINCE: tuple[Since, ...] = get_args(Since)
MONTHS_A_YEAR = 12
_LENGTHS = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}


class MonthSpan(NamedTuple):
    """A span of whole months, each counted since the year 0: 2025-09 is 2025 × 12 + 8.

    Example: MonthSpan(24300, 24308) is 2025-01/2025-09.
    """

    first: int
    last: int

    @property
    def period(self) -> str:
        """The span in the canonical spelling of periods: 2025-01/2025-09, 2025-09, 2025."""
        first, last = (period_bounds(spell_month(month)) for month in self)
        return spell_period(first[0], last[1])

    @property
    def year_before(self) -> "MonthSpan":
        """The same span of the year before (上年同期)."""
        return MonthSpan(self.first - MONTHS_A_YEAR, self.last - MONTHS_A_YEAR)

    @property
    def months(self) -> range:
        """The months of the span, counted since the year 0."""
        return range(self.first, self.last + 1)

    def split_by_calendar_year(self) -> list["MonthSpan"]:
        """Return the parts of the span that lie in one calendar year each, in order."""
        years = range(self.first // MONTHS_A_YEAR, self.last // MONTHS_A_YEAR + 1)
        starts = [year * MONTHS_A_YEAR for year in years]
        return [
            MonthSpan(max(self.first, start), min(self.last, start + MONTHS_A_YEAR - 1))
            for start in starts
        ]


def spell_month(month: int) -> str:
    """Return the spelling of a month that is counted since the year 0: 24308 -> 2025-09."""
    year, number = divmod(month, MONTHS_A_YEAR)
    return f"{year:04d}-{number + 1:02d}"


def count_month(period: str) -> int:
    """Return the month in which a period ends, counted since the year 0: 2025-09 -> 24308.

    Raises ValueError for a text that is no period.
    """
    _, last = period_bounds(period)
    return last.year * MONTHS_A_YEAR + last.month - 1


def span_since(since: Since, through: int, union_year: int = 10) -> MonthSpan:
    """Return the span that begins with a year, quarter … (`since`) and ends with month `through`.

    `through` is counted since the year 0. `union_year` is the month in which a union's year begins,
    10 for 1 October to 30 September. Example: through August, the span since "quarter" is July to
    August, since "union-year" October to August.
    """
    if since == "union-year":
        # The remainder is the number of months between the beginning of the year and `through`.
        return MonthSpan(through - (through - union_year + 1) % MONTHS_A_YEAR, through)
    return MonthSpan(through - through % _LENGTHS[since], through)
