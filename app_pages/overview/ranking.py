"""The ranking of an area's units as an HTML table with a bar in each row.

All bars stand on one axis; who has not reported stands at the end, hatched and never ranked.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app_pages.components.area_marks import link_area, link_total, render_growth, word_rate
from app_pages.overview.cockpit import Cockpit, with_decimal
from app_pages.overview.units import Measure, UnitRow, UnitsShown, word_missing, write_finding

MOST_ROWS = 16
"""Rows of a ranking that stand open; further ones are folded up."""
Cells = dict[Measure, str]
"""The numbers of a row as HTML."""
NEAR = 12
"""Percent of the axis within which a tick has no label beside that of the time elapsed."""
COLUMNS: dict[Measure, tuple[Measure, ...]] = {
    "completion": ("completion", "value", "growth"),
    "value": ("value", "growth", "completion"),
    "growth": ("growth", "value", "completion"),
}


@dataclass(frozen=True)
class Axis:
    """The axis of a ranking's bars, from `low` to `high`; `ticks` are labelled numbers on it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, number: float) -> float:
        """Return where a number stands, in percent of the axis."""
        return 100 * (number - self.low) / ((self.high - self.low) or 1)


def choose_axis(numbers: Sequence[float], measure: Measure) -> Axis:
    """Return the axis for numbers: of completions 0 to 100 % or more, of others from 0 or below."""
    if measure == "completion":
        high = max(100.0, 50 * math.ceil(max(numbers, default=0) / 50))
        low = min(0.0, 50 * math.floor(min(numbers, default=0) / 50))
        return Axis(low, high, tuple(sorted({low, 0.0, 50.0, 100.0, high})))
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    step = 10 ** math.floor(math.log10(max(high - low, 1e-9)))
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Axis(low, high, tuple(sorted({low, 0.0, high})))


def render_ranking(shown: UnitsShown) -> str:
    """Return the ranking as a table: name, bar on a common axis, numbers; the area itself first."""
    cockpit, measure = shown.cockpit, shown.measure
    whole = _whole_number(shown)
    drawn = [row.number(measure) for row in shown.ranked]
    axis = choose_axis([*drawn, *([whole] if whole is not None else [])], measure)
    columns = [each for each in COLUMNS[measure] if each in shown.offered]
    rows = [_render_row(shown, row, axis, columns) for row in shown.ranked]
    rows += [_render_missing(shown, row, columns) for row in shown.others]
    table = _wrap(
        cockpit, _render_axis(shown, axis, columns), _render_whole(shown, axis, columns), rows
    )
    message = "ranking_value" if measure == "value" else "ranking"
    title = cockpit.say(message, name=shown.name, measure=shown.measure_name)
    return (
        f'<div class="ov-ranking"><div class="ov-hd"><h3>{escape(title)}</h3>'
        '<span class="ov-gap"></span>'
        f'<span class="ov-quiet">{escape(_word_units(shown, columns))}</span></div>'
        f'<p class="ov-quiet">{escape(write_finding(shown))}</p>{table}</div>'
    )


def _wrap(cockpit: Cockpit, head: str, whole: str, rows: Sequence[str]) -> str:
    """Return the table; rows beyond MOST_ROWS are folded up below it."""
    start, rest = "".join(rows[:MOST_ROWS]), "".join(rows[MOST_ROWS:])
    table = f'<table class="ov-ranks"><thead>{head}</thead><tbody>{whole}{start}</tbody></table>'
    if not rest:
        return table
    label = cockpit.say("more_rows", count=len(rows) - MOST_ROWS)
    return (
        f'{table}<details class="more"><summary>{escape(label)}</summary>'
        f'<table class="ov-ranks"><tbody>{rest}</tbody></table></details>'
    )


def _word_units(shown: UnitsShown, columns: Sequence[Measure]) -> str:
    """Return the units of the columns: 单位：%、人."""
    units = [shown.scale.unit if each == "value" else "%" for each in columns]
    if shown.is_share and "growth" in columns:
        units.append(shown.cockpit.say("points"))
    names = shown.cockpit.say("comma").join(dict.fromkeys(units))
    return shown.cockpit.words.say("charts.unit", unit=names)


def _render_axis(shown: UnitsShown, axis: Axis, columns: Sequence[Measure]) -> str:
    """Return the head of the table: the axis with its ticks, the names of the columns."""
    cockpit = shown.cockpit
    suffix = "%" if shown.measure != "value" and not shown.is_share else ""
    labels = "".join(
        f'<i style="left:{axis.share(tick):.1f}%" class="{_end_of_axis(axis, tick)}">'
        f"{escape(_word_tick(shown, tick, suffix))}</i>"
        for tick in axis.ticks
        if shown.elapsed is None or abs(axis.share(tick) - axis.share(shown.elapsed)) > NEAR
    )
    if (elapsed := shown.elapsed) is not None:
        text = escape(cockpit.say("schedule_tick", share=f"{elapsed:.0f}%"))
        labels += f'<i style="left:{axis.share(elapsed):.1f}%" class="now">{text}</i>'
    names = "".join(
        f'<th class="{"" if each == shown.measure else "more"}">'
        f"{escape(_name_column(shown, each))}</th>"
        for each in columns
    )
    name = escape(cockpit.say("column_unit"))
    return (
        f'<tr><th><span class="ov-unseen">{name}</span></th>'
        f'<th class="axis"><span>{labels}</span></th>{names}</tr>'
    )


def _name_column(shown: UnitsShown, measure: Measure) -> str:
    """Return the heading of a column; that of values says of which time they are."""
    if measure != "value":
        return shown.cockpit.words.say(f"overview.column_{measure}")
    kind = shown.found.kind
    of_flow = "_month" if shown.cockpit.is_month else ""
    suffix = {"ratio": "_share", "stock": "_stock"}.get(kind, of_flow)
    return shown.cockpit.words.say(f"overview.column_value{suffix}")


def _end_of_axis(axis: Axis, tick: float) -> str:
    """Return the CSS class of a label at an end of the axis, where it may not stand outside."""
    return "first" if tick == axis.low else "last" if tick == axis.high else ""


def _word_tick(shown: UnitsShown, tick: float, suffix: str) -> str:
    """Return the label of a tick: 0, 50%; of a value in the table's scale."""
    if shown.measure == "value":
        return shown.scale.write(tick) if tick else "0"
    return f"{tick:g}{suffix}".replace("-", "−") if tick else "0"


def _whole_number(shown: UnitsShown) -> float | None:
    """Return the area's own number on the axis; None of a sum, beside which units would vanish."""
    found = shown.found
    if shown.measure == "completion":
        rate = found.completion.rate if found.completion else None
        return float(rate.value) if rate else None
    if shown.measure == "growth":
        return float(found.growth.change.value) if found.growth.change else None
    is_mean = found.kind == "ratio" and found.total.quantity
    return float(found.total.quantity.value) if is_mean and found.total.quantity else None


def _render_whole(shown: UnitsShown, axis: Axis, columns: Sequence[Measure]) -> str:
    """Return the row of the area itself; "" without a number: 已报9个 of a sum of nine."""
    cockpit, found = shown.cockpit, shown.found
    if found.total.quantity is None:
        return ""
    coverage, words = found.total.coverage, cockpit.words
    name = cockpit.whole
    if found.total.source == "units" and coverage.missing:
        name = cockpit.say("reported_count", count=coverage.reporting)
    number = _whole_number(shown)
    is_sum = found.total.source == "units"
    bar = (
        _render_bar(axis, number, shown, hollow=is_sum)
        if number is not None
        else _track(shown, axis)
    )
    rate = found.completion.rate if found.completion else None
    cells: Cells = {
        "completion": escape(with_decimal(word_rate(rate, words)) if rate else "—"),
        "value": escape(shown.scale.write(found.total.quantity.value)),
        "growth": _render_growth_of_whole(shown),
    }
    return _table_row(f"<b>{escape(name)}</b>", bar, columns, shown, cells, "", css="whole")


def _render_growth_of_whole(shown: UnitsShown) -> str:
    """Return the area's own change as HTML, as those of its units; a dash without one."""
    found = shown.found
    if found.growth.change is None:
        return "—"
    if not shown.is_share:
        return render_growth(found.growth, shown.cockpit.words, found.code, short=True)
    row = UnitRow(shown.cockpit.overview.area, math.nan, found.growth.change.value, math.nan)
    return _render_number(shown, row, "growth")


def _render_row(shown: UnitsShown, row: UnitRow, axis: Axis, columns: Sequence[Measure]) -> str:
    """Return the row of a unit: its name leads to its page, its numbers to their operands."""
    bar = _render_bar(axis, row.number(shown.measure), shown, hollow=False)
    cells: Cells = {each: _render_number(shown, row, each) for each in columns}
    name = shown.cockpit.unit_names.get(row.unit, row.unit)
    link = link_area(shown.cockpit.words, row.unit, name)
    return _table_row(link, bar, columns, shown, cells, row.unit)


def _render_number(shown: UnitsShown, row: UnitRow, measure: Measure) -> str:
    """Return one of a unit's numbers as HTML; changes have their colour."""
    text = escape(shown.write(row, measure))
    if measure != "growth" or math.isnan(row.growth) or not row.growth:
        return text
    return f'<span class="{"rise" if row.growth > 0 else "fall"}">{text}</span>'


def _table_row(
    name: str,
    bar: str,
    columns: Sequence[Measure],
    shown: UnitsShown,
    cells: Cells,
    area: str,
    css: str = "",
) -> str:
    """Return a row of the ranking; each number is a link to the operands of the unit's total."""
    numbers = "".join(
        f'<td class="{"" if each == shown.measure else "more"}">'
        f"{link_total(cells[each], shown.found.code, area) if cells[each] != '—' else '—'}</td>"
        for each in columns
    )
    return f'<tr class="{css}"><th scope="row">{name}</th><td class="axis">{bar}</td>{numbers}</tr>'


def _track(shown: UnitsShown, axis: Axis, bar: str = "") -> str:
    """Return the axis of a row: grid lines, the bar over them, over both the time elapsed."""
    lines = "".join(
        f'<i class="line" style="left:{axis.share(tick):.1f}%"></i>' for tick in axis.ticks
    )
    tick = ""
    if shown.elapsed is not None:
        tick = f'<i class="tick" style="left:{axis.share(shown.elapsed):.1f}%"></i>'
    return f'<span class="ov-track">{lines}{bar}{tick}</span>'


def _render_bar(axis: Axis, number: float, shown: UnitsShown, *, hollow: bool) -> str:
    """Return a bar from zero to a number on the axis, hollow where it is a sum of units."""
    start, end = sorted((axis.share(0), axis.share(number)))
    css = "fill hollow" if hollow else "fill below" if number < 0 else "fill"
    bar = f'<i class="{css}" style="left:{start:.1f}%;width:{end - start:.1f}%"></i>'
    return _track(shown, axis, bar)


def _render_missing(shown: UnitsShown, row: UnitRow, columns: Sequence[Measure]) -> str:
    """Return the row of a unit without a number: a hatch with the words, no place, no zero."""
    name = shown.cockpit.unit_names.get(row.unit, row.unit)
    link = link_area(shown.cockpit.words, row.unit, name)
    return (
        f'<tr class="absent"><th scope="row">{link}</th><td class="axis">'
        f'<span class="ov-hatch"><span>{escape(word_missing(shown, row))}</span></span></td>'
        f'<td colspan="{len(columns)}"></td></tr>'
    )
