"""Columns of figures as arrays: codes, measured amounts, and functions for dictionary encoding."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int16] | npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CodedColumn:
    """A dictionary-encoded column: row `i` has the code `codes[numbers[i]]`; "" is a code too."""

    numbers: Numbers
    codes: list[str]
    valid: Flags
    """False for each row whose text matches no code."""


@dataclass
class MeasuredAmounts:
    """The amounts of a batch; NaN where a bound is open or a number could not be read."""

    as_reported: pa.ChunkedArray
    value: Floats
    low: Floats
    high: Floats
    qualifier: CodedColumn
    from_wording: Flags
    """True for a row whose number was read from the wording, not from the value column."""
    valid: Flags
    """True for a row whose value was read without contradictions."""


def dictionary_encode(column: pa.ChunkedArray) -> tuple[Numbers, list[str]]:
    """Return the index of each row's text, and the list of distinct texts.

    ["a", "b", "a"] → ([0, 1, 0], ["a", "b"]).
    """
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if not encoded.num_chunks:
        return np.zeros(0, np.int32), []
    whole = pa.concat_arrays(encoded.unify_dictionaries().chunks)
    texts = list(map(str, whole.dictionary.to_pylist()))
    return smallest_int(whole.indices.to_numpy(zero_copy_only=False), len(texts)), texts


def smallest_int(numbers: npt.NDArray[np.signedinteger[Any]], limit: int) -> Numbers:
    """Return numbers below `limit` as int16 if that is wide enough, else as int32."""
    if limit < 2**15:
        return numbers.astype(np.int16, copy=False)
    return numbers.astype(np.int32, copy=False)


def all_true(size: int) -> Flags:
    """Return `size` true flags as a read-only view that takes no memory."""
    return np.broadcast_to(np.True_, size)


def text_column(texts: Sequence[str]) -> pa.ChunkedArray:
    """Return a column of text."""
    return pa.chunked_array([pa.array(texts, pa.string())])


def unique_inverse(numbers: npt.NDArray[np.signedinteger[Any]]) -> tuple[Ints, Numbers]:
    """Return the distinct numbers, and for each row the index of its number among them.

    This is numpy.unique with return_inverse.
    """
    encoded = pa.array(numbers).dictionary_encode()
    distinct: Ints = encoded.dictionary.to_numpy().astype(np.int64)
    return distinct, smallest_int(encoded.indices.to_numpy(), len(distinct))
