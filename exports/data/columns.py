"""Figures as columns: each different text handled once, a million rows written in seconds."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from file_formats import csv, formulas

Columns = Mapping[str, pa.Array]


def to_arrow(column: pd.Series) -> pa.Array:
    """Take a column of a table; NaN and NA are null."""
    found = pa.array(column, from_pandas=True)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return found.cast(pa.string()) if pa.types.is_large_string(found.type) else found


def map_unique(column: pa.Array, told: Callable[[str], str]) -> pa.Array:
    """Word each different text of a column once."""
    encoded = column.dictionary_encode()
    words = [told(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)


def repeat_value(value: Any, count: int) -> pa.Array:
    """Give a column that says the same in every row."""
    return pa.repeat(pa.scalar(value), count)


def write_csv(columns: Columns, bom: bool = False) -> bytes:
    """Return a CSV in UTF-8, as files.csv writes it: text that would run gets an apostrophe.

    All text is quoted; `bom` and line ends are such as Chinese Excel opens right.
    """
    out = io.BytesIO()
    out.write(csv.write_csv([list(columns)], bom=bom))
    body = [_escape_formulas(column) for column in columns.values()]
    options = pa_csv.WriteOptions(include_header=False, eol="\r\n" if bom else "\n")
    pa_csv.write_csv(pa.table(body, names=list(columns)), out, options)
    return out.getvalue()


def _escape_formulas(column: pa.Array) -> pa.Array:
    return (
        map_unique(column, formulas.escape_formula) if pa.types.is_string(column.type) else column
    )
