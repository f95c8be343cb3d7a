"""Quantities of rows of the figures table."""

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from quantities.parse import UnreadableQuantityError, parse_quantity
from quantities.quantity import Qualifier, Quantity


def quantity_of_figure(row: Mapping[str, Any]) -> Quantity:
    """Return the quantity of a figure (as_reported, value, value_low, value_high, qualifier, unit).

    Value and bounds are the row's; exclusive bounds and digits are those of its wording. NaN, None
    and "" are open bounds. The unit is the row's, else the printed one.
    """
    value = float(row["value"])
    low, high = _bound(row.get("value_low")), _bound(row.get("value_high"))
    qualifier = Qualifier(row.get("qualifier") or Qualifier.EXACT)
    wording, unit = str(row.get("as_reported") or ""), str(row.get("unit") or "")
    try:
        printed = parse_quantity(wording)
    except UnreadableQuantityError:
        return Quantity(
            value,
            low,
            high,
            *_exclusive_ends(qualifier, low, high),
            qualifier,
            unit,
            _significant_digits(value),
            wording,
        )
    return replace(
        printed,
        value=value,
        low=low,
        high=high,
        low_exclusive=low is not None and printed.low_exclusive,
        high_exclusive=high is not None and printed.high_exclusive,
        qualifier=qualifier,
        unit=unit or printed.unit,
    )


def _bound(cell: Any) -> float | None:
    if cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return float(cell)


def _exclusive_ends(
    qualifier: Qualifier, low: float | None, high: float | None
) -> tuple[bool, bool]:
    return (
        low is not None and qualifier is Qualifier.MORE_THAN,
        high is not None and qualifier in (Qualifier.AND_MORE, Qualifier.BELOW),
    )


def _significant_digits(value: float) -> int:
    number = Decimal(repr(value)).normalize()
    return len(number.as_tuple().digits) if number else 1
