"""A derived number as the equation it comes from, each operand a mark of its own."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from charts.chart import Material
from charts.marks import figure_name, placed, wording_of
from metrics.figures import reported
from metrics.table import records

Step = tuple[pd.DataFrame, str, str]


def equations(material: Material, steps: Iterable[Step]) -> pd.DataFrame:
    """Lay out ratios as lines of three boxes: numerator ÷ denominator = derived.

    A step is a metric's table, the derived unit in words and the formula in words.
    """
    rows: list[dict[str, Any]] = []
    for metric, unit, formula in steps:
        for ratio in records(metric):
            rows += _line(material, ratio, unit, formula, len(rows) // 3)
    return placed(rows)


def _line(
    material: Material, ratio: dict[str, Any], unit: str, formula: str, line: int
) -> list[dict[str, Any]]:
    words = material.words
    operands = [
        {
            "category": figure_name(key, words),
            "series": sign,
            "wording": wording_of(records(reported(material.figures, key=key))[0], words),
            "figures": (key,),
        }
        for key, sign in zip(ratio["figures"], ("", "÷"), strict=True)
    ]
    result = {
        "category": words.say("charts.derived"),
        "series": "=",
        "wording": wording_of(ratio, words, unit),
        "status": "derived",
        "formula": formula,
        "figures": ratio["figures"],
        **{name: ratio[name] for name in ("value", "value_low", "value_high")},
    }
    return [box | {"row": line, "column": n} for n, box in enumerate([*operands, result])]
