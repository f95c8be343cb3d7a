"""The figures that totals may be made of, read from a source, as arrays by indicator and unit."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from periods import is_period, period_bounds

Array = npt.NDArray[Any]
EPOCH = date(1970, 1, 1).toordinal()


class OperandSource(Protocol):
    """Whatever reads possible operands: a store's release, or figures in memory."""

    def rows(
        self,
        *,
        indicators: Collection[str],
        ref_areas: Collection[str],
        own_area: str,
        first_day: date,
        last_day: date,
    ) -> pd.DataFrame:
        """Return figures without a breakdown whose whole period is within two days.

        `ref_areas` empty: of all areas; a programme's figures of `own_area` alone. Columns:
        indicator, ref_area, programme (categories; missing: none), first_day, last_day (counted
        since 1970-01-01), value, value_low, value_high (NaN: open), excluded (the one bound is
        outside: 超过, 不足), scaled (printed with 万 or 亿), broken (status B).
        """

    def figures(self, keys: Collection[str]) -> pd.DataFrame:
        """Return the figures with these keys, with the columns of figures.csv, key and unit."""


class OperandsInMemory:
    """Possible operands of a data frame of figures, as a store returns them."""

    def __init__(self, figures: pd.DataFrame) -> None:
        """Take figures with the columns of figures.csv; a malformed period is left out."""
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

    def rows(
        self,
        *,
        indicators: Collection[str],
        ref_areas: Collection[str],
        own_area: str,
        first_day: date,
        last_day: date,
    ) -> pd.DataFrame:
        """Return figures as `OperandSource` says."""
        rows = self._rows
        chosen = rows["indicator"].isin(list(indicators))
        chosen &= rows["programme"].isna() | (rows["ref_area"] == own_area)
        chosen &= rows["first_day"] >= first_day.toordinal() - EPOCH
        chosen &= rows["last_day"] <= last_day.toordinal() - EPOCH
        if ref_areas:
            chosen &= rows["ref_area"].isin(list(ref_areas))
        rows = rows[chosen]
        return rows.assign(indicator=rows["indicator"].cat.remove_unused_categories())

    def figures(self, keys: Collection[str]) -> pd.DataFrame:
        """Return the figures with these keys."""
        return self._figures[self._figures["key"].isin(list(keys))]


def _count_days(period: str) -> tuple[int, int] | None:
    """Return the first and last day of a period, counted since 1970-01-01; None if it is none."""
    if not is_period(period):
        return None
    first, last = period_bounds(period)
    return first.toordinal() - EPOCH, last.toordinal() - EPOCH


def drop_other_programmes(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out figures of programmes that are not an area's own number of an indicator.

    They are its own number only if the area reports no figure without a programme, and no second
    programme has one, too: both may count one event.
    """
    of_programmes = rows["programme"].cat.codes.to_numpy() >= 0
    if not of_programmes.any():
        return rows
    named = rows[of_programmes].astype({"indicator": str, "programme": str})
    area = named["ref_area"].iloc[0]  # a source gives programmes of one area alone
    plain = rows[~of_programmes & (rows["ref_area"] == area).to_numpy()]
    reported = set(plain["indicator"].astype(str))
    counts = named.groupby("indicator")["programme"].nunique()
    kept = {code for code in counts.index[counts == 1] if code not in reported}
    dropped = of_programmes & ~rows["indicator"].isin(list(kept)).to_numpy()
    return rows[~dropped]


def index_codes(column: pd.Series, codes: Sequence[str]) -> Array:
    """Return the position in `codes` of each row of a categorical column, -1 for another code."""
    position = {code: index for index, code in enumerate(codes)}
    positions = np.array([position.get(code, -1) for code in column.cat.categories] or [-1])
    return positions[column.cat.codes.to_numpy()]
