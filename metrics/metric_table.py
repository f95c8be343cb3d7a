"""The table that a metric returns: dimensions, number with bounds, and the keys of its figures."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from quantities import Quantity

NUMBER_COLUMNS = (
    "value",
    "value_low",
    "value_high",
    "low_exclusive",
    "high_exclusive",
    "qualifier",
    "digits",
    "unit",
    "as_reported",
    "derived",
    "figures",
)


def build_number_columns(
    quantity: Quantity | None, figures: Iterable[str], unit: str | None = None
) -> dict[str, Any]:
    """Return a quantity as NUMBER_COLUMNS of a metric's table; None (not reported) becomes NaN.

    `figures` are the keys of the figures that the quantity was computed from; open bounds become
    NaN; `unit`, if given, replaces the quantity's unit. The column `derived` is true for a computed
    number, which has no printed wording (`as_reported` is "").
    """
    if quantity is None:
        quantity = Quantity(value=float("nan"), low=None, high=None, unit=unit or "", digits=0)
    return {
        "value": quantity.value,
        "value_low": float("nan") if quantity.low is None else quantity.low,
        "value_high": float("nan") if quantity.high is None else quantity.high,
        "low_exclusive": quantity.low_exclusive,
        "high_exclusive": quantity.high_exclusive,
        "qualifier": quantity.qualifier,
        "digits": quantity.digits,
        "unit": quantity.unit if unit is None else unit,
        "as_reported": quantity.wording,
        "derived": quantity.derived and not math.isnan(quantity.value),
        "figures": tuple(figures),
    }


def to_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a data frame as dictionaries, in order.

    A text column is read as a whole: text after text takes pandas fifty times as long.
    """
    names = frame.columns.tolist()
    columns = (frame[name].tolist() for name in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def build_metric_table(
    rows: Iterable[Mapping[str, Any]], dimensions: Iterable[str]
) -> pd.DataFrame:
    """Return rows as a metric's table, which has every column even if there are no rows.

    `dimensions` are the columns before NUMBER_COLUMNS; other keys of a row are dropped.
    """
    return pd.DataFrame(list(rows), columns=[*dimensions, *NUMBER_COLUMNS])
