"""The head of an area's page: name, what it is first and last in, a paragraph, areas beside it."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.area.area_view import AreaView, find_best_sibling, list_first, list_last
from app_pages.area.trends import choose_shown, has_months
from app_pages.components.area_marks import (
    format_area_change,
    format_area_total,
    format_completion_rate,
)
from app_pages.components.area_words import count_units, shorten_indicator_name
from app_pages.components.export_buttons import render_add_link
from locales import Words
from metrics.rollup.area_results import AreaIndicator


def render_head(view: AreaView, words: Words) -> str:
    """Return the HTML of the head: title, the count of places, the paragraph, a way to compare."""
    name, period = words.name("area", view.own.area), words.period(view.own.period)
    first, last = len(list_first(view)), len(list_last(view))
    sentence = words.say("area.places", period=period, all=len(view.own.indicators))
    if view.placed:
        sentence = words.say(
            "area.places_told", period=period, all=len(view.own.indicators), first=first, last=last
        )
    paragraph = write_paragraph(view, words)
    copy = (
        '<button type="button" class="ar-button" data-copy=".ar-lead" '
        f'data-done="{escape(words.say("area.copied"))}">{escape(words.say("area.copy"))}</button>'
        if paragraph
        else ""
    )
    return (
        f'<section class="ar-head"><div><h1>{escape(name)}</h1><span>{escape(sentence)}</span>'
        f"<p>{copy}{_link_comparison(view, words)}{_link_slides(view, words)}</p></div>"
        f'<p class="ar-lead">{escape(paragraph)}</p>{render_siblings(view, words)}</section>'
    )


def _link_comparison(view: AreaView, words: Words) -> str:
    """Return the link to the comparison with the best sibling."""
    best = find_best_sibling(view)
    areas = [view.own.area, *([best] if best else [])]
    label = (
        words.say("area.compare_with", name=words.areas(view.siblings)[best])
        if best
        else words.say("area.compare")
    )
    query = urlencode({"area": areas}, doseq=True)
    return f'<a class="ar-button" href="compare?{escape(query)}">{escape(label)}</a>'


def _link_slides(view: AreaView, words: Words) -> str:
    """Return the link that adds trends of the area to a presentation; "" without months.

    They are the first indicator's, and those that the page draws large, as far as they are counts.
    """
    drawn = {
        indicator.code: indicator for indicator in view.own.indicators if has_months(indicator)
    }
    codes = dict.fromkeys([*list(drawn)[:1], *choose_shown(view)])
    query = urlencode({"areas": view.own.area})
    charts = [f"{code}.trend?{query}" for code in codes if drawn[code].kind != "ratio"]
    return render_add_link(charts, words) if charts else ""


def render_siblings(view: AreaView, words: Words) -> str:
    """Return links to the area's siblings and to the areas directly below it."""
    parts = []
    if len(view.siblings) > 1:
        parts.append(_render_row("area.beside", view.siblings, view.own.area, words))
    if view.children:
        parts.append(_render_row("area.below", view.children, view.own.area, words))
    return "".join(parts)


def _render_row(title: str, areas: Sequence[str], current: str, words: Words) -> str:
    """Return a row of links that change the area of the page in place."""
    names = words.areas(areas)
    links = "".join(
        f'<a href="?{urlencode({"area": area})}" data-here'
        f"{' aria-current=page' if area == current else ''}>{escape(names[area])}</a>"
        for area in areas
    )
    label = escape(words.say(title))
    return f'<nav class="ar-row" aria-label="{label}"><span>{label}</span>{links}</nav>'


def write_paragraph(view: AreaView, words: Words) -> str:
    """Return the paragraph: the first indicator, where the area is best, where it is last.

    It is made of the numbers of the page and can be copied as it stands; "" without numbers.
    """
    indicators = [
        indicator for indicator in _choose_told(view) if indicator.total.quantity is not None
    ]
    if not indicators:
        return ""
    clauses = [
        _write_clause(view, indicator, words, is_first=at == 0)
        for at, indicator in enumerate(indicators)
    ]
    return words.say(
        "area.paragraph",
        period=words.period(view.own.period),
        area=words.name("area", view.own.area),
        clauses=words.say("area.semicolon").join(clauses),
    )


def _choose_told(view: AreaView) -> Iterable[AreaIndicator]:
    """Return the indicators of the paragraph, at most four, each once.

    What is neither good nor bad in itself is left out, so that nobody is praised for it.
    """
    by_code = {indicator.code: indicator for indicator in view.own.indicators}
    main = next(iter(view.own.indicators), None)
    first = [standing.code for standing in list_first(view) if standing.better != "none"]
    last = [standing.code for standing in list_last(view) if standing.better != "none"]
    codes = dict.fromkeys([*([main.code] if main else []), *first[:1], *reversed(last[:2])])
    return [by_code[code] for code in codes]


def _write_clause(view: AreaView, indicator: AreaIndicator, words: Words, *, is_first: bool) -> str:
    """Return the paragraph's clause on an indicator; the first one names the period."""
    code = indicator.code
    thing, total = (
        shorten_indicator_name(words, code),
        format_area_total(indicator.total, words, code),
    )
    parts = [words.say("area.thing", thing=thing, total=total)]
    if indicator.growth.change is not None:
        change, _direction = format_area_change(indicator.growth.change, words, code)
        parts.append(words.say("area.change_first" if is_first else "area.change", change=change))
    rate = indicator.completion.rate if indicator.completion else None
    if is_first and rate is not None:
        parts.append(words.say("area.completion", rate=format_completion_rate(rate, words)))
    if (standing := view.standings.get(code)) and standing.place:
        units = count_units(words, view.level, standing.of)
        message = "area.place_first" if is_first else "area.place"
        parts.append(words.say(message, place=standing.place, of=standing.of, units=units))
    return words.say("area.comma").join(parts)
