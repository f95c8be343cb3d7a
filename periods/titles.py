"""Periods printed inside other text: titles, lines above tables, names of files and sheets."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from periods.bounds import period_bounds
from periods.english_parsing import YEAR_IN_DIGITS, read_english
from periods.folding import FoldedText, fold_period
from periods.printed import Expression, read_expression, resolve_expression

_YEAR_BEGIN = re.compile(f"{YEAR_IN_DIGITS}|(?:一九|二[〇零])[〇零一二三四五六七八九]{{2}}年")
_BEGIN = re.compile(
    f"{_YEAR_BEGIN.pattern}"
    "|(?:[0-9]{1,2}[-–—~])?(?:[0-9]{1,2})?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    "|q[1-4]|h[12]|[12]h|first|second|third|fourth",
    re.IGNORECASE,
)
_LETTER = re.compile("[A-Za-z]")
_BARE_BEGIN = re.compile(
    "(?<![0-9第一二三四五六七八九十年])[0-9一二三四五六七八九十元上下前第首半]"
)
_BARE_KINDS = {"month", "quarter", "half", "first", "third"}
_UNTIL = re.compile("(?:截至|截止到?|至|到|asof)$", re.IGNORECASE)
_PERIOD_FOLLOWS = (
    f"{YEAR_IN_DIGITS}|[0-9]{{1,2}}[月日号季年]|今|现在|目前|[上下]半年"
    "|第?[一二三四五六七八九十]+[月季日年]|年?[底末]"
)
_GOES_ON = re.compile(
    "年?(?:以来|至今|迄今|以后|之后|以前|之前|初)|起(?![草重诉步点码])|第?[0-9一二三四五六七八九十]+周"
    f"|[-–—~]{{1,2}}(?:{_PERIOD_FOLLOWS})|[至到](?:{_PERIOD_FOLLOWS}|[0-9]+)"
)
"""Words by which the period before them is part of a span: 2019年以来, 2024年9月至今."""
_QUANTITY = re.compile("[0-9.万亿千百元人家件个名次户吨米平公倍份届%％‰]")
"""Characters after digits by which they are an amount, not a year or month: 2024.5万元."""
_DOCUMENT_NUMBER = re.compile("[〕\\])】]?第?[0-9]+号")
_TABLE_NUMBER = re.compile("(?:表|附件|编号)$")
_ONLY_END = re.compile("截[至止]|时点|(?:月份?|季度?|半年|日)[底末止]|^[至到]|asof|until|endof")


class FoundPeriod(NamedTuple):
    """A period in a text and its position there; `period` is "" if it cannot be read completely.

    `until`: a word for "until" (截至) stands before it.
    """

    start: int
    end: int
    period: str
    until: bool = False


class TitlePeriod(NamedTuple):
    """The period of a title, or, in `unclear`, the words that do not state exactly one.

    Both are "" if the title has no period.
    """

    period: str = ""
    unclear: str = ""


def read_title(text: str) -> TitlePeriod:
    """Return the period that a title states, never only the first part of a span.

    宁波市2023年10月至2024年9月情况 → 2023-10/2024-09; 2024年宁波市1—9月情况 → 2024-01/2024-09. An
    open span (2019年以来) and two different periods (2023年与2024年对比) are unclear. A 截至
    (until) that repeats the end of the span is ignored: 2024年1—9月情况（截至9月底）.
    """
    folded = fold_period(text)
    periods = _find_all(folded)
    if periods and all(len(each.period) == len("2024") for each in periods):
        periods = _complete_by_year(folded, periods)
    unclear = next((each for each in periods if not each.period), None)
    if unclear:
        return TitlePeriod(unclear=_get_wording(text, folded, unclear))
    different_periods = {
        each.period: each for each in periods if not _is_repeated_end(each, periods)
    }
    if len(different_periods) > 1:
        wordings = [_get_wording(text, folded, each) for each in different_periods.values()]
        return TitlePeriod(unclear=" / ".join(wordings))
    return TitlePeriod(next(iter(different_periods), ""))


def read_first_title(texts: Iterable[str]) -> TitlePeriod:
    """Return the result of `read_title` for the first text that has a period or is unclear.

    Both parts of the result are "" if no text has one. The texts are the lines above a table, in
    the order in which they count.
    """
    return next((title for text in texts if any(title := read_title(text))), TitlePeriod())


def find_periods(text: str) -> list[FoundPeriod]:
    """Return the periods that a text prints with their years, in order, with their positions.

    宁波市2023年10月至2024年9月情况 → 2023-10/2024-09 at 3 to 18.
    """
    folded = fold_period(text)
    return [_place_in_print(folded, found_period) for found_period in _find_all(folded)]


def find_leading_period(text: str) -> FoundPeriod | None:
    """Return the period that a text begins with: 2022年会员人数 → 2022; None if it does not."""
    folded = fold_period(text)
    found = _find_at(folded, 0)
    return _place_in_print(folded, found) if found else None


def states_only_end(text: str) -> bool:
    """Return whether the words of a period only say until when is counted: 截至2024年10月, 10月末.

    They leave open since when a flow is counted. Headings of a column of periods are such words,
    too: 截至时间 (until), 时点 (point in time).
    """
    return bool(_ONLY_END.search(fold_period(text).text.casefold()))


def remove_periods(text: str) -> str:
    """Return a text without the periods printed in it: 2023年工会会员 → 工会会员."""
    for found in reversed(find_periods(text)):
        text = text[: found.start] + text[found.end :]
    return text


def _place_in_print(folded: FoldedText, found: FoundPeriod) -> FoundPeriod:
    """Return a period with its position in the printed text instead of the folded one."""
    end = folded.positions[found.end - 1] + 1
    return found._replace(start=folded.positions[found.start], end=end)


def _get_wording(text: str, folded: FoldedText, found: FoundPeriod) -> str:
    """Return the words of a period as `text` prints them, for a message to quote."""
    place = _place_in_print(folded, found)
    return text[place.start : place.end]


def _find_all(folded: FoldedText) -> list[FoundPeriod]:
    """Return the periods of a folded text with their positions in it.

    A folded text has common characters and no blanks. Periods do not overlap.
    """
    periods: list[FoundPeriod] = []
    end = 0
    begin = _BEGIN if _LETTER.search(folded.text) else _YEAR_BEGIN  # most titles are Chinese
    for match in begin.finditer(folded.text):
        if match.start() >= end and (period := _find_at(folded, match.start())):
            periods.append(period)
            end = period.end
    return periods


def _find_at(folded: FoldedText, start: int) -> FoundPeriod | None:
    """Return the period at `start` of a folded text; None if there is none.

    The `period` of the result is "" if more words belong to it that cannot be read: 2019年以来.
    """
    text = folded.text
    expression = read_expression(text, start, whole=False)
    until = bool(_UNTIL.search(text, max(0, start - 5), start))  # its words are shorter than 5
    if expression is None or not expression.has_year:
        if _is_inside_word(folded, start) or not (english := read_english(text, start)):
            return None
        return FoundPeriod(start, english[1], english[0], until)
    if _is_other_number(folded, expression):
        return None
    if goes_on := _GOES_ON.match(text, expression.end):
        return FoundPeriod(start, goes_on.end(), "", until)
    period = resolve_expression(expression) if expression.is_complete else ""
    if not period and len(expression.parts) == 1 and expression.is_complete:
        # A single part: of 2024年13月 at least the year exists.
        period = f"{expression.parts[0].year}"
    return FoundPeriod(start, expression.end, period, until)


def _is_inside_word(folded: FoldedText, start: int) -> bool:
    """Return whether a letter or digit of the same printed word stands right before `start`."""
    char_before = folded.text[start - 1 : start]
    # Printed side by side: no blank was between them.
    is_adjacent = start > 0 and folded.positions[start] - folded.positions[start - 1] == 1
    return is_adjacent and char_before.isascii() and char_before.isalnum()


def _is_other_number(folded: FoldedText, expression: Expression) -> bool:
    """Return whether digits that look like a year are an amount, or the number of a document.

    Examples: 2024.5万元, 表2024-1, 〔2024〕12号.
    """
    text, end = folded.text, expression.parts[-1].end
    printed = text[expression.start : end]
    if "年" in printed or not printed.isascii():
        return False
    if _is_inside_word(folded, expression.start) and text[expression.start - 1].isdigit():
        return True
    is_table = _TABLE_NUMBER.search(text, max(0, expression.start - 2), expression.start)
    if printed.isdigit():
        is_table_number = is_table and text[end : end + 1] in ("-", ".")
        is_other = _QUANTITY.match(text, end) or _DOCUMENT_NUMBER.match(text, end)
        return bool(is_table_number or is_other)
    is_amount = "." in printed and not printed[-1].isalpha() and _QUANTITY.match(text, end)
    return bool(is_amount or (is_table and len(printed) == len("2024-1")))


def _complete_by_year(folded: FoldedText, years: list[FoundPeriod]) -> list[FoundPeriod]:
    """Return the parts of a year that a text prints apart from the year: 2024年宁波市1—9月.

    `years` are the periods of the text, which are all years. They are returned unchanged if they
    are several, or if no part of a year is printed after them.
    """
    if len({each.period for each in years}) > 1:
        return years
    year, parts, end = int(years[0].period), [], years[0].end
    for match in _BARE_BEGIN.finditer(folded.text):
        start = match.start()
        if start < end or any(each.start <= start < each.end for each in years):
            continue
        expression = read_expression(folded.text, start, whole=False)
        if expression and _is_part_of_year(folded.text, expression):
            end = expression.end
            goes_on = _GOES_ON.match(folded.text, end)
            period = "" if goes_on else resolve_expression(expression, year)
            parts.append(FoundPeriod(start, end, period))
    return parts or years


def _is_part_of_year(text: str, expression: Expression) -> bool:
    """Return whether words without a year are surely a period: 9月, 三季度, but not 三月三."""
    last = expression.parts[-1]
    is_span_of_days = last.kind == "day" and len(expression.parts) > 1
    has_clear_kind = last.kind in _BARE_KINDS or is_span_of_days
    if expression.has_year or not has_clear_kind or not last.has_unit:
        return False
    is_lone_month = len(expression.parts) == 1 and last.kind == "month"
    # A lone month in Chinese digits needs 份: 三月三 is a feast, 三月份 a month.
    return not is_lone_month or text[expression.start].isdigit() or text[last.end - 1] == "份"


def _is_repeated_end(found: FoundPeriod, others: list[FoundPeriod]) -> bool:
    """Return whether a period after 截至 (until) only repeats the end of another one."""
    return found.until and any(
        other.period != found.period
        and period_bounds(other.period)[1] == period_bounds(found.period)[1]
        for other in others
    )
