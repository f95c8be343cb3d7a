"""Charts that show declared ratios as equations: numerator ÷ denominator = quotient."""

from typing import Any, NamedTuple

from charts.assemble import assemble_chart, list_rest_notes
from charts.chart import NUMBER_COLUMNS, Chart, ChartData, Form
from charts.declarations import ChartDeclaration, find_ratios
from charts.labels import Row, format_figure_name, format_row_number
from charts.marks import build_marks_from_dicts, list_wordings
from locales import Words
from metrics.figure_queries import list_reported
from metrics.latest_of_series import select_latest
from metrics.metric_table import to_records
from metrics.sums_and_ratios import compute_ratios
from quantities.figure_keys import split_key

MAX_EQUATIONS = 6
"""The most equations that fit on a page, one below the other."""


class _Equation(NamedTuple):
    """A row of a table of ratios, and the ratio's unit and formula as texts ("" for none)."""

    ratio: Row
    unit: str
    formula: str


def build_equations_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart in which each ratio is a line of boxes: numerator ÷ denominator = quotient.

    Each declared ratio is computed for every programme and area that reports both operands in the
    same period; the newest such period is drawn. Only the first MAX_EQUATIONS are drawn; a note has
    the number of the others.
    """
    words, ratios = data.words, find_ratios(data.indicators)
    figures = data.filter_figures_by_topic(declared.topic)
    # A pair is the codes of numerator and denominator.
    equations = [
        _Equation(
            ratio, words.pick(ratios[pair].get("unit")), words.pick(ratios[pair].get("formula"))
        )
        for pair in declared.ratios
        for ratio in to_records(select_latest(compute_ratios(figures, *pair, ratios)))
    ]
    drawn = equations[:MAX_EQUATIONS]
    keys = [key for equation in drawn for key in equation.ratio["figures"]]
    wordings = {
        key: format_row_number(row, words)
        for row in to_records(list_reported(data.figures, key=keys))
        for key in row["figures"]
    }
    table = build_marks_from_dicts(
        box | {"row": row, "column": column}
        for row, equation in enumerate(drawn)
        for column, box in enumerate(_build_equation_boxes(words, wordings, equation))
    )
    results = list_wordings(table, words, "derived")
    notes = list_rest_notes(words, len(drawn), len(equations))
    return assemble_chart(data, declared, Form.FLOW, table, notes=notes, results=results)


def _build_equation_boxes(
    words: Words, wordings: dict[str, str], equation: _Equation
) -> list[dict[str, Any]]:
    """Return the marks of three boxes of an equation: numerator, denominator, quotient.

    The series of a box is the sign before it ("" for the first). Several figures of one operand are
    written as a sum ("31名 + 60名") and named after the indicator; `wordings` are the texts of the
    numbers by figure key.
    """
    ratio, unit, formula = equation
    # The keys of the numerator come first, so its indicator is the first key of the dictionary.
    keys_by_indicator: dict[str, list[str]] = {}
    for key in ratio["figures"]:
        keys_by_indicator.setdefault(split_key(key)["indicator"], []).append(key)
    operands = [
        {
            "category": format_figure_name(keys[0], words)
            if len(keys) == 1
            else words.name("indicator", indicator),
            "series": sign,
            "wording": " + ".join(wordings[key] for key in keys),
            "figures": tuple(keys),
        }
        for sign, (indicator, keys) in zip(("", "÷"), keys_by_indicator.items(), strict=True)
    ]
    quotient = {
        "category": words.say("charts.derived"),
        "series": "=",
        "wording": format_row_number(ratio, words, unit),
        "status": "derived",
        "formula": formula,
        "figures": ratio["figures"],
        **{column: ratio[column] for column in NUMBER_COLUMNS},
    }
    return [*operands, quotient]
