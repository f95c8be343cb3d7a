"""The Compare page: areas, or two periods of one area: `/compare?area=A&area=B&indicators=x`."""

from collections.abc import Sequence
from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from app_pages.area.area_view import list_siblings
from app_pages.compare.chooser import render_chooser
from app_pages.compare.comparison import (
    MIN_COMPARED,
    Choice,
    ComparisonColumn,
    find_default_month,
    format_title,
    read_choice,
)
from app_pages.compare.comparison_table import build_rows, describe_leaders, render_comparison
from app_pages.compare.small_multiples import render_multiples
from app_pages.components.area_words import find_unit_level
from app_pages.components.export_buttons import render_add_link
from app_pages.components.table_downloads import DownloadTable, show_downloads
from app_pages.pages import set_tab_title
from app_pages.state import release, url
from app_pages.state.overviews import (
    get_overview,
    get_unit_tree,
    list_main_indicators,
    list_reported_indicators,
)
from app_pages.state.scope import (
    Scope,
    get_current_scope,
    get_reporting_units,
    list_areas,
)
from locales import Words
from quantities.better import read_better


def list_offered_areas(release_number: int, scope: Scope) -> list[str]:
    """Return the areas that can be compared with the first chosen one: those of its level.

    As long as only an area with units is chosen, they are its units, of the level of most of them.
    """
    tree, areas_with_figures = get_unit_tree(release_number), set(list_areas(release_number))
    units = [area for area in tree.list_units_of(scope.area) if area in areas_with_figures]
    if not units or len(scope.areas) >= MIN_COMPARED:
        return [area for area in list_siblings(tree, scope.area) if area in areas_with_figures]
    level_of_units = find_unit_level(units, tree.level)
    return [area for area in units if tree.level[area] == level_of_units]


def read_choice_from_url(
    release_number: int, scope: Scope, main: Sequence[str], reported: Sequence[str]
) -> Choice:
    """Return what the URL asks to compare: areas, or with `than` two periods of one area.

    If the URL names only one area, and this area has units, no area is chosen yet: its units are
    offered. `main` and `reported` are the indicators that can be compared, the main ones first.
    """
    tree = get_unit_tree(release_number)
    is_single = len(scope.areas) < MIN_COMPARED and not url.get_param("than")
    areas = () if is_single and tree.list_units_of(scope.area) else scope.areas
    return read_choice(
        areas,
        url.get_param("than"),
        url.get_params("indicators"),
        lineage={area: tree.list_above(area) for area in scope.areas},
        offered=tuple(dict.fromkeys((*main, *reported))),
        months=get_reporting_units(release_number).list_months(scope.area),
    )


def build_columns(
    release_number: int, scope: Scope, choice: Choice, words: Words
) -> list[ComparisonColumn]:
    """Return the columns of the comparison: an area each, or two periods of the first area."""
    if choice.other_month:
        columns = []
        for month in (scope.through, choice.other_month):
            overview = get_overview(
                release_number, scope.area, month, scope.since, choice.indicators
            )
            columns.append(ComparisonColumn(words.period(overview.period), overview, month))
        return columns
    names = words.areas(choice.areas)
    return [
        ComparisonColumn(
            names[area],
            # True: with the ranks of the area among its siblings.
            get_overview(release_number, area, scope.through, scope.since, choice.indicators, True),
        )
        for area in choice.areas
    ]


def build_download_tables(
    columns: Sequence[ComparisonColumn], codes: Sequence[str], words: Words
) -> list[DownloadTable]:
    """Return the comparison as a table to download."""
    return [DownloadTable(words.say("compare.table"), build_rows(columns, codes, words))]


def render_head(
    compared: str, leaders: str, page_url: str, words: Words, slides_link: str = ""
) -> str:
    """Return the HTML head of the Compare page.

    `compared` says what is compared (`format_title`), `leaders` who leads, "" for nothing.
    `page_url` is copied by a button, beside which stands `slides_link` (HTML); without a URL there
    is neither.
    """
    buttons = (
        f'<p><button type="button" class="ar-button" data-copy="{escape(page_url, quote=True)}" '
        f'data-done="{escape(words.say("area.copied"))}">'
        f"{escape(words.say('compare.copy_link'))}</button>{slides_link}</p>"
        if page_url
        else ""
    )
    lead = f'<p class="ar-lead">{escape(leaders)}</p>' if leaders else ""
    return (
        f'<section class="ar-head"><div><h1>{escape(words.say("compare.title"))}</h1>'
        f"<span>{escape(compared)}</span>{buttons}</div>{lead}</section>"
    )


def render_slides_link(scope: Scope, choice: Choice, words: Words) -> str:
    """Return the HTML of a link that adds trends of what is compared to a presentation."""
    query = urlencode({"areas": choice.areas or (scope.area,)}, doseq=True)
    return render_add_link([f"{code}.trend?{query}" for code in choice.indicators], words)


def build_comparison_url(scope: Scope, choice: Choice, words: Words) -> str:
    """Return the full URL of the comparison, which opens the same comparison later."""
    params = {
        **{"area": choice.areas, "through": scope.through, "since": scope.since},
        **{"indicators": choice.indicators, "than": choice.other_month, "lang": words.language},
    }
    kept = {name: value for name, value in params.items() if value}
    return f"{url.get_site_url()}compare?{urlencode(kept, doseq=True)}"


def render_refusals(choice: Choice, words: Words) -> str:
    """Return the HTML of a sentence for each area, month or indicator that cannot be compared.

    They are `choice.refusals`, each the end of a message's id, and the code or month refused.
    """
    reasons = [
        words.say(
            f"compare.{message}",
            name=words.name("area", code),
            code=code[:40],  # a URL may have any text
            month=code[:40],
        )
        for message, code in choice.refusals
    ]
    return "".join(f'<p class="scope-fault" role="alert">{escape(text)}</p>' for text in reasons)


def show_no_months(scope: Scope, words: Words) -> None:
    """Show that an area has no months or indicators to compare, and a link to the data."""
    text = words.say("area.no_months", area=words.name("area", scope.area))
    link = f'<a href="data">{escape(words.say("area.see_data"))}</a>'
    st.html(render_head("", "", "", words) + f'<p class="empty">{escape(text)} {link}</p>')


def show_page(release_number: int, scope: Scope, words: Words) -> None:
    """Show the Compare page: the chooser and, once there are two columns, the comparison."""
    main_codes = list_main_indicators(release_number, scope.area)
    reported = list_reported_indicators(release_number, scope.area)
    months = get_reporting_units(release_number).list_months(scope.area)
    choice = read_choice_from_url(release_number, scope, main_codes, reported)
    columns = build_columns(release_number, scope, choice, words)
    chooser = render_chooser(
        choice,
        words,
        areas=list_offered_areas(release_number, scope),
        main=main_codes,
        others=[code for code in reported if code not in main_codes],
        months=[month for month in months if month != scope.through],
        default_month=find_default_month(scope.through, months),
    ) + render_refusals(choice, words)
    if len(columns) < MIN_COMPARED:
        head = render_head(words.period(scope.period), "", "", words)
        message = escape(words.say("compare.choose"))
        st.html(f'{head}{chooser}<p class="empty">{message}</p>')
    else:
        show_comparison(release_number, scope, choice, columns, chooser, words)


def show_comparison(
    release_number: int,
    scope: Scope,
    choice: Choice,
    columns: Sequence[ComparisonColumn],
    chooser: str,
    words: Words,
) -> None:
    """Show a comparison: head, chooser (HTML), table with downloads, and lines of months."""
    title, codes = format_title(columns, scope, words), choice.indicators
    set_tab_title(f"{words.say('compare.title')} · {title}")
    entries = release.get_code_lists(release_number).indicators
    better = {entry["code"]: read_better(entry) for entry in entries}
    leaders = "" if choice.other_month else describe_leaders(columns, codes, better, words)
    page_url, slides_link = (
        build_comparison_url(scope, choice, words),
        render_slides_link(scope, choice, words),
    )
    st.html(render_head(title, leaders, page_url, words, slides_link) + chooser)
    late_points = release.get_settings().progress.late
    st.html(render_comparison(columns, codes, better, late_points, words))
    name = words.mark(f"{words.say('compare.title')}_{title}")
    show_downloads(name, partial(build_download_tables, columns, codes, words), "compare")
    st.html(f'<div class="cp-page">{render_multiples(columns, codes, words)}</div>')


scope, release_number = get_current_scope(), release.get_release_number()
words = release.get_current_chart_data().words
set_tab_title(words.say("compare.title"))
if scope.through and list_reported_indicators(release_number, scope.area):
    show_page(release_number, scope, words)
else:
    show_no_months(scope, words)
