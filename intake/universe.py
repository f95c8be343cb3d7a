"""Figures of the upload beside the published ones, as far as a check needs them."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from intake.fields import KEY
from intake.known import Known
from intake.table import Table

CONTEXT = ["programme", "ref_area", "time_period", "breakdown"]


def take(table: Table, known: Known, indicators: Collection[str]) -> pd.DataFrame:
    """Return the figures of some indicators, an uploaded one in the place of its published one.

    Columns: the key, value, low, high (NaN: open) and `row`, the row of the upload or -1.
    """
    column = table.codes["indicator"]
    wanted = np.array([word in indicators for word in column.words], bool)
    rows = np.flatnonzero(wanted[column.numbers] & table.good)
    uploaded = _uploaded(table, rows)
    published = _published(known, indicators)
    if published.empty:
        return uploaded.drop_duplicates(list(KEY), ignore_index=True)
    both = pd.concat([uploaded, published], ignore_index=True)
    return both.drop_duplicates(list(KEY), ignore_index=True)


def _uploaded(table: Table, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pd.DataFrame:
    columns: dict[str, object] = {}
    for name in KEY:
        column = table.codes[name]
        columns[name] = pd.Categorical.from_codes(
            column.numbers[rows].astype(np.int32), categories=pd.Index(column.words)
        ).astype("str")
    ends = {"value": table.value, "low": table.low, "high": table.high}
    return pd.DataFrame({**columns, **{name: end[rows] for name, end in ends.items()}, "row": rows})


def _published(known: Known, indicators: Collection[str]) -> pd.DataFrame:
    if known.figures.empty:
        return pd.DataFrame()
    found = known.figures[known.figures["indicator"].isin(list(indicators))]
    names = {"value_low": "low", "value_high": "high"}
    found = found[[*KEY, "value", "value_low", "value_high"]].rename(columns=names)
    return found.assign(row=-1)


def floor(low: "pd.Series[float]") -> "pd.Series[float]":
    """Bound an open low by 0: counts, money and shares are not negative."""
    return low.fillna(0.0)


def ceiling(high: "pd.Series[float]") -> "pd.Series[float]":
    """Bound an open high by nothing."""
    return high.fillna(np.inf)
