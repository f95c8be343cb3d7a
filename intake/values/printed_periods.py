"""Printed periods, as offices write them, read as ISO 8601: 2024年1—9月 → 2024-01/2024-09."""

import re

from intake.model.table_notes import strip_footnote_marks
from intake.model.text_normalization import normalize_width
from quantities.period_bounds import period_bounds

_DASH = "(?:-{1,2}|~|至|到)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_END = r"(?:底|末|止|份|度|期末)?(?:累计|实有|完成)?数?"
_PATTERNS = (
    (rf"{_YEAR}(?:年度?)?{_END}", "{year}"),
    (rf"{_YEAR}年?全年", "{year}"),
    (rf"{_YEAR}(?P<month>0[1-9]|1[0-2])", "{year}-{month}"),
    (rf"{_YEAR}年?{_DASH}(?P<last_year>(?:19|20)\d\d)(?:年度?)?", "{year}/{last_year}"),
    (rf"{_YEAR}[年./-](?P<month>\d{{1,2}})(?:月{_END})?", "{year}-{month}"),
    (
        rf"{_YEAR}[年./-](?P<month>\d{{1,2}})月?{_DASH}(?P<last>\d{{1,2}})月{_END}",
        "{year}-{month}/{year}-{last}",
    ),
    (
        rf"{_YEAR}[年./-](?P<month>\d{{1,2}})月?{_DASH}"
        rf"(?P<last_year>(?:19|20)\d\d)[年./-](?P<last>\d{{1,2}})月?{_END}",
        "{year}-{month}/{last_year}-{last}",
    ),
    (
        rf"{_YEAR}[年./-](?P<month>\d{{1,2}})[月./-](?P<day>\d{{1,2}})日?{_END}",
        "{year}-{month}-{day}",
    ),
    (rf"{_YEAR}年?上半年", "{year}-01/{year}-06"),
    (rf"{_YEAR}年?下半年", "{year}-07/{year}-12"),
    (rf"{_YEAR}年?前三季度", "{year}-01/{year}-09"),
    (rf"{_YEAR}年?第?(?:一季度|1季度|q1)", "{year}-01/{year}-03"),
    (rf"{_YEAR}年?第?(?:二季度|2季度|q2)", "{year}-04/{year}-06"),
    (rf"{_YEAR}年?第?(?:三季度|3季度|q3)", "{year}-07/{year}-09"),
    (rf"{_YEAR}年?第?(?:四季度|4季度|q4)", "{year}-10/{year}-12"),
)
"""Patterns of printed periods, and the ISO 8601 period of each with their named groups."""
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), iso) for pattern, iso in _PATTERNS)
_DASHES = str.maketrans("—–―－～〜∼−/", "------~-/")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile("(?:一九|二[〇○零])[〇○零一二三四五六七八九]{2}(?=年)")
_SAME_PERIOD_LAST_YEAR = re.compile(r"(?:上年|去年)(?:同期|同月|累计|末|底|年末)?(?:数|累计|完成)?")
_CURRENT_PERIOD = re.compile(
    r"(?:本期|本年|今年|当年|本年度|报告期)(?:累计|末|底|止)?(?:数|完成)?|本年累计|累计"
)
_SINCE_JANUARY = re.compile(
    r"(?:(?:本年|今年|当年)(?:止)?|本期止|本月止|年初至今|自年初|自年初至本月)?累计(?:数|完成|完成数)?|年初至今"
)
_SINCE_LAST_JANUARY = re.compile(r"(?:上年|去年)(?:同期)?累计(?:数|完成|完成数)?")
_THIS_MONTH = re.compile(r"(?:本月|当月)(?:数|完成|完成数|实绩)?")
_PERIOD_WITHOUT_YEAR = re.compile(
    r"(?:\d{1,2}月份?|\d{1,2}月?-{1,2}\d{1,2}月|上半年|下半年|前三季度|第?[一二三四1234]季度|全年)"
    r"(?:累计|实有|完成)?数?"
)
_IN_TEXT = re.compile(
    rf"{_YEAR}年?(?:上半年|下半年|前三季度|第?[一二三四]季度|"
    rf"\d{{1,2}}月?{_DASH}\d{{1,2}}月|\d{{1,2}}月(?:\d{{1,2}}日)?|"
    rf"{_DASH}(?:19|20)\d\d年|年|(?![\d.]))"
)
_LEADING_UNTIL = re.compile(r"^(?:截至|截止|到|至)")


def parse_period(text: str) -> str:
    """Return a printed period in ISO 8601: 2024年9月底 → 2024-09.

    "" if the text is no period, or one that does not exist (2024年13月).
    """
    text = _normalize_period(text)
    for pattern, iso in _COMPILED:
        if match := pattern.fullmatch(text):
            # The named groups of a pattern fill its ISO 8601 period: 9 as 09.
            numbers = {name: f"{int(digits):02}" for name, digits in match.groupdict().items()}
            return _valid_period(iso.format(**numbers))
    # Anything else may be ISO 8601 already: 2024-01/2024-09.
    return _valid_period(text) if "/" in text or "-" in text else ""


def parse_heading(heading: str, table_period: str) -> str:
    """Return the period that a heading prints, completed by that of its table; "" if it is none.

    In a table of 2024-01/2024-09, 本期 ("this period") is the same, 上年同期 ("same period last
    year") 2023-01/2023-09 and 8月 (August) 2024-08. A heading without a year is in the table's
    first.
    """
    period = parse_period(heading)
    if period or not table_period:
        return period
    heading = _normalize_period(heading)
    if _SINCE_JANUARY.fullmatch(heading):
        return _since_january(table_period)
    # Before the next pattern, which 上年累计 (since January of last year) matches, too.
    if _SINCE_LAST_JANUARY.fullmatch(heading):
        return year_before(_since_january(table_period))
    if _SAME_PERIOD_LAST_YEAR.fullmatch(heading):
        return year_before(table_period)
    if _THIS_MONTH.fullmatch(heading):
        _, _, last_month = table_period.rpartition("/")
        return last_month
    if _CURRENT_PERIOD.fullmatch(heading):
        return table_period
    if _PERIOD_WITHOUT_YEAR.fullmatch(heading):
        return parse_period(f"{table_period[:4]}年{heading}")
    return ""


def find_period(text: str) -> str:
    """Return the first period printed in a text such as a title; "" if there is none."""
    for match in _IN_TEXT.finditer(_normalize_period(text)):
        # If the whole is no period (2024年13月), its year still is one.
        if period := parse_period(match.group()) or parse_period(match["year"]):
            return period
    return ""


def _since_january(period: str) -> str:
    """Return the span from January to the end of a printed period: 2024-09 → 2024-01/2024-09.

    A whole year is returned unchanged.
    """
    _, _, end = period.rpartition("/")
    year, _, month = end.partition("-")
    return _valid_period(f"{year}-01/{year}-{month[:2]}") if month else period


def split_leading_period(text: str) -> tuple[str, str]:
    """Split a heading that begins with a period: 2022年会员人数 → (2022, 会员人数).

    Of any other heading the period is "".
    """
    match = _IN_TEXT.match(text)
    if match and (period := parse_period(match.group())):
        return period, text[match.end() :].strip()
    return "", text


def year_before(period: str) -> str:
    """Return the same period of the year before: 2024-09 → 2023-09."""
    return _shift_years(period, -1)


def year_after(period: str) -> str:
    """Return the same period of the year after: 2024-09 → 2025-09."""
    return _shift_years(period, 1)


def _shift_years(period: str, years: int) -> str:
    """Return the same period `years` years later or, if negative, earlier."""
    # A year is at the start or after the slash of a span.
    return re.sub(r"(?<![^/])\d{4}", lambda year: f"{int(year.group()) + years:04}", period)


def _normalize_period(text: str) -> str:
    """Return a printed period with uniform digits and dashes: （截至二〇二四年 6 月） → 2024年6月.

    Blanks, brackets, footnote marks, 截至 ("until") and a spreadsheet's time of day are removed.
    """
    text = strip_footnote_marks(text)
    text = _CHINESE_YEAR.sub(lambda match: match.group().translate(_CHINESE_DIGITS), text)
    text = "".join(normalize_width(text).translate(_DASHES).split()).removesuffix("00:00:00")
    return _LEADING_UNTIL.sub("", text.strip("()[]【】（）"))


def _valid_period(period: str) -> str:
    """Return an ISO 8601 period if it exists, else "": for a 13th month or a reversed span.

    A span from a month to itself becomes that month: 2024-01/2024-01 → 2024-01.
    """
    try:
        period_bounds(period)
    except ValueError:
        return ""
    start, _, end = period.partition("/")
    return start if start == end else period
