"""How areas, their units and indicators are named in titles and sentences.

Examples are 全市, 9个区县（市）, and 新发展会员 for 新发展会员人数.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from locales import Words

LEVELS = ("province", "prefecture", "county", "organisation")
"""Levels in areas.csv that have a word for their units; those of other levels are "units"."""
AREA_SUFFIX = re.compile("[省市区县州旗盟国]$")
COUNT_SUFFIX = re.compile("(?<=..)(?:人数|人次|件数|件次|份数|户数|场次|金额|数)$")
"""The end of an indicator's Chinese name that a number's unit repeats."""


def find_unit_level(units: Iterable[str], levels: Mapping[str, str]) -> str:
    """Return the level of most of the units, if there is a word for units of it; otherwise "".

    `levels` has the level of each area, as in areas.csv. Example: find_unit_level(["990102",
    "ORG-A", "990103"], levels) is "county".
    """
    counts = Counter(levels.get(unit, "") for unit in units)
    level = counts.most_common(1)[0][0] if counts else ""
    return level if level in LEVELS else ""


def format_unit_count(words: Words, level: str, count: int) -> str:
    """Format a number of units with the word for their level: 9个区县（市）, 9 counties.

    `level` is what `find_unit_level` returns, here as in the functions below.
    """
    return words.say(f"units.count_{level or 'other'}", count=count)


def format_unit_count_briefly(words: Words, level: str, count: int) -> str:
    """Format a number of units in the short form for brackets: 9个区县, 9 counties."""
    return words.say(f"units.brief_{level or 'other'}", count=count)


def format_span_without_year(words: Words, period: str, year: str) -> str:
    """Format a period without its year, where the year is named elsewhere: 1—9月."""
    text = words.period(period)
    if words.language == "zh":
        return text.removeprefix(f"{year}年") or text
    return text.removesuffix(f" {year}")


def format_title_by_unit(words: Words, level: str, name: str) -> str:
    """Format the title of something by unit: 各区县（市）新发展会员人数, New members by county."""
    return words.say(f"units.by_{level or 'other'}", name=name)


def name_whole_area(words: Words, area: str) -> str:
    """Return the name of an area as a whole, such as 全市 for 云川市; in English its name."""
    name = words.name("area", area)
    if words.language == "en" or name.startswith("全"):
        return name
    ending = AREA_SUFFIX.search(name)
    return f"全{ending[0]}" if ending else name


def shorten_indicator_name(words: Words, code: str) -> str:
    """Return an indicator's name without the word for the number that follows it in a sentence.

    新发展会员人数 becomes 新发展会员 (as in 新发展会员2.98万人); an English name is not changed.
    """
    name = words.name("indicator", code)
    return COUNT_SUFFIX.sub("", name) if words.language == "zh" else name
