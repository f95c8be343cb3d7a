"""The blocks of the Progress page: an indicator each, its sum first, units as bars on one axis."""

from collections.abc import Sequence
from html import escape

from app_pages.components.area_marks import link_total, render_change, with_decimal
from app_pages.progress.progress_rows import sort_units
from app_pages.progress.progress_words import (
    LATE,
    ScopeWords,
    describe_missing,
    find_scale,
    format_completion,
    format_number,
    format_units_of,
    stand_of,
)
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress

FIRST, LAST = 3, 2
"""Units that a phone shows of a block, at both ends of the order; the others after a tap."""
NEAR_HALF = 15
"""Points around 50 % in which the label of the time elapsed would lie over that of the half."""
NEAR_END = 14
"""Points at an end of the axis in which its own label gives way."""


def render_blocks(items: Sequence[IndicatorProgress], scope_words: ScopeWords, sort: str) -> str:
    """Return the HTML of all blocks; an area without units has one, with a row an indicator."""
    if not any(item.units for item in items):
        return f'<div class="pg-blocks">{_render_single(items, scope_words)}</div>'
    blocks = "".join(_render_block(item, scope_words, sort) for item in items)
    return f'<div class="pg-blocks">{blocks}</div>'


def _render_single(items: Sequence[IndicatorProgress], scope_words: ScopeWords) -> str:
    """Return the block of an area without units: a row for each indicator."""
    rows = []
    for item in items:
        scale, name = find_scale(item), scope_words.words.name("indicator", item.code)
        unit = format_units_of(item, scale, scope_words.words)
        name = scope_words.words.told_apart(name, unit if scale else "")
        rows.append(_render_row(item, item.whole, escape(name), scope_words, scale))
    head = _render_head(items[0].elapsed, scope_words, has_places=False)
    return f'<section class="pg-block pg-single"><table>{head}{"".join(rows)}</table></section>'


def _render_block(item: IndicatorProgress, scope_words: ScopeWords, sort: str) -> str:
    """Return the HTML of one indicator: head, axis, the row of the whole, a row each unit.

    A phone shows the first and last units, the rest of them after a tap.
    """
    words, scale = scope_words.words, find_scale(item)
    name = escape(words.name("indicator", item.code))
    unit = words.say("progress.unit_is", unit=format_units_of(item, scale, words))
    whole = _render_row(
        item, item.whole, describe_whole_row(item, scope_words), scope_words, scale, "sum"
    )
    units = sort_units(item.units, sort)
    folded = range(FIRST, max(item.ranked - LAST, FIRST))
    rows = "".join(
        _render_row(
            item,
            unit,
            escape(scope_words.areas[unit.area]),
            scope_words,
            scale,
            "fold" if n in folded else "",
        )
        for n, unit in enumerate(units)
    )
    more = ""
    if folded:
        label = escape(scope_words.say("progress.all_units", count=len(units)))
        more = f'<details class="pg-all"><summary>{label}</summary></details>'
    return (
        f'<section class="pg-block" id="pg-{item.code}"><div class="pg-name">'
        f"<h2>{link_total(name, item.code)}</h2><span>{escape(unit)}</span></div>"
        f"<p>{escape(describe_standing(item, scope_words))}</p>"
        f"<table>{_render_head(item.elapsed, scope_words)}{whole}{rows}</table>{more}</section>"
    )


def describe_standing(item: IndicatorProgress, scope_words: ScopeWords) -> str:
    """Return the sentence below an indicator's name.

    已报9个区县（市）中4个达到序时进度，合计落后序时进度1.1个百分点
    """
    ranked = item.ranked
    ahead = sum(stand_of(unit, item.elapsed, scope_words.limits) == "ahead" for unit in item.units)
    if not ranked:
        return scope_words.say("progress.none_reported", units=scope_words.units)
    if item.elapsed is None:
        return scope_words.say("progress.reported_units", count=ranked, units=scope_words.units)
    text = scope_words.say("progress.standing", count=ranked, units=scope_words.units, ahead=ahead)
    if item.whole.rate is None:
        return text
    points = round(item.whole.rate.value, 1) - round(item.elapsed, 1)
    key = "whole_ahead" if points > 0.05 else "whole_behind" if points < -0.05 else "whole_on_time"
    return text + scope_words.say(f"progress.{key}", points=f"{abs(points):.1f}")


def describe_whole_row(item: IndicatorProgress, scope_words: ScopeWords) -> str:
    """Return the HTML name of the area's row: 全市; 已报9个 of a sum that lacks some.

    Below half it is 已报2个（共14个）, and the row has no number.
    """
    whole = item.whole
    if whole.rate is not None and not whole.at_least:
        return escape(scope_words.whole)
    if whole.rate is None and whole.done is not None and item.reporting == item.expected == 1:
        return escape(scope_words.whole)
    message = "reported" if whole.rate is not None else "reported_of"
    return escape(scope_words.say(f"progress.{message}", count=item.reporting, all=item.expected))


def _render_head(elapsed: float | None, scope_words: ScopeWords, *, has_places: bool = True) -> str:
    """Return the row of headings, with the labels of the axis above the bars."""
    marks = []
    if elapsed is None or elapsed > NEAR_END:
        marks.append('<i class="at0">0</i>')
    if elapsed is None or abs(elapsed - 50) > NEAR_HALF:
        marks.append('<i class="half">50%</i>')
    if elapsed is not None:
        label = escape(scope_words.say("progress.schedule", share=_format_share(elapsed)))
        css = " last" if elapsed > 100 - NEAR_END else " first" if elapsed < NEAR_END else ""
        marks.append(f'<i class="time{css}" style="left:{elapsed:.2f}%">{label}</i>')
    names = ["completion", "done_of_target", "growth"] + (["place"] if has_places else [])
    if scope_words.span:
        names[1] = "total_of_span"
    heads = ""
    for name in names:
        width = ' colspan="2"' if name == "place" else ""
        css = "" if name == "completion" else ' class="rest"'
        label = escape(scope_words.say(f"progress.column_{name}", span=scope_words.span))
        heads += f'<th scope="col"{width}{css}>{label}</th>'
    hidden = f'<span class="unseen">{escape(scope_words.say("progress.column_area"))}</span>'
    return (
        f'<thead><tr><th scope="col">{hidden}</th><th class="axis"><span>{"".join(marks)}</span>'
        f'</th>{heads}<th class="more"></th></tr></thead>'
    )


def _format_share(share: float) -> str:
    """Return a share of the year with at most one decimal: 75, 8.3."""
    return f"{share:.1f}".removesuffix(".0")


def _render_row(
    item: IndicatorProgress,
    unit: UnitProgress,
    name: str,
    scope_words: ScopeWords,
    scale: int,
    css: str = "",
) -> str:
    """Return a row: name, bar, completion; and what a phone shows after a tap: numbers, place."""
    words, code = scope_words.words, item.code
    if unit.rate is None and css != "sum":
        css = "off"
    stand = stand_of(unit, item.elapsed, scope_words.limits)
    late = ' class="warn"' if stand == LATE else ""
    rate = escape(format_completion(unit.rate, words))
    change = with_decimal(render_change(unit.change, words, code, short=True))
    cells = [
        f'<th scope="row">{name}</th><td class="axis">'
        f"{_render_bar(item, unit, scope_words, css)}</td>",
        f"<td{late}>{rate}</td>" if unit.rate or css == "sum" else "<td></td>",
        f'<td class="rest">{_render_numbers(item, unit, scope_words, scale)}</td>',
        f'<td class="rest">{change}</td>',
    ]
    if item.units:
        cells += _render_place(item, unit, scope_words)
    opens = f'<summary aria-label="{escape(scope_words.say("progress.more"))}"></summary>'
    cells.append(f'<td class="more"><details>{opens}</details></td>')
    return f'<tr class="{css}">{"".join(cells)}</tr>'


def _render_numbers(
    item: IndicatorProgress, unit: UnitProgress, scope_words: ScopeWords, scale: int
) -> str:
    """Return done/target as the row's link to its operands; of a month alone its number."""
    words, code = scope_words.words, item.code
    area = "" if unit is item.whole else unit.area
    if scope_words.span:
        if unit.total is None:
            return ""
        return link_total(escape(format_number(unit.total, scale, words, code)), code, area, "row")
    if unit.done is None:
        return ""
    done = escape(format_number(unit.done, scale, words, code))
    if unit.target:
        done += f"<small>/{escape(format_number(unit.target, scale, words, code))}</small>"
    return link_total(done, code, area, "row")


def _render_bar(
    item: IndicatorProgress, unit: UnitProgress, scope_words: ScopeWords, css: str
) -> str:
    """Return a unit's bar on the axis of 0 to 100 %, or the missing months on a hatched ground."""
    if unit.rate is None:
        text = (
            scope_words.say("progress.no_total")
            if css == "sum"
            else describe_missing(unit, scope_words)
        )
        return f'<span class="bar gap"><span>{escape(text)}</span></span>'
    share = min(max(unit.rate.value, 0), 100)
    hollow = " hollow" if unit.at_least else ""
    tick = (
        f'<i class="tick" style="left:{item.elapsed:.2f}%"></i>' if item.elapsed is not None else ""
    )
    return f'<span class="bar"><i class="fill{hollow}" style="width:{share:.2f}%"></i>{tick}</span>'


def _render_place(
    item: IndicatorProgress, unit: UnitProgress, scope_words: ScopeWords
) -> list[str]:
    """Return the cells of a unit's place, 3/9, and of the places it has won: ▲ 1, ▼ 2, —."""
    if unit.place is None:
        return ['<td class="rest"></td><td class="rest moved"></td>']
    moved = "—"
    if unit.gained:
        moved = f"{'▲' if unit.gained > 0 else '▼'} {abs(unit.gained)}"
    label = scope_words.say("progress.moved", count=unit.gained) if unit.gained else ""
    title = f' title="{escape(label)}"' if label else ""
    return [
        f'<td class="rest">{unit.place}/{item.ranked}</td>',
        f'<td class="rest moved"{title}>{moved}</td>',
    ]
