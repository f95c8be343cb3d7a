"""Conversion of a row of the figures table into a `Quantity`."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from quantities.parse import UnreadableQuantityError, parse_quantity
from quantities.quantity import Qualifier, Quantity
from quantities.rates_and_changes import compute_change
from quantities.units import same_unit


def quantity_of_figure(row: Mapping[str, Any]) -> Quantity:
    """Return the `Quantity` of a row (as_reported, value, value_low, value_high, qualifier, unit).

    Value and bounds are taken from the row; NaN, None and "" are open bounds. Whether a bound is
    exclusive, and the number of digits, come from parsing as_reported or, if that is no number
    (若干, several), from qualifier and value. The unit is the row's or, if that is empty, the one
    in as_reported.
    """
    value = float(row["value"])
    low, high = _parse_bound_cell(row.get("value_low")), _parse_bound_cell(row.get("value_high"))
    qualifier = Qualifier(row.get("qualifier") or Qualifier.EXACT)
    wording, unit = str(row.get("as_reported") or ""), str(row.get("unit") or "")
    try:
        parsed = parse_quantity(wording)
        low_exclusive, high_exclusive = parsed.low_exclusive, parsed.high_exclusive
        unit, digits, wording = unit or parsed.unit, parsed.digits, parsed.wording
        # 三分之一 is stored as 33.333333333333336, and is a third all the same.
        value = parsed.value if parsed.value == value else value
        low = parsed.low if parsed.low == low else low
        high = parsed.high if parsed.high == high else high
    except UnreadableQuantityError:  # as 若干 (several): the qualifier says what is exclusive
        low_exclusive = qualifier is Qualifier.MORE_THAN
        high_exclusive = qualifier in (Qualifier.AND_MORE, Qualifier.BELOW)
        # The digits without trailing zeros: 2300 has two, 4.75 three.
        digits = len(Decimal(repr(value)).normalize().as_tuple().digits)
    return Quantity(
        value,
        low,
        high,
        low is not None and low_exclusive,
        high is not None and high_exclusive,
        qualifier,
        unit,
        digits,
        wording,
    )


def change_of_figure(row: Mapping[str, Any]) -> Quantity | None:
    """Return how a corrected figure has changed (`compute_change`).

    `row` has the columns of the old number as `old_…`, such as `old_value`, and those of the new
    number as `new_…`. The result is None if one of the numbers is missing, or if the units differ,
    as after a correction of 人 to 人次.
    """
    old, new = (
        {name.removeprefix(prefix): row[name] for name in row if name.startswith(prefix)}
        for prefix in ("old_", "new_")
    )
    if any(_parse_bound_cell(number["value"]) is None for number in (old, new)):
        return None
    before, now = quantity_of_figure(old), quantity_of_figure(new)
    return compute_change(now, before) if same_unit(now.unit, before.unit) else None


def _parse_bound_cell(cell: Any) -> float | None:
    """Return a cell such as value_low of a figure's row as a number: "" and NaN → None."""
    if cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return float(cell)
