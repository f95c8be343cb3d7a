"""Which areas have reported which indicators for which periods, without the numbers."""

from collections.abc import Collection
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from ledger.queries.engines import collect
from ledger.queries.figure_filter import is_one_of

ITEM_COLUMNS = ("indicator", "ref_area", "time_period")


def read_reported_items(
    frame: nw.LazyFrame[Any],
    indicators: Collection[str],
    time_periods: Collection[str],
    ref_areas: Collection[str] = (),
) -> pd.DataFrame:
    """Return ITEM_COLUMNS of the figures of some indicators, periods and areas, as categories.

    An item is one indicator of one area for one period. `ref_areas` empty means all areas. There is
    one row for each figure, in any order, so that an item with figures of several breakdowns has
    several rows.
    """
    conditions = [is_one_of("indicator", indicators), is_one_of("time_period", time_periods)]
    if ref_areas:
        conditions.append(is_one_of("ref_area", ref_areas))
    table = collect(frame.filter(*conditions).select(*ITEM_COLUMNS))
    columns = {name: table[name].combine_chunks().dictionary_encode() for name in ITEM_COLUMNS}
    items: pd.DataFrame = pa.table(columns).to_pandas()
    return items
