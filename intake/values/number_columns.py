"""Columns of numbers as people write them, read a column at a time.

A column of a million cells has few formats: the words around the digits are parsed once by
`parse_quantity`, the digits all at once. Cells that do not fit are read one by one.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.column_arrays import (
    Flags,
    Floats,
    Ints,
    Numbers,
    dictionary_encode,
    smallest_int,
    unique_inverse,
)
from intake.model.table_notes import strip_footnote_marks
from intake.model.text_normalization import normalize_width
from intake.values.number_formats import find_number_format, scale_numbers
from quantities import Quantity, UnreadableQuantityError, parse_quantity

PLAIN_NUMBER = r"^(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]{1,8})?$"
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

    Row `i` has the qualifier `qualifier[formats[i]]` and the unit `unit[formats[i]]`.
    """

    value: Floats
    low: Floats
    high: Floats
    qualifier: list[str]
    unit: list[str]
    formats: Numbers
    readable: Flags
    empty: Flags
    faults: dict[int, str]
    """Code and detail of the UnreadableQuantityError of each unreadable row."""
    changed: dict[int, str]
    """The form in which a row was read, if it differs from the written one."""

    def copy(self) -> "NumberColumn":
        """Return a new column that shares the arrays."""
        return replace(self)

    def leave_out(self, rows: Flags) -> None:
        """Treat the cells of these rows as empty."""
        if rows.any():
            self.readable, self.empty = self.readable & ~rows, self.empty | rows

    def copy_bounds(self) -> None:
        """Copy the bounds before changing them, as exact ones share the values' array."""
        self.low, self.high = self.low.copy(), self.high.copy()

    def drop_bounds(self) -> None:
        """Free the memory of bounds that are not needed."""
        self.low = self.high = np.zeros(0)


def read_column(column: pa.ChunkedArray) -> NumberColumn:
    """Read each cell as one quantity."""
    nothing = np.full(len(column), np.nan)
    numbers = _empty_column(nothing, nothing, nothing)
    numbers.empty = np.asarray(pc.equal(pc.utf8_trim_whitespace(column), ""))
    numbers.qualifier, numbers.unit = [""], [""]
    _read_leading_numbers(column, numbers)
    rest = np.flatnonzero(~numbers.readable & ~numbers.empty)
    if len(rest) > _MAX_FORMATS:
        _read_enclosed_numbers(column, rest, numbers)
        rest = np.flatnonzero(~numbers.readable & ~numbers.empty)
    _read_cells(column, rest, numbers)
    return numbers


def _empty_column(value: Floats, low: Floats, high: Floats) -> NumberColumn:
    """Return a column without formats in which no row is marked readable."""
    size = len(value)
    flags, formats = np.zeros(size, bool), np.zeros(size, np.int16)
    return NumberColumn(value, low, high, [], [], formats, flags, flags.copy(), {}, {})


def _read_leading_numbers(column: pa.ChunkedArray, numbers: NumberColumn) -> None:
    """Read cells that begin with digits and end with words such as 人: 4315人."""
    formats, endings = dictionary_encode(pc.ascii_ltrim(column, characters="0123456789.,"))
    if len(endings) > _MAX_FORMATS:
        return
    letters = "".join(sorted({letter for text in endings for letter in text} - set("0123456789.,")))
    digits = pc.utf8_rtrim(column, characters=letters) if letters else column
    readable = np.asarray(pc.match_substring_regex(digits, PLAIN_NUMBER))
    _apply_formats(digits, readable, formats, [("", ending) for ending in endings], numbers)


def _read_enclosed_numbers(column: pa.ChunkedArray, rows: Ints, numbers: NumberColumn) -> None:
    """Read those cells of `rows` that have words before the digits: 近6.5万项."""
    matches = pa.concat_arrays(
        pc.extract_regex(column.take(pa.array(rows)), _NUMBER_IN_WORDS).chunks
    )
    before, beginnings = _encode_group(matches, "before")
    after, endings = _encode_group(matches, "after")
    pairs = before.astype(np.int32) * len(endings) + after
    distinct, formats = unique_inverse(pairs)
    if len(distinct) > _MAX_FORMATS:
        return
    words = [
        (beginnings[pair // len(endings)], endings[pair % len(endings)])
        for pair in distinct.tolist()
    ]
    digits = pc.fill_null(matches.field("digits"), "")
    readable = np.asarray(pc.match_substring_regex(digits, PLAIN_NUMBER))
    readable = readable & np.asarray(matches.is_valid())
    nothing = np.full(len(rows), np.nan)
    part = _empty_column(nothing, nothing.copy(), nothing.copy())
    _apply_formats(pa.chunked_array([digits]), readable, formats, words, part)
    _merge_rows(part, rows, numbers)


def _encode_group(matches: pa.StructArray, name: str) -> tuple[Numbers, list[str]]:
    """Dictionary-encode the texts matched by the group `name` of a regular expression."""
    return dictionary_encode(pa.chunked_array([pc.fill_null(matches.field(name), "")]))


def _apply_formats(
    digits: pa.ChunkedArray,
    readable: Flags,
    formats: Numbers,
    words: list[tuple[str, str]],
    numbers: NumberColumn,
) -> None:
    """Read all digits at once.

    `words` are, for each format, the words before and after the digits.
    """
    kinds = [find_number_format(before, after) for before, after in words]
    readable, numbers.value, numbers.low, numbers.high = scale_numbers(
        digits, readable, formats, kinds
    )
    first = len(numbers.unit)
    numbers.unit += [kind.unit for kind in kinds]
    numbers.qualifier += [kind.qualifier for kind in kinds]
    numbers.formats = smallest_int(
        np.where(readable, formats.astype(np.int32) + first, 0), first + len(kinds)
    )
    numbers.readable = readable


def _read_cells(column: pa.ChunkedArray, rows: Ints, numbers: NumberColumn) -> None:
    """Read the cells of `rows` one by one, equal ones only once."""
    if not len(rows):
        return
    numbers.copy_bounds()
    cells = column.take(pa.array(rows)).to_pylist()
    read_before: dict[str, tuple[Quantity | None, str]] = {}
    formats: dict[tuple[str, str], int] = {}
    for row, cell in zip(rows.tolist(), cells, strict=True):
        if cell not in read_before:
            enough = len(numbers.faults) >= _MAX_FAULTS
            read_before[cell] = (None, "not_read") if enough else _read_cell(cell)
        quantity, remark = read_before[cell]
        if quantity is None:
            numbers.faults[row] = remark
            continue
        format_ = (str(quantity.qualifier), quantity.unit)
        if format_ not in formats:
            formats[format_] = len(numbers.unit)
            numbers.qualifier.append(format_[0])
            numbers.unit.append(format_[1])
        numbers.value[row] = quantity.value
        numbers.low[row] = np.nan if quantity.low is None else quantity.low
        numbers.high[row] = np.nan if quantity.high is None else quantity.high
        numbers.formats[row] = formats[format_]
        numbers.readable[row] = True
        if remark:
            numbers.changed[row] = remark


def _read_cell(cell: str) -> tuple[Quantity | None, str]:
    """Return a cell's quantity and the form it was read in, or None and a fault.

    The form is "" if the cell was read as written.
    """
    bare = strip_footnote_marks(cell)
    form = normalize_width(bare)
    if _CIRCLED_DIGIT.search(bare):
        return None, "not_read"
    try:
        quantity = parse_quantity(form)
    except UnreadableQuantityError as error:
        return None, f"{error.code} {error.detail}".strip()
    return quantity, form if bare != cell or _has_unusual_digits(cell) else ""


def _has_unusual_digits(cell: str) -> bool:
    """Return whether digits, letters or signs are full-width; a full-width colon is ordinary."""
    pairs = ((character, normalize_width(character)) for character in cell)
    return any(form != one and (form.isalnum() or form in ".,%+-") for one, form in pairs)


def _merge_rows(part: NumberColumn, rows: Ints, numbers: NumberColumn) -> None:
    """Copy the readable cells of `part`, which are those of `rows`, into the whole column."""
    numbers.copy_bounds()
    readable = part.readable
    targets = rows[readable]
    numbers.value[targets] = part.value[readable]
    numbers.low[targets] = part.low[readable]
    numbers.high[targets] = part.high[readable]
    formats = numbers.formats.astype(np.int32)
    formats[targets] = part.formats[readable].astype(np.int32) + len(numbers.unit)
    numbers.formats = smallest_int(formats, len(numbers.unit) + len(part.unit))
    numbers.unit += part.unit
    numbers.qualifier += part.qualifier
    numbers.readable[targets] = True
