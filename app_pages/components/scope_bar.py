"""The scope bar under the navigation: place, month and span of a page, and who has not reported.

It is HTML whose links have only what they change, `?area=990106`, "" to take it out: the script
`server/browser/scope.js` adds the rest of the address and opens it without loading the page anew.
"""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from app_pages.asking.ask_line import render_field
from app_pages.components.area_marks import link_area
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.scope import (
    Fault,
    Scope,
    current_scope,
    get_coverage,
    get_home_area,
    get_lacking,
    get_units,
    list_areas,
    name_area,
    name_areas,
)
from locales import Language, Words

MAX_NAMED = 4
"""Units that are named in the bar; of more, the number stands behind the first ones."""


def show_scope_bar() -> None:
    """Show the bar with the page's scope, and notices for parameters that have no effect."""
    st.html(render_scope_bar(release.get_release_number(), release.get_language(), current_scope()))


@memoize(max_results=256, warm=None)
def render_scope_bar(number: int, language: Language, scope: Scope) -> str:
    """Return the HTML of the bar for a scope of a release, cached."""
    words = release.get_chart_data(number, language).words
    parts = [_render_above(number, words, scope.area), _render_places(number, words, scope.area)]
    if scope.through:
        parts += [
            _render_months(number, words, scope),
            _render_spans(words, scope),
            render_field(words),
            _render_coverage(number, words, scope),
        ]
    faults = "".join(_render_fault(words, scope, fault) for fault in scope.faults)
    asked = [fault.value for fault in scope.faults if fault.name == "area"]
    faults += "".join(_render_abolished(number, words, area) for area in (scope.area, *asked))
    label = escape(words.say("scope.scope"))
    return f'<section class="scope" aria-label="{label}">{"".join(parts)}</section>{faults}'


def _render_link(label: str, name: str, *values: str, is_current: bool = False) -> str:
    """Return a link that changes one parameter of the scope; `label` is HTML already."""
    mark = ' aria-current="true"' if is_current else ""
    query = urlencode({name: values}, doseq=True)
    return f'<a href="?{escape(query)}"{mark}>{label}</a>'


def _link_areas(words: Words, areas: Iterable[str], current: str = "") -> list[str]:
    """Return a link to each area, in the order given; no two of one parent have the same name."""
    return [
        _render_link(escape(words.name("area", area)), "area", area, is_current=area == current)
        for area in areas
    ]


def _render_above(number: int, words: Words, area: str) -> str:
    """Return a link to the area above, 云川市 ›, for an area below the usual one; "" for others."""
    *above, _ = get_units(number).path_to(area) or [""]
    if get_home_area(number) not in above or above[-1] not in list_areas(number):
        return ""
    link = _render_link(escape(name_area(words, above[-1])), "area", above[-1])
    return f'<p class="up">{link}<span aria-hidden="true"> ›</span></p>'


def _render_sheet(kind: str, label: str, title: str, content: str) -> str:
    """Return a part of the bar that opens a sheet with what can be chosen instead of it."""
    return (
        f'<details class="pick {kind}" name="scope"><summary aria-label="{escape(title)}">'
        f'<span>{escape(label)}</span></summary><div class="sheet">{content}</div></details>'
    )


def _render_places(number: int, words: Words, area: str) -> str:
    """Return the chooser of the place: a search, the areas above, those below or beside it."""
    units, known = get_units(number), set(list_areas(number))
    *above, _ = units.path_to(area) or [""]
    below = [unit for unit in units.units_of(area) if unit in known]
    beside = [unit for unit in units.units_of(above[-1]) if unit in known] if above else []
    search = escape(words.say("scope.search"))
    parts = [
        f'<input type="search" placeholder="{search}" aria-label="{search}"'
        f' data-areas="{_list_searched(number, words.language)}"'
        f' data-none="{escape(words.say("scope.none_found"))}"><p class="found" role="status"></p>'
    ]
    for title, codes in (("above", above), ("below" if below else "beside", below or beside)):
        if links := _link_areas(words, [code for code in codes if code in known], area):
            heading = escape(words.say(f"scope.{title}"))
            parts.append(f'<p class="group">{heading}</p><p class="{title}">{"".join(links)}</p>')
    name = name_area(words, area)
    return _render_sheet("where", name, words.say("scope.place", name=name), "".join(parts))


@memoize(max_results=8, warm=lambda new: [(new.number, new.language)])
def _list_searched(number: int, language: Language) -> str:
    """Return what the search looks through, as HTML: a line an area, its code, name, other name."""
    names = release.get_chart_data(number, language).words.names.get("area", {})
    shown = name_areas(number, language)
    lines = ("\t".join((code, shown[code], *names.get(code, {}).values())) for code in shown)
    return escape("\n".join(lines))


def _render_months(number: int, words: Words, scope: Scope) -> str:
    """Return the chooser of the month: a year a row, each month with how many have reported it."""
    parts = []
    months = sorted({scope.through, *get_units(number).list_months(scope.area)}, reverse=True)
    for year, of_year in groupby(months, lambda month: month[:4]):
        links = [
            _render_link(
                f"{escape(_format_month(words, month))}{_render_share(number, scope.area, month)}",
                "through",
                month,
                is_current=month == scope.through,
            )
            for month in of_year
        ]
        heading = escape(words.period(year))
        parts.append(f'<p class="group">{heading}</p><p class="months">{"".join(links)}</p>')
    month, year = _format_month(words, scope.through), scope.through[:4]
    name = words.say("scope.month_of_year", month=month, year=year)
    return _render_sheet("when", name, words.say("scope.month", name=name), "".join(parts))


def _format_month(words: Words, month: str) -> str:
    """Return a month without its year: 9月, Sep."""
    return words.say(f"scope.month_{int(month[5:])}")


def _render_share(number: int, area: str, month: str) -> str:
    """Return how many units of an area have reported a month: 9/10; "" for what has no units."""
    coverage = get_coverage(number, area, month)
    if not coverage.expected:
        return ""
    return f" <small>{coverage.reported}/{len(coverage.expected)}</small>"


def _render_spans(words: Words, scope: Scope) -> str:
    """Return the switch between the month alone and the span; another span of the address third."""
    usual = release.get_settings().totals.since
    offered = dict.fromkeys(("month", "year" if usual == "month" else usual, scope.since))
    links = [
        _render_link(
            escape(words.say(f"scope.since_{each}")), "since", each, is_current=each == scope.since
        )
        for each in offered
    ]
    label = escape(words.say("scope.since"))
    return f'<p class="seg" role="group" aria-label="{label}">{"".join(links)}</p>'


def _render_coverage(number: int, words: Words, scope: Scope) -> str:
    """Return who has reported the month, who has not, who in part, and a newer month begun."""
    coverage = get_coverage(number, scope.area, scope.through)
    label = words.say("scope.area_page")
    page = f'<a class="one" href="area?{urlencode({"area": scope.area})}">{escape(label)}</a>'
    newer = next(iter(get_units(number).list_months(scope.area)), "")
    parts = []
    if coverage.expected:
        share = f"<b>{coverage.reported}/{len(coverage.expected)}</b>"
        wall = f'<a href="data?show=completeness">{share}</a>'
        parts.append(f"<span>{escape(words.say('scope.reported'))} {wall}</span>")
        parts.append(_name_units(words, "missing", coverage.missing))
        parts.append(
            _name_units(words, "lacking", [*get_lacking(number, scope.area, scope.through)])
        )
    else:
        parts.append(_render_own_report(number, words, scope))
    if newer > scope.through and (share := _render_share(number, scope.area, newer)):
        begun = words.say("scope.begun", month=_format_month(words, newer))
        parts.append(f"<span>{_render_link(escape(begun) + share, 'through', newer)}</span>")
    return f'<p class="cov">{"".join(parts)}{page}</p>'


def _render_own_report(number: int, words: Words, scope: Scope) -> str:
    """Return whether an area without units has reported the month, and the indicators missing.

    It lacks what it reports at other times and most of those beside it have reported.
    """
    if scope.through not in get_units(number).months_of(scope.area):
        return f'<span class="behind">{escape(words.say("scope.not_reported"))}</span>'
    *above, _ = get_units(number).path_to(scope.area)
    lacking = get_lacking(number, above[-1], scope.through).get(scope.area, ()) if above else ()
    names = words.listing([words.name("indicator", code) for code in lacking], MAX_NAMED)
    label = f"<span>{escape(words.say('scope.reported'))}</span>"
    return label + (f"<span>{escape(words.say('scope.lacking') + names)}</span>" if names else "")


def _name_units(words: Words, kind: str, units: Iterable[str]) -> str:
    """Return `未报：沙溪县` with a link to the page of each unit; "" without any.

    `kind` is missing or lacking. Of more than MAX_NAMED units the first are named.
    """
    links = [link_area(words, unit) for unit in units]
    if not links:
        return ""
    comma = words.say("scope.comma")
    named = comma.join(links[:MAX_NAMED])
    if len(links) > MAX_NAMED:
        named = words.say("scope.and_more", named=named, all=len(links))
    return f"<span>{escape(words.say(f'scope.{kind}'))}{named}</span>"


def _render_abolished(number: int, words: Words, area: str) -> str:
    """Return until when there was an area, and what it belongs to since; "" of one that there is.

    江东区存在至2016年10月，之后已撤销。现属鄞州区
    """
    unit = get_units(number).units.get(area)
    if unit is None or not unit.until:
        return ""
    text = words.say("scope.abolished", area=name_area(words, area), until=words.period(unit.until))
    link = ""
    if into := unit.merged_into:
        label = words.say("scope.merged_into", area=name_area(words, into))
        link = f" {_render_link(escape(label), 'area', into)}"
    return f'<p class="scope-fault" role="note">{escape(text)}{link}</p>'


def _render_fault(words: Words, scope: Scope, fault: Fault) -> str:
    """Return a notice on an invalid value of the address, the value used instead, and a link."""
    named = {
        "area": lambda: words.name("area", fault.value),
        "through": lambda: words.period(fault.value),
        "indicator": lambda: words.name("indicator", fault.value),
    }
    value = named[fault.name]() if fault.code == "no_figures" else fault.value[:40]
    shown = {
        "area": lambda: name_area(words, scope.area),
        "through": lambda: words.period(scope.through) if scope.through else "",
        "since": lambda: words.say(f"scope.since_{scope.since}"),
    }.get(fault.name, lambda: "")()
    area = name_area(words, scope.area)
    text = words.say(f"scope.{fault.name}_{fault.code}", value=value, area=area, shown=shown)
    way_on = words.say("scope.show" if shown else "scope.leave_out", shown=shown)
    link = _render_link(
        escape(way_on), fault.name, *(scope.areas if fault.name == "area" else [""])
    )
    return f'<p class="scope-fault" role="alert">{escape(text)} {link}</p>'
