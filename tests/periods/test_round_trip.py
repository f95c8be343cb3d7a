"""What the house prints is read back the same; many periods, in every spelling, by another way.

Each run makes other periods: the seed is printed where a test fails.
"""

import calendar
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from exports.data.sdmx import format_time_period
from locales import LANGUAGES, Language, Words, catalogue, format_period
from periods import (
    canonical_period,
    list_spellings,
    parse_heading,
    parse_period,
    period_bounds,
    read_title,
    year_after,
    year_before,
)

SEED = time.time_ns() % 10**9
KINDS = ("year", "years", "month", "months", "months_over_years", "day", "days")
COUNT = 150
"""Periods of each kind in a run."""
SENTENCES = {
    domain: [
        name for name, text in catalogue("zh", domain).items()
        if "{period}" in text and name not in ("since", "changed_since")
    ]
    for domain in ("pages", "exports", "report", "desk")
}  # fmt: skip
"""Messages with a period in them; `since` is the beginning of an open one."""
DIGITS = "〇一二三四五六七八九"


def end_of(year: int, month: int) -> date:
    """The last day of a month, the day before the first of the next one."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def made(kind: str, chance: random.Random) -> tuple[date, date, str]:
    """A period of a kind: first day, last day and its spelling, without the room's help."""
    year, month = chance.randint(1900, 2097), chance.randint(1, 12)
    match kind:
        case "year":
            return date(year, 1, 1), date(year, 12, 31), f"{year}"
        case "years":
            last = chance.randint(year + 1, 2100)
            return date(year, 1, 1), date(last, 12, 31), f"{year}/{last}"
        case "month":
            return date(year, month, 1), end_of(year, month), f"{year}-{month:02}"
        case "months":
            first, last = sorted(chance.sample(range(1, 13), 2))
            last -= (first, last) == (1, 12)
            spelling = f"{year}-{first:02}/{year}-{last:02}"
            return date(year, first, 1), end_of(year, last), spelling
        case "months_over_years":
            last = month - 1 or 11
            spelling = f"{year}-{month:02}/{year + 1}-{last:02}"
            return date(year, month, 1), end_of(year + 1, last), spelling
    first_day = date(year, month, chance.randint(1, calendar.monthrange(year, month)[1]))
    if kind == "day":
        return first_day, first_day, first_day.isoformat()
    last_day = first_day + timedelta(days=chance.choice((1, 5, 20, 40, 300, 700)))
    if first_day.day == 1 and (last_day + timedelta(days=1)).day == 1:
        last_day -= timedelta(days=1)  # whole months are another kind
    return first_day, last_day, f"{first_day}/{last_day}"


@cache
def periods() -> tuple[tuple[str, date, date, str], ...]:
    """Many periods of every kind, and those at the borders."""
    chance = random.Random(SEED)
    borders = [
        ("day", date(2024, 2, 29), date(2024, 2, 29), "2024-02-29"),
        ("month", date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        ("days", date(2024, 2, 29), date(2025, 2, 28), "2024-02-29/2025-02-28"),
        ("days", date(2023, 12, 31), date(2024, 1, 1), "2023-12-31/2024-01-01"),
        ("months_over_years", date(2023, 10, 1), date(2024, 9, 30), "2023-10/2024-09"),
    ]
    return (*borders, *((kind, *made(kind, chance)) for kind in KINDS for _ in range(COUNT)))


def test_the_one_spelling_covers_the_same_days() -> None:
    for _, first, last, spelling in periods():
        assert period_bounds(spelling) == (first, last), SEED
        long = f"{first}/{last}"
        assert canonical_period(long) == canonical_period(spelling) == spelling, SEED
        for other in list_spellings(long):
            assert (period_bounds(other), canonical_period(other)) == ((first, last), spelling), (
                SEED
            )
        assert list_spellings(spelling)[0] == spelling


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printed_period_is_read_back(language: Language) -> None:
    for _, first, last, spelling in periods():
        printed = format_period(spelling, language)
        assert parse_period(printed) == spelling, (printed, SEED)
        assert parse_period(format_time_period(spelling)) == spelling, SEED
        # What an older release spells with its days is printed so, and is the same period.
        assert parse_period(format_period(f"{first}/{last}", language)) == spelling, SEED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", SENTENCES)
def test_a_period_is_found_in_every_sentence_of_the_house(language: Language, domain: str) -> None:
    words = Words(language)
    values = dict.fromkeys(
        ("name", "area", "wording", "source", "locator", "topic", "amount", "figures", "number"),
        "工会",
    )
    assert SENTENCES[domain]
    for _, _, _, spelling in periods()[:5] + periods()[5 :: COUNT // 10]:
        for name in SENTENCES[domain]:
            said = words.say(f"{domain}.{name}", **values, release=3, period=words.period(spelling))
            assert read_title(said) == (spelling, ""), (said, SEED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_that_are_missing_are_read_in_their_year(language: Language) -> None:
    words = Words(language)
    months = [words.say("pages.month", month=3), words.say("pages.months", month=3, last=5)]
    assert [parse_heading(said, "2024") for said in months] == ["2024-03", "2024-03/2024-05"]


def chinese(number: int) -> str:
    """A number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + "十" * bool(tens) + (DIGITS[ones] if ones else "")


def whole_years(first: date, last: date) -> Iterator[str]:
    """How offices write a year or years."""
    year = first.year
    if year == last.year:
        yield from (f"{year}年", f"{year}年度", f"{year}全年", f"{year}年1—12月", f"（{year} 年）")
        yield from (f"{year}年1月1日至12月31日", f"{year}.1-12", f"{year}-01-01至{year}-12-31")
        numeral = "".join(DIGITS[int(digit)] for digit in str(year))
        if numeral[:2] in ("一九", "二〇"):
            yield f"{numeral}年"
        return
    for dash in "-—～至到":
        yield f"{year}{dash}{last.year}年"
        yield f"{year}年{dash}{last.year}年"


def one_month(first: date, last: date) -> Iterator[str]:
    """How offices write a month."""
    year, month = first.year, first.month
    yield from (
        f"{year}年{month}月",
        f"{year}年{month:02}月份",
        f"{year}.{month}",
        f"{year}/{month}",
    )
    yield from (f"{year}{month:02}", f"截至{year}年{month}月底", f"{year}年{chinese(month)}月")
    yield from (f"{year}年{month}月1日—{last.day}日", f"{year}.{month}.1-{last.day}")


def months_of_a_year(first: date, last: date) -> Iterator[str]:
    """How offices write months of one year."""
    year, month = first.year, first.month
    for dash in ("-", "—", "--", "～", "~", "–", "至", "到"):
        yield f"{year}年{month}{dash}{last.month}月"
        yield f"{year}年{month}月{dash}{last.month}月"
        yield f"{year}年{month}月份{dash}{last.month}月份"
        yield f"{year}年{chinese(month)}{dash}{chinese(last.month)}月"
        yield f"{year}.{month}{dash}{last.month}月"
        yield f"{year}年{month}月1日{dash}{last.month}月{last.day}日"
        if dash != "--":
            yield f"{year}年{month}{dash}{last.month}"
        if dash not in ("--", "-"):
            yield f"{year}-{month:02}{dash}{last.month:02}"
        yield f"{year}.{month:02}{dash}{last.month:02}"
        yield f"{year}/{month}{dash}{last.month}"


def months_over_years(first: date, last: date) -> Iterator[str]:
    """How offices write months over the new year."""
    year, month = first.year, first.month
    yield f"{year}-{month:02}/{last.year}-{last.month:02}"
    for dash in ("-", "—", "～", "至", "到"):
        yield f"{year}-{month:02}{dash}{last.year}-{last.month:02}"
        yield f"{year}年{month}月{dash}{last.year}年{last.month}月"
        yield f"{year}.{month}{dash}{last.year}.{last.month}"
        yield f"{year}年{month}月1日{dash}{last.year}年{last.month}月{last.day}日"


def one_day(first: date, _: date) -> Iterator[str]:
    """How offices write a day."""
    year, month, day = first.year, first.month, first.day
    yield from (f"{year}年{month}月{day}日", f"{year}年{month}月{day}号", f"{year}.{month}.{day}")
    yield from (f"{year}-{month}-{day}", f"{year}/{month:02}/{day:02}", f"{first:%Y%m%d}")
    yield f"{year}年{chinese(month)}月{chinese(day)}日"


def several_days(first: date, last: date) -> Iterator[str]:
    """How offices write a span of days."""
    start = f"{first.year}年{first.month}月{first.day}日"
    for dash in ("-", "—", "～", "至", "到"):
        yield f"{first:%Y.%m.%d}{dash}{last:%Y.%m.%d}"
        yield f"{start}{dash}{last.year}年{last.month}月{last.day}日"
        if first.year == last.year:
            yield f"{start}{dash}{last.month}月{last.day}日"
            yield f"{first:%Y.%m.%d}{dash}{last:%m.%d}"


SPELLED = {
    "year": whole_years,
    "years": whole_years,
    "month": one_month,
    "months": months_of_a_year,
    "months_over_years": months_over_years,
    "day": one_day,
    "days": several_days,
}


def test_what_offices_write_is_read_whole_alone_and_in_a_title() -> None:
    count = 0
    for kind, first, last, spelling in periods():
        for printed in SPELLED[kind](first, last):
            count += 1
            assert parse_period(printed) == spelling, (printed, SEED)
            if "年" in printed:
                title = f"宁波市{printed}工会情况表"
                assert read_title(title) == (spelling, ""), (title, SEED)
    assert count > 5_000


def test_a_heading_without_its_year_lies_once_in_a_span_of_twelve_months() -> None:
    chance = random.Random(SEED)
    for _ in range(COUNT):
        year, month = chance.randint(1990, 2098), chance.randint(2, 12)
        table = f"{year}-{month:02}/{year + 1}-{month - 1:02}"
        for number in range(1, 13):
            inside = year if number >= month else year + 1
            assert parse_heading(f"{number}月", table) == f"{inside}-{number:02}", (table, SEED)
            assert parse_heading("累计", table, f"{inside}-{number:02}") == (
                canonical_period(f"{year}-{month:02}/{inside}-{number:02}")
            ), (table, SEED)


def test_a_year_before_ends_on_the_same_day_or_the_28th() -> None:
    for _, first, last, spelling in periods():
        before_first, before_last = period_bounds(year_before(spelling))
        assert before_first == (
            first.replace(year=first.year - 1)
            if (first.month, first.day) != (2, 29)
            else date(first.year - 1, 2, 28)
        ), (spelling, SEED)
        if len(spelling.partition("/")[0]) == len("2024-01-01"):
            is_leap_day = (last.month, last.day) == (2, 29)
            day = 28 if is_leap_day else last.day
            assert before_last == date(last.year - 1, last.month, day), (spelling, SEED)
        else:  # whole months and years stay whole
            assert before_last == end_of(last.year - 1, last.month), (spelling, SEED)
        if "02-29" not in spelling:
            assert year_after(year_before(spelling)) == spelling, SEED
