"""Labels: a metric row's name, number and unit as text, as in charts and tables of figures."""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from locales import Words, inflect_unit
from quantities import Qualifier, Quantity, format_quantity
from quantities.exact_numbers import exact_fraction
from quantities.figure_keys import split_key

OBS_STATUSES = frozenset("ABDEFGIJKLMNOPQSUV")
"""The observation statuses that have words, by their letters in SDMX's CL_OBS_STATUS."""
REVIEW_STATUSES = frozenset("AV")
"""The statuses that only say whether a figure was reviewed."""
Row = Mapping[str, Any]
"""A row of a metric's table."""

_MAX_SOURCES = 6
"""The most sources that a line names."""
SIGNIFICANT_DIGITS = 3
"""The significant digits of the lower end of a derived range."""


def read_row_quantity(row: Row) -> Quantity:
    """Return the quantity to label, from the number columns of a metric's row.

    A bound of NaN is open (None). It is the reverse of
    `metrics.metric_table.build_number_columns`, since quantities format and compute numbers.
    """
    low, high = row["value_low"], row["value_high"]
    return Quantity(
        value=float(row["value"]),
        low=None if math.isnan(low) else float(low),
        high=None if math.isnan(high) else float(high),
        low_exclusive=row["low_exclusive"],
        high_exclusive=row["high_exclusive"],
        qualifier=Qualifier(row["qualifier"]),
        unit=row["unit"],
        digits=int(row["digits"]),
        wording=row["as_reported"],
    )


def format_row_number(row: Row, words: Words, unit: str | None = None) -> str:
    """Return the number of a metric's row with its unit as a label, such as 177份 (177 letters).

    A reported number is written as printed in Chinese, from its bounds and digits in English. A
    number without a printed wording is derived. A number that could not be computed, such as a
    ratio to zero, is a dash; one without figures is "not reported". `unit` replaces the unit of the
    row's indicator, but not the one in a printed Chinese number.
    """
    if math.isnan(row["value"]):
        return "—" if row["figures"] else words.say("charts.not_reported")
    if row["as_reported"] and words.language == "zh":
        return format_quantity(read_row_quantity(row), "zh")
    if unit is None:
        unit = words.name("unit", row["indicator"]) if row.get("indicator") else row["unit"]
    if row["as_reported"]:
        return format_quantity(read_row_quantity(row), "en", unit=unit)
    return format_derived_number(row, words, unit)


def format_derived_number(row: Row, words: Words, unit: str) -> str:
    """Return a derived number as its label: a range if both bounds are known and differ.

    The range is rounded outwards, so that it never looks narrower than it is: 12.345 to 12.355 per
    cent is labelled 12.3–12.4%. Its lower end, or the upper one if the lower is 0, has three
    significant digits; percentages have one decimal at most. `unit` is in the plural in English.
    """
    low, high = row["value_low"], row["value_high"]
    if not (math.isfinite(low) and math.isfinite(high)) or low == high:
        return format_quantity(read_row_quantity(row), words.language, unit=unit)
    # Both ends are rounded to a multiple of `step`: 0.1 for 12.345, whose first digit counts tens.
    end_for_digits = abs(exact_fraction(low or high))
    magnitude = math.floor(math.log10(end_for_digits))
    step = Fraction(10) ** (magnitude - SIGNIFICANT_DIGITS + 1)
    if row["unit"] == "%" and end_for_digits >= Fraction(1, 10):
        step = max(step, Fraction(1, 10))
    rounded = [
        float(math.floor(exact_fraction(low) / step) * step),
        float(math.ceil(exact_fraction(high) / step) * step),
    ]
    dash = "—" if words.language == "zh" else "–"
    number_range = dash.join(map(words.number, rounded))
    unit = inflect_unit(rounded[1], unit, words.language)
    separator = "" if words.language == "zh" or unit == "%" else " "
    return f"{number_range}{separator}{unit}"


def format_figure_name(key: str, words: Words) -> str:
    """Return the label of what the figure with this key counts: its indicator, with the breakdown.

    Examples: 注册志愿者 (registered volunteers), 个人奖获得者（一等奖） (winners of an individual
    prize, first class).
    """
    dimensions = split_key(key)
    name = words.name("indicator", dimensions["indicator"])
    if not dimensions["breakdown"]:
        return name
    breakdown = words.name("breakdown", f"{dimensions['indicator']}.{dimensions['breakdown']}")
    return words.say("charts.with_breakdown", name=name, breakdown=breakdown)


def format_breakdown_name(row: Row, words: Words) -> str:
    """Return the name of a row's breakdown (一等奖, first prize); without one, of its indicator."""
    if not row["breakdown"]:
        return words.name("indicator", row["indicator"])
    return words.name("breakdown", f"{row['indicator']}.{row['breakdown']}")


def format_status(code: str, words: Words) -> str:
    """Return an observation status in words: "E" -> 估计值 (estimated).

    A text that is not one of OBS_STATUSES is returned unchanged.
    """
    return words.say(f"words.status_{code}") if code in OBS_STATUSES else code


def name_rows(
    rows: Sequence[Row],
    words: Words,
    name: Callable[[Row, str], str] = lambda row, area: area,
) -> list[str]:
    """Return a name for each row of a metric, so that two areas or programmes never share one.

    `name` returns the name of a row, given the row and its area's name. If rows of one indicator
    and breakdown have the same name for several programmes, the programme is added:
    厦门市（轮胎竞赛）. Where names of programmes are equal, too, their codes are added. The name of
    a row without a programme stays as it is.
    """
    areas = words.areas(row["ref_area"] for row in rows)
    names = [name(row, areas[row["ref_area"]]) for row in rows]
    codes = [row["programme"] for row in rows]
    # The second round, with codes, changes only names that the first one has not told apart.
    for additions in ([words.name("programme", code) for code in codes], codes):
        groups = [
            (row_name, row["indicator"], row["breakdown"])
            for row_name, row in zip(names, rows, strict=True)
        ]
        programmes_by_group: dict[Hashable, set[str]] = defaultdict(set)
        for group, code in zip(groups, codes, strict=True):
            programmes_by_group[group].add(code)
        names = [
            words.told_apart(row_name, addition)
            if len(programmes_by_group[group]) > 1
            else row_name
            for row_name, addition, group in zip(names, additions, groups, strict=True)
        ]
    return names


def format_source_line(codes: Iterable[str], words: Words, release: int) -> str:
    """Return the line on sources and release; it says 来源未注明 if no source is stated.

    At most _MAX_SOURCES sources are named, followed by the number of all.
    """
    codes = list(codes)
    if not any(codes):
        return words.say("charts.source_missing", release=release)
    names = words.listing(list_sources(codes, words), _MAX_SOURCES)
    return words.say("charts.source", names=names, release=release)


def list_sources(codes: Iterable[str], words: Words) -> list[str]:
    """Return the names of sources, each once; for the code "" last 未注明出处 (not stated)."""
    name_by_code = {code: words.name("source", code) for code in codes}
    names = list(dict.fromkeys(name for name in name_by_code.values() if name))
    is_one_not_stated = "" in name_by_code.values()
    return [*names, words.say("charts.source_not_stated")] if is_one_not_stated else names
