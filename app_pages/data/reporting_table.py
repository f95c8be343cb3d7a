"""The reporting grid (填报情况) as HTML: units by months, or units by items of one month."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, groupby
from urllib.parse import urlencode

from app_pages.components.area_marks import link_area
from app_pages.components.area_words import find_unit_level
from app_pages.components.table_downloads import DownloadTable
from app_pages.data.reporting_words import format_month, format_window
from file_formats.sheet import Cell
from locales import Words
from metrics.reporting_grid import GridRow, ReportingGrid, ReportState

MAX_ROWS = 40
"""Rows that are drawn by default; if there are more, only those that lack the newest month."""
STATE_NAMES = {state: state.name.lower() for state in ReportState}
"""The name of each state in messages."""
STATE_CLASSES = {state: f"fl-{name}" for state, name in STATE_NAMES.items()}
"""The CSS class of each state."""
COMPLETE_STATES = (ReportState.REPORTED, ReportState.CORRECTED)


class _MonthColumns:
    """The months of a reporting grid as columns of an HTML table.

    A grid has many cells of few kinds. Therefore the HTML around a unit's code is made once: what
    comes before it by column (`_starts`), what comes after it by column and state (`_ends`).
    """

    def __init__(self, grid: ReportingGrid, words: Words) -> None:
        """Take a reporting grid and the reader's words."""
        self.grid, self.words = grid, words
        self.states: list[list[int]] = grid.states.tolist()
        year_lengths = [
            len(list(months)) for _, months in groupby(month[:4] for month in grid.months)
        ]
        # Columns in which a year begins, other than the first, have a line at their left ("yl").
        year_starts = set(accumulate(year_lengths))
        newest = len(grid.months) - 1
        self.css = [
            " ".join(["yl"] * (column in year_starts) + ["on"] * (column == newest))
            for column in range(len(grid.months))
        ]
        letter = escape(words.say("filing.letter_corrected"))
        labels = {
            state: escape(words.say(f"filing.state_{STATE_NAMES[state]}")) for state in ReportState
        }
        self._starts = [f'<td{_render_classes(css)}><a href="?cell=' for css in self.css]
        self._ends = [
            [
                f'@{month}" data-here class="{STATE_CLASSES[state]}" aria-label="{labels[state]}">'
                f"{f'<b>{letter}</b>' if state is ReportState.CORRECTED else ''}</a></td>"
                for state in ReportState
            ]
            for month in grid.months
        ]

    def render_head(self) -> str:
        """Return the HTML of the two heading rows: years, and months below them.

        The first two columns, unit and complete share, span both rows.
        """
        words, months = self.words, self.grid.months
        years = [(year, len(list(group))) for year, group in groupby(m[:4] for m in months)]
        year_cells = "".join(
            f'<th colspan="{count}"{" class=yl" if index else ""}>{escape(words.period(year))}</th>'
            for index, (year, count) in enumerate(years)
        )
        month_cells = "".join(
            f'<th scope="col"{_render_classes(css)}>{escape(format_month(month, words))}</th>'
            for css, month in zip(self.css, months, strict=True)
        )
        return (
            f'<thead><tr><th rowspan="2" scope="col">{escape(words.say("filing.column_unit"))}</th>'
            f'<th rowspan="2" scope="col">{escape(words.say("filing.column_share"))}</th>'
            f"{year_cells}</tr><tr>{month_cells}</tr></thead>"
        )

    def format_complete_share(self, reporter_indices: Sequence[int]) -> str:
        """Format which share of the expected monthly reports of some reporters is complete: 91.7%.

        `reporter_indices` are positions in the grid. Months in which a unit did not exist are not
        expected; if none is, the text is "—".
        """
        states = [
            state for reporter_index in reporter_indices for state in self.states[reporter_index]
        ]
        expected_count = len(states) - states.count(ReportState.ABSENT)
        complete_count = sum(states.count(state) for state in COMPLETE_STATES)
        return f"{100 * complete_count / expected_count:.1f}%" if expected_count else "—"

    def render_marks(self, row: GridRow, opened: str, pop_over: str) -> str:
        """Return the HTML cells of a unit that reports itself, one a month, coloured by its state.

        Each links to its pop-over. The cell `opened`, such as "990182@2025-09", contains
        `pop_over`, its HTML. A month in which the unit did not exist has an empty cell.
        """
        states, unit = self.states[row.reporters[0]], escape(row.unit)
        cells = [
            f"{self._starts[column]}{unit}{self._ends[column][state]}"
            if state  # 0 is ABSENT: the unit did not exist
            else f"<td{_render_classes(self.css[column])}></td>"
            for column, state in enumerate(states)
        ]
        code, _, month = opened.partition("@")
        if code == row.unit and month in self.grid.months:
            column = self.grid.months.index(month)
            # The cell is made anew with one more class, "at", and the pop-over at its end.
            cell_html = cells[column].replace(f"<td{_render_classes(self.css[column])}>", "", 1)
            css = f"{self.css[column]} at".strip()
            cells[column] = f'<td class="{css}">{cell_html.removesuffix("</td>")}{pop_over}</td>'
        return "".join(cells)

    def render_counts(self, rows: Sequence[GridRow], **params: str) -> str:
        """Return the HTML cells of how many of some rows' reporters have reported each month: 9/10.

        Each is a link to the month; `params` are the other query parameters that it changes.
        """
        cells = []
        for column, (reported, expected) in enumerate(self.grid.count_reporters(rows).T.tolist()):
            css = f"{self.css[column]}{' warn' if reported < expected else ''}".strip()
            link = escape(urlencode({"through": self.grid.months[column], **params}))
            cells.append(
                f'<td{_render_classes(css)}><a href="?{link}" data-here>'
                f"{reported}/{expected}</a></td>"
            )
        return "".join(cells)

    def render_cells(
        self, rows: Sequence[GridRow], *, is_sum: bool, pop_over: tuple[str, str]
    ) -> str:
        """Return the HTML cells of a sum of rows, or of one row; the first is the complete share.

        A sum, and a row whose unit does not report itself, have counts of reporters (9/10); another
        row has marks. `pop_over` is the cell that has the pop-over, such as "990182@2025-09", and
        its HTML.
        """
        complete_share = self.format_complete_share(
            [position for row in rows for position in row.reporters]
        )
        if is_sum:
            cells = self.render_counts(rows, view="items")
        elif rows[0].reports:
            cells = self.render_marks(rows[0], *pop_over)
        else:
            cells = self.render_counts(rows, area=rows[0].unit)
        return f"<td>{complete_share}</td>{cells}"


@dataclass(frozen=True)
class GridOptions:
    """What is drawn of a reporting grid.

    `levels` has the level of each area, as in areas.csv, to name the units. `sums_only` leaves out
    the units, for readers without an account. If there are more than MAX_ROWS rows, only those that
    lack something in the newest month are drawn, unless `show_all`. `opened` is the cell, such as
    "990182@2025-09", that has the pop-over `pop_over` (HTML).
    """

    levels: Mapping[str, str]
    sums_only: bool = False
    show_all: bool = False
    opened: str = ""
    pop_over: str = ""


def render_grid(grid: ReportingGrid, words: Words, options: GridOptions) -> str:
    """Return the HTML of the reporting grid, units by months: each group's sum, then its units."""
    months = _MonthColumns(grid, words)
    pop_over = (options.opened, options.pop_over)

    def render_cells(rows: Sequence[GridRow], is_sum: bool) -> str:
        """Return the HTML cells of a sum of rows, or of a single row."""
        return months.render_cells(rows, is_sum=is_sum, pop_over=pop_over)

    body, rest = _render_body(grid, words, options, render_cells)
    table = f'<table class="fl">{months.render_head()}<tbody>{body}</tbody></table>'
    return _render_scrolling_table(format_window(grid, words), table) + rest


def _render_scrolling_table(label: str, table: str) -> str:
    """Return the HTML of a table that scrolls by itself if it is wider than the page."""
    named = f'tabindex="0" role="region" aria-label="{escape(label)}"'
    return f'<div class="fl-wide" {named}>{table}</div>'


def _render_body(
    grid: ReportingGrid,
    words: Words,
    options: GridOptions,
    make_cells: Callable[[Sequence[GridRow], bool], str],
) -> tuple[str, str]:
    """Return the HTML rows of a table, and a link that shows all rows if some are not drawn.

    Areas come first, then organisations, each group after its sum. `make_cells` returns the HTML
    cells of a table row: with True for the sum of the rows, with False for the only one of them.
    """
    drawn = [] if options.sums_only else choose_rows(grid, show_all=options.show_all)
    names = words.areas(row.unit for row in drawn)
    body = []
    for organisations in (False, True):
        group = [row for row in grid.rows if row.is_organisation == organisations]
        if group:
            name = escape(_name_sum_row(group, words, options.levels))
            cells = make_cells(group, True)
            body.append(f'<tr class="sum"><th scope="row">{name}</th>{cells}</tr>')
        for row in drawn:
            if row.is_organisation == organisations:
                name = link_area(words, row.unit, names[row.unit])
                body.append(f'<tr><th scope="row">{name}</th>{make_cells([row], False)}</tr>')
    rest = ""
    if not options.sums_only and len(drawn) < len(grid.rows):
        text = words.say("filing.all_rows", shown=len(drawn), all=len(grid.rows))
        rest = f'<p class="fl-rest"><a href="?all=1" data-here>{escape(text)}</a></p>'
    return "".join(body), rest


def _name_sum_row(rows: Sequence[GridRow], words: Words, levels: Mapping[str, str]) -> str:
    """Return the name of the row with the sum of a group: 区县（市）合计, 直属单位合计.

    If some rows do not report themselves, so that others are counted, it is 地区（单位）合计.
    `levels` has the level of each area; the rows are all organisations or all areas.
    """
    if rows[0].is_organisation:
        return words.say("filing.sum_organisations")
    level = ""
    if all(row.reports for row in rows):
        level = find_unit_level((row.unit for row in rows), levels)
    return words.say("filing.sum_of", units=words.say(f"progress.units_{level or 'mixed'}"))


def choose_rows(grid: ReportingGrid, *, show_all: bool) -> list[GridRow]:
    """Return the grid's rows to draw: all or, if there are more than MAX_ROWS, the first late ones.

    A row is late if any of its reporters lacks something in the newest month.
    """
    if show_all or len(grid.rows) <= MAX_ROWS:
        return list(grid.rows)
    is_late = grid.states[:, -1] >= ReportState.LACKING
    return [row for row in grid.rows if is_late[list(row.reporters)].any()][:MAX_ROWS]


def _render_classes(classes: str) -> str:
    """Return the HTML attribute `class` with CSS classes; "" for none."""
    return f' class="{classes}"' if classes else ""


def render_legend(words: Words) -> str:
    """Return the HTML of the reporting grid's legend of colours and letters."""
    letter = escape(words.say("filing.letter_corrected"))
    entries = "".join(
        f'<span><i class="{STATE_CLASSES[state]}">'
        f"{letter if state == ReportState.CORRECTED else ''}</i>"
        f"{escape(words.say(f'filing.state_{STATE_NAMES[state]}'))}</span>"
        for state in (
            ReportState.REPORTED,
            ReportState.LACKING,
            ReportState.MISSING,
            ReportState.CORRECTED,
        )
    )
    return f'<p class="fl-key">{entries}</p>'


def render_items(grid: ReportingGrid, words: Words, options: GridOptions) -> str:
    """Return the HTML table of units by items (indicators) of the newest month.

    A cell shows whether the indicator is reported, missing, or not expected, and links to the
    unit's numbers. Indicators that nobody has reported or is expected to report are left out.
    """
    indicator_indices = grid.find_active_indicators(len(grid.months) - 1)

    def render_cells(rows: Sequence[GridRow], is_sum: bool) -> str:
        """Return counts for a sum, or for units in place of which others report; else marks."""
        if is_sum or not rows[0].reports:
            return _render_item_counts(grid, rows, indicator_indices)
        return _render_item_marks(grid, rows[0], indicator_indices, words)

    body, rest = _render_body(grid, words, options, render_cells)
    names = [words.name("indicator", grid.indicators[index]) for index in indicator_indices]
    heads = "".join(f'<th scope="col"><span>{escape(name)}</span></th>' for name in names)
    first = f'<th scope="col">{escape(words.say("filing.column_unit"))}</th>'
    head = f"<thead><tr>{first}{heads}</tr></thead>"
    label = words.say("filing.items_of", period=words.period(grid.months[-1]))
    table = f'<table class="fl fl-items">{head}<tbody>{body}</tbody></table>'
    return _render_scrolling_table(label, table) + rest


def _render_item_marks(
    grid: ReportingGrid, row: GridRow, indicator_indices: Sequence[int], words: Words
) -> str:
    """Return the HTML cells of a unit for the newest month, one for each indicator.

    A cell is a coloured link to the unit's number; it is empty if the indicator is neither reported
    nor expected. `indicator_indices` are positions in the grid.
    """
    cell_index = (row.reporters[0], len(grid.months) - 1)
    cells = []
    for indicator_index in indicator_indices:
        if grid.reported[cell_index][indicator_index]:
            state = ReportState.REPORTED
        elif grid.expected[cell_index][indicator_index]:
            state = ReportState.MISSING
        else:
            cells.append("<td></td>")
            continue
        label = escape(words.say(f"filing.state_{STATE_NAMES[state]}"))
        link = escape(urlencode({"total": f"{grid.indicators[indicator_index]}@{row.unit}"}))
        cells.append(
            f'<td><a href="?{link}" data-here class="{STATE_CLASSES[state]}"'
            f' aria-label="{label}"></a></td>'
        )
    return "".join(cells)


def _render_item_counts(
    grid: ReportingGrid, rows: Sequence[GridRow], indicator_indices: Sequence[int]
) -> str:
    """Return the HTML cells of how many reporters in some rows reported each indicator: 9/10.

    The second number counts those that reported it or are expected to. A cell links to the numbers
    of all units; it is empty if the second number is 0.
    """
    newest_month_index = len(grid.months) - 1
    reporter_indices = [reporter_index for row in rows for reporter_index in row.reporters]
    reported, expected = (
        grid.reported[reporter_indices, newest_month_index],
        grid.expected[reporter_indices, newest_month_index],
    )
    cells = []
    for indicator_index in indicator_indices:
        reported_count = int(reported[:, indicator_index].sum())
        expected_count = int((reported | expected)[:, indicator_index].sum())
        css = _render_classes("warn" if reported_count < expected_count else "")
        link = escape(urlencode({"total": grid.indicators[indicator_index]}))
        text = f"{reported_count}/{expected_count}"
        cells.append(
            f'<td{css}><a href="?{link}" data-here>{text}</a></td>'
            if expected_count
            else "<td></td>"
        )
    return "".join(cells)


def build_grid_table(grid: ReportingGrid, words: Words) -> DownloadTable:
    """Return the reporting grid as a table for a file, a row for each unit, a column a month.

    A cell has the state of a unit that reports itself in words (缺项), else how many of the units
    below it have reported: 9/10.
    """
    months = [words.period(month) for month in grid.months]
    rows: list[list[Cell | None]] = [[words.say("filing.column_unit"), *months]]
    states = {state: words.say(f"filing.state_{name}") for state, name in STATE_NAMES.items()}
    names: Mapping[str, str] = words.areas(row.unit for row in grid.rows)
    for row in grid.rows:
        if row.reports:
            row_states = grid.states[row.reporters[0]].tolist()
            cells: list[Cell | None] = [states[ReportState(each)] for each in row_states]
        else:
            reported, expected = grid.count_reporters([row]).tolist()
            cells = [
                f"{reported_count}/{expected_count}"
                for reported_count, expected_count in zip(reported, expected, strict=True)
            ]
        rows.append([names[row.unit], *cells])
    return DownloadTable(words.say("filing.title", period=format_window(grid, words)), rows)
