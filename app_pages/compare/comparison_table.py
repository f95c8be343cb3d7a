"""The table of a comparison: a row an indicator, a column a side, and the sentence above it."""

from collections.abc import Mapping, Sequence
from html import escape

from app_pages.compare.comparison import Side, find_leader
from app_pages.components.area_marks import (
    format_area_total,
    format_completion_rate,
    link_total,
    points_behind,
    render_change,
    render_coverage,
    render_growth,
    with_decimal,
)
from app_pages.components.number_scale import NumberScale, choose_scale
from file_formats.sheet import Cell
from locales import Words
from metrics.rollup.area_results import AreaIndicator
from quantities import Quantity, compute_change, quantity_between
from quantities.better import Better


def describe_leaders(
    sides: Sequence[Side], codes: Sequence[str], better: Mapping[str, Better], words: Words
) -> str:
    """Return the sentence: 4项指标中，东湖区领先2项，江湾区领先1项; "" where nobody is ahead."""
    leaders = [find_leader(sides, code, better.get(code, "more")) for code in codes]
    counts = [(side.name, leaders.count(at)) for at, side in enumerate(sides)]
    clauses = [
        words.say("compare.leads", name=name, number=number) for name, number in counts if number
    ]
    if not clauses:
        return ""
    text = words.say("compare.comma").join(clauses)
    return words.say("compare.leaders", all=len(codes), text=text)


def render_comparison(
    sides: Sequence[Side],
    codes: Sequence[str],
    better: Mapping[str, Better],
    late: float,
    words: Words,
) -> str:
    """Return the HTML of the table. The number of the side that is ahead is bold.

    Two spans of one area have a last column, the change between them.
    """
    is_spans = bool(sides[0].through)
    names = [side.name for side in sides] + ([words.say("compare.change")] if is_spans else [])
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    rows = []
    for code in codes:
        scale = choose_row_scale(sides, code, words)
        leader = None if is_spans else find_leader(sides, code, better.get(code, "more"))
        cells = "".join(
            f"<td{' class=lead' if at == leader else ''}>"
            f"{_render_cell(side, code, scale, late, words)}</td>"
            for at, side in enumerate(sides)
        )
        if is_spans:
            cells += f"<td>{_render_change(sides, code, words)}</td>"
        name = escape(words.name("indicator", code))
        rows.append(
            f'<tr><th scope="row">{name}<small>{escape(scale.unit)}</small></th>{cells}</tr>'
        )
    label = escape(words.say("compare.table"), quote=True)
    return (
        f'<div class="cp-table" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>'
        f'<th scope="col">{escape(words.say("area.indicator"))}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def choose_row_scale(sides: Sequence[Side], code: str, words: Words) -> NumberScale:
    """Return the scale of all numbers in an indicator's row."""
    totals = [each.total.quantity for side in sides if (each := side.find(code))]
    return choose_scale([each.value for each in totals if each], words, code)


def _render_cell(side: Side, code: str, scale: NumberScale, late: float, words: Words) -> str:
    """Return a side's number of an indicator, below it its change, completion and place."""
    indicator = side.find(code)
    if indicator is None or indicator.total.quantity is None:
        return f'<span class="none">{escape(words.say("totals.not_reported"))}</span>'
    number = escape(_write_number(indicator, indicator.total.quantity, scale, words))
    # The panel shows the span of the address: the other span's number leads to its own page.
    linked = number if side.through else link_total(number, code, side.overview.area)
    if side.through:
        query = f"area?area={side.overview.area}&through={side.through}&total={code}"
        linked = f'<a class="total" href="{escape(query)}">{number}</a>'
    has_growth = indicator.growth.change is not None or indicator.growth.reason == "broken"
    lines = [render_growth(indicator.growth, words, code, short=True)] if has_growth else []
    if indicator.total.source == "units":
        lines.insert(0, render_coverage(indicator.total, words))
    completion = indicator.completion
    if completion and completion.rate:
        behind = points_behind(completion)
        css = ' class="warn"' if behind is not None and behind >= late else ""
        rate = with_decimal(format_completion_rate(completion.rate, words))
        text = words.say("compare.completion", rate=rate)
        lines.append(f"<span{css}>{escape(text)}</span>")
    if indicator.place:
        place = words.say("area.place_of", place=indicator.place.place, of=indicator.place.of)
        short = f"{indicator.place.place}/{indicator.place.of}"
        lines.append(f'<span title="{escape(place, quote=True)}">{short}</span>')
    return f"<b>{linked}</b><small>{' '.join(lines)}</small>"


def _write_number(
    indicator: AreaIndicator, quantity: Quantity, scale: NumberScale, words: Words
) -> str:
    """Return a number in the unit of its row; one that is not exact in words."""
    if quantity.low == quantity.high == quantity.value:
        return scale.format_number(quantity.value)
    return format_area_total(indicator.total, words, indicator.code)


def find_change(sides: Sequence[Side], code: str) -> Quantity | None:
    """Return the change from the second span to the first; None where they are not alike.

    Both must be complete: a sum of nine units is not compared with one of ten.
    """
    both = [side.find(code) for side in sides]
    totals = [indicator.total for indicator in both if indicator is not None]
    if len(totals) < len(sides) or any(total.at_least for total in totals):
        return None
    now, before = (_make_exact(total.quantity) for total in totals)
    return compute_change(now, before) if now and before else None


def _make_exact(quantity: Quantity | None) -> Quantity | None:
    """Return an exact whole number as such, though it was printed with 万 (852万元), for a rate."""
    if quantity is None or not quantity.low == quantity.high == quantity.value:
        return quantity
    if quantity.value != int(quantity.value):
        return quantity
    return quantity_between(
        quantity.value, quantity.low, quantity.high, quantity.unit, last_place=0
    )


def _render_change(sides: Sequence[Side], code: str, words: Words) -> str:
    """Return the change between two spans with its sign and colour."""
    change = find_change(sides, code)
    return render_change(change, words, code, short=True) or '<span class="none">—</span>'


def list_rows(sides: Sequence[Side], codes: Sequence[str], words: Words) -> list[list[Cell | None]]:
    """Return the table as rows to take away: a row an indicator and side, numbers as numbers."""
    heads = ("indicator", "area", "unit", "value", "growth", "completion", "place", "of")
    rows: list[list[Cell | None]] = [[words.say(f"compare.column_{name}") for name in heads]]
    for code in codes:
        scale = choose_row_scale(sides, code, words)
        for side in sides:
            indicator = side.find(code)
            quantity = indicator.total.quantity if indicator else None
            change = indicator.growth.change if indicator else None
            rate = indicator.completion.rate if indicator and indicator.completion else None
            place = indicator.place if indicator else None
            rows.append(
                [
                    *(words.name("indicator", code), side.name, scale.unit),
                    round(quantity.value / scale.factor, 2) if quantity else None,
                    round(change.value, 1) if change else None,
                    round(rate.value, 1) if rate else None,
                    *((place.place, place.of) if place else (None, None)),
                ]
            )
    return rows
