"""Periods as offices write them, converted to ISO 8601: 2024年1—9月 → 2024-01/2024-09."""

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
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), form) for pattern, form in _PATTERNS)
_DASHES = str.maketrans("—–―－～〜∼−/", "------~-/")
_ZH_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ZH_YEAR = re.compile("(?:一九|二[〇○零])[〇○零一二三四五六七八九]{2}(?=年)")
_LAST_YEAR = re.compile(r"(?:上年|去年)(?:同期|同月|累计|末|底|年末)?(?:数|累计|完成)?")
_CURRENT_PERIOD = re.compile(
    r"(?:本期|本年|今年|当年|本年度|报告期)(?:累计|末|底|止)?(?:数|完成)?|本年累计|累计"
)
_SINCE_JANUARY = re.compile(
    r"(?:(?:本年|今年|当年)(?:止)?|本期止|本月止|年初至今|自年初|自年初至本月)?累计(?:数|完成|完成数)?|年初至今"
)
_SINCE_LAST_JANUARY = re.compile(r"(?:上年|去年)(?:同期)?累计(?:数|完成|完成数)?")
_MONTH = re.compile(r"(?:本月|当月)(?:数|完成|完成数|实绩)?")
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
    """Return a period in ISO 8601 (2024年9月 → 2024-09); "" if the text is no period."""
    bare = _normalize_period(text)
    for pattern, form in _COMPILED:
        if match := pattern.fullmatch(bare):
            return _valid_period(form.format(**_pad_numbers(match.groupdict())))
    return _valid_period(bare.replace("~", "-")) if "/" in bare or "-" in bare else ""


def parse_heading(text: str, around: str) -> str:
    """Return the period of a heading in a table of the period `around`; "" if it is no period.

    With `around` 2024-01/2024-09, 本期 is the same, 上年同期 2023-01/2023-09 and 8月 2024-08.
    """
    period = parse_period(text)
    if period or not around:
        return period
    bare = _normalize_period(text)
    if _SINCE_JANUARY.fullmatch(bare):
        return _since_january(around)
    if _SINCE_LAST_JANUARY.fullmatch(bare):
        return year_before(_since_january(around))
    if _LAST_YEAR.fullmatch(bare):
        return year_before(around)
    if _MONTH.fullmatch(bare):
        return around.rpartition("/")[2]
    if _CURRENT_PERIOD.fullmatch(bare):
        return around
    return parse_period(f"{around[:4]}年{bare}") if _PERIOD_WITHOUT_YEAR.fullmatch(bare) else ""


def find_period(text: str) -> str:
    """Return the first period named in a line of text such as a title; "" if there is none."""
    bare = _normalize_period(text)
    for match in _IN_TEXT.finditer(bare):
        if (period := parse_period(match.group())) or (period := parse_period(match.group()[:4])):
            return period
    return ""


def _since_january(around: str) -> str:
    """Return the span from January to the end of a period; a whole year is returned unchanged."""
    last = around.rpartition("/")[2]
    return around if len(last) < 7 else _valid_period(f"{last[:4]}-01/{last[:7]}")


def split_leading_period(text: str) -> tuple[str, str]:
    """Split a heading that begins with a period: 2022年会员人数 → (2022, 会员人数)."""
    match = _IN_TEXT.match(text)
    period = parse_period(match.group()) if match else ""
    return (period, text[match.end() :].strip()) if match and period else ("", text)


def year_before(period: str) -> str:
    """Return the same period of the year before: 2024-09 → 2023-09."""
    return _shift_years(period, -1)


def year_after(period: str) -> str:
    """Return the same period of the year after."""
    return _shift_years(period, 1)


def _shift_years(period: str, years: int) -> str:
    """Return the same period `years` years later or, if negative, earlier."""
    points = period.split("/")
    return "/".join(f"{int(point[:4]) + years:04}{point[4:]}" for point in points)


def _normalize_period(text: str) -> str:
    """Return a text without blanks, brackets and footnote marks, years and dashes uniform."""
    text = _ZH_YEAR.sub(
        lambda match: match.group().translate(_ZH_DIGITS), strip_footnote_marks(text)
    )
    bare = "".join(normalize_width(text).translate(_DASHES).split()).removesuffix("00:00:00")
    return _LEADING_UNTIL.sub("", bare.strip("()[]【】（）"))


def _pad_numbers(groups: dict[str, str | None]) -> dict[str, str]:
    """Return the groups of a match with months and days in two digits: 9 → 09."""
    return {
        name: number if "year" in name else f"{int(number):02}"
        for name, number in groups.items()
        if number
    }


def _valid_period(period: str) -> str:
    """Return a period if it exists, else "": for a 13th month or a reversed span."""
    try:
        period_bounds(period)
    except ValueError:
        return ""
    start, _, end = period.partition("/")
    return start if start == end else period
