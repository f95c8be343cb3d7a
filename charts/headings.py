"""What a chart is about in one line: place, period, title, and what stands out.

云川市2025年9月新发展会员人数排名：江湾区居首. Slides have it as their title, files as their name.
"""

from collections.abc import Iterable

import pandas as pd

from charts.chart import ChartData, Form
from locales import Words
from periods import last_month
from quantities.figure_keys import COUNTRY, split_key

RANKED = (Form.RANKING,)
"""Forms whose first mark is the highest."""


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


def write_heading(subject: str, form: Form, categories: Iterable[str], words: Words) -> str:
    """Return a subject with what a ranking shows first: …：江湾区居首; others as they are.

    `categories` are the names of the reported marks in their order.
    """
    first = next(iter(categories), "")
    if form not in RANKED or not first:
        return subject
    return words.say("charts.heading_first", subject=subject, first=first)
