"""Describes what a chart of the Explore page shows, and what it leaves out.

For each level of areas, kind of span or breakdown that is not drawn there is a sentence with the
reason, and a link that draws it instead.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_words import format_unit_count
from locales import Words
from metrics.comparable_figures import LEVELS, Comparable

MAX_NAMED = 3
"""Areas and breakdowns that a sentence names."""


def format_area_count(words: Words, level: str, count: int) -> str:
    """Format a number of areas of a level: 9个区县（市）, 9 counties."""
    return format_unit_count(words, level if level in LEVELS[1:] else "", count)


def describe_kind(words: Words, kind: str) -> str:
    """Return the name of a kind of span: 月度, 季度, 1月起累计."""
    return words.say(f"explore.kind_{kind}")


def describe_level(words: Words, level: str) -> str:
    """Return the name of a level of areas: 区县级, 市级, 全国."""
    return words.say(f"explore.level_{level if level in LEVELS else 'other'}")


def write_drawn(
    comparable: Comparable,
    periods: Sequence[str],
    drawn: Sequence[str],
    missing: Sequence[str],
    words: Words,
    *,
    name: str,
    place: str,
) -> str:
    """Return the sentence on the areas and spans of the chart, and on areas without a figure.

    `drawn` are the areas with a figure for the `periods` (the newest first), `missing` those with
    figures only for other periods. `name` is the indicator's. One area is named, several are
    counted within the area `place`. Example:
    新发展会员人数，云川市9个区县（市），2025年9月。未报：沙溪县。
    """
    if len(periods) == 1:
        when = words.period(periods[0])
    else:
        kind = describe_kind(words, comparable.kind)
        oldest, newest = words.period(periods[-1]), words.period(periods[0])
        when = words.say("explore.spans", kind=kind, first=oldest, last=newest)
    if len(drawn) == 1:
        who = words.full_area(drawn[0])
    else:
        areas = format_area_count(words, comparable.level, len(drawn))
        who = words.say("explore.within", place=words.name("area", place), areas=areas)
    sentence = words.say("explore.drawn", name=name, who=who, when=when)
    if missing:
        names = words.listing([*words.areas(missing).values()], MAX_NAMED)
        sentence += words.say("explore.missing", names=names)
    return sentence


def list_left_out(
    comparable: Comparable, words: Words, indicator: str
) -> list[tuple[str, str, str]]:
    """Return a sentence for each level, kind of span and breakdown not drawn, with its link.

    Each is a tuple of the sentence, and name and value of the query parameter that draws it instead
    ("" for no link).
    """
    left_out = []
    for level, areas in comparable.levels.items():
        if level != comparable.level:
            names_of_areas = words.listing([*words.areas(areas).values()], MAX_NAMED)
            count = format_area_count(words, level, len(areas))
            what = names_of_areas if len(areas) <= MAX_NAMED else count
            message = f"explore.left_{_compare_levels(level, comparable.level)}"
            left_out.append((words.say(message, what=what), "level", level))
    for kind, periods in comparable.kinds.items():
        other_periods = [
            period for period in periods if period not in comparable.kinds[comparable.kind]
        ]
        if kind != comparable.kind and other_periods:
            sentence = words.say(
                "explore.left_kind",
                kind=describe_kind(words, kind),
                periods=words.say("explore.period_count", count=len(other_periods)),
                drawn=describe_kind(words, comparable.kind),
            )
            left_out.append((sentence, "span", kind))
    if comparable.left_parts:
        names = [words.name("breakdown", f"{indicator}.{part}") for part in comparable.left_parts]
        left_out.append(
            (words.say("explore.left_parts", names=words.listing(names, MAX_NAMED)), "", "")
        )
    return left_out


def _compare_levels(level: str, drawn_level: str) -> str:
    """Return where a level is relative to the one that is drawn: "above", "below" or "across".

    The first four LEVELS contain each other, from the country to the county; others, such as
    organisations, are "across".
    """
    if level not in LEVELS[:4] or drawn_level not in LEVELS[:4]:
        return "across"
    return "above" if LEVELS.index(level) < LEVELS.index(drawn_level) else "below"


def render_choice(drawn: str, left_out: Sequence[tuple[str, str, str]], words: Words) -> str:
    """Return the HTML of what Explore draws, and of what it leaves out with its links.

    `drawn` is the sentence of `write_drawn`, `left_out` the result of `list_left_out`.
    """
    change = escape(words.say("explore.instead"))
    parts = []
    for sentence, name, value in left_out:
        # The chosen areas and periods are those of what is drawn now.
        query = urlencode({name: value, "areas": "", "periods": ""})
        link = f' <a href="?{escape(query)}" data-here>{change}</a>' if name else ""
        parts.append(f"{escape(sentence)}{link}")
    below = f'<p class="left-out">{" ".join(parts)}</p>' if parts else ""
    return f'<div class="choice-told"><p>{escape(drawn)}</p>{below}</div>'


def render_comparisons(
    offered: Sequence[str], chosen: Sequence[str], kind: str, words: Words
) -> str:
    """Return the HTML of switches for the changes that marks can show: 去年同月, 上月.

    `offered` are comparisons ("last_year", "previous"), of which `chosen` are on. `kind` is the
    kind of span, as the words for a month differ. Each link turns one comparison on or off in the
    parameter `against`, and keeps the others.
    """
    links = []
    for name in offered:
        is_on = name in chosen
        kept_names = [
            other_name
            for other_name in dict.fromkeys((*chosen, name))
            if not (is_on and other_name == name)
        ]
        query = escape(urlencode({"against": kept_names or [""]}, doseq=True))
        label = escape(words.say(f"explore.{name}_{kind if kind == 'month' else 'other'}"))
        mark = ' aria-current="true"' if is_on else ""
        links.append(f'<a href="?{query}" data-here{mark}>{label}</a>')
    title = escape(words.say("explore.compare_with"))
    return (
        f'<p class="against-what">{title} <span class="seg2" role="group" aria-label="{title}">'
        f"{''.join(links)}</span></p>"
    )
