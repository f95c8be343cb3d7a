"""The Progress page: how far an area and its units are with the year's tasks, by indicator."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.components.area_marks import link_area
from app_pages.components.area_words import (
    find_unit_level,
    format_span_without_year,
    name_whole_area,
)
from app_pages.components.table_downloads import show_downloads
from app_pages.progress import completion_table, page_head, progress_blocks
from app_pages.progress.progress_rows import SORTS, get_progress
from app_pages.progress.progress_words import ScopeWords
from app_pages.state import release, url
from app_pages.state.overviews import build_area_scope, get_unit_tree, list_main_indicators
from app_pages.state.scope import Scope, get_area_name, get_current_scope
from locales import Words
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.unit_progress import IndicatorProgress
from periods.spans import MonthSpan


def build_scope_words(
    release_number: int, words: Words, scope: Scope, items: tuple[IndicatorProgress, ...]
) -> ScopeWords:
    """Return the names of a scope, its area and its units, as the page's texts need them.

    The span is named only if it is not the year so far.
    """
    units = [unit.area for unit in (items[0].units if items else ())]
    level = find_unit_level(units, get_unit_tree(release_number).level)
    is_year = scope.since in ("year", "union-year")
    return ScopeWords(
        words=words,
        areas=words.areas([scope.area, *units]),
        whole=name_whole_area(words, scope.area),
        units=words.say(f"progress.units_{level or 'mixed'}"),
        span="" if is_year else format_span_without_year(words, scope.period, scope.through[:4]),
        limits=release.get_settings().progress,
    )


def show_no_tasks(words: Words, scope: Scope, period: str) -> None:
    """Show why there are no tasks, and a link: to the calendar year, or to the area's page.

    `period` is the year of the tasks, "" if the scope has no month.
    """
    title = escape(words.say("progress.title"))
    message = "no_tasks" if scope.through else "no_months"
    text = words.say(f"progress.{message}", period=words.period(period) if period else "")
    if scope.since == "union-year":
        label = escape(words.say("progress.to_calendar_year"))
        link = f'<a href="?since=year" data-here>{label}</a>'
    else:
        label = words.say("progress.to_area", area=get_area_name(words, scope.area))
        link = link_area(words, scope.area, label)
    st.html(
        f'<h1 class="pg-title">{title}</h1><div class="empty"><p>{escape(text)}</p>{link}</div>'
    )


def show_progress(words: Words, scope: Scope) -> None:
    """Show the yearly tasks of the scope: title, switches, blocks, table, notes and downloads.

    Without tasks in the year, or without a month, a message says why.
    """
    release_number = release.get_release_number()
    year = find_task_year(scope)
    items = get_progress(release_number, scope.area, scope.through, scope.since) if year else ()
    if year is None or not items:
        show_no_tasks(words, scope, year.task_year.period if year else "")
        return
    scope_words = build_scope_words(release_number, words, scope, items)
    sort = url.get_param("sort")
    sort = sort if sort in SORTS else SORTS[0]
    period = year.task_span.period
    html = page_head.render_head(items, scope_words, period, year.elapsed)
    html += page_head.render_controls(items, scope_words, sort, scope.since)
    html += progress_blocks.render_blocks(items, scope_words, sort)
    if any(item.units for item in items):
        html += completion_table.render_completion_table(items, scope_words, period)
    st.html(html)
    span_before = MonthSpan(year.task_span.first, year.through - 1)
    main_codes = list_main_indicators(release_number, scope.area)
    shown_codes = {item.code for item in items}
    other_names = [words.name("indicator", code) for code in main_codes if code not in shown_codes]
    before_text = (
        format_span_without_year(words, span_before.period, scope.through[:4])
        if span_before.months
        else ""
    )
    if notes := completion_table.write_notes(items, scope_words, other_names, before_text):
        st.html(f'<p class="pg-note">{escape(notes)}</p>')
    title = f"{scope.describe(words)} {words.say('progress.title')}"
    show_downloads(
        title,
        partial(completion_table.list_download_tables, items, scope_words, period),
        "progress",
    )


def find_task_year(scope: Scope) -> AreaScope | None:
    """Return the scope as the rollup takes it, which knows the year of its tasks.

    The result is None if the scope has no month.
    """
    if not scope.through:
        return None
    return build_area_scope(scope.area, scope.through, scope.since)


show_progress(release.get_current_chart_data().words, get_current_scope())
