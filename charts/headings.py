"""Headings: place, period and title of a chart in one line, and what stands out in it.

Example: 云川市2025年9月新发展会员人数排名：江湾区居首. Slides are titled and files named so.
"""

from datetime import timedelta

import pandas as pd

from charts.chart import RUN_COLUMN, ChartData, Form
from locales import Words
from periods import last_month, period_bounds
from quantities import Quantity, add_quantities, percentage_of
from quantities.aggregation import read_aggregation
from quantities.figure_keys import COUNTRY, split_key
from quantities.rates_and_changes import format_rate

RANKED = (Form.RANKING,)
"""Forms whose first mark is the highest."""
MIN_COMPARED = 3
"""The fewest marks for which the heading names the highest."""
MIN_TIMES_EQUAL_PART = 2
"""The share of a ranking's first mark is named if it is at least so many times an equal share."""
EXACT_DIGITS = 15
"""The digits of a number that is printed in full."""
MAX_SHARED = 20
"""A ranking with so many marks may leave some out, so that their sum is not known."""
MAX_COMPARED_POINTS = 60
"""A line with so many points may leave some out, so that its highest point is not known."""


def find_place(table: pd.DataFrame, data: ChartData) -> str:
    """Return the code of a chart's area: the only one of its marks, or their common parent.

    If the area above is drawn beside those below it, it is their parent and not one of them. The
    result is "" for the whole country, for areas of several parents, and without figures.
    """
    keys = {key for keys in table["figures"] for key in keys}
    areas = {split_key(key)["ref_area"] for key in keys}
    if len(areas) > 1:
        parents = dict(zip(data.areas["code"], data.areas["parent"], strict=True))
        drawn_parents = {parents.get(area, "") for area in areas}
        areas = {parents.get(area, "") for area in areas - drawn_parents}
    [place] = areas if len(areas) == 1 else [""]
    return "" if place == COUNTRY else place


def find_newest_period(table: pd.DataFrame) -> str:
    """Return the period of a chart's figures that ends last; "" without figures.

    Of several that end in the same month it is the shortest: the month, not the months since
    January.
    """
    periods = {split_key(key)["time_period"] for keys in table["figures"] for key in keys}
    return max(
        periods, key=lambda period: (last_month(period), period_bounds(period)[0]), default=""
    )


def write_subject(title: str, place: str, period: str, words: Words) -> str:
    """Return place, period and title as one text, without what the title already contains.

    `place` is a name, `period` is in words; either may be "". In English the title comes first and
    commas separate the parts. Example: 云川市2025年9月新发展会员人数.
    """
    place = "" if place and place in title else place
    period = "" if period and period in title else period
    if words.language == "zh":
        return f"{place}{period}{title}"
    return ", ".join(part for part in (title, place, period) if part)


def write_heading(
    subject: str, form: Form, table: pd.DataFrame, data: ChartData, *, is_general: bool
) -> str:
    """Return a subject followed by what stands out in its chart; the subject alone if uncertain.

    In a ranking it is the first mark, perhaps with its share: …：江湾区居首. In an indicator's
    newest values or its only line (`is_general` charts) it is the highest mark: …：2025年3月最高.
    """
    words = data.words
    reported = table[table["status"] != "missing"]
    if form in RANKED:
        first, share = next(iter(reported["category"]), ""), find_share(reported, data)
        if share:
            return words.say("charts.heading_share", subject=subject, first=first, share=share)
        message = "heading_first"
    else:
        is_comparable = is_general and _are_comparable(reported, form, data)
        first, message = find_highest(reported) if is_comparable else "", "heading_highest"
    return words.say(f"charts.{message}", subject=subject, first=first) if first else subject


def find_share(table: pd.DataFrame, data: ChartData) -> str:
    """Return the share of a ranking's first mark in the sum of all marks: "37.5%"; else "".

    There is one for exact counts that may be added up over areas, if it is at least
    MIN_TIMES_EQUAL_PART times what an equal share would be. There must be MIN_COMPARED marks or
    more, and fewer than MAX_SHARED, with which some may be left out.
    """
    indicators = {split_key(key)["indicator"] for keys in table["figures"] for key in keys}
    values = table["value"]
    is_exact = ((table["value_low"] == values) & (table["value_high"] == values)).all()
    if len(indicators) != 1 or not MIN_COMPARED <= len(table) < MAX_SHARED or not is_exact:
        return ""
    entry = data.indicator(indicators.pop())
    if read_aggregation(entry).areas != "sum" or values.min() < 0:
        return ""
    parts = [Quantity(value, value, value, digits=EXACT_DIGITS) for value in values]
    whole = add_quantities(parts)
    if not whole.value or parts[0].value * len(parts) < MIN_TIMES_EQUAL_PART * whole.value:
        return ""
    return f"{format_rate(percentage_of(parts[0], whole), data.words.language)}%"


def find_highest(table: pd.DataFrame) -> str:
    """Return the category of the highest of a chart's marks; "" if it is uncertain.

    It is uncertain if bounds overlap or are open, and not told for fewer than MIN_COMPARED marks.
    """
    if len(table) < MIN_COMPARED:
        return ""
    highest = int(table["value"].to_numpy().argmax())
    others = table["value_high"].drop(table.index[highest])
    is_certain = not others.isna().any() and table["value_low"].iloc[highest] > others.max()
    return str(table["category"].iloc[highest]) if is_certain else ""


def _are_comparable(table: pd.DataFrame, form: Form, data: ChartData) -> bool:
    """Return whether marks can be compared: periods of one line, or areas of one period.

    Otherwise its heading does not name the highest mark. A line must have periods of equal length
    (counts since January grow through the year), no break in its definition, and fewer points than
    MAX_COMPARED_POINTS. Areas must have the same parent. Each mark must have one figure.
    """
    keys = [split_key(key) for keys in table["figures"] for key in keys]
    areas, periods = {key["ref_area"] for key in keys}, {key["time_period"] for key in keys}
    if form is Form.TREND:
        spans = {count_months(period) for period in periods}
        is_whole = len(table) < MAX_COMPARED_POINTS and table[RUN_COLUMN].nunique() == 1
        is_line = len(periods) == len(table) == len(keys) and len(areas) == len(spans) == 1
        return is_whole and is_line
    parents = dict(zip(data.areas["code"].tolist(), data.areas["parent"].tolist(), strict=True))
    is_level = len({parents.get(area) for area in areas}) == 1
    return len(periods) == 1 and len(areas) == len(table) == len(keys) and is_level


def count_months(period: str) -> int:
    """Return how many months a period has, 0 if it is not whole months: 2024-01/2024-09 → 9."""
    first, last = period_bounds(period)
    is_whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    return (last.year - first.year) * 12 + last.month - first.month + 1 if is_whole else 0
