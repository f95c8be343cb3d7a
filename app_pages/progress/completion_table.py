"""The table below the blocks: a row each area, a column each indicator, its completion in percent.

The same tables are taken away as XLSX and CSV.
"""

from collections.abc import Mapping, Sequence
from html import escape

from app_pages.components.area_marks import format_area_change, link_area, link_total
from app_pages.components.table_downloads import TableToTake
from app_pages.progress.progress_words import (
    LATE,
    ScopeWords,
    describe_missing,
    format_completion,
    stand_of,
)
from file_formats.sheet import Cell
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress
from quantities import Quantity
from settings import ProgressSettings

Units = Mapping[str, Mapping[str, UnitProgress]]
"""The units' progress by area and indicator."""


def index_units(items: Sequence[IndicatorProgress]) -> dict[str, dict[str, UnitProgress]]:
    """Return each unit's progress by its code, then by the indicator's; in the order of areas."""
    found: dict[str, dict[str, UnitProgress]] = {}
    for item in items:
        for unit in item.units:
            found.setdefault(unit.area, {})[item.code] = unit
    return found


def count_ahead(
    items: Sequence[IndicatorProgress], units: Mapping[str, UnitProgress], limits: ProgressSettings
) -> tuple[int, int]:
    """Return how many of an area's completions have reached the time elapsed, and how many it has.

    `units` are the area's by indicator; numbers at a date, which no time elapses for, do not count.
    """
    stands = [
        stand_of(units[item.code], item.elapsed, limits) for item in items if item.code in units
    ]
    return stands.count("ahead"), len(stands) - stands.count("")


def render_completion_table(
    items: Sequence[IndicatorProgress], scope_words: ScopeWords, period: str
) -> str:
    """Return the HTML of the table with its title and key; `period` is the year so far."""
    words, units = scope_words.words, index_units(items)
    wholes = {item.code: item.whole for item in items}
    rows = [
        _render_row(items, "", words.say("progress.whole_of_reported"), wholes, scope_words, "sum")
    ]
    rows += [
        _render_row(items, area, scope_words.areas[area], of_area, scope_words)
        for area, of_area in units.items()
    ]
    names = [
        words.say("progress.column_area"),
        *(words.name("indicator", item.code) for item in items),
        words.say("progress.column_ahead"),
    ]
    headings = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    title = words.say("progress.table_title", period=words.period(period), units=scope_words.units)
    return (
        f'<section class="pg-table"><div class="pg-name"><h2>{escape(title)}</h2>'
        f"{_render_key(items, scope_words)}</div>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title)}"><table>'
        f"<thead><tr>{headings}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _render_key(items: Sequence[IndicatorProgress], scope_words: ScopeWords) -> str:
    """Return the legend: the ground of cells on schedule, an example of a late one, the unit."""
    words, late = scope_words.words, scope_words.limits.late
    elapsed = max((item.elapsed or 0 for item in items), default=0)
    entries = (
        f"<i></i>{escape(words.say('progress.key_ahead'))}",
        f'<b class="warn">{max(elapsed - 2 * late, 0):.1f}</b>'
        f"{escape(words.say('progress.key_late', points=f'{late:g}'))}",
        escape(words.say("progress.unit_is", unit="%")),
    )
    return f'<p class="key">{"".join(f"<span>{entry}</span>" for entry in entries)}</p>'


def _render_row(
    items: Sequence[IndicatorProgress],
    area: str,
    name: str,
    units: Mapping[str, UnitProgress],
    scope_words: ScopeWords,
    css: str = "",
) -> str:
    """Return the row of an area; `area` is "" for the scope's own row."""
    cells = []
    for item in items:
        unit = units.get(item.code)
        if unit is None:
            cells.append("<td></td>")
        elif unit.rate is None:
            cells.append(
                f'<td class="none">{escape(_explain_missing_rate(unit, scope_words, is_whole=not area))}</td>'
            )
        else:
            stand = stand_of(unit, item.elapsed, scope_words.limits) if area else ""
            css_class = {"ahead": ' class="ahead"', LATE: ' class="warn"'}.get(stand, "")
            text = format_completion(unit.rate, scope_words.words).removesuffix("%")
            cells.append(f"<td{css_class}>{link_total(escape(text), item.code, area)}</td>")
    ahead, of = count_ahead(items, units, scope_words.limits)
    head = link_area(scope_words.words, area, name) if area else escape(name)
    return (
        f'<tr class="{css}"><th scope="row">{head}</th>{"".join(cells)}'
        f"<td>{f'{ahead}/{of}' if of else '—'}</td></tr>"
    )


def _explain_missing_rate(unit: UnitProgress, scope_words: ScopeWords, *, is_whole: bool) -> str:
    """Return why a cell has no completion: 未报, 未下达任务, — of the whole."""
    if is_whole:
        return "—"
    return (
        describe_missing(unit, scope_words)
        if unit.done is not None
        else scope_words.say("progress.missing")
    )


def list_notes(
    items: Sequence[IndicatorProgress], scope_words: ScopeWords, others: Sequence[str], before: str
) -> str:
    """Return the notes below the table: units in sums, in growth and in places, lacking targets.

    `others` are the names of the page's indicators without a target; `before` is the year up to the
    month before in words, "" in its first month.
    """
    sums = [item for item in items if item.whole.rate and item.whole.at_least]
    parts = []
    if sums:
        usual = max({item.reporting for item in sums}, key=[i.reporting for i in sums].count)
        unlike = [item for item in sums if item.reporting != usual]
        counts = scope_words.say("progress.count_usual", count=usual)
        if unlike:
            exceptions = _describe_counts(
                {item.code: item.reporting for item in unlike}, scope_words
            )
            counts = scope_words.say("progress.count_unlike", unlike=exceptions, count=usual)
        parts.append(scope_words.say("progress.note_sum", units=scope_words.units, counts=counts))
    apart = {
        item.code: item.compared
        for item in items
        if item.whole.change and item.compared != item.reporting
    }
    if apart:
        parts.append(
            scope_words.say("progress.note_growth", counts=_describe_counts(apart, scope_words))
        )
    if any(item.ranked for item in items):
        parts.append(scope_words.say("progress.note_places", units=scope_words.units))
        if before:
            parts.append(scope_words.say("progress.note_moves", before=before))
    if others:
        names = scope_words.say("scope.comma").join(others)
        parts.append(scope_words.say("progress.note_others", names=names, count=len(others)))
    return (
        scope_words.say("progress.notes", notes=scope_words.say("progress.note_end").join(parts))
        if parts
        else ""
    )


def _describe_counts(counts: Mapping[str, int], scope_words: ScopeWords) -> str:
    """Return how many units are meant of some indicators: 职业技能培训人次为8个、…."""
    texts = [
        scope_words.say(
            "progress.count_of", name=scope_words.words.name("indicator", code), count=count
        )
        for code, count in counts.items()
    ]
    return scope_words.say("scope.comma").join(texts)


def list_tables(
    items: Sequence[IndicatorProgress], scope_words: ScopeWords, period: str
) -> list[TableToTake]:
    """Return the page's tables to download: completions by area, then every row of the blocks."""
    words = scope_words.words
    wholes = {item.code: item.whole for item in items}
    heads = [words.name("indicator", item.code) for item in items]
    rows: list[list[Cell | None]] = [
        [scope_words.say("progress.column_area"), *heads],
        [
            scope_words.say("progress.whole_of_reported"),
            *(_export_rate(wholes[item.code]) for item in items),
        ],
    ]
    for area, units in index_units(items).items():
        rates = [_export_rate(units[item.code]) if item.code in units else None for item in items]
        rows.append([scope_words.areas[area], *rates])
    names = (
        "indicator",
        "area",
        "done",
        "target",
        "unit",
        "completion",
        "growth",
        "place",
        "moved",
    )
    details: list[list[Cell | None]] = [
        [scope_words.say(f"progress.column_{name}") for name in names]
    ]
    for item in items:
        details += [_list_details(item, unit, scope_words) for unit in (item.whole, *item.units)]
    title = scope_words.say(
        "progress.table_title", period=words.period(period), units=scope_words.units
    )
    return [
        TableToTake(title, rows),
        TableToTake(scope_words.say("progress.sheet_rows"), details),
    ]


def _export_rate(unit: UnitProgress) -> Cell | None:
    """Return a completion for a file, in percent with one decimal; None without one."""
    return _export_number(unit.rate, 1)


def _export_number(number: Quantity | None, digits: int | None = None) -> Cell | None:
    """Return a number for a file, rounded to `digits` decimals; None without one."""
    if number is None:
        return None
    value = float(number.value)
    return round(value, digits) if digits is not None else value


def _list_details(
    item: IndicatorProgress, unit: UnitProgress, scope_words: ScopeWords
) -> list[Cell | None]:
    """Return a row of the blocks for a file; numbers are in the indicator's own unit."""
    name = scope_words.areas.get(unit.area, unit.area)
    if unit is item.whole and unit.at_least:
        name = scope_words.say("progress.reported", count=item.reporting)
    change = (
        format_area_change(unit.change, scope_words.words, item.code)[0] if unit.change else None
    )
    return [
        scope_words.words.name("indicator", item.code),
        name,
        _export_number(unit.done),
        _export_number(unit.target),
        scope_words.words.name("unit", item.code),
        _export_number(unit.rate, 1),
        change,
        f"{unit.place}/{item.ranked}" if unit.place else None,
        unit.gained,
    ]
