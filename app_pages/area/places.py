"""The column beside the position chart: first and last places, missing reports, programmes."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from app_pages.area.area_view import (
    AreaView,
    list_expected,
    list_first_places,
    list_gaps,
    list_last_places,
)
from app_pages.components.area_marks import link_total
from app_pages.components.area_words import shorten_indicator_name
from app_pages.components.folded_table import fold_part
from app_pages.components.links import render_page_link
from locales import Words
from metrics.rollup.places import Standing

MAX_LISTED = 6
"""Months with missing reports, and programmes, that are listed."""


def render_places(view: AreaView, words: Words) -> str:
    """Return the HTML of an area's first three and last two places; "" if it has no place.

    A place is its rank among its siblings in an indicator.
    """
    if not view.placed_standings:
        return ""
    parts = [
        f"<h2>{escape(words.say('area.column_place'))}</h2>"
        f'<p class="ar-note">{escape(words.say("area.places_note"))}</p>'
    ]
    for title, standings in (("first", list_first_places(view)), ("last", list_last_places(view))):
        if standings:
            rows = "".join(_render_place(view, standing, words) for standing in standings)
            parts.append(f"<h3>{escape(words.say(f'area.{title}_places'))}</h3><ul>{rows}</ul>")
    return fold_part("".join(parts), words.say("area.column_place"))


def _render_place(view: AreaView, standing: Standing, words: Words) -> str:
    """Return the HTML of an indicator with an area's place (3/9), and the places gained.

    A place is the area's rank among its siblings.
    """
    name = escape(shorten_indicator_name(words, standing.code))
    gained = render_gained(view.places_gained.get(standing.code))
    return (
        f"<li>{link_total(name, standing.code, css='total name')}"
        f"<span>{standing.place}/{standing.ranked}</span>{gained}</li>"
    )


def render_gained(gained: int | None) -> str:
    """Return the HTML of places gained: ▲ 1, ▼ 1, or — for none."""
    if not gained:
        return '<span class="none">—</span>'
    return f"<span>{'▲' if gained > 0 else '▼'} {abs(gained)}</span>"


def render_gaps(view: AreaView, codes_of_area_above: Sequence[str], words: Words) -> str:
    """Return the HTML of what an area has not reported, in the last month and in those before it.

    `codes_of_area_above` are indicators that the area above reports for all its units: a note names
    them, so that nobody misses them here.
    """
    note_html = ""
    if codes_of_area_above and view.overview_above is not None:
        text = words.say(
            "area.of_above",
            names=words.listing(
                [shorten_indicator_name(words, code) for code in codes_of_area_above]
            ),
            above=words.name("area", view.overview_above.area),
        )
        note_html = f'<p class="ar-note">{escape(text)}</p>'
    title = escape(words.say("area.gaps_title"))
    sentence = _render_missing(view, words)
    return f'<div class="ar-gaps"><h3>{title}</h3><p>{sentence}</p>{note_html}</div>'


def _render_missing(view: AreaView, words: Words) -> str:
    """Return the HTML on what an area lacks in the last month, and in the twelve before.

    The months with gaps are links; at most MAX_LISTED are listed. An area that reports no indicator
    monthly gets one sentence.
    """
    expected = list_expected(view)
    if not expected:
        return escape(words.say("area.not_monthly"))
    month = words.say(f"scope.month_{int(view.own.through[5:])}")
    lacking_names = [
        shorten_indicator_name(words, code)
        for code, is_reported in expected.items()
        if not is_reported
    ]
    sentence = words.say("area.all_reported", month=month, count=len(expected))
    if lacking_names:
        names = words.listing(lacking_names)
        sentence = words.say("area.lacking", month=month, count=len(lacking_names), names=names)
    css = ' class="warn"' if lacking_names else ""
    gaps = list_gaps(view)
    title = escape(words.say("area.gaps" if gaps else "area.no_gaps", count=len(gaps)))
    gap_links = [_render_gap(month, codes, words) for month, codes in [*gaps.items()][:MAX_LISTED]]
    more = words.say("area.more_gaps", count=len(gaps)) if len(gaps) > MAX_LISTED else ""
    listed = escape(words.say("area.comma_list")).join(gap_links)
    return f"<span{css}>{escape(sentence)}</span> {title}{listed}{escape(more)}"


def _render_gap(month: str, codes: Sequence[str], words: Words) -> str:
    """Return the HTML of a month as a link that shows the page for it, with what it lacks.

    `codes` are the missing indicators, of which two are named.
    """
    link = f'<a href="?{urlencode({"through": month})}" data-here>{escape(words.period(month))}</a>'
    names = words.listing([shorten_indicator_name(words, code) for code in codes], 2)
    return link + escape(words.say("area.in_brackets", text=names))


def render_programmes(
    programmes: Iterable[Mapping[str, Any]],
    areas: Sequence[str],
    topics: Iterable[str],
    words: Words,
) -> str:
    """Return the HTML of an area's programmes and events in reports; "" if it has none.

    An event is listed by itself only if its programme is another area's. `areas` are the area and
    all below it; `topics` are those that have a page to link to.
    """
    entries = []
    linked_topics, own_areas = set(topics), set(areas)
    for programme in programmes:
        if programme.get("ref_area") in own_areas:
            entries.append(
                (programme["name"], programme.get("since", ""), programme.get("topic", ""))
            )
        entries += [
            (event["name"], event["date"], programme.get("topic", ""))
            for event in programme.get("events") or ()
            if event.get("ref_area") in own_areas and programme.get("ref_area") not in own_areas
        ]
    items = []
    for name, date, topic in entries[:MAX_LISTED]:
        text = words.pick(name)
        link = render_page_link(text, topic, words) if topic in linked_topics else escape(text)
        day = f" <small>{escape(words.period(str(date)))}</small>" if date else ""
        items.append(f"<span>{link}{day}</span>")
    if not items:
        return ""
    title = escape(words.say("area.programmes"))
    return f'<section class="ar-work"><h2>{title}</h2>{"".join(items)}</section>'
