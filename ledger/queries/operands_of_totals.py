"""The figures that a total of an area may be made of, as narrow rows: filtered in the engine."""

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
SCALES = ("万", "亿")  # a number printed with one of them ends above its ones: 852万元


@dataclass(frozen=True, slots=True)
class OperandFilter:
    """Which figures may be operands: of some indicators, and within some days.

    `ref_areas` empty means all areas. A programme's figures are taken of `own_area` alone. Parts of
    a breakdown are never taken.
    """

    indicators: Collection[str]
    ref_areas: Collection[str]
    own_area: str
    first_day: date
    last_day: date


def select_operand_rows(frame: nw.LazyFrame[Any], where: OperandFilter) -> nw.LazyFrame[Any]:
    """Filter a lazy frame of figures to possible operands, with the columns that sums need.

    Columns: CODE_COLUMNS (a programme "" is null), DAY_COLUMNS, NUMBER_COLUMNS; excluded (whether
    the one bound is outside: 超过, 不足), scaled (whether it was printed with one of SCALES),
    broken (status B: a break in the series).
    """
    conditions = [
        is_one_of("indicator", where.indicators),
        nw.col("breakdown") == nw.lit(""),
        (nw.col("programme") == nw.lit("")) | (nw.col("ref_area") == nw.lit(where.own_area)),
        ~nw.col("value").is_null(),
        nw.col("first_day") >= nw.lit(where.first_day, nw.Date),
        nw.col("last_day") <= nw.lit(where.last_day, nw.Date),
    ]
    if where.ref_areas:
        conditions.append(is_one_of("ref_area", where.ref_areas))
    qualifier, programme = nw.col("qualifier"), nw.col("programme")
    marks = [nw.col("as_reported").str.contains(scale, literal=True) for scale in SCALES]
    flags = {
        "excluded": (qualifier == nw.lit("more_than")) | (qualifier == nw.lit("below")),
        "scaled": nw.any_horizontal(*marks, ignore_nulls=False),
        "broken": nw.col("obs_status") == nw.lit("B"),
    }
    frame = frame.filter(*conditions).with_columns(
        **flags, programme=nw.when(programme != nw.lit("")).then(programme)
    )
    return frame.select(*CODE_COLUMNS, *DAY_COLUMNS, *NUMBER_COLUMNS, *flags)


def read_operand_rows(frame: nw.LazyFrame[Any], where: OperandFilter) -> pd.DataFrame:
    """Return possible operands (see `select_operand_rows`) in any order.

    Codes are categories, days are counted since 1970-01-01, open bounds are NaN.
    """
    table = collect(select_operand_rows(frame, where))
    columns = {name: table[name] for name in table.column_names}
    for name in CODE_COLUMNS:
        columns[name] = table[name].combine_chunks().dictionary_encode()
    for name in DAY_COLUMNS:
        columns[name] = table[name].cast(pa.int32())
    found: pd.DataFrame = pa.table(columns).to_pandas()
    return found
