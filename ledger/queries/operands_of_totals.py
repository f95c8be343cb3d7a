"""Operands of totals: the figures that a total of an area may be summed from, with few columns.

`metrics.rollup` computes the totals; here the query engine selects the figures.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from ledger.queries.engines import collect
from ledger.queries.figure_filter import is_one_of

CODE_COLUMNS = ("indicator", "ref_area", "programme")
DAY_COLUMNS = ("first_day", "last_day")
NUMBER_COLUMNS = ("value", "value_low", "value_high")
SCALES = ("万", "亿")  # ten thousand and a hundred million; 852万元 is not exact to one yuan


@dataclass(frozen=True, slots=True)
class OperandFilter:
    """Which figures may be operands: those of some indicators within some days.

    `ref_areas` empty means all areas. Figures of a programme are only read for `own_area`, the area
    whose total is computed: they may be its own number, but are in no sum over other areas.
    Figures of a breakdown are never read.
    """

    indicators: Collection[str]
    ref_areas: Collection[str]
    own_area: str
    first_day: date
    last_day: date


def select_operand_rows(
    frame: nw.LazyFrame[Any], operand_filter: OperandFilter
) -> nw.LazyFrame[Any]:
    """Return the figures of a lazy frame that may be operands, with the columns that sums need.

    Columns: CODE_COLUMNS (programme "" becomes null), DAY_COLUMNS, NUMBER_COLUMNS, and the flags
    excluded (its only bound is exclusive: 超过 is more than, 不足 below), scaled (it was printed
    with one of SCALES), broken (status B: a break in the series).
    """
    own_area, ref_areas = operand_filter.own_area, operand_filter.ref_areas
    conditions = [
        is_one_of("indicator", operand_filter.indicators),
        nw.col("breakdown") == nw.lit(""),
        (nw.col("programme") == nw.lit("")) | (nw.col("ref_area") == nw.lit(own_area)),
        ~nw.col("value").is_null(),
        nw.col("first_day") >= nw.lit(operand_filter.first_day, nw.Date),
        nw.col("last_day") <= nw.lit(operand_filter.last_day, nw.Date),
    ]
    if ref_areas:
        conditions.append(is_one_of("ref_area", ref_areas))
    qualifier, programme = nw.col("qualifier"), nw.col("programme")
    has_scale = [nw.col("as_reported").str.contains(scale, literal=True) for scale in SCALES]
    flags = {
        "excluded": (qualifier == nw.lit("more_than")) | (qualifier == nw.lit("below")),
        "scaled": nw.any_horizontal(*has_scale, ignore_nulls=False),
        "broken": nw.col("obs_status") == nw.lit("B"),
    }
    frame = frame.filter(*conditions).with_columns(
        **flags, programme=nw.when(programme != nw.lit("")).then(programme)
    )
    return frame.select(*CODE_COLUMNS, *DAY_COLUMNS, *NUMBER_COLUMNS, *flags)


def read_operand_rows(frame: nw.LazyFrame[Any], operand_filter: OperandFilter) -> pd.DataFrame:
    """Return the figures that may be operands (see `select_operand_rows`) in any order.

    Codes are categories, days are numbers of days since 1970-01-01, open bounds are NaN.
    """
    table = collect(select_operand_rows(frame, operand_filter))
    columns = {name: table[name] for name in table.column_names}
    for name in CODE_COLUMNS:
        columns[name] = table[name].combine_chunks().dictionary_encode()
    for name in DAY_COLUMNS:
        columns[name] = table[name].cast(pa.int32())
    operands: pd.DataFrame = pa.table(columns).to_pandas()
    return operands
