"""What a chart is about in one line: place, period, title, and what stands out.

云川市2025年9月新发展会员人数排名：江湾区居首. Slides have it as their title, files as their name.
"""

from datetime import timedelta

import pandas as pd

from charts.chart import RUN_COLUMN, ChartData, Form
from locales import Words
from periods import last_month, period_bounds
from quantities import Quantity, add_quantities, percentage_of
from quantities.aggregation import read_aggregation
from quantities.figure_keys import COUNTRY, split_key
from quantities.rates import format_rate

RANKED = (Form.RANKING,)
"""Forms whose first mark is the highest."""
MIN_COMPARED = 3
"""The fewest marks of which the highest is told."""
LEAST_TIMES = 2
"""How many times an equal part the first of a ranking must have for its share to be told."""
EXACT_DIGITS = 15
"""The digits of a number that is printed as it is."""
MOST_SHARED = 20
"""A ranking of so many marks may be one of which not all are drawn."""
MOST_POINTS = 60
"""A line of so many points may be one of which not all are drawn."""


def find_place(table: pd.DataFrame, data: ChartData) -> str:
    """Return the code of the area that a chart is of: its marks' only one, else their parent.

    "" for a chart of the whole country, of areas of several parents, or of no figures.
    """
    keys = {key for keys in table["figures"] for key in keys}
    areas = {split_key(key)["ref_area"] for key in keys}
    if len(areas) > 1:
        parents = dict(zip(data.areas["code"], data.areas["parent"], strict=True))
        areas = {parents.get(area, "") for area in areas - {parents.get(a, "") for a in areas}}
    [place] = areas if len(areas) == 1 else [""]
    return "" if place == COUNTRY else place


def find_newest_period(table: pd.DataFrame) -> str:
    """Return the period of the figures of a chart that ends last; "" without figures.

    Of several that end with one month it is the shortest: the month and not the months since
    January.
    """
    periods = {split_key(key)["time_period"] for keys in table["figures"] for key in keys}
    return max(periods, key=lambda period: (last_month(period), -len(period)), default="")


def write_subject(title: str, place: str, period: str, words: Words) -> str:
    """Return place, period and title as one text, without what the title says already.

    `place` is a name, `period` in words; either may be "". 云川市2025年9月新发展会员人数.
    """
    place = "" if place and place in title else place
    period = "" if period and period in title else period
    if words.language == "zh":
        return f"{place}{period}{title}"
    return ", ".join(part for part in (title, place, period) if part)


def write_heading(
    subject: str, form: Form, table: pd.DataFrame, data: ChartData, *, is_general: bool
) -> str:
    """Return a subject with what its chart shows first; the subject alone where nothing is certain.

    Of a ranking that is its first mark, perhaps with its share: …：江湾区居首. Of an indicator's
    newest numbers and of its only line (`is_general` charts) the highest mark: …：2025年3月最高.
    """
    words = data.words
    reported = table[table["status"] != "missing"]
    if form in RANKED:
        first, share = next(iter(reported["category"]), ""), find_share(reported, data)
        if share:
            return words.say("charts.heading_share", subject=subject, first=first, share=share)
        message = "heading_first"
    else:
        is_alike = is_general and _are_alike(reported, form, data)
        first, message = find_highest(reported) if is_alike else "", "heading_highest"
    return words.say(f"charts.{message}", subject=subject, first=first) if first else subject


def find_share(table: pd.DataFrame, data: ChartData) -> str:
    """Return the share of a ranking's first mark in all of them, 37.5%; "" where it says little.

    It is told of exact counts of areas that may be added up, if it is LEAST_TIMES what an equal
    part would be.
    """
    indicators = {split_key(key)["indicator"] for keys in table["figures"] for key in keys}
    values = table["value"]
    is_exact = ((table["value_low"] == values) & (table["value_high"] == values)).all()
    if len(indicators) != 1 or not MIN_COMPARED <= len(table) < MOST_SHARED or not is_exact:
        return ""
    entry = data.indicator(indicators.pop())
    if read_aggregation(entry).areas != "sum" or values.min() < 0:
        return ""
    parts = [Quantity(value, value, value, digits=EXACT_DIGITS) for value in values]
    whole = add_quantities(parts)
    if not whole.value or parts[0].value * len(parts) < LEAST_TIMES * whole.value:
        return ""
    return f"{format_rate(percentage_of(parts[0], whole), data.words.language)}%"


def find_highest(table: pd.DataFrame) -> str:
    """Return the category of the highest of three marks or more; "" where bounds leave it open."""
    if len(table) < MIN_COMPARED:
        return ""
    highest = int(table["value"].to_numpy().argmax())
    others = table["value_high"].drop(table.index[highest])
    is_certain = not others.isna().any() and table["value_low"].iloc[highest] > others.max()
    return str(table["category"].iloc[highest]) if is_certain else ""


def _are_alike(table: pd.DataFrame, form: Form, data: ChartData) -> bool:
    """Return whether marks can be compared: periods of one line, or areas of one period.

    Counts since January grow through the year: the last of them is no highest month. A line with a
    break has two definitions; of a long one not every point is drawn.
    """
    keys = [split_key(key) for keys in table["figures"] for key in keys]
    areas, periods = {key["ref_area"] for key in keys}, {key["time_period"] for key in keys}
    if form is Form.TREND:
        spans = {count_months(period) for period in periods}
        is_whole = len(table) < MOST_POINTS and table[RUN_COLUMN].nunique() == 1
        is_line = len(periods) == len(table) == len(keys) and len(areas) == len(spans) == 1
        return is_whole and is_line
    parents = dict(zip(data.areas["code"].tolist(), data.areas["parent"].tolist(), strict=True))
    is_level = len({parents.get(area) for area in areas}) == 1
    return len(periods) == 1 and len(areas) == len(table) == len(keys) and is_level


def count_months(period: str) -> int:
    """Return how many months a period has; 0 for days."""
    first, last = period_bounds(period)
    is_whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    return (last.year - first.year) * 12 + last.month - first.month + 1 if is_whole else 0
