"""Numbers as people write them, a column at a time.

A million cells hold a million numbers but few ways of writing them: the words around the digits
are read once by `quantities.read`, the digits all at once. What does not fit that is read cell
by cell.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import (
    Flags,
    Floats,
    Ints,
    Numbers,
    dictionary_encode,
    smallest_int,
    unique_inverse,
)
from intake.model.characters import normalize_width
from intake.model.footnotes import strip_footnote_marks
from intake.values.scaling import number_format, scale_numbers
from quantities import Quantity, UnreadableQuantityError, read

PLAIN_NUMBER = r"^(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]{1,8})?$"
_NUMBER_IN_WORDS = r"^(?P<before>[^0-9]*)(?P<digits>[0-9.,]+)(?P<after>[^0-9]*)$"
_CIRCLED_DIGIT = re.compile(r"\d[①-⑳]|[①-⑳]\d")
"""A mark inside a number is no digit of it."""
_MAX_FORMATS = 5_000
_MAX_FAULTS = 20_000
"""So many unreadable cells in a column, and the rest is not looked at one by one."""


@dataclass
class NumberColumn:
    """Quantities of a column; NaN for an open bound and for what could not be read."""

    value: Floats
    low: Floats
    high: Floats
    qualifier: list[str]
    unit: list[str]
    way: Numbers
    """For each row the place of its qualifier and unit in those lists."""
    readable: Flags
    empty: Flags
    faults: dict[int, str]
    """The code of `quantities.Unreadable` for each row that is not readable, with its detail."""
    changed: dict[int, str]
    """Rows read in another form than they were written, and that form."""

    def shared(self) -> "NumberColumn":
        """The same numbers again, for a column with the same cells."""
        return replace(self)

    def leave_out(self, rows: Flags) -> None:
        """Take cells as if they were empty."""
        if rows.any():
            self.readable, self.empty = self.readable & ~rows, self.empty | rows

    def copy_bounds(self) -> None:
        """Give bounds an array of their own: exact numbers share one with the value."""
        self.low, self.high = self.low.copy(), self.high.copy()

    def drop_bounds(self) -> None:
        """Give back the memory of bounds that nobody asks for."""
        self.low = self.high = np.zeros(0)


def read_column(column: pa.ChunkedArray) -> NumberColumn:
    """Read each cell as one quantity."""
    size = len(column)
    nothing = np.full(size, np.nan)
    found = NumberColumn(
        nothing, nothing, nothing, [""], [""], np.zeros(size, np.int16),
        np.zeros(size, bool), np.asarray(pc.equal(pc.utf8_trim_whitespace(column), "")), {}, {},
    )  # fmt: skip
    _read_leading_numbers(column, found)
    rest = np.flatnonzero(~found.readable & ~found.empty)
    if len(rest) > _MAX_FORMATS:
        _read_enclosed_numbers(column, rest, found)
        rest = np.flatnonzero(~found.readable & ~found.empty)
    _read_cells(column, rest, found)
    return found


def _read_leading_numbers(column: pa.ChunkedArray, found: NumberColumn) -> None:
    """Read cells that begin with digits and end with the same few words: 4315人."""
    after, words = dictionary_encode(pc.ascii_ltrim(column, characters="0123456789.,"))
    if len(words) > _MAX_FORMATS:
        return
    letters = "".join(sorted({letter for word in words for letter in word} - set("0123456789.,")))
    digits = pc.utf8_rtrim(column, characters=letters) if letters else column
    good = np.asarray(pc.match_substring_regex(digits, PLAIN_NUMBER))
    _apply_formats(digits, good, after, [("", word) for word in words], found)


def _read_enclosed_numbers(column: pa.ChunkedArray, rest: Ints, found: NumberColumn) -> None:
    """Read cells with words before the digits: 近6.5万项."""
    parts = pc.extract_regex(column.take(pa.array(rest)), _NUMBER_IN_WORDS)
    whole = pa.concat_arrays(parts.chunks)
    before, first = dictionary_encode(pa.chunked_array([pc.fill_null(whole.field("before"), "")]))
    after, last = dictionary_encode(pa.chunked_array([pc.fill_null(whole.field("after"), "")]))
    pairs = before.astype(np.int32) * len(last) + after
    kinds, ways = unique_inverse(pairs)
    if len(kinds) > _MAX_FORMATS:
        return
    words = [(first[kind // len(last)], last[kind % len(last)]) for kind in kinds.tolist()]
    digits = pc.fill_null(whole.field("digits"), "")
    good = np.asarray(pc.match_substring_regex(digits, PLAIN_NUMBER)) & np.asarray(whole.is_valid())
    part = _empty_column(len(rest))
    _apply_formats(pa.chunked_array([digits]), good, ways, words, part)
    _merge_rows(part, rest, found)


def _apply_formats(
    digits: pa.ChunkedArray,
    good: Flags,
    ways: Numbers,
    words: list[tuple[str, str]],
    found: NumberColumn,
) -> None:
    """Read all numbers with simple words around them at once."""
    kinds = [number_format(before, after) for before, after in words]
    scaled = scale_numbers(digits, good, ways, kinds)
    good, found.value, found.low, found.high = scaled
    first = len(found.unit)
    found.unit += [one.unit for one in kinds]
    found.qualifier += [one.qualifier for one in kinds]
    found.way = smallest_int(np.where(good, ways.astype(np.int32) + first, 0), first + len(kinds))
    found.readable = good


def _read_cells(column: pa.ChunkedArray, rows: Ints, found: NumberColumn) -> None:
    if not len(rows):
        return
    found.copy_bounds()
    cells = column.take(pa.array(rows)).to_pylist()
    read_before: dict[str, tuple[Quantity | None, str]] = {}
    ways: dict[tuple[str, str], int] = {}
    for row, cell in zip(rows.tolist(), cells, strict=True):
        if cell not in read_before:
            enough = len(found.faults) >= _MAX_FAULTS
            read_before[cell] = (None, "not_read") if enough else _read_cell(cell)
        quantity, remark = read_before[cell]
        if quantity is None:
            found.faults[row] = remark
            continue
        way = (str(quantity.qualifier), quantity.unit)
        if way not in ways:
            ways[way] = len(found.unit)
            found.qualifier.append(way[0])
            found.unit.append(way[1])
        found.value[row] = quantity.value
        found.low[row] = np.nan if quantity.low is None else quantity.low
        found.high[row] = np.nan if quantity.high is None else quantity.high
        found.way[row] = ways[way]
        found.readable[row] = True
        if remark:
            found.changed[row] = remark


def _read_cell(cell: str) -> tuple[Quantity | None, str]:
    """Read one cell; with it the form it was read in if that is not the printed one, or a fault."""
    bare = strip_footnote_marks(cell)
    form = normalize_width(bare)
    if _CIRCLED_DIGIT.search(bare):
        return None, "not_read"
    try:
        quantity = read(form)
    except UnreadableQuantityError as fault:
        return None, f"{fault.code} {fault.detail}".strip()
    return quantity, form if bare != cell or _has_unusual_digits(cell) else ""


def _has_unusual_digits(cell: str) -> bool:
    """Say whether digits or signs were written in another form; a full-width colon is ordinary."""
    pairs = ((character, normalize_width(character)) for character in cell)
    return any(form != one and (form.isalnum() or form in ".,%+-") for one, form in pairs)


def _empty_column(size: int) -> NumberColumn:
    nothing = np.full(size, np.nan)
    flags = np.zeros(size, bool)
    return NumberColumn(
        nothing, nothing.copy(), nothing.copy(), [], [], np.zeros(size, np.int16),
        flags, flags.copy(), {}, {},
    )  # fmt: skip


def _merge_rows(part: NumberColumn, rows: Ints, found: NumberColumn) -> None:
    """Put what was read of some rows in its place."""
    found.copy_bounds()
    good = part.readable
    places = rows[good]
    found.value[places] = part.value[good]
    found.low[places] = part.low[good]
    found.high[places] = part.high[good]
    ways = found.way.astype(np.int32)
    ways[places] = part.way[good].astype(np.int32) + len(found.unit)
    found.way = smallest_int(ways, len(found.unit) + len(part.unit))
    found.unit += part.unit
    found.qualifier += part.qualifier
    found.readable[places] = True
