"""Numbers as people write them, a column at a time.

A million cells hold a million numbers but few ways of writing them: the words around the digits
are read once by `quantities.read`, the digits all at once. What does not fit that is read cell
by cell.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.batch import Flags, Floats, Ints, Numbers, codes_and_words, distinct, narrow
from intake.characters import plain
from quantities import Qualifier, Quantity, Unreadable, read

DIGITS = r"^(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]{1,8})?$"
_SPLIT = r"^(?P<before>[^0-9]*)(?P<digits>[0-9.,]+)(?P<after>[^0-9]*)$"
_LINEAR = frozenset(set(Qualifier) - {Qualifier.AND_MORE, Qualifier.SEVERAL})
_MANY_WAYS = 5_000


@dataclass
class Amounts:
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

    def part_bounds(self) -> None:
        """Give bounds an array of their own: exact numbers share one with the value."""
        self.low, self.high = self.low.copy(), self.high.copy()

    def forget_bounds(self) -> None:
        """Give back the memory of bounds that nobody asks for."""
        self.low = self.high = np.zeros(0)


def read_column(column: pa.ChunkedArray) -> Amounts:
    """Read each cell as one quantity."""
    size = len(column)
    nothing = np.full(size, np.nan)
    found = Amounts(
        nothing, nothing, nothing, [""], [""], np.zeros(size, np.int16),
        np.zeros(size, bool), np.asarray(pc.equal(pc.utf8_trim_whitespace(column), "")), {}, {},
    )  # fmt: skip
    _read_plain(column, found)
    rest = np.flatnonzero(~found.readable & ~found.empty)
    if len(rest) > _MANY_WAYS:
        _read_split(column, rest, found)
        rest = np.flatnonzero(~found.readable & ~found.empty)
    _read_each(column, rest, found)
    return found


def _read_plain(column: pa.ChunkedArray, found: Amounts) -> None:
    """Read cells that begin with digits and end with the same few words: 4315人."""
    after, words = codes_and_words(pc.ascii_ltrim(column, characters="0123456789.,"))
    if len(words) > _MANY_WAYS:
        return
    letters = "".join(sorted({letter for word in words for letter in word} - set("0123456789.,")))
    digits = pc.utf8_rtrim(column, characters=letters) if letters else column
    good = np.asarray(pc.match_substring_regex(digits, DIGITS))
    _scale(digits, good, after, [("", word) for word in words], found)


def _read_split(column: pa.ChunkedArray, rest: Ints, found: Amounts) -> None:
    """Read cells with words before the digits: 近6.5万项."""
    parts = pc.extract_regex(column.take(pa.array(rest)), _SPLIT)
    whole = pa.concat_arrays(parts.chunks)
    before, first = codes_and_words(pa.chunked_array([pc.fill_null(whole.field("before"), "")]))
    after, last = codes_and_words(pa.chunked_array([pc.fill_null(whole.field("after"), "")]))
    pairs = before.astype(np.int32) * len(last) + after
    kinds, ways = distinct(pairs)
    if len(kinds) > _MANY_WAYS:
        return
    words = [(first[kind // len(last)], last[kind % len(last)]) for kind in kinds.tolist()]
    digits = pc.fill_null(whole.field("digits"), "")
    good = np.asarray(pc.match_substring_regex(digits, DIGITS)) & np.asarray(whole.is_valid())
    part = _empty(len(rest))
    _scale(pa.chunked_array([digits]), good, ways, words, part)
    _put(part, rest, found)


def _scale(
    digits: pa.ChunkedArray,
    good: Flags,
    ways: Numbers,
    words: list[tuple[str, str]],
    found: Amounts,
) -> None:
    """Multiply digits by what one of them is worth in their words."""
    ones = [_one(before, after) for before, after in words]
    usable = np.array([one is not None for one in ones], bool)
    if not usable.all():
        good = good & usable[ways]
    numbers = np.asarray(_numbers(digits, good), np.float64)
    factor = np.array([one.value if one else np.nan for one in ones])
    value = numbers * factor[ways]
    odd = good & (factor[ways] != 1) & (numbers != np.floor(numbers))
    for row in np.flatnonzero(odd).tolist():
        number = Decimal(digits[row].as_py().replace(",", ""))
        value[row] = float(number * Decimal(str(factor[ways[row]])))
    good = good & (np.abs(value) <= 1e15)
    low_open = np.array([one is None or one.low is None for one in ones])
    high_open = np.array([one is None or one.high is None for one in ones])
    value[~good] = np.nan
    found.value = value
    found.low = np.where(low_open[ways], np.nan, value) if low_open[ways].any() else value
    found.high = np.where(high_open[ways], np.nan, value) if high_open[ways].any() else value
    first = len(found.unit)
    found.unit += [one.unit if one else "" for one in ones]
    found.qualifier += [str(one.qualifier) if one else "" for one in ones]
    found.way = narrow(np.where(good, ways.astype(np.int32) + first, 0), first + len(ones))
    found.readable = good


def _one(before: str, after: str) -> Quantity | None:
    """Read the words around a 1; None where they do not simply multiply the digits."""
    if any(character.isdigit() for character in before + after):
        return None
    try:
        one, two = read(f"{before}1{after}"), read(f"{before}2{after}")
    except Unreadable:
        return None
    doubled = (two.value, two.low, two.high)
    linear = doubled == tuple(None if end is None else end * 2 for end in (one.value, *one.bounds))
    return one if linear and one.qualifier in _LINEAR and one.value > 0 else None


def _numbers(digits: pa.ChunkedArray, good: Flags) -> pa.ChunkedArray:
    if not good.all():
        digits = pc.if_else(pa.array(good), digits, "nan")
    if pc.any(pc.match_substring(digits, ",")).as_py():
        digits = pc.replace_substring(digits, ",", "")
    return digits.cast(pa.float64())


def _read_each(column: pa.ChunkedArray, rows: Ints, found: Amounts) -> None:
    if not len(rows):
        return
    found.part_bounds()
    cells = column.take(pa.array(rows)).to_pylist()
    read_before: dict[str, tuple[Quantity | None, str]] = {}
    ways: dict[tuple[str, str], int] = {}
    for row, cell in zip(rows.tolist(), cells, strict=True):
        if cell not in read_before:
            read_before[cell] = _read_cell(cell)
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
    form = plain(cell)
    try:
        quantity = read(form)
    except Unreadable as fault:
        return None, f"{fault.code} {fault.detail}".strip()
    return quantity, form if form != cell else ""


def _empty(size: int) -> Amounts:
    nothing = np.full(size, np.nan)
    flags = np.zeros(size, bool)
    return Amounts(
        nothing, nothing.copy(), nothing.copy(), [], [], np.zeros(size, np.int16),
        flags, flags.copy(), {}, {},
    )  # fmt: skip


def _put(part: Amounts, rows: Ints, found: Amounts) -> None:
    """Put what was read of some rows in its place."""
    found.part_bounds()
    good = part.readable
    places = rows[good]
    found.value[places] = part.value[good]
    found.low[places] = part.low[good]
    found.high[places] = part.high[good]
    ways = found.way.astype(np.int32)
    ways[places] = part.way[good].astype(np.int32) + len(found.unit)
    found.way = narrow(ways, len(found.unit) + len(part.unit))
    found.unit += part.unit
    found.qualifier += part.qualifier
    found.readable[places] = True
