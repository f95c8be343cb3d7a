"""The chooser of the Compare page: rows of links that change what is compared."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.compare.comparison import MAX_COMPARED, MAX_INDICATORS, Choice, toggle_code
from app_pages.components.area_words import shorten_indicator_name
from locales import Words

MAX_MONTHS = 24
"""Months that can be chosen as the second period."""


def render_chooser(
    choice: Choice,
    words: Words,
    *,
    areas: Sequence[str],
    main: Sequence[str],
    others: Sequence[str],
    months: Sequence[str],
    default_month: str,
) -> str:
    """Return the HTML of the chooser: rows of links for areas or periods, and for indicators.

    `areas` can be chosen besides those that are. Of the indicators, `main` are shown and `others`
    folded. `months` can be the second period; `default_month` is at first, "" if there is no other.
    """
    rows = [_render_modes(choice, default_month, words)]
    if choice.other_month:
        title, label = words.say("compare.other_period"), words.period(choice.other_month)
        rows.append(_render_folded_row(title, label, _render_months(choice, months, words)))
    else:
        links = _render_areas(choice, areas, words)
        rows.append(_render_row(words.say("compare.areas_row"), links))
    links = _render_indicators(choice, main, words)
    rows.append(_render_row(words.say("compare.indicators"), links))
    folded_codes = [code for code in others if code not in choice.indicators]
    if folded_codes:
        more = words.say("compare.more", count=len(folded_codes))
        rows.append(_render_folded_row("", more, _render_indicators(choice, folded_codes, words)))
    return f'<div class="cp-choose">{"".join(rows)}</div>'


def _render_row(title: str, content: str, css: str = "") -> str:
    """Return the HTML of a row of the chooser: its title, and its links (`content`, HTML).

    `css` is the class of the paragraph with the links.
    """
    return (
        f'<div class="cp-row" role="group" aria-label="{escape(title, quote=True)}">'
        f'<span>{escape(title)}</span><p class="{css}">{content}</p></div>'
    )


def _render_folded_row(title: str, label: str, content: str) -> str:
    """Return the HTML of a row of the chooser whose links (`content`) are shown after a click.

    `title` stands before the row, `label` is what is clicked.
    """
    return (
        f'<div class="cp-row"><span>{escape(title)}</span><details><summary>{escape(label)}'
        f"</summary><p>{content}</p></details></div>"
    )


def _render_link(
    label: str,
    params: Mapping[str, str | Sequence[str]],  # "" removes a parameter
    *,
    is_chosen: bool,
    may_change: bool = True,
) -> str:
    """Return the HTML of a choice: a link that sets query parameters, or a text if it may not.

    The text of one that is not chosen looks disabled.
    """
    mark = ' aria-current="true"' if is_chosen else ""
    if not may_change:
        css = "cp-chip" if is_chosen else "cp-chip off"
        return f'<span class="{css}"{mark}>{escape(label)}</span>'
    query = escape(urlencode(params, doseq=True))
    return f'<a class="cp-chip" href="?{query}" data-here{mark}>{escape(label)}</a>'


def _render_modes(choice: Choice, default_month: str, words: Words) -> str:
    """Return the HTML of the chooser's first row, a switch: compare areas, or two periods.

    `default_month` is what the second period ends with at first; without one ("") periods cannot be
    chosen.
    """
    has_periods = bool(choice.other_month)
    links = _render_link(words.say("compare.areas"), {"than": ""}, is_chosen=not has_periods)
    if default_month:
        label = words.say("compare.periods")
        links += _render_link(label, {"than": default_month}, is_chosen=has_periods)
    return _render_row(words.say("compare.what"), links, "cp-seg")


def _render_months(choice: Choice, months: Sequence[str], words: Words) -> str:
    """Return the HTML of a link for each month that the second period can end with."""
    return "".join(
        _render_link(words.period(month), {"than": month}, is_chosen=month == choice.other_month)
        for month in months[:MAX_MONTHS]
    )


def _render_areas(choice: Choice, areas: Sequence[str], words: Words) -> str:
    """Return the HTML of a link for each area, which adds it to those compared or removes it.

    The only chosen area cannot be removed. While MAX_COMPARED areas are chosen, no other one can be
    added. An area that cannot be changed has a text instead of a link.
    """
    listed_areas = list(dict.fromkeys([*areas, *choice.areas]))
    names = words.areas(listed_areas)
    links = []
    for area in listed_areas:
        is_chosen = area in choice.areas
        may_change = len(choice.areas) > 1 if is_chosen else len(choice.areas) < MAX_COMPARED
        params = {"area": toggle_code(choice.areas, area)}
        links.append(_render_link(names[area], params, is_chosen=is_chosen, may_change=may_change))
    return "".join(links)


def _render_indicators(choice: Choice, codes: Sequence[str], words: Words) -> str:
    """Return the HTML of a link for each indicator, which adds it to those compared or removes it.

    The only chosen indicator cannot be removed. While MAX_INDICATORS are chosen, no other one can
    be added. An indicator that cannot be changed has a text instead of a link.
    """
    links = []
    for code in dict.fromkeys([*codes]):
        is_chosen = code in choice.indicators
        count = len(choice.indicators)
        may_change = count > 1 if is_chosen else count < MAX_INDICATORS
        params = {"indicators": toggle_code(choice.indicators, code)}
        label = shorten_indicator_name(words, code)
        links.append(_render_link(label, params, is_chosen=is_chosen, may_change=may_change))
    return "".join(links)
