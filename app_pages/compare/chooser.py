"""What is compared, as rows of links: areas or periods, indicators; each changes the address."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.compare.comparison import MAX_INDICATORS, MOST, Choice, toggle
from app_pages.components.area_words import shorten_indicator_name
from locales import Words

MAX_MONTHS = 24
"""Months that are offered as the second period."""


def render_chooser(
    choice: Choice,
    words: Words,
    *,
    areas: Sequence[str],
    main: Sequence[str],
    others: Sequence[str],
    months: Sequence[str],
    usual: str,
) -> str:
    """Render the rows of chips that choose what the page Compare compares.

    `areas` are offered beside the chosen ones, `main` indicators are shown and the `others` folded,
    `months` can be the second period, which is `usual` at first.
    """
    what = [
        _chip(words.say("compare.areas"), {"than": ""}, is_chosen=not choice.other),
        _chip(words.say("compare.periods"), {"than": usual}, is_chosen=bool(choice.other))
        if usual
        else "",
    ]
    rows = [_chip_row(words.say("compare.what"), "".join(what), "cp-seg")]
    if choice.other:
        chips = [
            _chip(words.period(month), {"than": month}, is_chosen=month == choice.other)
            for month in months[:MAX_MONTHS]
        ]
        rows.append(
            _folded_chip_row(
                words.say("compare.other_period"), words.period(choice.other), "".join(chips)
            )
        )
    else:
        rows.append(_chip_row(words.say("compare.areas_row"), _render_areas(choice, areas, words)))
    rows.append(_chip_row(words.say("compare.indicators"), _render_indicators(choice, main, words)))
    rest = [code for code in others if code not in choice.indicators]
    if rest:
        more = words.say("compare.more", count=len(rest))
        rows.append(_folded_chip_row("", more, _render_indicators(choice, rest, words)))
    return f'<div class="cp-choose">{"".join(rows)}</div>'


def _chip_row(title: str, content: str, css: str = "") -> str:
    """Return a row of the chooser as HTML: its title and its chips."""
    return (
        f'<div class="cp-row" role="group" aria-label="{escape(title, quote=True)}">'
        f'<span>{escape(title)}</span><p class="{css}">{content}</p></div>'
    )


def _folded_chip_row(title: str, label: str, content: str) -> str:
    """Return a row of the chooser as HTML whose chips open on a click on its label."""
    return (
        f'<div class="cp-row"><span>{escape(title)}</span><details><summary>{escape(label)}'
        f"</summary><p>{content}</p></details></div>"
    )


def _chip(
    label: str,
    params: Mapping[str, str | Sequence[str]],
    *,
    is_chosen: bool,
    may_change: bool = True,
) -> str:
    """Return a chip as HTML: a link that writes `params` into the address, or a disabled text."""
    if not may_change:
        return f'<span class="cp-chip off">{escape(label)}</span>'
    mark = ' aria-current="true"' if is_chosen else ""
    query = escape(urlencode(params, doseq=True))
    return f'<a class="cp-chip" href="?{query}" data-here{mark}>{escape(label)}</a>'


def _render_areas(choice: Choice, areas: Sequence[str], words: Words) -> str:
    """Return a chip an area; a click adds the area to those compared, or removes it."""
    shown = list(dict.fromkeys([*areas, *choice.areas]))
    names = words.areas(shown)
    chips = []
    for area in shown:
        is_chosen = area in choice.areas
        may_change = len(choice.areas) > 1 if is_chosen else len(choice.areas) < MOST
        params = {"area": toggle(choice.areas, area)}
        chips.append(_chip(names[area], params, is_chosen=is_chosen, may_change=may_change))
        if is_chosen and not may_change:
            chips[-1] = f'<span class="cp-chip" aria-current="true">{escape(names[area])}</span>'
    return "".join(chips)


def _render_indicators(choice: Choice, codes: Sequence[str], words: Words) -> str:
    """Return a chip an indicator; one stays chosen."""
    chips = []
    for code in dict.fromkeys([*codes]):
        is_chosen = code in choice.indicators
        count = len(choice.indicators)
        may_change = count > 1 if is_chosen else count < MAX_INDICATORS
        params = {"indicators": toggle(choice.indicators, code)}
        label = shorten_indicator_name(words, code)
        chips.append(_chip(label, params, is_chosen=is_chosen, may_change=may_change))
    return "".join(chips)
