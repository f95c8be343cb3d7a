"""The column beside the chart: first and last places, what is not reported, work in the reports."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from app_pages.area.area_view import AreaView, list_expected, list_first, list_gaps, list_last
from app_pages.components.area_marks import link_total
from app_pages.components.area_words import shorten_indicator_name
from app_pages.components.links import render_page_link
from locales import Words
from metrics.rollup.places import Standing

MAX_GAPS = 6
"""Months with gaps that are named, and programmes that are listed."""


def render_places(view: AreaView, words: Words) -> str:
    """Return the HTML of the first three and last two places; "" without any place."""
    if not view.placed:
        return ""
    parts = [
        f"<h2>{escape(words.say('area.column_place'))}</h2>"
        f'<p class="ar-note">{escape(words.say("area.places_note"))}</p>'
    ]
    for title, standings in (("first", list_first(view)), ("last", list_last(view))):
        if standings:
            rows = "".join(_render_place(view, standing, words) for standing in standings)
            parts.append(f"<h3>{escape(words.say(f'area.{title}_places'))}</h3><ul>{rows}</ul>")
    return "".join(parts)


def _render_place(view: AreaView, standing: Standing, words: Words) -> str:
    """Return an indicator of the list with its place and the places gained."""
    name = escape(shorten_indicator_name(words, standing.code))
    gained = render_gained(view.gained.get(standing.code))
    return (
        f"<li>{link_total(name, standing.code, css='total name')}"
        f"<span>{standing.place}/{standing.of}</span>{gained}</li>"
    )


def render_gained(gained: int | None) -> str:
    """Return places gained as ▲ 1, ▼ 1, or — for none."""
    if not gained:
        return '<span class="none">—</span>'
    return f"<span>{'▲' if gained > 0 else '▼'} {abs(gained)}</span>"


def render_gaps(view: AreaView, of_above: Sequence[str], words: Words) -> str:
    """Return the HTML of the indicators that an area lacks: in the last month, and in twelve.

    `of_above` are indicators that the area above reports for all.
    """
    others = ""
    if of_above and view.above is not None:
        text = words.say(
            "area.of_above",
            names=words.listing([shorten_indicator_name(words, code) for code in of_above]),
            above=words.name("area", view.above.area),
        )
        others = f'<p class="ar-note">{escape(text)}</p>'
    title = escape(words.say("area.gaps_title"))
    sentence = _render_month(view, words)
    return f'<div class="ar-gaps"><h3>{title}</h3><p>{sentence}</p>{others}</div>'


def _render_month(view: AreaView, words: Words) -> str:
    """Return sentences on the indicators missing in the last month and in the twelve before."""
    expected = list_expected(view)
    if not expected:
        return escape(words.say("area.not_monthly"))
    month = words.say(f"scope.month_{int(view.own.through[5:])}")
    lacking = [
        shorten_indicator_name(words, code) for code, is_there in expected.items() if not is_there
    ]
    sentence = words.say("area.all_reported", month=month, count=len(expected))
    if lacking:
        names = words.listing(lacking)
        sentence = words.say("area.lacking", month=month, count=len(lacking), names=names)
    css = ' class="warn"' if lacking else ""
    gaps = list_gaps(view)
    title = escape(words.say("area.gaps" if gaps else "area.no_gaps", count=len(gaps)))
    named = [_render_gap(month, codes, words) for month, codes in [*gaps.items()][:MAX_GAPS]]
    rest = words.say("area.more_gaps", count=len(gaps)) if len(gaps) > MAX_GAPS else ""
    listed = escape(words.say("area.comma_list")).join(named)
    return f"<span{css}>{escape(sentence)}</span> {title}{listed}{escape(rest)}"


def _render_gap(month: str, codes: Sequence[str], words: Words) -> str:
    """Return a month as a link to itself, with what was not reported then."""
    link = f'<a href="?{urlencode({"through": month})}" data-here>{escape(words.period(month))}</a>'
    names = words.listing([shorten_indicator_name(words, code) for code in codes], 2)
    return link + escape(words.say("area.in_brackets", text=names))


def render_programmes(
    programmes: Iterable[Mapping[str, Any]],
    areas: Sequence[str],
    topics: Iterable[str],
    words: Words,
) -> str:
    """Return the HTML of the work in the reports that is an area's: programmes, and events there.

    `areas` are its code and those that answer to it, `topics` the pages to lead to. "" for none.
    """
    listed = []
    shown, known = set(topics), set(areas)
    for programme in programmes:
        if programme.get("ref_area") in known:
            listed.append(
                (programme["name"], programme.get("since", ""), programme.get("topic", ""))
            )
        listed += [
            (event["name"], event["date"], programme.get("topic", ""))
            for event in programme.get("events") or ()
            if event.get("ref_area") in known and programme.get("ref_area") not in known
        ]
    items = []
    for name, date, topic in listed[:MAX_GAPS]:
        text = words.pick(name)
        link = render_page_link(text, topic, words) if topic in shown else escape(text)
        day = f" <small>{escape(words.period(str(date)))}</small>" if date else ""
        items.append(f"<span>{link}{day}</span>")
    if not items:
        return ""
    title = escape(words.say("area.programmes"))
    return f'<section class="ar-work"><h2>{title}</h2>{"".join(items)}</section>'
