"""The wall of the page 填报情况 as HTML: units × months, or units × items of one month."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, groupby
from urllib.parse import urlencode

from app_pages.components.area_marks import link_area
from app_pages.components.area_words import find_unit_level
from app_pages.components.table_downloads import DownloadTable
from app_pages.data.filing_words import format_month, format_window
from file_formats.sheet import Cell
from locales import Words
from metrics.reporting_wall import ReportingWall, State, WallRow

MAX_ROWS = 40
"""Rows that are drawn unless all are asked for; of more, those that lack the newest month."""
NAMES = {state: state.name.lower() for state in State}
"""The name of each state in messages."""
CSS = {state: f"fl-{name}" for state, name in NAMES.items()}
"""The CSS class of each state."""
QUIET = (State.REPORTED, State.CORRECTED)


class _MonthColumns:
    """The months of a wall as columns, and what is the same in all cells of one, made once."""

    def __init__(self, wall: ReportingWall, words: Words) -> None:
        """Take a wall and the reader's words."""
        self.wall, self.words = wall, words
        self.states: list[list[int]] = wall.states.tolist()
        years = [len(list(group)) for _, group in groupby(month[:4] for month in wall.months)]
        starts = set(accumulate(years))
        newest = len(wall.months) - 1
        self.css = [
            " ".join(["yl"] * (column in starts) + ["on"] * (column == newest))
            for column in range(len(wall.months))
        ]
        letter = escape(words.say("filing.letter_corrected"))
        labels = {state: escape(words.say(f"filing.state_{NAMES[state]}")) for state in State}
        self._starts = [f'<td{_class_attribute(css)}><a href="?cell=' for css in self.css]
        self._ends = [
            [
                f'@{month}" data-here class="{CSS[state]}" aria-label="{labels[state]}">'
                f"{f'<b>{letter}</b>' if state is State.CORRECTED else ''}</a></td>"
                for state in State
            ]
            for month in wall.months
        ]

    def head(self) -> str:
        """Return the two rows of headings: years, and months below them."""
        words, months = self.words, self.wall.months
        years = [(year, len(list(group))) for year, group in groupby(m[:4] for m in months)]
        year_cells = "".join(
            f'<th colspan="{count}"{" class=yl" if n else ""}>{escape(words.period(year))}</th>'
            for n, (year, count) in enumerate(years)
        )
        month_cells = "".join(
            f'<th scope="col"{_class_attribute(css)}>{escape(format_month(month, words))}</th>'
            for css, month in zip(self.css, months, strict=True)
        )
        return (
            f'<thead><tr><th rowspan="2" scope="col">{escape(words.say("filing.column_unit"))}</th>'
            f'<th rowspan="2" scope="col">{escape(words.say("filing.column_share"))}</th>'
            f"{year_cells}</tr><tr>{month_cells}</tr></thead>"
        )

    def share(self, positions: Sequence[int]) -> str:
        """Return the share of what was asked of some reporters that came in full: 91.7%."""
        states = [state for position in positions for state in self.states[position]]
        asked = len(states) - states.count(State.ABSENT)
        whole = sum(states.count(state) for state in QUIET)
        return f"{100 * whole / asked:.1f}%" if asked else "—"

    def marks(self, row: WallRow, opened: str, pop_over: str) -> str:
        """Return the cells of a unit that reports itself; each links to its month's pop-over."""
        states, unit = self.states[row.reporters[0]], escape(row.unit)
        cells = [
            f"{self._starts[column]}{unit}{self._ends[column][state]}"
            if state
            else f"<td{_class_attribute(self.css[column])}></td>"
            for column, state in enumerate(states)
        ]
        code, _, month = opened.partition("@")
        if code == row.unit and month in self.wall.months:
            column = self.wall.months.index(month)
            cell = cells[column].replace(f"<td{_class_attribute(self.css[column])}>", "", 1)
            css = f"{self.css[column]} at".strip()
            cells[column] = f'<td class="{css}">{cell.removesuffix("</td>")}{pop_over}</td>'
        return "".join(cells)

    def counts(self, rows: Sequence[WallRow], **to: str) -> str:
        """Return how many of some rows' reporters have reported each month, 9/10, as links.

        `to` is what the links change beside the month.
        """
        cells = []
        for column, (done, asked) in enumerate(self.wall.count(rows).T.tolist()):
            css = f"{self.css[column]}{' warn' if done < asked else ''}".strip()
            link = escape(urlencode({"through": self.wall.months[column], **to}))
            cells.append(
                f'<td{_class_attribute(css)}><a href="?{link}" data-here>{done}/{asked}</a></td>'
            )
        return "".join(cells)

    def cells(self, rows: Sequence[WallRow], *, is_sum: bool, pop_over: tuple[str, str]) -> str:
        """Return the cells of a sum of rows, or of one row; `pop_over` is its cell, and its HTML.

        The first cell is the share that came in full.
        """
        share = self.share([position for row in rows for position in row.reporters])
        if is_sum:
            cells = self.counts(rows, view="items")
        elif rows[0].reports:
            cells = self.marks(rows[0], *pop_over)
        else:
            cells = self.counts(rows, area=rows[0].unit)
        return f"<td>{share}</td>{cells}"


@dataclass(frozen=True)
class WallOptions:
    """What of a wall is drawn.

    `levels` are those of areas.csv by area, for what units of an area are called together.
    `sums_only` leaves out the units, for readers without an account. Of more than MAX_ROWS rows
    those are drawn that lack something of the newest month, unless `show_all`. `opened` is the cell
    that `pop_over`, HTML, belongs to: 990182@2025-09.
    """

    levels: Mapping[str, str]
    sums_only: bool = False
    show_all: bool = False
    opened: str = ""
    pop_over: str = ""


def render_wall(wall: ReportingWall, words: Words, options: WallOptions) -> str:
    """Return the table of units × months: sums of a group, then its units."""
    months = _MonthColumns(wall, words)
    pop_over = (options.opened, options.pop_over)

    def cells(rows: Sequence[WallRow], is_sum: bool) -> str:
        return months.cells(rows, is_sum=is_sum, pop_over=pop_over)

    body, rest = _render_body(wall, words, options, cells)
    table = f'<table class="fl">{months.head()}<tbody>{body}</tbody></table>'
    return _render_wide(format_window(wall, words), table) + rest


def _render_wide(label: str, table: str) -> str:
    """Return a table that scrolls by itself where it is wider than the page."""
    named = f'tabindex="0" role="region" aria-label="{escape(label)}"'
    return f'<div class="fl-wide" {named}>{table}</div>'


def _render_body(
    wall: ReportingWall,
    words: Words,
    options: WallOptions,
    make_cells: Callable[[Sequence[WallRow], bool], str],
) -> tuple[str, str]:
    """Return the rows of a table, and the link to the rows that are not drawn.

    Areas come first, then organisations, each after their sum. `make_cells` returns the cells of
    some rows: of a sum (True), or of one row.
    """
    drawn = [] if options.sums_only else choose_rows(wall, show_all=options.show_all)
    names = words.areas(row.unit for row in drawn)
    body = []
    for organisations in (False, True):
        group = [row for row in wall.rows if row.is_organisation == organisations]
        if group:
            name = escape(_name_sums(group, words, options.levels))
            cells = make_cells(group, True)
            body.append(f'<tr class="sum"><th scope="row">{name}</th>{cells}</tr>')
        for row in drawn:
            if row.is_organisation == organisations:
                name = link_area(words, row.unit, names[row.unit])
                body.append(f'<tr><th scope="row">{name}</th>{make_cells([row], False)}</tr>')
    rest = ""
    if not options.sums_only and len(drawn) < len(wall.rows):
        text = words.say("filing.all_rows", shown=len(drawn), all=len(wall.rows))
        rest = f'<p class="fl-rest"><a href="?all=1" data-here>{escape(text)}</a></p>'
    return "".join(body), rest


def _name_sums(rows: Sequence[WallRow], words: Words, levels: Mapping[str, str]) -> str:
    """Return the name of a row of sums: 区县（市）合计, 直属单位合计.

    Where others report for the rows, they are counted: 地区（单位）合计.
    """
    if rows[0].is_organisation:
        return words.say("filing.sum_organisations")
    level = ""
    if all(row.reports for row in rows):
        level = find_unit_level((row.unit for row in rows), levels)
    return words.say("filing.sum_of", units=words.say(f"progress.units_{level or 'mixed'}"))


def choose_rows(wall: ReportingWall, *, show_all: bool) -> list[WallRow]:
    """Return the rows to draw: all, or of more than MAX_ROWS those that lack the newest month."""
    if show_all or len(wall.rows) <= MAX_ROWS:
        return list(wall.rows)
    late = wall.states[:, -1] >= State.LACKING
    return [row for row in wall.rows if late[list(row.reporters)].any()][:MAX_ROWS]


def _class_attribute(classes: str) -> str:
    """Return the attribute of CSS classes; "" for none."""
    return f' class="{classes}"' if classes else ""


def render_legend(words: Words) -> str:
    """Return the key of forms and letters."""
    letter = escape(words.say("filing.letter_corrected"))
    entries = "".join(
        f'<span><i class="{CSS[state]}">{letter if state == State.CORRECTED else ""}</i>'
        f"{escape(words.say(f'filing.state_{NAMES[state]}'))}</span>"
        for state in (State.REPORTED, State.LACKING, State.MISSING, State.CORRECTED)
    )
    return f'<p class="fl-key">{entries}</p>'


def render_items(wall: ReportingWall, words: Words, options: WallOptions) -> str:
    """Return the table of units × items of the newest month: reported, owed, or neither.

    Each mark leads to the numbers of the unit; items that nobody has reported or owes are left out.
    """
    columns = wall.find_items(len(wall.months) - 1)

    def cells(rows: Sequence[WallRow], is_sum: bool) -> str:
        if is_sum or not rows[0].reports:
            return _render_item_counts(wall, rows, columns)
        return _render_item_marks(wall, rows[0], columns, words)

    body, rest = _render_body(wall, words, options, cells)
    names = [words.name("indicator", wall.items[item]) for item in columns]
    heads = "".join(f'<th scope="col"><span>{escape(name)}</span></th>' for name in names)
    first = f'<th scope="col">{escape(words.say("filing.column_unit"))}</th>'
    head = f"<thead><tr>{first}{heads}</tr></thead>"
    label = words.say("filing.items_of", period=words.period(wall.months[-1]))
    table = f'<table class="fl fl-items">{head}<tbody>{body}</tbody></table>'
    return _render_wide(label, table) + rest


def _render_item_marks(
    wall: ReportingWall, row: WallRow, columns: Sequence[int], words: Words
) -> str:
    """Return a unit's marks, one an item: a link to its numbers; "" for an item not owed."""
    at = (row.reporters[0], len(wall.months) - 1)
    cells = []
    for item in columns:
        if wall.reported[at][item]:
            state = State.REPORTED
        elif wall.owed[at][item]:
            state = State.MISSING
        else:
            cells.append("<td></td>")
            continue
        label = escape(words.say(f"filing.state_{NAMES[state]}"))
        link = escape(urlencode({"total": f"{wall.items[item]}@{row.unit}"}))
        cells.append(
            f'<td><a href="?{link}" data-here class="{CSS[state]}" aria-label="{label}"></a></td>'
        )
    return "".join(cells)


def _render_item_counts(
    wall: ReportingWall, rows: Sequence[WallRow], columns: Sequence[int]
) -> str:
    """Return how many of some rows' reporters have reported each item, of those that owe it."""
    month = len(wall.months) - 1
    positions = [position for row in rows for position in row.reporters]
    reported, owed = wall.reported[positions, month], wall.owed[positions, month]
    cells = []
    for item in columns:
        done, asked = int(reported[:, item].sum()), int((reported | owed)[:, item].sum())
        css = _class_attribute("warn" if done < asked else "")
        link = escape(urlencode({"total": wall.items[item]}))
        text = f"{done}/{asked}"
        cells.append(
            f'<td{css}><a href="?{link}" data-here>{text}</a></td>' if asked else "<td></td>"
        )
    return "".join(cells)


def list_rows(wall: ReportingWall, words: Words) -> DownloadTable:
    """Return the wall as a table for a file: a row a unit, in words; of several 9/10."""
    months = [words.period(month) for month in wall.months]
    rows: list[list[Cell | None]] = [[words.say("filing.column_unit"), *months]]
    states = {state: words.say(f"filing.state_{name}") for state, name in NAMES.items()}
    names: Mapping[str, str] = words.areas(row.unit for row in wall.rows)
    for row in wall.rows:
        if row.reports:
            found = wall.states[row.reporters[0]].tolist()
            cells: list[Cell | None] = [states[State(each)] for each in found]
        else:
            reported, asked = wall.count([row]).tolist()
            cells = [f"{one}/{all_}" for one, all_ in zip(reported, asked, strict=True)]
        rows.append([names[row.unit], *cells])
    return DownloadTable(words.say("filing.title", period=format_window(wall, words)), rows)
