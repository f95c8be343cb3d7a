"""Charts that show declared ratios as equations: numerator ÷ denominator = quotient."""

from typing import Any

from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration, find_ratios
from charts.table import (
    MAX_EQUATIONS,
    assemble_chart,
    build_placed_marks,
    format_figure_name,
    format_row_number,
    list_rest_notes,
    list_wordings,
)
from locales import Words
from metrics.combine import compute_ratios
from metrics.figures import list_reported
from metrics.latest import select_latest
from metrics.table import to_records
from quantities.keys import split_key

Equation = tuple[dict[str, Any], str, str]
"""A row of a ratio's table, its unit and its formula as text."""


def build_equations_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart in which each ratio is a line of boxes: numerator ÷ denominator = quotient.

    Only the first MAX_EQUATIONS are drawn; a note says how many there are besides.
    """
    words, ratios = data.words, find_ratios(data.indicators)
    figures = data.figures_of(declared.topic)
    equations: list[Equation] = [
        (row, words.pick(ratios[pair].get("unit")), words.pick(ratios[pair].get("formula")))
        for pair in declared.ratios
        for row in to_records(select_latest(compute_ratios(figures, *pair, ratios)))
    ]
    lines = equations[:MAX_EQUATIONS]
    keys = [key for row, _, _ in lines for key in row["figures"]]
    wordings = {
        row["figures"][0]: format_row_number(row, words)
        for row in to_records(list_reported(data.figures, key=keys))
    }
    table = build_placed_marks(
        box
        for number, line in enumerate(lines)
        for box in _build_boxes(words, wordings, number, line)
    )
    results = list_wordings(table, words, "derived")
    notes = list_rest_notes(words, len(lines), len(equations))
    return assemble_chart(data, declared, Form.FLOW, table, notes=notes, results=results)


def _build_boxes(
    words: Words, wordings: dict[str, str], line: int, equation: Equation
) -> list[dict[str, Any]]:
    """Return the boxes of one equation in the row `line` of the chart.

    Several figures on one side are written as a sum; `wordings` are the numbers by figure key.
    """
    ratio, unit, formula = equation
    sides: dict[str, list[str]] = {}
    for key in ratio["figures"]:
        sides.setdefault(split_key(key)["indicator"], []).append(key)
    operands = [
        {
            "category": words.name("indicator", code)
            if len(keys) > 1
            else format_figure_name(keys[0], words),
            "series": sign,
            "wording": " + ".join(wordings[key] for key in keys),
            "figures": tuple(keys),
        }
        for (code, keys), sign in zip(sides.items(), ("", "÷"), strict=True)
    ]
    result = {
        "category": words.say("charts.derived"),
        "series": "=",
        "wording": format_row_number(ratio, words, unit),
        "status": "derived",
        "formula": formula,
        "figures": ratio["figures"],
        **{name: ratio[name] for name in ("value", "value_low", "value_high")},
    }
    return [box | {"row": line, "column": n} for n, box in enumerate([*operands, result])]
