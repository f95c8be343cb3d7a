"""The ranking of an area's units as an HTML table with a bar in each row.

All bars stand on one axis; who has not reported stands at the end, hatched and never ranked.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app_pages.components.area_marks import (
    link_area,
    link_total,
    render_growth,
    with_decimal,
    word_rate,
)
from app_pages.overview.cockpit import Cockpit
from app_pages.overview.units import Measure, UnitRanking, UnitRow, word_missing, write_finding

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
        """Return the position of a number, in percent of the axis."""
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


def render_ranking(ranking: UnitRanking) -> str:
    """Return the ranking as a table: name, bar on a common axis, numbers; the area itself first."""
    cockpit, measure = ranking.cockpit, ranking.measure
    whole = _whole_number(ranking)
    drawn = [row.number(measure) for row in ranking.ranked]
    axis = choose_axis([*drawn, *([whole] if whole is not None else [])], measure)
    columns = [column for column in COLUMNS[measure] if column in ranking.offered]
    rows = [_render_row(ranking, row, axis, columns) for row in ranking.ranked]
    rows += [_render_missing(ranking, row, columns) for row in ranking.others]
    table = _render_table(
        cockpit, _render_axis(ranking, axis, columns), _render_whole(ranking, axis, columns), rows
    )
    message = "ranking_value" if measure == "value" else "ranking"
    title = cockpit.say(message, name=ranking.name, measure=ranking.measure_name)
    return (
        f'<div class="ov-ranking"><div class="ov-hd"><h3>{escape(title)}</h3>'
        '<span class="ov-gap"></span>'
        f'<span class="ov-quiet">{escape(_word_units(ranking, columns))}</span></div>'
        f'<p class="ov-quiet">{escape(write_finding(ranking))}</p>{table}</div>'
    )


def _render_table(cockpit: Cockpit, head: str, whole: str, rows: Sequence[str]) -> str:
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


def _word_units(ranking: UnitRanking, columns: Sequence[Measure]) -> str:
    """Return the units of the columns: 单位：%、人."""
    units = [ranking.scale.unit if measure == "value" else "%" for measure in columns]
    if ranking.is_share and "growth" in columns:
        units.append(ranking.cockpit.say("points"))
    names = ranking.cockpit.say("comma").join(dict.fromkeys(units))
    return ranking.cockpit.words.say("charts.unit", unit=names)


def _render_axis(ranking: UnitRanking, axis: Axis, columns: Sequence[Measure]) -> str:
    """Return the head of the table: the axis with its ticks, the names of the columns."""
    cockpit = ranking.cockpit
    suffix = "%" if ranking.measure != "value" and not ranking.is_share else ""
    labels = "".join(
        f'<i style="left:{axis.share(tick):.1f}%" class="{_end_of_axis(axis, tick)}">'
        f"{escape(_word_tick(ranking, tick, suffix))}</i>"
        for tick in axis.ticks
        if ranking.elapsed is None or abs(axis.share(tick) - axis.share(ranking.elapsed)) > NEAR
    )
    if (elapsed := ranking.elapsed) is not None:
        text = escape(cockpit.say("schedule_tick", share=f"{elapsed:.0f}%"))
        labels += f'<i style="left:{axis.share(elapsed):.1f}%" class="now">{text}</i>'
    names = "".join(
        f'<th class="{"" if measure == ranking.measure else "more"}">'
        f"{escape(_name_column(ranking, measure))}</th>"
        for measure in columns
    )
    name = escape(cockpit.say("column_unit"))
    return (
        f'<tr><th><span class="ov-unseen">{name}</span></th>'
        f'<th class="axis"><span>{labels}</span></th>{names}</tr>'
    )


def _name_column(ranking: UnitRanking, measure: Measure) -> str:
    """Return the heading of a column; the one of values names the time that they are of."""
    if measure != "value":
        return ranking.cockpit.words.say(f"overview.column_{measure}")
    kind = ranking.indicator.kind
    of_flow = "_month" if ranking.cockpit.is_month else ""
    suffix = {"ratio": "_share", "stock": "_stock"}.get(kind, of_flow)
    return ranking.cockpit.words.say(f"overview.column_value{suffix}")


def _end_of_axis(axis: Axis, tick: float) -> str:
    """Return the CSS class that keeps a label at an end of the axis inside; "" for others."""
    return "first" if tick == axis.low else "last" if tick == axis.high else ""


def _word_tick(ranking: UnitRanking, tick: float, suffix: str) -> str:
    """Return the label of a tick: 0, 50%; of a value in the table's scale."""
    if ranking.measure == "value":
        return ranking.scale.write(tick) if tick else "0"
    return f"{tick:g}{suffix}".replace("-", "−") if tick else "0"


def _whole_number(ranking: UnitRanking) -> float | None:
    """Return the area's own number for the axis; None of a sum, which dwarfs its units."""
    indicator = ranking.indicator
    if ranking.measure == "completion":
        rate = indicator.completion.rate if indicator.completion else None
        return float(rate.value) if rate else None
    if ranking.measure == "growth":
        return float(indicator.growth.change.value) if indicator.growth.change else None
    is_mean = indicator.kind == "ratio" and indicator.total.quantity
    return float(indicator.total.quantity.value) if is_mean and indicator.total.quantity else None


def _render_whole(ranking: UnitRanking, axis: Axis, columns: Sequence[Measure]) -> str:
    """Return the row of the area itself; "" without a number: 已报9个 of a sum of nine."""
    cockpit, indicator = ranking.cockpit, ranking.indicator
    if indicator.total.quantity is None:
        return ""
    coverage, words = indicator.total.coverage, cockpit.words
    name = cockpit.whole
    if indicator.total.source == "units" and coverage.missing:
        name = cockpit.say("reported_count", count=coverage.reporting)
    number = _whole_number(ranking)
    is_sum = indicator.total.source == "units"
    bar = (
        _render_bar(axis, number, ranking, hollow=is_sum)
        if number is not None
        else _render_track(ranking, axis)
    )
    rate = indicator.completion.rate if indicator.completion else None
    cells: Cells = {
        "completion": escape(with_decimal(word_rate(rate, words)) if rate else "—"),
        "value": escape(ranking.scale.write(indicator.total.quantity.value)),
        "growth": _render_growth_of_whole(ranking),
    }
    return _render_table_row(
        f"<b>{escape(name)}</b>", bar, columns, ranking, cells, "", css="whole"
    )


def _render_growth_of_whole(ranking: UnitRanking) -> str:
    """Return the area's own change as HTML, as those of its units; a dash without one."""
    indicator = ranking.indicator
    if indicator.growth.change is None:
        return "—"
    if not ranking.is_share:
        return render_growth(indicator.growth, ranking.cockpit.words, indicator.code, short=True)
    row = UnitRow(ranking.cockpit.overview.area, math.nan, indicator.growth.change.value, math.nan)
    return _render_number(ranking, row, "growth")


def _render_row(ranking: UnitRanking, row: UnitRow, axis: Axis, columns: Sequence[Measure]) -> str:
    """Return the row of a unit: its name leads to its page, its numbers to their operands."""
    bar = _render_bar(axis, row.number(ranking.measure), ranking, hollow=False)
    cells: Cells = {measure: _render_number(ranking, row, measure) for measure in columns}
    name = ranking.cockpit.unit_names.get(row.unit, row.unit)
    link = link_area(ranking.cockpit.words, row.unit, name)
    return _render_table_row(link, bar, columns, ranking, cells, row.unit)


def _render_number(ranking: UnitRanking, row: UnitRow, measure: Measure) -> str:
    """Return one of a unit's numbers as HTML; changes have their colour."""
    text = escape(ranking.write(row, measure))
    if measure != "growth" or math.isnan(row.growth) or not row.growth:
        return text
    return f'<span class="{"rise" if row.growth > 0 else "fall"}">{text}</span>'


def _render_table_row(
    name: str,
    bar: str,
    columns: Sequence[Measure],
    ranking: UnitRanking,
    cells: Cells,
    area: str,
    css: str = "",
) -> str:
    """Return a row of the ranking; each number is a link to the operands of the unit's total."""
    numbers = ""
    for measure in columns:
        cell, css_class = cells[measure], "" if measure == ranking.measure else "more"
        number = link_total(cell, ranking.indicator.code, area) if cell != "—" else cell
        numbers += f'<td class="{css_class}">{number}</td>'
    return f'<tr class="{css}"><th scope="row">{name}</th><td class="axis">{bar}</td>{numbers}</tr>'


def _render_track(ranking: UnitRanking, axis: Axis, bar: str = "") -> str:
    """Return the axis of a row: grid lines, the bar over them, over both the time elapsed."""
    lines = "".join(
        f'<i class="line" style="left:{axis.share(tick):.1f}%"></i>' for tick in axis.ticks
    )
    tick = ""
    if ranking.elapsed is not None:
        tick = f'<i class="tick" style="left:{axis.share(ranking.elapsed):.1f}%"></i>'
    return f'<span class="ov-track">{lines}{bar}{tick}</span>'


def _render_bar(axis: Axis, number: float, ranking: UnitRanking, *, hollow: bool) -> str:
    """Return a bar from zero to a number on the axis, hollow where it is a sum of units."""
    start, end = sorted((axis.share(0), axis.share(number)))
    css = "fill hollow" if hollow else "fill below" if number < 0 else "fill"
    bar = f'<i class="{css}" style="left:{start:.1f}%;width:{end - start:.1f}%"></i>'
    return _render_track(ranking, axis, bar)


def _render_missing(ranking: UnitRanking, row: UnitRow, columns: Sequence[Measure]) -> str:
    """Return the row of a unit without a number: a hatch with the words, no place, no zero."""
    name = ranking.cockpit.unit_names.get(row.unit, row.unit)
    link = link_area(ranking.cockpit.words, row.unit, name)
    return (
        f'<tr class="absent"><th scope="row">{link}</th><td class="axis">'
        f'<span class="ov-hatch"><span>{escape(word_missing(ranking, row))}</span></span></td>'
        f'<td colspan="{len(columns)}"></td></tr>'
    )
