"""How an area, its units and an indicator are called in titles and sentences.

全市 and 9个区县（市）; 新发展会员 in a sentence for 新发展会员人数.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from locales import Words

LEVELS = ("province", "prefecture", "county", "organisation")
"""Levels of areas.csv whose units have a name of their own; others are called units."""
WHOLE = re.compile("[省市区县州旗盟国]$")
COUNTED = re.compile("(?<=..)(?:人数|人次|件数|件次|份数|户数|场次|金额|数)$")
"""What an indicator's Chinese name has at its end beside the thing: the number's unit says it."""


def find_unit_level(units: Iterable[str], levels: Mapping[str, str]) -> str:
    """Return the level of most of the units, "" for none; `levels` is by area, as areas.csv has it.

    Example: find_unit_level(["990102", "ORG-A", "990103"], levels) is "county".
    """
    counts = Counter(levels.get(unit, "") for unit in units)
    level = counts.most_common(1)[0][0] if counts else ""
    return level if level in LEVELS else ""


def count_units(words: Words, level: str, count: int) -> str:
    """Return a number of units: 9个区县（市）, 9 counties; `level` is find_unit_level's."""
    return words.say(f"units.count_{level or 'other'}", count=count)


def count_briefly(words: Words, level: str, count: int) -> str:
    """Return a number of units in the short form for brackets: 9个区县, 9 counties."""
    return words.say(f"units.brief_{level or 'other'}", count=count)


def format_span_without_year(words: Words, period: str, year: str) -> str:
    """Return a period without its year, for places that name the year: 1—9月, January–September."""
    text = words.period(period)
    if words.language == "zh":
        return text.removeprefix(f"{year}年") or text
    return text.removesuffix(f" {year}")


def title_by_unit(words: Words, level: str, name: str) -> str:
    """Return a title of what each unit has: 各区县（市）新发展会员人数, New members by county."""
    return words.say(f"units.by_{level or 'other'}", name=name)


def name_whole_area(words: Words, area: str) -> str:
    """Return an area as a whole: 全市 for 云川市, 全省; in English its name."""
    name = words.name("area", area)
    if words.language == "en" or name.startswith("全"):
        return name
    ending = WHOLE.search(name)
    return f"全{ending[0]}" if ending else name


def shorten_indicator_name(words: Words, code: str) -> str:
    """Return an indicator's name as a sentence has it before a number with a unit.

    新发展会员 (发展的会员, 至少2.98万人) for 新发展会员人数; an English name is not changed.
    """
    name = words.name("indicator", code)
    return COUNTED.sub("", name) if words.language == "zh" else name
