"""The table of completions below the blocks: a row each area, a column each indicator, in percent.

`items` are everywhere the progress of the page's indicators, one each. The table's numbers, and
every row of the blocks, can be downloaded as XLSX and CSV.
"""

from collections.abc import Mapping, Sequence
from html import escape

from app_pages.components.area_marks import format_area_change, link_area, link_total
from app_pages.components.folded_table import fold_part
from app_pages.components.table_downloads import DownloadTable
from app_pages.progress.progress_words import (
    LATE,
    ScopeWords,
    describe_missing,
    find_status,
    format_completion,
)
from file_formats.sheet import Cell
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress
from quantities import Quantity
from settings import ProgressSettings


def group_by_area(items: Sequence[IndicatorProgress]) -> dict[str, dict[str, UnitProgress]]:
    """Return the progress of units by the unit's code, then by indicator, in the order of areas."""
    progress_by_area: dict[str, dict[str, UnitProgress]] = {}
    for item in items:
        for unit in item.units:
            progress_by_area.setdefault(unit.area, {})[item.code] = unit
    return progress_by_area


def count_on_schedule(
    items: Sequence[IndicatorProgress],
    progress_by_indicator: Mapping[str, UnitProgress],
    limits: ProgressSettings,
) -> tuple[int, int]:
    """Return how many of an area's completions are on schedule, and how many it has.

    On schedule are those not behind the share of the year that has passed. `progress_by_indicator`
    is the area's. Numbers at a date do not count, as they have no schedule.
    """
    statuses = [
        find_status(progress_by_indicator[item.code], item.elapsed, limits)
        for item in items
        if item.code in progress_by_indicator
    ]
    return statuses.count("ahead"), len(statuses) - statuses.count("")


def render_completion_table(
    items: Sequence[IndicatorProgress], scope_words: ScopeWords, period: str
) -> str:
    """Return the HTML of the table with its title and legend; `period` is the year so far.

    The first row is the whole area, whose sums have no colour; the last column counts the
    completions that are on schedule.
    """
    words, progress_by_area = scope_words.words, group_by_area(items)
    whole_area_progress = {item.code: item.whole for item in items}
    rows = [
        _render_area_row(
            items,
            "",
            words.say("progress.whole_of_reported"),
            whole_area_progress,
            scope_words,
            "sum",
        )
    ]
    rows += [
        _render_area_row(items, area, scope_words.areas[area], progress_by_indicator, scope_words)
        for area, progress_by_indicator in progress_by_area.items()
    ]
    names = [
        words.say("progress.column_area"),
        *(words.name("indicator", item.code) for item in items),
        words.say("progress.column_ahead"),
    ]
    headings = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    title = words.say("progress.table_title", period=words.period(period), units=scope_words.units)
    table = (
        f'<section class="pg-table"><div class="pg-name"><h2>{escape(title)}</h2>'
        f"{_render_legend(items, scope_words)}</div>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title)}"><table>'
        f"<thead><tr>{headings}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )
    return fold_part(table, title)


def _render_legend(items: Sequence[IndicatorProgress], scope_words: ScopeWords) -> str:
    """Return the HTML legend: cells on schedule, an example of a late one, and the unit."""
    words, late = scope_words.words, scope_words.limits.late
    elapsed_share = max((item.elapsed or 0 for item in items), default=0)
    # The example of a late completion is twice as far behind as a late one is at least.
    entries = (
        f"<i></i>{escape(words.say('progress.key_ahead'))}",
        f'<b class="warn">{max(elapsed_share - 2 * late, 0):.1f}</b>'
        f"{escape(words.say('progress.key_late', points=f'{late:g}'))}",
        escape(words.say("progress.unit_is", unit="%")),
    )
    return f'<p class="key">{"".join(f"<span>{entry}</span>" for entry in entries)}</p>'


def _render_area_row(
    items: Sequence[IndicatorProgress],
    area: str,
    name: str,
    progress_by_indicator: Mapping[str, UnitProgress],
    scope_words: ScopeWords,
    css: str = "",
) -> str:
    """Return the HTML row of an area.

    `area` is the unit's code, "" for the row of the whole area, whose completions are neither
    coloured nor explained. `progress_by_indicator` is the row's; an indicator that it lacks has an
    empty cell.
    """
    cells = []
    for item in items:
        unit = progress_by_indicator.get(item.code)
        if unit is None:
            cells.append("<td></td>")
        elif unit.rate is None:
            reason = _explain_missing_rate(unit, scope_words, is_whole=not area)
            cells.append(f'<td class="none">{escape(reason)}</td>')
        else:
            status = find_status(unit, item.elapsed, scope_words.limits) if area else ""
            css_class = {"ahead": ' class="ahead"', LATE: ' class="warn"'}.get(status, "")
            text = format_completion(unit.rate, scope_words.words).removesuffix("%")
            cells.append(f"<td{css_class}>{link_total(escape(text), item.code, area)}</td>")
    on_schedule, count = count_on_schedule(items, progress_by_indicator, scope_words.limits)
    head = link_area(scope_words.words, area, name) if area else escape(name)
    return (
        f'<tr class="{css}"><th scope="row">{head}</th>{"".join(cells)}'
        f"<td>{f'{on_schedule}/{count}' if count else '—'}</td></tr>"
    )


def _explain_missing_rate(unit: UnitProgress, scope_words: ScopeWords, *, is_whole: bool) -> str:
    """Return why a cell has no completion: 未报, 未下达任务, or "—" for the whole area."""
    if is_whole:
        return "—"
    if unit.done is None:
        return scope_words.say("progress.missing")
    return describe_missing(unit, scope_words)


def write_notes(
    items: Sequence[IndicatorProgress], scope_words: ScopeWords, others: Sequence[str], before: str
) -> str:
    """Return the notes below the table: how many units are in sums, in growth and in ranks.

    The number of units that most sums count is told once, another number by indicator. The last
    note names `others`, the main indicators that the page does not show, as they have no target.
    `before` is the year up to the month before in words, "" if there is no such month. Without any
    note the text is "".
    """
    sums = [item for item in items if item.whole.rate and item.whole.at_least]
    parts = []
    if sums:
        counts_of_sums = [item.reporting for item in sums]
        usual_count = max(set(counts_of_sums), key=counts_of_sums.count)
        unusual_counts = {
            item.code: item.reporting for item in sums if item.reporting != usual_count
        }
        counts = scope_words.say("progress.count_usual", count=usual_count)
        if unusual_counts:
            listed = _describe_counts(unusual_counts, scope_words)
            counts = scope_words.say("progress.count_unlike", unlike=listed, count=usual_count)
        parts.append(scope_words.say("progress.note_sum", units=scope_words.units, counts=counts))
    compared_counts = {
        item.code: item.compared
        for item in items
        if item.whole.change and item.compared != item.reporting
    }
    if compared_counts:
        counts = _describe_counts(compared_counts, scope_words)
        parts.append(scope_words.say("progress.note_growth", counts=counts))
    if any(item.ranked for item in items):
        parts.append(scope_words.say("progress.note_places", units=scope_words.units))
        if before:
            parts.append(scope_words.say("progress.note_moves", before=before))
    if others:
        names = scope_words.say("scope.comma").join(others)
        parts.append(scope_words.say("progress.note_others", names=names, count=len(others)))
    notes = scope_words.say("progress.note_end").join(parts)
    return scope_words.say("progress.notes", notes=notes) if parts else ""


def _describe_counts(counts: Mapping[str, int], scope_words: ScopeWords) -> str:
    """Describe how many units some indicators are based on: 职业技能培训人次为8个、…."""
    texts = [
        scope_words.say(
            "progress.count_of", name=scope_words.words.name("indicator", code), count=count
        )
        for code, count in counts.items()
    ]
    return scope_words.say("scope.comma").join(texts)


def list_download_tables(
    items: Sequence[IndicatorProgress], scope_words: ScopeWords, period: str
) -> list[DownloadTable]:
    """Return the tables that can be downloaded: completions, then every row of the blocks."""
    words = scope_words.words
    whole_area_progress = {item.code: item.whole for item in items}
    headings = [words.name("indicator", item.code) for item in items]
    rows: list[list[Cell | None]] = [
        [scope_words.say("progress.column_area"), *headings],
        [
            scope_words.say("progress.whole_of_reported"),
            *(_round_rate(whole_area_progress[item.code]) for item in items),
        ],
    ]
    for area, progress_by_indicator in group_by_area(items).items():
        progress = [progress_by_indicator.get(item.code) for item in items]
        rounded_rates = [_round_rate(unit) if unit else None for unit in progress]
        rows.append([scope_words.areas[area], *rounded_rates])
    detail_columns = (
        *("indicator", "area", "done", "target", "unit"),
        *("completion", "growth", "place", "moved"),
    )
    block_rows: list[list[Cell | None]] = [
        [scope_words.say(f"progress.column_{name}") for name in detail_columns]
    ]
    for item in items:
        block_rows += [
            _list_row_cells(item, unit, scope_words) for unit in (item.whole, *item.units)
        ]
    title = scope_words.say(
        "progress.table_title", period=words.period(period), units=scope_words.units
    )
    return [
        DownloadTable(title, rows),
        DownloadTable(scope_words.say("progress.sheet_rows"), block_rows),
    ]


def _round_rate(unit: UnitProgress) -> Cell | None:
    """Return a completion for a file, in percent with one decimal; None for none."""
    return _round_number(unit.rate, 1)


def _round_number(number: Quantity | None, digits: int | None = None) -> Cell | None:
    """Return a number for a file, rounded to `digits` decimals if given; None for none."""
    if number is None:
        return None
    value = float(number.value)
    return round(value, digits) if digits is not None else value


def _list_row_cells(
    item: IndicatorProgress, unit: UnitProgress, scope_words: ScopeWords
) -> list[Cell | None]:
    """Return the cells of a block's row for a file; numbers are in the indicator's own unit.

    A sum in which units are missing is named by how many have reported: 已报9个.
    """
    area_name = scope_words.areas.get(unit.area, unit.area)
    if unit is item.whole and unit.at_least:
        area_name = scope_words.say("progress.reported", count=item.reporting)
    change = (
        format_area_change(unit.change, scope_words.words, item.code)[0] if unit.change else None
    )
    return [
        scope_words.words.name("indicator", item.code),
        area_name,
        _round_number(unit.done),
        _round_number(unit.target),
        scope_words.words.name("unit", item.code),
        _round_number(unit.rate, 1),
        change,
        f"{unit.place}/{item.ranked}" if unit.place else None,
        unit.gained,
    ]
