"""The scope bar under the navigation: area, month and span of a page, and who has not reported.

It is HTML whose links have only the parameter that they change (`?area=990106`; "" removes it). The
script `server/browser/scope.js` adds the other parameters, and opens the URL without loading the
page anew.
"""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from app_pages.asking.ask_line import render_search_field
from app_pages.components.area_marks import link_area
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.scope import (
    Scope,
    ScopeFault,
    get_area_name,
    get_area_names,
    get_coverage,
    get_current_scope,
    get_home_area,
    get_missing_indicators,
    get_reporting_units,
    list_areas,
)
from locales import Language, Words

MAX_NAMED = 4
"""Units that the bar names; of further ones it gives the number."""


def show_scope_bar() -> None:
    """Show the scope bar of the page, and notices about parameters that have no effect."""
    st.html(
        render_scope_bar(release.get_release_number(), release.get_language(), get_current_scope())
    )


@memoize(max_results=256, warm=None)
def render_scope_bar(release_number: int, language: Language, scope: Scope) -> str:
    """Return the HTML of the scope bar for a release; cached.

    An area without a month has only the choice of another area. Below the bar are notices on
    invalid parameters, and on areas that were abolished.
    """
    words = release.get_chart_data(release_number, language).words
    parts = [
        _render_link_above(release_number, words, scope.area),
        _render_area_menu(release_number, words, scope.area),
    ]
    if scope.through:
        parts += [
            _render_month_menu(release_number, words, scope),
            _render_span_switch(words, scope),
            render_search_field(words),
            _render_coverage(release_number, words, scope),
        ]
    faults = "".join(_render_fault(words, scope, fault) for fault in scope.faults)
    invalid_areas = [fault.value for fault in scope.faults if fault.name == "area"]
    faults += "".join(
        _render_abolished(release_number, words, area) for area in (scope.area, *invalid_areas)
    )
    label = escape(words.say("scope.scope"))
    return f'<section class="scope" aria-label="{label}">{"".join(parts)}</section>{faults}'


def _render_link(label_html: str, name: str, *values: str, is_current: bool = False) -> str:
    """Return the HTML of a link that sets the parameter `name` of the scope to `values`.

    The value "" removes it. `is_current` marks the link to what the page already shows.
    """
    mark = ' aria-current="true"' if is_current else ""
    query = urlencode({name: values}, doseq=True)
    return f'<a href="?{escape(query)}"{mark}>{label_html}</a>'


def _render_area_links(words: Words, areas: Iterable[str], current: str = "") -> list[str]:
    """Return the HTML of links that change the scope to one of these areas."""
    return [
        _render_link(escape(words.name("area", area)), "area", area, is_current=area == current)
        for area in areas
    ]


def _render_link_above(release_number: int, words: Words, area: str) -> str:
    """Return the HTML of a link to the area above (云川市 ›).

    There is no link ("") for the home area, outside the home area, or if the area above has no
    figures.
    """
    *areas_above, _area = get_reporting_units(release_number).list_path_to(area) or [""]
    if get_home_area(release_number) not in areas_above or areas_above[-1] not in list_areas(
        release_number
    ):
        return ""
    link = _render_link(escape(get_area_name(words, areas_above[-1])), "area", areas_above[-1])
    return f'<p class="up">{link}<span aria-hidden="true"> ›</span></p>'


def _render_menu(kind: str, label: str, title: str, content: str) -> str:
    """Return the HTML of a part of the scope bar that opens a menu.

    `kind` is its CSS class ("where", "when"), `label` its text, `title` its text for screen
    readers, and `content` the HTML of the menu.
    """
    return (
        f'<details class="pick {kind}" name="scope"><summary aria-label="{escape(title)}">'
        f'<span>{escape(label)}</span></summary><div class="sheet">{content}</div></details>'
    )


def _render_area_menu(release_number: int, words: Words, area: str) -> str:
    """Return the HTML of the scope bar's menu of areas: a search, areas above, and areas below.

    An area without areas below it has its siblings, those beside it, instead. Only areas with
    figures are offered.
    """
    units, areas_with_figures = get_reporting_units(release_number), set(list_areas(release_number))
    *areas_above, _area = units.list_path_to(area) or [""]
    areas_below = [unit for unit in units.list_units_of(area) if unit in areas_with_figures]
    siblings = (
        [unit for unit in units.list_units_of(areas_above[-1]) if unit in areas_with_figures]
        if areas_above
        else []
    )
    search = escape(words.say("scope.search"))
    parts = [
        f'<input type="search" placeholder="{search}" aria-label="{search}"'
        f' data-areas="{_list_searchable_areas(release_number, words.language)}"'
        f' data-none="{escape(words.say("scope.none_found"))}"><p class="found" role="status"></p>'
    ]
    for title, codes in (
        ("above", areas_above),
        ("below" if areas_below else "beside", areas_below or siblings),
    ):
        if links := _render_area_links(
            words, [code for code in codes if code in areas_with_figures], area
        ):
            heading = escape(words.say(f"scope.{title}"))
            parts.append(f'<p class="group">{heading}</p><p class="{title}">{"".join(links)}</p>')
    name = get_area_name(words, area)
    return _render_menu("where", name, words.say("scope.place", name=name), "".join(parts))


@memoize(max_results=8, warm=lambda new: [(new.number, new.language)])
def _list_searchable_areas(release_number: int, language: Language) -> str:
    """Return the text that the search for an area looks through, escaped for an attribute; cached.

    It has a line for each area: its code, the name as shown, and its names in both languages, with
    tabs between them.
    """
    names = release.get_chart_data(release_number, language).words.names.get("area", {})
    area_names = get_area_names(release_number, language)
    lines = (
        "\t".join((code, area_names[code], *names.get(code, {}).values())) for code in area_names
    )
    return escape("\n".join(lines))


def _render_month_menu(release_number: int, words: Words, scope: Scope) -> str:
    """Return the HTML of the scope bar's menu of months, with how many units have reported each.

    The newest year comes first. The current month is listed even if it has no figures.
    """
    parts = []
    months = sorted(
        {scope.through, *get_reporting_units(release_number).list_months(scope.area)}, reverse=True
    )
    for year, months_of_year in groupby(months, lambda month: month[:4]):
        links = [
            _render_link(
                escape(_format_month(words, month))
                + _render_share(release_number, scope.area, month),
                "through",
                month,
                is_current=month == scope.through,
            )
            for month in months_of_year
        ]
        heading = escape(words.period(year))
        parts.append(f'<p class="group">{heading}</p><p class="months">{"".join(links)}</p>')
    month, year = _format_month(words, scope.through), scope.through[:4]
    name = words.say("scope.month_of_year", month=month, year=year)
    return _render_menu("when", name, words.say("scope.month", name=name), "".join(parts))


def _format_month(words: Words, month: str) -> str:
    """Format a month without its year: 9月, Sep."""
    return words.say(f"scope.month_{int(month[5:])}")


def _render_share(release_number: int, area: str, month: str) -> str:
    """Return the HTML of how many units have reported a month: 9/10; "" without units."""
    coverage = get_coverage(release_number, area, month)
    if not coverage.expected:
        return ""
    return f" <small>{coverage.reported}/{len(coverage.expected)}</small>"


def _render_span_switch(words: Words, scope: Scope) -> str:
    """Return the HTML of the switch of spans: the month, the usual span, and the one shown.

    The usual span is `totals.since` in config.yaml; if that is the month, the year is offered
    instead. Each span stands there once.
    """
    usual_span = release.get_settings().totals.since
    spans = dict.fromkeys(("month", "year" if usual_span == "month" else usual_span, scope.since))
    links = [
        _render_link(
            escape(words.say(f"scope.since_{span}")), "since", span, is_current=span == scope.since
        )
        for span in spans
    ]
    label = escape(words.say("scope.since"))
    return f'<p class="seg" role="group" aria-label="{label}">{"".join(links)}</p>'


def _render_coverage(release_number: int, words: Words, scope: Scope) -> str:
    """Return the HTML of who has reported the scope's month, and who has not or in part.

    It ends with a link to a newer month, if some units have reported one already, and to the page
    of the area.
    """
    coverage = get_coverage(release_number, scope.area, scope.through)
    label = words.say("scope.area_page")
    page = f'<a class="one" href="area?{urlencode({"area": scope.area})}">{escape(label)}</a>'
    newer = next(iter(get_reporting_units(release_number).list_months(scope.area)), "")
    parts = []
    if coverage.expected:
        share = f"<b>{coverage.reported}/{len(coverage.expected)}</b>"
        grid_link = f'<a href="data?show=completeness">{share}</a>'
        parts.append(f"<span>{escape(words.say('scope.reported'))} {grid_link}</span>")
        parts.append(_render_unit_list(words, "missing", coverage.missing))
        parts.append(
            _render_unit_list(
                words,
                "lacking",
                [*get_missing_indicators(release_number, scope.area, scope.through)],
            )
        )
    else:
        parts.append(_render_own_report(release_number, words, scope))
    if newer > scope.through and (share := _render_share(release_number, scope.area, newer)):
        begun = words.say("scope.begun", month=_format_month(words, newer))
        parts.append(f"<span>{_render_link(escape(begun) + share, 'through', newer)}</span>")
    return f'<p class="cov">{"".join(parts)}{page}</p>'


def _render_own_report(release_number: int, words: Words, scope: Scope) -> str:
    """Return the HTML of whether an area without units has reported the month, and what it lacks.

    The area lacks an indicator that it reports in other months, and that most of its siblings (the
    units of the same area) have reported for this month.
    """
    if scope.through not in get_reporting_units(release_number).find_months_of(scope.area):
        return f'<span class="behind">{escape(words.say("scope.not_reported"))}</span>'
    *areas_above, _area = get_reporting_units(release_number).list_path_to(scope.area)
    lacking = (
        get_missing_indicators(release_number, areas_above[-1], scope.through).get(scope.area, ())
        if areas_above
        else ()
    )
    names = words.listing([words.name("indicator", code) for code in lacking], MAX_NAMED)
    label = f"<span>{escape(words.say('scope.reported'))}</span>"
    return label + (f"<span>{escape(words.say('scope.lacking') + names)}</span>" if names else "")


def _render_unit_list(words: Words, kind: str, units: Iterable[str]) -> str:
    """Return the HTML of a list of units, `未报：沙溪县`, with links to their pages; "" for none.

    `kind` is "missing" for units that have reported nothing, "lacking" for units that lack some
    indicators. At most MAX_NAMED units are named; of more the number is given.
    """
    links = [link_area(words, unit) for unit in units]
    if not links:
        return ""
    comma = words.say("scope.comma")
    named = comma.join(links[:MAX_NAMED])
    if len(links) > MAX_NAMED:
        named = words.say("scope.and_more", named=named, all=len(links))
    return f"<span>{escape(words.say(f'scope.{kind}'))}{named}</span>"


def _render_abolished(release_number: int, words: Words, area: str) -> str:
    """Return the HTML of a note on an area that no longer exists, and on its successor; or "".

    江东区存在至2016年10月，之后已撤销。现属鄞州区
    """
    unit = get_reporting_units(release_number).units.get(area)
    if unit is None or not unit.until:
        return ""
    text = words.say(
        "scope.abolished", area=get_area_name(words, area), until=words.period(unit.until)
    )
    link = ""
    if into := unit.merged_into:
        label = words.say("scope.merged_into", area=get_area_name(words, into))
        link = f" {_render_link(escape(label), 'area', into)}"
    return f'<p class="scope-fault" role="note">{escape(text)}{link}</p>'


def _render_fault(words: Words, scope: Scope, fault: ScopeFault) -> str:
    """Return the HTML of a notice on an invalid parameter, with what is shown instead.

    Its link removes the parameter or, for an area, the invalid ones among several.
    """
    name_by_parameter = {
        "area": lambda: words.name("area", fault.value),
        "through": lambda: words.period(fault.value),
        "indicator": lambda: words.name("indicator", fault.value),
    }
    # An unknown value may be any text of any length; known ones have names.
    value = name_by_parameter[fault.name]() if fault.code == "no_figures" else fault.value[:40]
    used_value = {
        "area": lambda: get_area_name(words, scope.area),
        "through": lambda: words.period(scope.through) if scope.through else "",
        "since": lambda: words.say(f"scope.since_{scope.since}"),
    }.get(fault.name, lambda: "")()
    area = get_area_name(words, scope.area)
    text = words.say(f"scope.{fault.name}_{fault.code}", value=value, area=area, shown=used_value)
    way_on = words.say("scope.show" if used_value else "scope.leave_out", shown=used_value)
    link = _render_link(
        escape(way_on), fault.name, *(scope.areas if fault.name == "area" else [""])
    )
    return f'<p class="scope-fault" role="alert">{escape(text)} {link}</p>'
