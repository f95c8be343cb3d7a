"""Columns of an upload as arrays: codes and amounts, dictionary-encoded to save memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int16] | npt.NDArray[np.int32]
"""For each row, the index of its text or code in the list of distinct ones."""
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CodedColumn:
    """A dictionary-encoded column: row `i` has the code `codes[indices[i]]`, which may be ""."""

    indices: Indices
    codes: list[str]
    valid: Flags
    """False for each row whose text matches no code."""


@dataclass
class MeasuredAmounts:
    """The amounts of a batch: value and bounds of each figure, NaN if open or unreadable.

    `as_reported` are the numbers as printed ("wordings"): 2300万余元.
    """

    as_reported: pa.ChunkedArray
    value: Floats
    low: Floats
    high: Floats
    qualifier: CodedColumn
    from_wording: Flags
    """True for a row whose number was read from the wording, not from the value column."""
    valid: Flags
    """True for a row whose value was read without contradictions."""


def dictionary_encode(column: pa.ChunkedArray) -> tuple[Indices, list[str]]:
    """Return the index of each row's text, and the list of distinct texts.

    ["a", "b", "a"] → ([0, 1, 0], ["a", "b"]). The chunks of a column that is dictionary-encoded
    already may have different indices for one text: these are unified.
    """
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if not encoded.num_chunks:
        return np.zeros(0, np.int32), []
    one_array = pa.concat_arrays(encoded.unify_dictionaries().chunks)
    texts = list(map(str, one_array.dictionary.to_pylist()))
    return shrink_indices(one_array.indices.to_numpy(zero_copy_only=False), len(texts)), texts


def shrink_indices(indices: npt.NDArray[np.signedinteger[Any]], limit: int) -> Indices:
    """Return indices below `limit` as int16 if that is wide enough, else as int32.

    Half the width is half the memory of a long column.
    """
    dtype = np.int16 if limit < 2**15 else np.int32
    return cast(Indices, indices.astype(dtype, copy=False))


def make_true_flags(size: int) -> Flags:
    """Return `size` true flags as a read-only view that takes no memory."""
    return np.broadcast_to(np.True_, size)


def make_text_column(texts: Sequence[str]) -> pa.ChunkedArray:
    """Return texts as a pyarrow column."""
    return pa.chunked_array([pa.array(texts, pa.string())])


def index_distinct_numbers(numbers: npt.NDArray[np.signedinteger[Any]]) -> tuple[Ints, Indices]:
    """Return the distinct numbers, and for each row the index of its number among them.

    [7, 3, 7] → ([7, 3], [0, 1, 0]). Mostly the numbers stand for pairs of two indices, each of
    which is then looked up once. numpy.unique would sort the numbers, which takes longer.
    """
    encoded = pa.array(numbers).dictionary_encode()
    distinct: Ints = encoded.dictionary.to_numpy().astype(np.int64)
    return distinct, shrink_indices(encoded.indices.to_numpy(), len(distinct))
