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
WORDING_COLUMNS = ("as_reported", "qualifier")
DAY_COLUMNS = ("first_day", "last_day")
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


def select_operand_rows(
    frame: nw.LazyFrame[Any], where: OperandFilter
) -> nw.LazyFrame[Any]:
    """Filter a lazy frame of figures to possible operands, with the columns that sums need.

    Columns: CODE_COLUMNS (a programme "" is null), DAY_COLUMNS, value, value_low, value_high;
    low_exclusive and high_exclusive (whether a bound is outside), rough (whether it was printed
    with 约, 余, decimals or the like), scaled (with 万 or 亿), broken (status B: a break in the
    series); own_as_reported and own_qualifier, null but for `own_area`.
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
    qualifier, wording = nw.col("qualifier"), nw.col("as_reported")
    is_exact = (qualifier == nw.lit("exact")) | (qualifier == nw.lit(""))
    flags = {
        "low_exclusive": qualifier == nw.lit("more_than"),
        "high_exclusive": (qualifier == nw.lit("and_more")) | (qualifier == nw.lit("below")),
        "rough": ~is_exact | wording.str.contains(".", literal=True),
        "scaled": nw.any_horizontal(
            *(wording.str.contains(scale, literal=True) for scale in SCALES), ignore_nulls=False
        ),
        "broken": nw.col("obs_status") == nw.lit("B"),
    }
    is_own = nw.col("ref_area") == nw.lit(where.own_area)
    wordings = {f"own_{name}": nw.when(is_own).then(nw.col(name)) for name in WORDING_COLUMNS}
    programme = nw.when(nw.col("programme") != nw.lit("")).then(nw.col("programme"))
    columns = (*CODE_COLUMNS, *DAY_COLUMNS, "value", "value_low", "value_high", *flags, *wordings)
    return frame.filter(*conditions).with_columns(**flags, **wordings, programme=programme).select(*columns)


def read_operand_rows(frame: nw.LazyFrame[Any], where: OperandFilter) -> pd.DataFrame:
    """Return possible operands (see `select_operand_rows`) in any order.

    Texts are categories, days are counted since 1970-01-01, open bounds are NaN.
    """
    table = collect(select_operand_rows(frame, where))
    columns = {
        name: table[name].combine_chunks().dictionary_encode()
        if pa.types.is_string(table[name].type) or pa.types.is_large_string(table[name].type)
        else table[name].cast(pa.int32())
        if name in DAY_COLUMNS
        else table[name]
        for name in table.column_names
    }
    found: pd.DataFrame = pa.table(columns).to_pandas()
    return found
