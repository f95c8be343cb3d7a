"""填报情况 on the Data page: who has reported which month, who is late, and a reminder to send."""

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from app_pages.components import diff
from app_pages.components.area_marks import link_area
from app_pages.components.links import render_page_link
from app_pages.components.table_downloads import DownloadTable, show_downloads
from app_pages.data.reporting_cell import render_copy_button, render_pop_over
from app_pages.data.reporting_data import get_cell_history, get_reporting_grid
from app_pages.data.reporting_table import (
    GridOptions,
    build_grid_table,
    render_grid,
    render_items,
    render_legend,
)
from app_pages.data.reporting_words import (
    MAX_LISTED,
    LateUnit,
    describe_delay,
    format_month,
    format_window,
    list_late_units,
    write_reminder,
    write_summary,
)
from app_pages.state import release, url, user
from app_pages.state.overviews import get_unit_tree
from app_pages.state.scope import Scope, get_area_name, get_current_scope, get_home_area
from auth import Actor
from file_formats.sheet import Cell
from locales import Words
from metrics.reporting_grid import ReportingGrid, ReportState

VIEWS = ("months", "items")
"""The two tables: units by months, and units by items of the newest month."""


def show_filing() -> None:
    """Show the reporting grid of the scope's area, its late units and a reminder.

    Readers without an account see only how many have reported.
    """
    words, scope = release.get_current_chart_data().words, get_current_scope()
    release_number, reader = release.get_release_number(), user.get_reader()
    grid = get_reporting_grid(release_number, scope.area, scope.through) if scope.through else None
    if grid is None or not grid.is_followed(release.get_settings().totals.least_share):
        _show_no_grid(release_number, words, scope)
        return
    today = date.today()
    late = list_late_units(grid, words) if reader.signed_in else []
    view = url.get_param("view")
    view = view if view in VIEWS else VIEWS[0]
    st.html(
        f'<div class="fl-page"><div>{_render_head(grid, words, view)}'
        f"{_render_table(grid, words, view, reader, late, today)}</div>"
        f"{_render_late(grid, words, reader, late, today)}</div>"
    )
    if reader.signed_in:
        title = words.say("filing.title", period=format_window(grid, words))
        tables = partial(_build_download_tables, grid, words, late)
        show_downloads(f"{scope.describe(words)} {title}", tables, "filing")


def _show_no_grid(release_number: int, words: Words, scope: Scope) -> None:
    """Show why there is no reporting grid, and a link to the home area or to all figures."""
    text = escape(words.say("filing.no_months", area=get_area_name(words, scope.area)))
    home = get_home_area(release_number)
    if scope.through and home != scope.area:
        label = escape(words.say("filing.to_home", area=get_area_name(words, home)))
        link = f'<a href="?area={home}&through=" data-here>{label}</a>'
    else:
        link = render_page_link(words.say("filing.to_figures"), "data", words, show="figures")
    st.html(f'<div class="empty"><p>{text}</p>{link}</div>')


def _render_head(grid: ReportingGrid, words: Words, view: str) -> str:
    """Return the HTML above the reporting grid: title, summary, switch of tables, and legend."""
    window = format_window(grid, words)
    title = words.say("filing.title", period=window)
    if view == "items":
        title = words.say("filing.items_of", period=words.period(grid.months[-1]))
    links = "".join(
        f'<a href="?view={view_name}" data-here{" aria-current=true" if view_name == view else ""}>'
        f"{escape(words.say(f'filing.view_{view_name}'))}</a>"
        for view_name in VIEWS
    )
    label = escape(words.say("filing.view"))
    switch = f'<span class="seg2" role="group" aria-label="{label}">{links}</span>'
    return (
        f'<div class="pg-name"><h2>{escape(title)}</h2>{switch}</div>'
        f"<p>{escape(write_summary(grid, words))}</p>{render_legend(words)}"
    )


def _render_table(
    grid: ReportingGrid,
    words: Words,
    view: str,
    reader: Actor,
    late: list[LateUnit],
    today: date,
) -> str:
    """Return the HTML of the selected table (`view`: "months" or "items") with its note.

    The cell named in the URL, such as "990182@2025-09", has a pop-over. Readers without an account
    see only sums and no pop-over.
    """
    cell = url.get_param("cell") if reader.signed_in else ""
    options = GridOptions(
        get_unit_tree(release.get_release_number()).level,
        sums_only=not reader.signed_in,
        show_all=bool(url.get_param("all")),
        opened=cell,
        pop_over=_render_cell_pop_over(grid, words, cell, late, today) if cell else "",
    )
    is_items = view == "items"
    table = (render_items if is_items else render_grid)(grid, words, options)
    note = words.say("filing.note_items" if is_items else "filing.note")
    return f'{table}<p class="pg-note">{escape(note)}</p>'


def _render_cell_pop_over(
    grid: ReportingGrid, words: Words, cell: str, late: list[LateUnit], today: date
) -> str:
    """Return the HTML of the pop-over for a cell such as "990182@2025-09" (unit and month).

    If the grid has no such cell, the HTML is "". For the newest month the reminder is made of the
    unit's entry in `late`; for an earlier month, of what the unit lacks in the grid.
    """
    unit, _, month = cell.partition("@")
    cell_index = grid.find_cell(unit, month)
    if cell_index is None:
        return ""
    release_number, state = release.get_release_number(), grid.get_state(cell_index)
    lacking = tuple(grid.list_lacking(cell_index))
    history = get_cell_history(release_number, unit, month, lacking)
    author = ""
    if history.release_number:
        published = release.get_store().release(history.release_number)
        author = diff.format_author(published, user.find_display_names([published.author]), words)
    due_day = release.get_settings().attention.due_day
    late_units = (
        [late_unit for late_unit in late if late_unit.code == unit]
        if month == grid.months[-1]
        else []
    )
    if not late_units and state in (ReportState.MISSING, ReportState.LACKING):
        items = tuple(words.name("indicator", indicator) for indicator in lacking)
        is_organisation = {
            reporter: row.is_organisation for row in grid.rows for reporter in row.reporters
        }
        late_units = [
            LateUnit(unit, words.name("area", unit), is_organisation[cell_index[0]], state, items)
        ]
    reminder = write_reminder(late_units, month, words, today, due_day) if late_units else ""
    items_of_cell = (grid.list_reported(cell_index), lacking)
    name = words.name("area", unit)
    return render_pop_over(
        words, name, unit, month, state, items_of_cell, history, author, reminder
    )


def _render_late(
    grid: ReportingGrid, words: Words, reader: Actor, late: list[LateUnit], today: date
) -> str:
    """Return the HTML of late units with the reminder to send, and a button that copies it.

    Without an account the reader gets a link to sign in, not the names.
    """
    month = grid.months[-1]
    title = escape(words.say("filing.late_title", month=format_month(month, words)))
    if not reader.signed_in:
        link = f'<a href="/sign-in?lang={words.language}">{escape(words.say("access.sign_in"))}</a>'
        text = escape(words.say("filing.sign_in_first"))
        return f'<div class="fl-late"><h2>{title}</h2><p>{text} {link}</p></div>'
    if not late:
        text = escape(words.say("filing.nobody_late"))
        return f'<div class="fl-late"><h2>{title}</h2><p>{text}</p></div>'
    due_day = release.get_settings().attention.due_day
    rows = []
    for unit in late[:MAX_LISTED]:
        message = "all_items" if unit.state is ReportState.MISSING else "some_items"
        missing_text = words.say(f"filing.{message}", number=len(unit.items))
        delay = describe_delay(unit, month, words, today, due_day)
        rows.append(
            f"<li>{link_area(words, unit.code, unit.name)}<span>{escape(missing_text)}</span>"
            f'<span class="warn">{escape(delay)}</span></li>'
        )
    if len(late) > MAX_LISTED:
        text = words.say("filing.further", number=len(late) - MAX_LISTED)
        rows.append(f"<li><span>{escape(text)}</span></li>")
    reminder = write_reminder(late, month, words, today, due_day)
    lines = "<br>".join(escape(line) for line in reminder.splitlines())
    return (
        f'<div class="fl-late"><h2>{title}</h2><ul>{"".join(rows)}</ul>'
        f'<p class="fl-msg">{lines}</p>'
        f"{render_copy_button(words, 'copy', reminder, 'primary')}</div>"
    )


def _build_download_tables(
    grid: ReportingGrid, words: Words, late: list[LateUnit]
) -> list[DownloadTable]:
    """Return the reporting grid and the list of late units as tables for files."""
    names = ("unit", "state", "missing_items")
    rows: list[list[Cell | None]] = [[words.say(f"filing.column_{name}") for name in names]]
    comma = words.say("scope.comma")
    for unit in late:
        state = words.say(f"filing.state_{unit.state.name.lower()}")
        rows.append([unit.name, state, comma.join(unit.items)])
    return [build_grid_table(grid, words), DownloadTable(words.say("filing.sheet_late"), rows)]
