"""Charts of declared ratios: a derived number as the equation it comes from."""

from typing import Any

from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration, ratios_of
from charts.table import (
    MOST_LINES,
    assemble_chart,
    figure_name,
    list_wordings,
    placed_rows,
    rest_note,
    row_wording,
)
from locales import Words
from metrics.combine import ratio_table
from metrics.figures import reported
from metrics.latest import latest
from metrics.table import records
from quantities.keys import split_key

Equation = tuple[dict[str, Any], str, str]
"""A row of a ratio's table, its unit and its formula in words."""


def equations_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Lay out ratios as lines of three boxes: numerator ÷ denominator = derived.

    Of more than MOST_LINES lines the first are laid out, and a note counts the rest.
    """
    words, ratios = data.words, ratios_of(data.indicators)
    figures = data.figures_of(declared.topic)
    found: list[Equation] = [
        (row, words.pick(ratios[pair].get("unit")), words.pick(ratios[pair].get("formula")))
        for pair in declared.ratios
        for row in records(latest(ratio_table(figures, *pair, ratios)))
    ]
    lines = found[:MOST_LINES]
    keys = [key for row, _, _ in lines for key in row["figures"]]
    wordings = {
        row["figures"][0]: row_wording(row, words)
        for row in records(reported(data.figures, key=keys))
    }
    table = placed_rows(
        box for number, line in enumerate(lines) for box in _boxes(words, wordings, number, line)
    )
    results = list_wordings(table, words, "derived")
    notes = rest_note(words, len(lines), len(found))
    return assemble_chart(data, declared, Form.FLOW, table, notes=notes, results=results)


def _boxes(
    words: Words, wordings: dict[str, str], line: int, equation: Equation
) -> list[dict[str, Any]]:
    """Return the boxes of one equation; a side with several figures is written as their sum."""
    ratio, unit, formula = equation
    sides: dict[str, list[str]] = {}
    for key in ratio["figures"]:
        sides.setdefault(split_key(key)["indicator"], []).append(key)
    operands = [
        {
            "category": words.name("indicator", code)
            if len(keys) > 1
            else figure_name(keys[0], words),
            "series": sign,
            "wording": " + ".join(wordings[key] for key in keys),
            "figures": tuple(keys),
        }
        for (code, keys), sign in zip(sides.items(), ("", "÷"), strict=True)
    ]
    result = {
        "category": words.say("charts.derived"),
        "series": "=",
        "wording": row_wording(ratio, words, unit),
        "status": "derived",
        "formula": formula,
        "figures": ratio["figures"],
        **{name: ratio[name] for name in ("value", "value_low", "value_high")},
    }
    return [box | {"row": line, "column": n} for n, box in enumerate([*operands, result])]
