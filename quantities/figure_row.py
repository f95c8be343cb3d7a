"""Conversion of a row of the figures table into a `Quantity`."""

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from quantities.parse import UnreadableQuantityError, parse_quantity
from quantities.quantity import Qualifier, Quantity


def quantity_of_figure(row: Mapping[str, Any]) -> Quantity:
    """Return the `Quantity` of a row (as_reported, value, value_low, value_high, qualifier, unit).

    Value and bounds are taken from the row; NaN, None and "" are open bounds. Whether a bound is
    exclusive, and the number of digits, come from parsing as_reported. The unit is the row's or, if
    that is empty, the one in as_reported.
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
    """Return a cell as a bound: None if it is empty, None or NaN."""
    if cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return float(cell)


def _exclusive_ends(
    qualifier: Qualifier, low: float | None, high: float | None
) -> tuple[bool, bool]:
    """Return whether the low and whether the high bound is exclusive, as the qualifier implies."""
    return (
        low is not None and qualifier is Qualifier.MORE_THAN,
        high is not None and qualifier in (Qualifier.AND_MORE, Qualifier.BELOW),
    )


def _significant_digits(value: float) -> int:
    """Return how many digits a value has without trailing zeros: 2300 → 2, 4.75 → 3."""
    number = Decimal(repr(value)).normalize()
    return len(number.as_tuple().digits) if number else 1
