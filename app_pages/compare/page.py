"""The page that compares areas or two periods: `/compare?area=A&area=B&indicators=x`."""

from collections.abc import Sequence
from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from app_pages.area.area_view import list_siblings
from app_pages.compare.chooser import render_chooser
from app_pages.compare.comparison import (
    LEAST,
    Choice,
    Side,
    find_usual_month,
    read_choice,
)
from app_pages.compare.comparison_table import describe_leaders, list_rows, render_comparison
from app_pages.compare.small_multiples import render_multiples
from app_pages.components.area_words import find_unit_level
from app_pages.components.export_buttons import render_add_link
from app_pages.components.table_downloads import DownloadTable, show_downloads
from app_pages.pages import name_tab
from app_pages.state import release, url
from app_pages.state.overviews import (
    get_overview,
    get_unit_tree,
    list_main_indicators,
    list_reported_indicators,
)
from app_pages.state.scope import Scope, current_scope, get_units, list_areas, name_area
from locales import Words
from quantities.better import read_better


def list_offered(number: int, scope: Scope) -> list[str]:
    """Return the areas that can be compared: those beside the first chosen one, of its level.

    Of an area that others answer to, they are most of these, as long as nothing else is chosen.
    """
    tree, known = get_unit_tree(number), set(list_areas(number))
    below = [area for area in tree.units_of(scope.area) if area in known]
    if not below or len(scope.areas) >= LEAST:
        return [area for area in list_siblings(tree, scope.area) if area in known]
    level = find_unit_level(below, tree.level)
    return [area for area in below if tree.level[area] == level]


def choose(number: int, scope: Scope, main: Sequence[str], reported: Sequence[str]) -> Choice:
    """Return what the address asks to compare; nothing yet where it names an area with others."""
    tree = get_unit_tree(number)
    is_whole = len(scope.areas) < LEAST and not url.get_param("than")
    asked = () if is_whole and tree.units_of(scope.area) else scope.areas
    return read_choice(
        asked,
        url.get_param("than"),
        url.get_params("indicators"),
        above={area: tree.list_above(area) for area in scope.areas},
        offered=tuple(dict.fromkeys((*main, *reported))),
        months=get_units(number).list_months(scope.area),
    )


def make_sides(number: int, scope: Scope, choice: Choice, words: Words) -> list[Side]:
    """Return the columns of the comparison: an area each, or two periods of the first area."""
    if choice.other:
        sides = []
        for month in (scope.through, choice.other):
            overview = get_overview(number, scope.area, month, scope.since, choice.indicators)
            sides.append(Side(words.period(overview.period), overview, month))
        return sides
    names = words.areas(choice.areas)
    return [
        Side(
            names[area],
            get_overview(number, area, scope.through, scope.since, choice.indicators, True),
        )
        for area in choice.areas
    ]


def make_tables(sides: Sequence[Side], codes: Sequence[str], words: Words) -> list[DownloadTable]:
    """Return what the page shows as a table to take away."""
    return [DownloadTable(words.say("compare.table"), list_rows(sides, codes, words))]


def format_title(sides: Sequence[Side], scope: Scope, words: Words) -> str:
    """Return the title: 东湖区与新川区 · 2025年1—9月; of two periods the area and both."""
    names = words.listing([side.name for side in sides])
    other = name_area(words, scope.area) if sides[0].through else words.period(scope.period)
    return f"{other} · {names}" if sides[0].through else f"{names} · {other}"


def render_head(title: str, sentence: str, link: str, words: Words, slides: str = "") -> str:
    """Return the HTML of the heading: sides compared, the sentence on leaders, a link to copy.

    `slides` is the HTML of a link that adds charts to a presentation.
    """
    copy = (
        f'<p><button type="button" class="ar-button" data-copy="{escape(link, quote=True)}" '
        f'data-done="{escape(words.say("area.copied"))}">'
        f"{escape(words.say('compare.copy_link'))}</button>{slides}</p>"
        if link
        else ""
    )
    lead = f'<p class="ar-lead">{escape(sentence)}</p>' if sentence else ""
    return (
        f'<section class="ar-head"><div><h1>{escape(words.say("compare.title"))}</h1>'
        f"<span>{escape(title)}</span>{copy}</div>{lead}</section>"
    )


def link_slides(scope: Scope, choice: Choice, words: Words) -> str:
    """Return the link that adds the trends of what is compared to a presentation."""
    query = urlencode({"areas": choice.areas or (scope.area,)}, doseq=True)
    return render_add_link([f"{code}.trend?{query}" for code in choice.indicators], words)


def write_link(scope: Scope, choice: Choice, words: Words) -> str:
    """Return the full address of the comparison, which opens the same one later."""
    params = {
        **{"area": choice.areas, "through": scope.through, "since": scope.since},
        **{"indicators": choice.indicators, "than": choice.other, "lang": words.language},
    }
    kept = {name: value for name, value in params.items() if value}
    return f"{url.get_site_url()}compare?{urlencode(kept, doseq=True)}"


def render_refused(choice: Choice, words: Words) -> str:
    """Return a sentence for each area, month or indicator that cannot be compared."""
    reasons = [
        words.say(
            f"compare.{message}",
            name=words.name("area", code),
            code=code[:40],
            month=code[:40],
        )
        for message, code in choice.refused
    ]
    return "".join(f'<p class="scope-fault" role="alert">{escape(text)}</p>' for text in reasons)


def show_nothing(scope: Scope, words: Words) -> None:
    """Show that an area has nothing to compare, and a way on."""
    text = words.say("area.no_months", area=words.name("area", scope.area))
    link = f'<a href="data">{escape(words.say("area.see_data"))}</a>'
    st.html(render_head("", "", "", words) + f'<p class="empty">{escape(text)} {link}</p>')


def show_choice(number: int, scope: Scope, words: Words) -> None:
    """Show what can be chosen, and, once there are two sides, their comparison."""
    main = list_main_indicators(number, scope.area)
    reported = list_reported_indicators(number, scope.area)
    months = get_units(number).list_months(scope.area)
    choice = choose(number, scope, main, reported)
    sides = make_sides(number, scope, choice, words)
    chooser = render_chooser(
        choice,
        words,
        areas=list_offered(number, scope),
        main=main,
        others=[code for code in reported if code not in main],
        months=[month for month in months if month != scope.through],
        usual=find_usual_month(scope.through, months),
    ) + render_refused(choice, words)
    if len(sides) < LEAST:
        head = render_head(words.period(scope.period), "", "", words)
        message = escape(words.say("compare.choose"))
        st.html(f'{head}{chooser}<p class="empty">{message}</p>')
    else:
        show_comparison(number, scope, choice, sides, chooser, words)


def show_comparison(
    number: int,
    scope: Scope,
    choice: Choice,
    sides: Sequence[Side],
    chooser: str,
    words: Words,
) -> None:
    """Show the head, the `chooser` (HTML), the table, its downloads and the lines of months."""
    title, codes = format_title(sides, scope, words), choice.indicators
    name_tab(f"{words.say('compare.title')} · {title}")
    listed = release.get_code_lists(number).indicators
    better = {entry["code"]: read_better(entry) for entry in listed}
    sentence = "" if choice.other else describe_leaders(sides, codes, better, words)
    link, slides = write_link(scope, choice, words), link_slides(scope, choice, words)
    st.html(render_head(title, sentence, link, words, slides) + chooser)
    late = release.get_settings().progress.late
    st.html(render_comparison(sides, codes, better, late, words))
    name = words.mark(f"{words.say('compare.title')}_{title}")
    show_downloads(name, partial(make_tables, sides, codes, words), "compare")
    st.html(f'<div class="cp-page">{render_multiples(sides, codes, words)}</div>')


scope, number = current_scope(), release.get_release_number()
words = release.get_current_chart_data().words
name_tab(words.say("compare.title"))
if scope.through and list_reported_indicators(number, scope.area):
    show_choice(number, scope, words)
else:
    show_nothing(scope, words)
