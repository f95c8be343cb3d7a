"""Columns of figures as Arrow arrays, and CSV written from them: a million rows in seconds."""

import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from file_formats import csv
from file_formats.formulas import escape_formula

Columns = Mapping[str, pa.Array]
"""Columns by their headings."""


def to_arrow(column: pd.Series) -> pa.Array:
    """Return a column of figures as an Arrow array; NaN and NA are null."""
    array = pa.array(column, from_pandas=True)
    # pandas returns text as chunks of large_string; the functions below need one chunk of string.
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return array.cast(pa.string()) if pa.types.is_large_string(array.type) else array


def map_unique(column: pa.Array, convert: Callable[[str], str]) -> pa.Array:
    """Return a column of converted texts; `convert` is called once for each distinct text.

    Calling it for each of a million rows would take most of the time of a download.
    """
    encoded = column.dictionary_encode()
    converted = [convert(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(converted, pa.string()).take(encoded.indices)


def repeat_value(value: Any, count: int) -> pa.Array:
    """Return a column of `count` rows with the same value in each: SDMX repeats its structure."""
    return pa.repeat(pa.scalar(value), count)


def _avoid_exponents(column: pa.Array) -> pa.Array:
    """Return a column of numbers so that the CSV has no exponents such as 1e+10.

    The column is unchanged if Arrow writes all its numbers in full, else all become texts.
    """
    magnitudes = pc.abs(column)
    # Arrow writes exponents from these two limits on. Zero counts as a small number, too; as text
    # it is written the same.
    if not pc.any(pc.or_(pc.greater_equal(magnitudes, 1e10), pc.less(magnitudes, 1e-6))).as_py():
        return column
    texts = [
        None if number is None else format(Decimal(repr(number)), "f")
        for number in column.to_pylist()
    ]
    return pa.array([text.removesuffix(".0") if text else text for text in texts], pa.string())


def write_csv(columns: Columns, bom: bool = False) -> bytes:
    """Return a CSV in UTF-8 with all text quoted; a cell like `=1+1` gets an apostrophe before it.

    The apostrophe keeps spreadsheet programs from running the cell as a formula. With `bom` the
    file has a byte order mark and CRLF, as Chinese versions of Excel expect.
    """
    out = io.BytesIO()
    out.write(csv.write_csv([list(columns)], bom=bom))  # the headings
    escaped = [
        map_unique(column, escape_formula)
        if pa.types.is_string(column.type)
        else _avoid_exponents(column)
        for column in columns.values()
    ]
    options = pa_csv.WriteOptions(include_header=False, eol="\r\n" if bom else "\n")
    pa_csv.write_csv(pa.table(escaped, names=list(columns)), out, options)
    return out.getvalue()
