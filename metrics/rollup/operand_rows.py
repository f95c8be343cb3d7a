"""Sources of operands: the figures from which totals may be computed.

A large release reads them from the store (`ledger.ReleaseOperands`); a small one has them in
memory.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from periods import is_period, period_bounds

Array = npt.NDArray[Any]
EPOCH = date(1970, 1, 1).toordinal()
"""Days are counted since 1970-01-01, as in Arrow and Parquet."""


class OperandSource(Protocol):
    """A source of possible operands: a release of the store, or figures in memory."""

    def read_rows(
        self,
        *,
        indicators: Collection[str],
        ref_areas: Collection[str],
        own_area: str,
        first_day: date,
        last_day: date,
    ) -> pd.DataFrame:
        """Return figures without a breakdown whose period lies between two days.

        If `ref_areas` is empty, all areas are read. Figures of programmes are read for `own_area`
        alone. Columns: indicator, ref_area, programme (categories; NaN: no programme), first_day,
        last_day (counted since 1970-01-01), value, value_low, value_high (NaN: open), excluded (the
        only bound is exclusive: 超过, 不足), scaled (printed with 万 or 亿), broken (status B).
        """

    def read_figures(self, keys: Collection[str]) -> pd.DataFrame:
        """Return the figures with these keys, with the columns of figures.csv, key and unit."""


class OperandsInMemory:
    """An `OperandSource` of figures in a data frame."""

    def __init__(self, figures: pd.DataFrame) -> None:
        """Take figures with the columns of figures.csv and `key`.

        Figures with a breakdown, without a value or with a malformed period are no operands: they
        are left out of the rows that `read_rows` returns.
        """
        self._figures = figures
        periods = {period: _count_days(period) for period in figures["time_period"].unique()}
        known = figures["time_period"].map(lambda period: periods[period] is not None)
        figures = figures[known & figures["value"].notna() & (figures["breakdown"] == "")]
        days = figures["time_period"].map(periods)
        self._rows = pd.DataFrame(
            {
                **{name: figures[name] for name in ("indicator", "ref_area")},
                "programme": figures["programme"].where(figures["programme"] != ""),
                "first_day": days.str[0].astype("int32"),
                "last_day": days.str[1].astype("int32"),
                **{name: figures[name] for name in ("value", "value_low", "value_high")},
                "excluded": figures["qualifier"].isin(["more_than", "below"]),
                "scaled": figures["as_reported"].str.contains("[万亿]"),
                "broken": figures["obs_status"] == "B",
            }
        ).astype(dict.fromkeys(("indicator", "ref_area", "programme"), "category"))

    def read_rows(
        self,
        *,
        indicators: Collection[str],
        ref_areas: Collection[str],
        own_area: str,
        first_day: date,
        last_day: date,
    ) -> pd.DataFrame:
        """Return the matching figures, with the columns of `OperandSource.read_rows`."""
        rows = self._rows
        chosen = rows["indicator"].isin(list(indicators))
        chosen &= rows["programme"].isna() | (rows["ref_area"] == own_area)
        chosen &= rows["first_day"] >= first_day.toordinal() - EPOCH
        chosen &= rows["last_day"] <= last_day.toordinal() - EPOCH
        if ref_areas:
            chosen &= rows["ref_area"].isin(list(ref_areas))
        rows = rows[chosen]
        return rows.assign(indicator=rows["indicator"].cat.remove_unused_categories())

    def read_figures(self, keys: Collection[str]) -> pd.DataFrame:
        """Return the figures with these keys."""
        return self._figures[self._figures["key"].isin(list(keys))]


def _count_days(period: str) -> tuple[int, int] | None:
    """Return the first and last day of a period, counted since 1970-01-01; None if malformed."""
    if not is_period(period):
        return None
    first, last = period_bounds(period)
    return first.toordinal() - EPOCH, last.toordinal() - EPOCH


def drop_other_programmes(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out figures of programmes, unless they are the area's only number of an indicator.

    A programme is something a union runs, such as 职工书屋. Its figure is dropped if the area
    reports the indicator without a programme, or for a second programme as well: both may count the
    same event, which a total would then count twice.
    """
    has_programme = rows["programme"].cat.codes.to_numpy() >= 0
    if not has_programme.any():
        return rows
    named = rows[has_programme].astype({"indicator": str, "programme": str})
    area = named["ref_area"].iloc[0]  # a source returns programmes of one area alone
    unnamed = rows[~has_programme & (rows["ref_area"] == area).to_numpy()]
    reported = set(unnamed["indicator"].astype(str))
    counts = named.groupby("indicator")["programme"].nunique()
    kept = {code for code in counts.index[counts == 1] if code not in reported}
    dropped = has_programme & ~rows["indicator"].isin(list(kept)).to_numpy()
    return rows[~dropped]


def index_codes(column: pd.Series, codes: Sequence[str]) -> Array:
    """Return the position in `codes` of each row of a categorical column, -1 for another code."""
    position_by_code = {code: index for index, code in enumerate(codes)}
    # Look up each category once; `or [-1]` because NumPy cannot index an empty array.
    positions = np.array([position_by_code.get(code, -1) for code in column.cat.categories] or [-1])
    return positions[column.cat.codes.to_numpy()]
