"""The table of the Compare page: a row each indicator, a column each area or period."""

from collections.abc import Mapping, Sequence
from html import escape

from app_pages.compare.comparison import ComparisonColumn, find_leader
from app_pages.components.area_marks import (
    compute_points_behind,
    format_area_total,
    format_completion_rate,
    link_total,
    render_change,
    render_coverage,
    render_growth,
)
from app_pages.components.number_scale import NumberScale, choose_scale
from file_formats.sheet import Cell
from locales import Words
from locales.numbers import add_decimal
from metrics.rollup.area_results import AreaIndicator
from quantities import Quantity, build_computed_quantity, compute_change
from quantities.better import Better


def describe_leaders(
    columns: Sequence[ComparisonColumn],
    codes: Sequence[str],
    better: Mapping[str, Better],
    words: Words,
) -> str:
    """Return the sentence above the table, 4项指标中，东湖区领先2项，江湾区领先1项; or "".

    It is "" if no column leads in any of the indicators `codes`. `better` says of each whether more
    or less of it is better; "more" if it is not listed.
    """
    leaders = [find_leader(columns, code, better.get(code, "more")) for code in codes]
    counts = [(column.name, leaders.count(position)) for position, column in enumerate(columns)]
    clauses = [
        words.say("compare.leads", name=name, number=number) for name, number in counts if number
    ]
    if not clauses:
        return ""
    text = words.say("compare.comma").join(clauses)
    return words.say("compare.leaders", all=len(codes), text=text)


def render_comparison(
    columns: Sequence[ComparisonColumn],
    codes: Sequence[str],
    better: Mapping[str, Better],
    late_points: float,
    words: Words,
) -> str:
    """Return the HTML of the table, in which the leading number of each row is bold.

    `codes` are the indicators, `better` is as in `describe_leaders`. If two periods are compared,
    no number leads, and a last column has the change between them. `late_points` is how many
    percentage points a completion must be behind the time elapsed to be marked.
    """
    compares_periods = bool(columns[0].through)
    names = [column.name for column in columns] + (
        [words.say("compare.change")] if compares_periods else []
    )
    headings = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    rows = []
    for code in codes:
        scale = choose_row_scale(columns, code, words)
        leader = None if compares_periods else find_leader(columns, code, better.get(code, "more"))
        cells = "".join(
            f"<td{' class=lead' if position == leader else ''}>"
            f"{_render_cell(column, code, scale, late_points, words)}</td>"
            for position, column in enumerate(columns)
        )
        if compares_periods:
            cells += f"<td>{_render_column_change(columns, code, words)}</td>"
        name = escape(words.name("indicator", code))
        rows.append(
            f'<tr><th scope="row">{name}<small>{escape(scale.unit)}</small></th>{cells}</tr>'
        )
    label = escape(words.say("compare.table"), quote=True)
    css = "cp-table periods" if compares_periods else "cp-table"
    return (
        f'<div class="{css}" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>'
        f'<th scope="col">{escape(words.say("area.indicator"))}</th>{headings}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def choose_row_scale(columns: Sequence[ComparisonColumn], code: str, words: Words) -> NumberScale:
    """Return the scale for all numbers in an indicator's row of the comparison."""
    totals = [each.total.quantity for column in columns if (each := column.find(code))]
    return choose_scale([each.value for each in totals if each], words, code)


def _render_cell(
    column: ComparisonColumn, code: str, scale: NumberScale, late_points: float, words: Words
) -> str:
    """Return the HTML of a cell: the number, and in small type its change, completion and rank.

    For a sum the small type begins with how many units are in it (○ 9/10). `late_points` is as in
    `render_comparison`. Without a number the cell says "not reported".
    """
    indicator = column.find(code)
    if indicator is None or indicator.total.quantity is None:
        return f'<span class="none">{escape(words.say("totals.not_reported"))}</span>'
    number = escape(_format_number(indicator, indicator.total.quantity, scale, words))
    # The panel shows the period in the URL, so a number of another period links to its page.
    linked = number if column.through else link_total(number, code, column.overview.area)
    if column.through:
        query = f"area?area={column.overview.area}&through={column.through}&total={code}"
        linked = f'<a class="total" href="{escape(query)}">{number}</a>'
    has_growth = indicator.growth.change is not None or indicator.growth.reason == "broken"
    lines = [render_growth(indicator.growth, words, code, short=True)] if has_growth else []
    if indicator.total.source == "units":
        lines.insert(0, render_coverage(indicator.total, words))
    completion = indicator.completion
    if completion and completion.rate:
        behind = compute_points_behind(completion)
        css = ' class="warn"' if behind is not None and behind >= late_points else ""
        rate = add_decimal(format_completion_rate(completion.rate, words))
        text = words.say("compare.completion", rate=rate)
        lines.append(f"<span{css}>{escape(text)}</span>")
    if indicator.place:
        place = words.say("area.place_of", place=indicator.place.place, of=indicator.place.ranked)
        short = f"{indicator.place.place}/{indicator.place.ranked}"
        lines.append(f'<span title="{escape(place, quote=True)}">{short}</span>')
    return f"<b>{linked}</b><small>{' '.join(lines)}</small>"


def _format_number(
    indicator: AreaIndicator, quantity: Quantity, scale: NumberScale, words: Words
) -> str:
    """Format a compared number in the unit of its row; an inexact number is put in words."""
    if quantity.low == quantity.high == quantity.value:
        return scale.format_number(quantity.value)
    return format_area_total(indicator.total, words, indicator.code)


def compute_column_change(columns: Sequence[ComparisonColumn], code: str) -> Quantity | None:
    """Return the change from the second period to the first; None if they cannot be compared.

    `columns` are the two periods, `code` is the indicator. Both totals must be complete: a sum of
    nine units is not compared with one of ten.
    """
    indicators = [column.find(code) for column in columns]
    totals = [indicator.total for indicator in indicators if indicator is not None]
    if len(totals) < len(columns) or any(total.at_least for total in totals):
        return None
    now, before = (_make_exact(total.quantity) for total in totals)
    return compute_change(now, before) if now and before else None


def _make_exact(quantity: Quantity | None) -> Quantity | None:
    """Return a whole number as exact to its last digit, as if 852万元 were printed 8520000元.

    Otherwise it would count as rounded to 万, and a change computed from it as approximate.
    """
    if quantity is None or not quantity.low == quantity.high == quantity.value:
        return quantity
    if quantity.value != int(quantity.value):
        return quantity
    return build_computed_quantity(
        quantity.value, quantity.low, quantity.high, quantity.unit, last_place=0
    )


def _render_column_change(columns: Sequence[ComparisonColumn], code: str, words: Words) -> str:
    """Return the HTML of the change between two periods, with its sign and colour."""
    change = compute_column_change(columns, code)
    return render_change(change, words, code, short=True) or '<span class="none">—</span>'


def build_rows(
    columns: Sequence[ComparisonColumn], codes: Sequence[str], words: Words
) -> list[list[Cell | None]]:
    """Return the comparison for a file: a row each indicator and column, numbers as numbers.

    A cell without a number is empty. Values are in the unit of their row, completions in
    percent, changes in percent or percentage points.
    """
    names = ("indicator", "area", "unit", "value", "growth", "completion", "place", "of")
    rows: list[list[Cell | None]] = [[words.say(f"compare.column_{name}") for name in names]]
    for code in codes:
        scale = choose_row_scale(columns, code, words)
        for column in columns:
            indicator = column.find(code)
            quantity = indicator.total.quantity if indicator else None
            change = indicator.growth.change if indicator else None
            rate = indicator.completion.rate if indicator and indicator.completion else None
            place = indicator.place if indicator else None
            rows.append(
                [
                    *(words.name("indicator", code), column.name, scale.unit),
                    round(quantity.value / scale.factor, 2) if quantity else None,
                    round(change.value, 1) if change else None,
                    round(rate.value, 1) if rate else None,
                    *((place.place, place.ranked) if place else (None, None)),
                ]
            )
    return rows
