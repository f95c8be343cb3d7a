"""The head of an area's page: its name, a paragraph, and links to compare and to other areas."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.area.area_view import (
    AreaView,
    find_best_sibling,
    list_first_places,
    list_last_places,
)
from app_pages.area.trends import choose_large_trends, has_months
from app_pages.components.area_marks import (
    format_area_change,
    format_area_total,
    format_completion_rate,
)
from app_pages.components.area_words import format_unit_count, shorten_indicator_name
from app_pages.components.export_buttons import render_add_link
from locales import Words
from metrics.rollup.area_results import AreaIndicator


def render_head(view: AreaView, words: Words) -> str:
    """Return the HTML head of an area's page: title, number of first and last places, paragraph.

    A place is the area's rank among its siblings in an indicator. Below are links to compare the
    area, to present it, and to other areas.
    """
    name, period = words.name("area", view.own.area), words.period(view.own.period)
    first_count, last_count = len(list_first_places(view)), len(list_last_places(view))
    sentence = words.say("area.places", period=period, all=len(view.own.indicators))
    if view.placed_standings:
        sentence = words.say(
            "area.places_told",
            period=period,
            all=len(view.own.indicators),
            first=first_count,
            last=last_count,
        )
    paragraph = write_paragraph(view, words)
    copy_button = (
        '<button type="button" class="ar-button" data-copy=".ar-lead" '
        f'data-done="{escape(words.say("area.copied"))}">{escape(words.say("area.copy"))}</button>'
        if paragraph
        else ""
    )
    return (
        f'<section class="ar-head"><div><h1>{escape(name)}</h1><span>{escape(sentence)}</span>'
        f"<p>{copy_button}{_render_comparison_link(view, words)}"
        f"{_render_slides_link(view, words)}</p></div>"
        f'<p class="ar-lead">{escape(paragraph)}</p>{render_siblings(view, words)}</section>'
    )


def _render_comparison_link(view: AreaView, words: Words) -> str:
    """Return the HTML of a link to the Compare page, with this area and its best sibling chosen.

    A sibling is an area under the same area above, the best is that of `find_best_sibling`. Without
    one only this area is chosen there.
    """
    best_sibling = find_best_sibling(view)
    areas = [view.own.area, *([best_sibling] if best_sibling else [])]
    label = (
        words.say("area.compare_with", name=words.areas(view.siblings)[best_sibling])
        if best_sibling
        else words.say("area.compare")
    )
    query = urlencode({"area": areas}, doseq=True)
    return f'<a class="ar-button" href="compare?{escape(query)}">{escape(label)}</a>'


def _render_slides_link(view: AreaView, words: Words) -> str:
    """Return the HTML of a link that adds trends of the area to a presentation; "" without months.

    The trends are those of the first indicator and of the two that the page draws large. Ratios are
    left out.
    """
    by_code = {
        indicator.code: indicator for indicator in view.own.indicators if has_months(indicator)
    }
    codes = dict.fromkeys([*list(by_code)[:1], *choose_large_trends(view)])
    query = urlencode({"areas": view.own.area})
    charts = [f"{code}.trend?{query}" for code in codes if by_code[code].kind != "ratio"]
    # The paragraph beside it has the numbers of the scope's span.
    what = words.say("overview.added_trends")
    return render_add_link(charts, words, what) if charts else ""


def render_siblings(view: AreaView, words: Words) -> str:
    """Return the HTML of links to the area's siblings and to the areas directly below it."""
    parts = []
    if len(view.siblings) > 1:
        parts.append(_render_area_links("area.beside", view.siblings, view.own.area, words))
    if view.children:
        parts.append(_render_area_links("area.below", view.children, view.own.area, words))
    return "".join(parts)


def _render_area_links(title: str, areas: Sequence[str], current: str, words: Words) -> str:
    """Return the HTML of a row of links, each opening the Area page for one of `areas`.

    `title` is the id of the message before them; the link of the area `current` is marked.
    """
    names = words.areas(areas)
    links = "".join(
        f'<a href="?{urlencode({"area": area})}" data-here'
        f"{' aria-current=page' if area == current else ''}>{escape(names[area])}</a>"
        for area in areas
    )
    label = escape(words.say(title))
    return f'<nav class="ar-row" aria-label="{label}"><span>{label}</span>{links}</nav>'


def write_paragraph(view: AreaView, words: Words) -> str:
    """Return the paragraph: the main indicator, where the area is best, and where it is last.

    Its numbers are those of the page, and readers can copy it; "" if there are no numbers.
    """
    indicators = [
        indicator
        for indicator in _choose_paragraph_indicators(view)
        if indicator.total.quantity is not None
    ]
    if not indicators:
        return ""
    clauses = [
        _write_clause(view, indicator, words, is_first=index == 0)
        for index, indicator in enumerate(indicators)
    ]
    return words.say(
        "area.paragraph",
        period=words.period(view.own.period),
        area=words.name("area", view.own.area),
        clauses=words.say("area.semicolon").join(clauses),
    )


def _choose_paragraph_indicators(view: AreaView) -> Iterable[AreaIndicator]:
    """Return the indicators of the paragraph, at most four: the main one, the best, the last two.

    Best and last are those in which the area ranks highest and lowest. Indicators that are neither
    good nor bad in themselves are left out, so that nobody is praised for them.
    """
    by_code = {indicator.code: indicator for indicator in view.own.indicators}
    main_indicator = next(iter(view.own.indicators), None)
    codes_of_first_places = [
        standing.code for standing in list_first_places(view) if standing.better != "none"
    ]
    codes_of_last_places = [
        standing.code for standing in list_last_places(view) if standing.better != "none"
    ]
    codes = dict.fromkeys(
        [
            *([main_indicator.code] if main_indicator else []),
            *codes_of_first_places[:1],
            *reversed(codes_of_last_places[:2]),
        ]
    )
    return [by_code[code] for code in codes]


def _write_clause(view: AreaView, indicator: AreaIndicator, words: Words, *, is_first: bool) -> str:
    """Return the clause of an area's paragraph on one indicator: number, change and rank.

    The first clause also has the completion, and says what change and rank are compared with.
    """
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
        units = format_unit_count(words, view.level, standing.ranked)
        message = "area.place_first" if is_first else "area.place"
        parts.append(words.say(message, place=standing.place, of=standing.ranked, units=units))
    return words.say("area.comma").join(parts)
