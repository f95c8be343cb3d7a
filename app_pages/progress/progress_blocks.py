"""The blocks of the Progress page: one for each indicator, with units as bars on one axis."""

from collections.abc import Sequence
from html import escape

from app_pages.components.area_marks import link_total, render_change
from app_pages.progress.progress_rows import sort_units
from app_pages.progress.progress_words import (
    LATE,
    ScopeWords,
    describe_missing,
    find_status,
    find_unit_power,
    format_block_unit,
    format_completion,
    format_number,
)
from locales.numbers import add_decimal
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress

HALF_LABEL_DISTANCE = 15
"""Percentage points: with the time elapsed closer to 50 % than this, 50 % has no label."""
END_LABEL_DISTANCE = 14
"""Percentage points: with the time elapsed closer to 0 % than this, 0 % has no label."""


def render_blocks(items: Sequence[IndicatorProgress], scope_words: ScopeWords, sort: str) -> str:
    """Return the HTML of all blocks, one for each indicator (`items`), with units in order `sort`.

    An area without units has a single block, with a row for each indicator.
    """
    if not any(item.units for item in items):
        return f'<div class="pg-blocks">{_render_single_block(items, scope_words)}</div>'
    blocks = "".join(_render_block(item, scope_words, sort) for item in items)
    return f'<div class="pg-blocks">{blocks}</div>'


def _render_single_block(items: Sequence[IndicatorProgress], scope_words: ScopeWords) -> str:
    """Return the HTML block of an area without units: a row for each indicator."""
    rows = []
    for item in items:
        unit_power, name = find_unit_power(item), scope_words.words.name("indicator", item.code)
        unit = format_block_unit(item, unit_power, scope_words.words)
        name = scope_words.words.told_apart(name, unit if unit_power else "")
        rows.append(_render_row(item, item.whole, escape(name), scope_words, unit_power))
    head = _render_head(items[0].elapsed, scope_words, has_places=False)
    return f'<section class="pg-block pg-single"><table>{head}{"".join(rows)}</table></section>'


def _render_block(item: IndicatorProgress, scope_words: ScopeWords, sort: str) -> str:
    """Return the HTML of one indicator's block: title, axis, the whole area's row, a row each unit.

    A phone shows the first and the last ranked unit, the others (class "fold") after a tap.
    """
    words, unit_power = scope_words.words, find_unit_power(item)
    name = escape(words.name("indicator", item.code))
    unit = words.say("progress.unit_is", unit=format_block_unit(item, unit_power, words))
    area_row = _render_row(
        item, item.whole, render_area_name(item, scope_words), scope_words, unit_power, "sum"
    )
    units = sort_units(item.units, sort)
    open_rows = {0, max(item.ranked - 1, 0)}
    rows = "".join(
        _render_row(
            item,
            unit,
            escape(scope_words.areas[unit.area]),
            scope_words,
            unit_power,
            "" if row_index in open_rows else " fold",
        )
        for row_index, unit in enumerate(units)
    )
    more = ""
    if len(units) > len(open_rows):
        label = escape(scope_words.say("progress.all_units", count=len(units)))
        more = f'<details class="on-phone"><summary>{label}</summary></details>'
    return (
        f'<section class="pg-block" id="pg-{item.code}"><div class="pg-name">'
        f"<h2>{link_total(name, item.code)}</h2><span>{escape(unit)}</span></div>"
        f"<p>{escape(describe_standing(item, scope_words))}</p>"
        f"<table>{_render_head(item.elapsed, scope_words)}{area_row}{rows}</table>{more}</section>"
    )


def describe_standing(item: IndicatorProgress, scope_words: ScopeWords) -> str:
    """Describe how many units of an indicator are on schedule, and how far the sum is from it.

    已报9个区县（市）中4个达到序时进度，合计落后序时进度1.1个百分点
    """
    ranked_count = item.ranked
    on_schedule = sum(
        find_status(unit, item.elapsed, scope_words.limits) == "ahead" for unit in item.units
    )
    if not ranked_count:
        return scope_words.say("progress.none_reported", units=scope_words.units)
    if item.elapsed is None:
        return scope_words.say(
            "progress.reported_units", count=ranked_count, units=scope_words.units
        )
    text = scope_words.say(
        "progress.standing", count=ranked_count, units=scope_words.units, ahead=on_schedule
    )
    if item.whole.rate is None:
        return text
    points = round(item.whole.rate.value, 1) - round(item.elapsed, 1)
    # 0.05: points that are shown as 0.0 are none.
    message = (
        "whole_ahead" if points > 0.05 else "whole_behind" if points < -0.05 else "whole_on_time"
    )
    return text + scope_words.say(f"progress.{message}", points=f"{abs(points):.1f}")


def render_area_name(item: IndicatorProgress, scope_words: ScopeWords) -> str:
    """Return the HTML name of the whole area's row: 全市, or 已报9个 for a sum with units missing.

    If too few units have reported for a sum, it is 已报2个（共14个）, and the row has no number. An
    area that reports itself but has no task stays 全市 (its only reporter is itself: 1 of 1).
    """
    whole = item.whole
    if whole.rate is not None and not whole.at_least:
        return escape(scope_words.whole)
    if whole.rate is None and whole.done is not None and item.reporting == item.expected == 1:
        return escape(scope_words.whole)
    message = "reported" if whole.rate is not None else "reported_of"
    return escape(scope_words.say(f"progress.{message}", count=item.reporting, all=item.expected))


def _render_head(elapsed: float | None, scope_words: ScopeWords, *, has_places: bool = True) -> str:
    """Return the HTML head of a block: column headings, and the labels of the bars' axis.

    The axis is labelled at 0, 50 % and the time elapsed (`elapsed`, in percent); a label too close
    to that of the time elapsed is left out.
    """
    labels = []
    if elapsed is None or elapsed > END_LABEL_DISTANCE:
        labels.append('<i class="at0">0</i>')
    if elapsed is None or abs(elapsed - 50) > HALF_LABEL_DISTANCE:
        labels.append('<i class="half">50%</i>')
    if elapsed is not None:
        label = escape(scope_words.say("progress.schedule", share=_format_share(elapsed)))
        css = (
            " last"
            if elapsed > 100 - END_LABEL_DISTANCE
            else " first"
            if elapsed < END_LABEL_DISTANCE
            else ""
        )
        labels.append(f'<i class="time{css}" style="left:{elapsed:.2f}%">{label}</i>')
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
        f'<thead><tr><th scope="col">{hidden}</th><th class="axis"><span>{"".join(labels)}</span>'
        f'</th>{heads}<th class="more"></th></tr></thead>'
    )


def _format_share(share: float) -> str:
    """Format a share of the year in percent with at most one decimal: 75, 8.3."""
    return f"{share:.1f}".removesuffix(".0")


def _render_row(
    item: IndicatorProgress,
    unit: UnitProgress,
    name_html: str,
    scope_words: ScopeWords,
    unit_power: int,
    css: str = "",
) -> str:
    """Return the HTML of a row: name, bar, completion, and details that a phone shows after a tap.

    `unit_power` is the power of ten in which numbers are shown (`find_unit_power`). `css` is "sum"
    for the whole area, " fold" for a unit that a phone shows only after a tap, "" for others. A
    unit without a completion is "off" too.
    """
    words, code = scope_words.words, item.code
    if unit.rate is None and css != "sum":
        css = f"off{css}"
    status = find_status(unit, item.elapsed, scope_words.limits)
    late_class = ' class="warn"' if status == LATE else ""
    rate = escape(format_completion(unit.rate, words))
    change = add_decimal(render_change(unit.change, words, code, short=True))
    cells = [
        f'<th scope="row">{name_html}</th><td class="axis">'
        f"{_render_bar(item, unit, scope_words, css)}</td>",
        f"<td{late_class}>{rate}</td>" if unit.rate or css == "sum" else "<td></td>",
        f'<td class="rest">{_render_numbers(item, unit, scope_words, unit_power)}</td>',
        f'<td class="rest">{change}</td>',
    ]
    if item.units:
        cells += _render_rank_cells(item, unit, scope_words)
    opens = f'<summary aria-label="{escape(scope_words.say("progress.more"))}"></summary>'
    cells.append(f'<td class="more"><details>{opens}</details></td>')
    return f'<tr class="{css}">{"".join(cells)}</tr>'


def _render_numbers(
    item: IndicatorProgress, unit: UnitProgress, scope_words: ScopeWords, unit_power: int
) -> str:
    """Return the HTML of a row's done and target numbers, or its number of the span, as a link.

    It is the number of the span if the page shows another span than the year so far. The link opens
    the figures from which the number was computed. Without a number the HTML is "".
    """
    words, code = scope_words.words, item.code
    area = "" if unit is item.whole else unit.area
    if scope_words.span:
        if unit.total is None:
            return ""
        return link_total(
            escape(format_number(unit.total, unit_power, words, code)), code, area, "row"
        )
    if unit.done is None:
        return ""
    done = escape(format_number(unit.done, unit_power, words, code))
    if unit.target:
        done += f"<small>/{escape(format_number(unit.target, unit_power, words, code))}</small>"
    return link_total(done, code, area, "row")


def _render_bar(
    item: IndicatorProgress, unit: UnitProgress, scope_words: ScopeWords, css: str
) -> str:
    """Return the HTML of a completion's bar from 0 to 100 %, with a tick at the time elapsed.

    `css` is the class of the row. Without a completion the bar is hatched, with the reason as its
    text.
    """
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


def _render_rank_cells(
    item: IndicatorProgress, unit: UnitProgress, scope_words: ScopeWords
) -> list[str]:
    """Return two HTML cells: a unit's rank (3/9), and the ranks it has gained (▲ 1, ▼ 2, —).

    Ranks are gained or lost since the month before. Without a rank both cells are empty.
    """
    if unit.place is None:
        return ['<td class="rest"></td><td class="rest moved"></td>']
    gained = "—"
    if unit.gained:
        gained = f"{'▲' if unit.gained > 0 else '▼'} {abs(unit.gained)}"
    label = scope_words.say("progress.moved", count=unit.gained) if unit.gained else ""
    title = f' title="{escape(label)}"' if label else ""
    return [
        f'<td class="rest">{unit.place}/{item.ranked}</td>',
        f'<td class="rest moved"{title}>{gained}</td>',
    ]
