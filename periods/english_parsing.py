"""Reads periods printed in English, as this program writes them and as they are usually written."""

import re
from datetime import date

from periods.bounds import canonical_period, join_periods, period_bounds, spell_period
from periods.wording import ENGLISH_MONTHS

_MONTH = "|".join(
    f"{name[:3]}(?:{name[3:]}|t)?[.]?" if len(name) > 3 else name for name in ENGLISH_MONTHS
)
YEAR_IN_DIGITS = "(?:(?:19|20)[0-9]{2}|2100)"
"""The years that a period may begin in, 1900 to 2100."""
_RANGE = "[-–—~]{1,2}|to|through"
_DATES = re.compile(
    rf"""(?:(?P<day>[0-9]{{1,2}})?(?P<month>{_MONTH})?(?P<year>{YEAR_IN_DIGITS})?
        (?P<range>{_RANGE}))?
    (?:(?P<last_day>[0-9]{{1,2}})?(?P<last_month>{_MONTH})
        (?:,?(?P<last_year>{YEAR_IN_DIGITS})(?![0-9])|(?![0-9A-Za-z]))
    |(?P<us_month>{_MONTH})(?P<us_day>[0-9]{{1,2}}),(?P<us_year>{YEAR_IN_DIGITS})(?![0-9]))""",
    re.VERBOSE | re.IGNORECASE,
)
_PARTS_OF_YEAR = re.compile(
    r"(?:(?P<letter>[QH])(?P<number>[1-4])|(?P<half>[12])H"
    r"|(?P<ordinal>first|second|third|fourth)(?P<what>quarter|half)of)"
    rf"[,/-]?(?P<year>{YEAR_IN_DIGITS})(?![0-9])",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(rf"(?P<year>{YEAR_IN_DIGITS})[,、-]?(?={_MONTH})", re.IGNORECASE)
_NEAR_LETTER = re.compile("[0-9–—~-]{0,12}[A-Za-z]")  # as every English period begins
_NUMBERED_MONTHS = re.compile(
    rf"months?(?P<month>[0-9]{{1,2}})(?:(?:{_RANGE})(?P<last>[0-9]{{1,2}}))?(?![0-9])",
    re.IGNORECASE,
)
_ORDINALS = ("first", "second", "third", "fourth")
_DURATION = re.compile(
    r"(?P<first>[0-9]{4}-[0-9]{2}-[0-9]{2})/P(?P<count>[1-9][0-9]{0,3})(?P<unit>[YMD])"
)
_HALF_YEAR = re.compile(rf"(?P<year>{YEAR_IN_DIGITS})-S(?P<number>[12])")
_SHORTENED_MONTH = re.compile(rf"(?P<month>{_MONTH})-(?P<year>[0-9]{{2}})", re.IGNORECASE)
_MONTHS_A_YEAR = 12
_FIRST_YEAR_OF_1900S = 30
"""Two digits from here on are a year of the 1900s to a spreadsheet."""


def read_english(text: str, start: int, year: int | None = None) -> tuple[str, int] | None:
    """Return the English period at `start` of a text without blanks, and its end; else None.

    JanuarytoSeptember2024 and 2024January–September → 2024-01/2024-09. `year` is that of a period
    printed without one. The period is "" if it does not exist (31 June) or has two years (2024 June
    2025).
    """
    if not _NEAR_LETTER.match(text, start):
        return None
    if found := _YEAR_FIRST.match(text, start):  # 2024January–September
        rest = read_english(text, found.end(), int(found["year"]))
        has_second_year = rest and re.search(YEAR_IN_DIGITS, text[found.end() : rest[1]])
        return ("", rest[1]) if rest and has_second_year else rest
    if found := _PARTS_OF_YEAR.match(text, start):
        return _read_part_of_year(found), found.end()
    numbered = _NUMBERED_MONTHS.match(text, start) if year else None
    found = numbered or _DATES.match(text, start)
    if not found:
        return None
    last_year = year if numbered else int(found["last_year"] or found["us_year"] or year or 0)
    if not last_year:
        return None
    try:
        read = _read_numbered_months if numbered else _read_dates
        return read(found, last_year), found.end()
    except ValueError:
        return "", found.end()


def _read_numbered_months(match: re.Match[str], year: int) -> str:
    """Return the period of one month or two by their numbers: months3–5 → 2024-03/2024-05."""
    first, last = int(match["month"]), int(match["last"] or match["month"])
    return join_periods(f"{year:04d}-{first:02d}", f"{year:04d}-{last:02d}")


def _read_dates(match: re.Match[str], last_year: int) -> str:
    """Return the period of one date or two; the first takes month and year from the last.

    `last_year` is the year of the last date. Raises ValueError for a date that does not exist, and
    for a span from a day to a month or the other way round.
    """
    if match["us_month"]:
        last_month, last_day = match["us_month"], match["us_day"]
    else:
        last_month, last_day = match["last_month"], match["last_day"]
    last = _spell_date(last_year, last_month, last_day)
    if not match["range"]:
        return canonical_period(last)
    if bool(match["day"]) != bool(last_day) or not (match["day"] or match["month"]):
        raise ValueError("a span of two kinds of dates")
    first_year = int(match["year"] or last_year)
    return join_periods(_spell_date(first_year, match["month"] or last_month, match["day"]), last)


def _spell_date(year: int, month: str, day: str | None) -> str:
    """Return a month or a day in ISO 8601: 2024, Sept., None → 2024-09."""
    number = next(
        i for i, name in enumerate(ENGLISH_MONTHS, 1) if name[:3].lower() == month[:3].lower()
    )
    return f"{year:04d}-{number:02d}" + (f"-{int(day):02d}" if day else "")


def _read_part_of_year(match: re.Match[str]) -> str:
    """Return the quarter or half of a year that is named: Q3 2024 → 2024-07/2024-09."""
    # Q3 and H1 have a letter, "third quarter" a word; 1H has neither.
    is_half = (match["letter"] or match["what"] or "H")[0].upper() == "H"
    number = int(match["number"] or match["half"] or _ORDINALS.index(match["ordinal"].lower()) + 1)
    month_count = 6 if is_half else 3
    last_month = number * month_count
    if last_month > _MONTHS_A_YEAR:  # the third half of a year
        return ""
    year = match["year"]
    return join_periods(f"{year}-{last_month - month_count + 1:02d}", f"{year}-{last_month:02d}")


def read_machine_period(text: str) -> str:
    """Return the period of a text in the notation of a program; "" if it has none.

    SDMX writes a day and a length (2024-01-01/P9M → 2024-01/2024-09) and half-years (2024-S1 →
    2024-01/2024-06). Spreadsheets shorten months (Sep-24 → 2024-09).
    """
    if found := _HALF_YEAR.fullmatch(text):
        first = 1 if found["number"] == "1" else 7
        return join_periods(f"{found['year']}-{first:02d}", f"{found['year']}-{first + 5:02d}")
    if found := _SHORTENED_MONTH.fullmatch(text):
        year = int(found["year"])
        century = 1900 if year >= _FIRST_YEAR_OF_1900S else 2000
        return _spell_date(century + year, found["month"], None)
    return _read_duration(text)


def _read_duration(text: str) -> str:
    """Return the period of a day and a length: 2024-01-01/P9M → 2024-01/2024-09; "" if none."""
    found = _DURATION.fullmatch(text)
    if not found:
        return ""
    try:
        first, _ = period_bounds(found["first"])
        return spell_period(first, _find_last_day(first, int(found["count"]), found["unit"]))
    except (ValueError, OverflowError):
        return ""


def _find_last_day(first: date, count: int, unit: str) -> date:
    """Return the last of `count` days, months (M) or years (Y) from a day on.

    Nine months from 2024-01-01 end with 2024-09-30.
    """
    if unit == "D":
        return date.fromordinal(first.toordinal() + count - 1)
    month_count = count * (_MONTHS_A_YEAR if unit == "Y" else 1)
    # The month after the period, counted since the year 0; the period ends the day before.
    month_after = first.year * _MONTHS_A_YEAR + first.month - 1 + month_count
    year, month_index = divmod(month_after, _MONTHS_A_YEAR)
    return date.fromordinal(first.replace(year=year, month=month_index + 1).toordinal() - 1)
