"""Totals over areas and periods, computed by the query engine.

- Only indicators whose aggregation is `sum` are summed, each programme and breakdown separately.
- A figure counts towards an area's total unless an area between the two reports the same figure: a
  province's own figure is used instead of its counties' figures, not added to them.
- Over time only whole months, years or days are summed, one of these at a time, so that no period
  is summed with a part of it.
- Bounds are summed as intervals: if one figure has no upper bound, the total has none either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ledger.queries.area_levels import LEVEL_COLUMNS, LEVELS
from ledger.queries.engines import collect
from ledger.queries.figure_filter import is_one_of
from ledger.queries.snapshot import map_unique, read_indicator_attribute
from ledger.storage.data_files import VALUES
from quantities.aggregation import spell_aggregation
from quantities.figure_keys import KEY_COLUMNS

Level = Literal["country", "province", "prefecture", "county"]
Span = Literal["year", "quarter", "month", "day"]
# Number of characters of a period: "2024", "2024-01", "2024-01-31".
PERIOD_LENGTHS = {"year": 4, "month": 7, "day": 10}
SUMMABLE_SPANS = {("quarter", "month"), ("year", "month"), ("month", "day"), ("year", "day")}
# Last month of a quarter → its first month.
QUARTERS = {"03": "01", "06": "04", "09": "07", "12": "10"}
BOUNDS = ("value_low", "value_high")
# Columns that figures are grouped by → the names of these columns in the result.
TOTAL_COLUMNS = {
    "indicator": "indicator",
    "programme": "programme",
    "total_area": "ref_area",
    "breakdown": "breakdown",
    "total_period": "time_period",
}


@dataclass(frozen=True, slots=True)
class TotalsRequest:
    """Which totals to compute: for areas of one level and periods of one length.

    None means the areas and periods of the figures themselves. If a period is summed from shorter
    ones, `sum_of` is their length: days for a month or year, months for a year. A quarter is always
    summed from months. Raises ValueError for other combinations.
    """

    area: Level | None = None
    period: Span | None = None
    sum_of: Span | None = None

    def __post_init__(self) -> None:
        """Raise ValueError if periods of length `sum_of` do not add up to `period`."""
        pair = (self.period, self.sum_of)
        if self.sum_of and self.sum_of != self.period and pair not in SUMMABLE_SPANS:
            raise ValueError(f"{self.sum_of} figures do not add up to a {self.period}")

    @property
    def summed(self) -> Span | None:
        """The length of the periods that are summed, None for any length."""
        return self.sum_of or ("month" if self.period == "quarter" else self.period)

    @property
    def over_time(self) -> bool:
        """Whether several periods are summed to a longer one."""
        return self.period != self.summed


class SummableIndicators(NamedTuple):
    """Which indicators may be summed (`codes`), and the units of all indicators by code.

    `others` says whether there are indicators that may not be summed.
    """

    codes: frozenset[str]
    others: bool
    units: Mapping[str, str]


def read_summable(indicators: list[dict[str, Any]]) -> SummableIndicators:
    """Return which indicators of a code list may be summed: those whose aggregation is "sum"."""
    codes = frozenset(
        row["code"] for row in indicators if spell_aggregation(row.get("aggregation")) == "sum"
    )
    units = {row["code"]: read_indicator_attribute(row, "unit") for row in indicators}
    return SummableIndicators(codes, others=len(codes) < len(indicators), units=units)


def select_operands(
    frame: nw.LazyFrame[Any], summable: SummableIndicators, country: str, totals: TotalsRequest
) -> nw.LazyFrame[Any]:
    """Return the figures that count towards a total, with the columns total_area and total_period.

    Left out are figures without a value, of indicators that may not be summed, of areas that are in
    no area of the requested level (`totals.area`), and figures that a larger area's figure
    includes. `frame` has the columns of data files, `country` is the country's area code.
    """
    if summable.others:
        frame = frame.filter(is_one_of("indicator", summable.codes))
    frame = frame.filter(~nw.col("value").is_null())
    return _add_total_period(_add_total_area(frame, country, totals.area), totals)


def roll_up(
    frame: nw.LazyFrame[Any], summable: SummableIndicators, totals: TotalsRequest
) -> pd.DataFrame:
    """Return totals: the sums of value and bounds of figures that are equal in all TOTAL_COLUMNS.

    `frame` is the result of `select_operands`. The result has the key of each total, VALUES, unit,
    figures (how many were summed) and periods (how many different periods).
    """
    # A sum skips missing bounds. `…_known` counts the others, to see whether any was missing.
    counts = [nw.col(name).count().alias(f"{name}_known") for name in BOUNDS]
    aggregates = [nw.col(name).sum() for name in VALUES] + counts + [nw.len().alias("figures")]
    if totals.over_time:
        aggregates.append(nw.col("time_period").n_unique().alias("periods"))
    groups = collect(frame.group_by(*TOTAL_COLUMNS).agg(*aggregates)).rename_columns(TOTAL_COLUMNS)
    # Figures of an indicator that is not in the list are not summed.
    groups = groups.filter(pc.is_in(groups["indicator"], pa.array(summable.codes, pa.string())))
    units = map_unique(groups["indicator"], lambda code: summable.units[code])
    return _build_totals_table(groups.append_column("unit", units), totals)


def _add_total_area(
    frame: nw.LazyFrame[Any], country: str, area: Level | None
) -> nw.LazyFrame[Any]:
    """Add the column total_area: the area of level `area` that a figure counts towards.

    With None it is the figure's own area. Figures that are in no area of this level are left out,
    and figures for which an area between the two reports the same figure.
    """
    if area is None:
        return frame.with_columns(total_area=nw.col("ref_area"))
    # `covered` is the level rank of the nearest containing area that reports the same figure. Ranks
    # grow from the country (0) to the county; a figure counts if that area is above level `area`.
    frame = frame.filter(nw.col("covered") < LEVELS.index(area))
    if area == "country":
        return frame.with_columns(total_area=nw.lit(country))
    containing_area = nw.col(LEVEL_COLUMNS[area])
    return frame.filter(containing_area != "").with_columns(total_area=containing_area)


def _add_total_period(frame: nw.LazyFrame[Any], totals: TotalsRequest) -> nw.LazyFrame[Any]:
    """Add the column total_period, the period of the total: for quarters "2024-01/2024-03".

    If shorter periods are summed, figures of another length are left out.
    """
    period_text = nw.col("time_period")
    if not totals.over_time or totals.summed is None or totals.period is None:
        # `_build_totals_table` drops other lengths of period, which is cheaper.
        return frame.with_columns(total_period=period_text)
    frame = frame.filter(period_text.str.len_chars() == PERIOD_LENGTHS[totals.summed])
    if totals.period != "quarter":
        return frame.with_columns(
            total_period=period_text.str.slice(0, PERIOD_LENGTHS[totals.period])
        )
    year, month = period_text.str.slice(0, 4), period_text.str.slice(5, 2)
    quarter = nw.lit("")
    # From the last quarter to the first, because the condition tested first is added last: "03" is
    # also <= "06".
    for last_month, first_month in reversed(QUARTERS.items()):
        period = nw.concat_str(year, nw.lit(f"-{first_month}/"), year, nw.lit(f"-{last_month}"))
        quarter = nw.when(month <= nw.lit(last_month)).then(period).otherwise(quarter)
    return frame.with_columns(total_period=quarter)


def _build_totals_table(groups: pa.Table, totals: TotalsRequest) -> pd.DataFrame:
    """Return totals sorted by key; a bound is NaN if one of the summed figures has none.

    If periods of one length were requested, without summing over time, others are left out.
    """
    table: pd.DataFrame = groups.sort_by([(name, "ascending") for name in KEY_COLUMNS]).to_pandas()
    if totals.period and not totals.over_time:
        table = table[table["time_period"].str.len() == PERIOD_LENGTHS[totals.period]]
    for name in BOUNDS:
        table[name] = table[name].where(table[f"{name}_known"] == table["figures"])
    if "periods" not in table:  # without summing over time each total is of one period
        table["periods"] = 1
    return table[[*KEY_COLUMNS, *VALUES, "unit", "figures", "periods"]].reset_index(drop=True)


def count_figures(frame: nw.LazyFrame[Any], by: Sequence[str], area: Level | None) -> pd.DataFrame:
    """Return the numbers of figures by the columns `by`, in the column `figures`.

    Without `by` there is one row. With `area` each figure is counted for its containing area of
    that level (column `ref_area`), and figures of larger areas are left out; "country" is the same
    as None.
    """
    if area and area != "country":
        containing_area = nw.col(LEVEL_COLUMNS[area])
        frame = frame.filter(containing_area != "").with_columns(ref_area=containing_area)
    figures = nw.len().alias("figures")
    grouped = frame.group_by(*by).agg(figures) if by else frame.select(figures)
    table: pd.DataFrame = collect(grouped).to_pandas()
    return table[[*by, "figures"]].sort_values(list(by) or ["figures"], ignore_index=True)
