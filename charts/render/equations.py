"""A derived number as the equation it comes from, each operand a mark of its own."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from charts.chart import ChartData
from charts.table import MOST_LINES, figure_name, placed_rows, rest_note, row_wording
from locales import Words
from metrics.figures import reported
from metrics.table import records
from quantities.keys import split_key

Step = tuple[pd.DataFrame, str, str]


def equation_rows(material: ChartData, steps: Iterable[Step]) -> tuple[pd.DataFrame, list[str]]:
    """Lay out ratios as lines of three boxes: numerator ÷ denominator = derived.

    A step is a metric's table, the derived unit in words and the formula in words. Of more than
    MOST_LINES lines the first are laid out, and a note counts the rest.
    """
    steps = list(steps)
    lines = [
        (ratio, unit, formula)
        for metric, unit, formula in steps
        for ratio in records(metric.head(MOST_LINES))
    ][:MOST_LINES]
    notes = rest_note(material.words, len(lines), sum(len(metric) for metric, _, _ in steps))
    keys = [key for ratio, _, _ in lines for key in ratio["figures"]]
    behind = {
        row["figures"][0]: row_wording(row, material.words)
        for row in records(reported(material.figures, key=keys))
    }
    boxes = (_line(material.words, behind, n, *line) for n, line in enumerate(lines))
    return placed_rows(box for line in boxes for box in line), notes


def _line(
    words: Words, behind: dict[str, str], line: int, ratio: dict[str, Any], unit: str, formula: str
) -> list[dict[str, Any]]:
    sides: dict[str, list[str]] = {}
    for key in ratio["figures"]:
        sides.setdefault(split_key(key)["indicator"], []).append(key)
    operands = [
        {
            "category": words.name("indicator", code)
            if len(keys) > 1
            else figure_name(keys[0], words),
            "series": sign,
            "wording": " + ".join(behind[key] for key in keys),
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
