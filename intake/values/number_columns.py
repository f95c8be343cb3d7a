"""Read columns of numbers as people write them, such as 2300万余元, a whole column at a time.

A column of a million cells has few formats: the words around the digits are parsed once by
`parse_quantity`, the digits all at once. Cells that do not fit are read one by one.
"""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.column_arrays import (
    Flags,
    Floats,
    Indices,
    Ints,
    dictionary_encode,
    smallest_int,
    unique_inverse,
)
from intake.model.table_notes import strip_footnote_marks
from intake.model.text_normalization import normalize_width
from intake.values.number_formats import find_number_format, scale_numbers
from quantities import Quantity, UnreadableQuantityError, parse_quantity

_PLAIN_NUMBER = r"^(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]{1,30})?$"
_DIGITS = "0123456789.,"
_NUMBER_IN_WORDS = r"^(?P<before>[^0-9]*)(?P<digits>[0-9.,]+)(?P<after>[^0-9]*)$"
_CIRCLED_DIGIT = re.compile(r"\d[①-⑳]|[①-⑳]\d")
"""A footnote mark inside a number, which makes it unreadable."""
_MAX_FORMATS = 5_000
"""Number formats of a column up to which it is read by format, not cell by cell."""
_MAX_FAULTS = 20_000
"""Unreadable cells of a column after which the rest is not read one by one."""


@dataclass
class NumberColumn:
    """Quantities of a column; NaN for an open bound and for a number that could not be read.

    Row `i` has the number format (the words around its digits, 约…万人) `format_indices[i]`, an
    index in `qualifiers` and `units`.
    """

    value: Floats
    low: Floats
    high: Floats
    qualifiers: list[str]
    units: list[str]
    format_indices: Indices
    readable: Flags
    empty: Flags
    faults: dict[int, str]
    """Code and detail of the UnreadableQuantityError of each unreadable row."""
    changed: dict[int, str]
    """The form in which a row was read, if it differs from the written one."""

    def leave_out(self, rows: Flags) -> None:
        """Treat the cells of these rows as empty."""
        if rows.any():
            self.readable, self.empty = self.readable & ~rows, self.empty | rows
            self.faults = {row: fault for row, fault in self.faults.items() if not rows[row]}
            self.leave_out_changed(rows)

    def leave_out_changed(self, rows: Flags) -> None:
        """Do not tell in which form the cells of these rows were read."""
        self.changed = {row: said for row, said in self.changed.items() if not rows[row]}

    def copy_bounds(self) -> None:
        """Copy the bounds before changing them, as exact ones share the values' array."""
        self.low, self.high = self.low.copy(), self.high.copy()


def read_number_column(column: pa.ChunkedArray) -> NumberColumn:
    """Read each cell of a column as one quantity; cells of one format are read together.

    A format is the words around the digits: 约…万人. Cells that begin with digits are read at once
    by their endings, others by the words on both sides if they are many, the rest one by one.
    """
    nothing = np.full(len(column), np.nan)
    numbers = _unread_column(nothing, nothing, nothing)
    numbers.empty = np.asarray(pc.equal(pc.utf8_trim_whitespace(column), ""))
    # Format 0 is that of cells that could not be read.
    numbers.qualifiers, numbers.units = [""], [""]
    _read_leading_numbers(column, numbers)
    unread_rows = np.flatnonzero(~numbers.readable & ~numbers.empty)
    if len(unread_rows) > _MAX_FORMATS:
        _read_enclosed_numbers(column, unread_rows, numbers)
        unread_rows = np.flatnonzero(~numbers.readable & ~numbers.empty)
    _read_cells(column, unread_rows, numbers)
    return numbers


def _unread_column(value: Floats, low: Floats, high: Floats) -> NumberColumn:
    """Return a number column without formats in which no row is marked readable."""
    readable, empty = np.zeros(len(value), bool), np.zeros(len(value), bool)
    format_indices = np.zeros(len(value), np.int16)
    return NumberColumn(value, low, high, [], [], format_indices, readable, empty, {}, {})


def _read_leading_numbers(column: pa.ChunkedArray, numbers: NumberColumn) -> None:
    """Read cells that begin with digits and end with words such as 人: 4315人.

    With more than _MAX_FORMATS different endings none is read.
    """
    indices, endings = dictionary_encode(pc.ascii_ltrim(column, characters=_DIGITS))
    if len(endings) > _MAX_FORMATS:
        return
    # All characters of the endings, to strip from the cells: what is left is the digits.
    letters = "".join(sorted(set("".join(endings)) - set(_DIGITS)))
    digits = pc.utf8_rtrim(column, characters=letters) if letters else column
    readable = np.asarray(pc.match_substring_regex(digits, _PLAIN_NUMBER))
    _apply_formats(digits, readable, indices, [("", ending) for ending in endings], numbers)


def _read_enclosed_numbers(column: pa.ChunkedArray, rows: Ints, numbers: NumberColumn) -> None:
    """Read those cells of `rows` that have words before the digits: 近6.5万项.

    With more than _MAX_FORMATS different pairs of words none is read.
    """
    matches = pa.concat_arrays(
        pc.extract_regex(column.take(pa.array(rows)), _NUMBER_IN_WORDS).chunks
    )
    before, beginnings = _encode_group(matches, "before")
    after, endings = _encode_group(matches, "after")
    # Each pair of a beginning and an ending is one integer.
    pairs = before.astype(np.int32) * len(endings) + after
    distinct_pairs, format_indices = unique_inverse(pairs)
    if len(distinct_pairs) > _MAX_FORMATS:
        return
    words = [
        (beginnings[pair // len(endings)], endings[pair % len(endings)])
        for pair in distinct_pairs.tolist()
    ]
    digits = pc.fill_null(matches.field("digits"), "")
    readable = np.asarray(pc.match_substring_regex(digits, _PLAIN_NUMBER))
    readable = readable & np.asarray(matches.is_valid())
    # These rows are read as a column of their own.
    nothing = np.full(len(rows), np.nan)
    read_rows = _unread_column(nothing, nothing.copy(), nothing.copy())
    _apply_formats(pa.chunked_array([digits]), readable, format_indices, words, read_rows)
    _merge_rows(read_rows, rows, numbers)


def _encode_group(matches: pa.StructArray, name: str) -> tuple[Indices, list[str]]:
    """Dictionary-encode the texts matched by the group `name` of a regular expression."""
    return dictionary_encode(pa.chunked_array([pc.fill_null(matches.field(name), "")]))


def _apply_formats(
    digits: pa.ChunkedArray,
    readable: Flags,
    format_indices: Indices,
    words: list[tuple[str, str]],
    numbers: NumberColumn,
) -> None:
    """Read all digits of a number column at once, into `numbers`.

    `words` are, for each format, the words before and after the digits. The formats are added
    behind those that the column has already; unread rows keep format 0.
    """
    formats = [find_number_format(before, after) for before, after in words]
    readable, numbers.value, numbers.low, numbers.high = scale_numbers(
        digits, readable, format_indices, formats
    )
    first_index = len(numbers.units)
    numbers.units += [number_format.unit for number_format in formats]
    numbers.qualifiers += [number_format.qualifier for number_format in formats]
    numbers.format_indices = smallest_int(
        np.where(readable, format_indices.astype(np.int32) + first_index, 0), len(numbers.units)
    )
    numbers.readable = readable


def _read_cells(column: pa.ChunkedArray, rows: Ints, numbers: NumberColumn) -> None:
    """Read the cells of a number column in these rows one by one, equal ones only once.

    After _MAX_FAULTS unreadable cells, texts not met before are faults without being read.
    """
    if not len(rows):
        return
    numbers.copy_bounds()
    cells = column.take(pa.array(rows)).to_pylist()
    results: dict[str, tuple[Quantity | None, str]] = {}
    format_indices: dict[tuple[str, str], int] = {}
    for row, cell in zip(rows.tolist(), cells, strict=True):
        if cell not in results:
            too_many_faults = len(numbers.faults) >= _MAX_FAULTS
            results[cell] = (None, "not_read") if too_many_faults else _read_number_cell(cell)
        quantity, form_or_fault = results[cell]
        if quantity is None:
            numbers.faults[row] = form_or_fault
            continue
        qualifier, unit = str(quantity.qualifier), quantity.unit
        if (qualifier, unit) not in format_indices:
            format_indices[qualifier, unit] = len(numbers.units)
            numbers.qualifiers.append(qualifier)
            numbers.units.append(unit)
        numbers.value[row] = quantity.value
        numbers.low[row] = np.nan if quantity.low is None else quantity.low
        numbers.high[row] = np.nan if quantity.high is None else quantity.high
        numbers.format_indices[row] = format_indices[qualifier, unit]
        numbers.readable[row] = True
        if form_or_fault:
            numbers.changed[row] = form_or_fault


def _read_number_cell(cell: str) -> tuple[Quantity | None, str]:
    """Return a cell's quantity and the form it was read in, or None and a fault.

    The form is "" if the cell was read as written, without footnote marks or full-width digits. A
    fault is the code of UnreadableQuantityError and its detail, or `not_read`.
    """
    unmarked = strip_footnote_marks(cell)
    form = normalize_width(unmarked)
    if _CIRCLED_DIGIT.search(unmarked):
        return None, "not_read"
    try:
        # A full-width blank sets no thousands apart, but would look like one that does.
        quantity = parse_quantity(unmarked if "\u3000" in unmarked else form)
    except UnreadableQuantityError as error:
        return None, f"{error.code} {error.detail}".strip()
    return quantity, form if unmarked != cell or _has_full_width_digits(cell) else ""


def _has_full_width_digits(cell: str) -> bool:
    """Return whether digits, letters or signs are full-width; a full-width colon is ordinary.

    Such a cell is read, but a notice says so: ２３００ → 2300.
    """
    pairs = ((character, normalize_width(character)) for character in cell)
    return any(
        plain != character and (plain.isalnum() or plain in ".,%+-") for character, plain in pairs
    )


def _merge_rows(read_rows: NumberColumn, rows: Ints, numbers: NumberColumn) -> None:
    """Copy what was read of some rows of a number column, if it is readable, into the column.

    `rows` are the numbers of these rows in the column; their formats are added behind its own.
    """
    numbers.copy_bounds()
    readable = read_rows.readable
    targets = rows[readable]
    numbers.value[targets] = read_rows.value[readable]
    numbers.low[targets] = read_rows.low[readable]
    numbers.high[targets] = read_rows.high[readable]
    indices = numbers.format_indices.astype(np.int32)
    indices[targets] = read_rows.format_indices[readable].astype(np.int32) + len(numbers.units)
    numbers.units += read_rows.units
    numbers.qualifiers += read_rows.qualifiers
    numbers.format_indices = smallest_int(indices, len(numbers.units))
    numbers.readable[targets] = True
