"""Read columns of numbers as people write them, such as 2300万余元, a whole column at a time.

A column of a million cells has few formats: the words around the digits are parsed once by
`parse_quantity`, the digits all at once. Cells that do not fit are read one by one.
"""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chinese_text.characters import normalize_width
from intake.model.column_arrays import (
    Flags,
    Floats,
    Indices,
    Ints,
    dictionary_encode,
    index_distinct_numbers,
    shrink_indices,
)
from intake.model.table_notes import strip_footnote_marks
from quantities import Qualifier, Quantity, UnreadableQuantityError, parse_quantity
from quantities.parse import MAX_VALUE

_PLAIN_NUMBER = r"^(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]{1,30})?$"
_DIGITS = "0123456789.,"
_NUMBER_IN_WORDS = r"^(?P<before>[^0-9]*)(?P<digits>[0-9.,]+)(?P<after>[^0-9]*)$"
_CIRCLED_DIGIT = re.compile(r"\d[①-⑳]|[①-⑳]\d")
"""A footnote mark inside a number, which makes it unreadable."""
_MAX_FORMATS = 5_000
"""Number formats of a column up to which it is read by format, not cell by cell."""
_MAX_ERRORS = 20_000
"""Unreadable cells of a column after which further texts are not read."""
_EXACT_LIMIT = 2.0**53
"""Whole numbers up to here are exact in a float."""
_LINEAR = frozenset(set(Qualifier) - {Qualifier.AND_MORE, Qualifier.SEVERAL})
"""Qualifiers whose bounds are proportional to the number."""


@dataclass
class NumberColumn:
    """Quantities of a column; NaN for an open bound and for a number that could not be read.

    `format_indices` has for each row the index of its number format (the words around its digits,
    约…万人) in `qualifiers` and `units`.
    """

    value: Floats
    low: Floats
    high: Floats
    qualifiers: list[str]
    units: list[str]
    format_indices: Indices
    readable: Flags
    empty: Flags
    errors: dict[int, str]
    """Code and detail of the UnreadableQuantityError of each unreadable row."""
    changed: dict[int, str]
    """The form in which a row was read, for rows in which it differs from the written one."""

    def leave_out(self, rows: Flags) -> None:
        """Treat the cells of these rows as empty."""
        if rows.any():
            self.readable, self.empty = self.readable & ~rows, self.empty | rows
            self.errors = {row: error for row, error in self.errors.items() if not rows[row]}
            self.leave_out_changed(rows)

    def leave_out_changed(self, rows: Flags) -> None:
        """Forget that the cells of these rows were read in another form than written."""
        self.changed = {row: form for row, form in self.changed.items() if not rows[row]}

    def copy_bounds(self) -> None:
        """Copy the bounds, which may share the array of the values, so that they can be changed."""
        self.low, self.high = self.low.copy(), self.high.copy()


def read_number_column(column: pa.ChunkedArray) -> NumberColumn:
    """Read each cell of a column as one quantity; cells of one format are read together.

    A format is the words around the digits: 约…万人. Cells that begin with digits are read first,
    by their endings. If many others are left, they are read by the words on both sides. The rest is
    read one by one.
    """
    not_a_number = np.full(len(column), np.nan)
    numbers = _make_unread_column(not_a_number, not_a_number, not_a_number)
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


def _make_unread_column(value: Floats, low: Floats, high: Floats) -> NumberColumn:
    """Return a number column without formats in which no row is marked readable."""
    readable, empty = np.zeros(len(value), bool), np.zeros(len(value), bool)
    format_indices = np.zeros(len(value), np.int16)
    return NumberColumn(value, low, high, [], [], format_indices, readable, empty, {}, {})


def _read_leading_numbers(column: pa.ChunkedArray, numbers: NumberColumn) -> None:
    """Read cells that begin with digits and end with words: 4315人.

    The results are written to `numbers`; other cells stay unread. The digits are stripped from the
    whole column at once, which leaves the endings, and then the endings, which leaves the digits.
    If there are more than _MAX_FORMATS different endings, no cell is read.
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
    """Read those cells of `rows` that have words before and after the digits: 近6.5万项.

    A number format is here a pair of words. The results are written to `numbers`. If there are
    more than _MAX_FORMATS different pairs, no cell is read.
    """
    matches = pa.concat_arrays(
        pc.extract_regex(column.take(pa.array(rows)), _NUMBER_IN_WORDS).chunks
    )
    before, beginnings = _encode_group(matches, "before")
    after, endings = _encode_group(matches, "after")
    # Each pair of a beginning and an ending is one integer: index of the beginning × number of
    # endings + index of the ending.
    pairs = before.astype(np.int32) * len(endings) + after
    distinct_pairs, format_indices = index_distinct_numbers(pairs)
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
    not_a_number = np.full(len(rows), np.nan)
    read_rows = _make_unread_column(not_a_number, not_a_number.copy(), not_a_number.copy())
    _apply_formats(pa.chunked_array([digits]), readable, format_indices, words, read_rows)
    _merge_rows(read_rows, rows, numbers)


def _encode_group(matches: pa.StructArray, name: str) -> tuple[Indices, list[str]]:
    """Return the index of each row's match of a group, and the distinct texts that it matched."""
    return dictionary_encode(pa.chunked_array([pc.fill_null(matches.field(name), "")]))


def _apply_formats(
    digits: pa.ChunkedArray,
    readable: Flags,
    format_indices: Indices,
    words: list[tuple[str, str]],
    numbers: NumberColumn,
) -> None:
    """Read all digits of a number column at once, and write the results to `numbers`.

    `digits` has for each row the digits as text, and `readable` whether they are a number. `words`
    has for each format the words before and after the digits; `format_indices` has each row's index
    in it. The formats are added behind those that the column has already; rows that cannot be read
    keep format 0.
    """
    formats = [find_number_format(before, after) for before, after in words]
    readable, numbers.value, numbers.low, numbers.high = scale_numbers(
        digits, readable, format_indices, formats
    )
    first_index = len(numbers.units)
    numbers.units += [number_format.unit for number_format in formats]
    numbers.qualifiers += [number_format.qualifier for number_format in formats]
    numbers.format_indices = shrink_indices(
        np.where(readable, format_indices.astype(np.int32) + first_index, 0), len(numbers.units)
    )
    numbers.readable = readable


def _read_cells(column: pa.ChunkedArray, rows: Ints, numbers: NumberColumn) -> None:
    """Read the cells of a number column in these rows one by one, equal texts only once.

    After _MAX_ERRORS unreadable cells, texts that did not occur before are errors without a try.
    """
    if not len(rows):
        return
    numbers.copy_bounds()
    cells = column.take(pa.array(rows)).to_pylist()
    results: dict[str, tuple[Quantity | None, str]] = {}
    format_indices: dict[tuple[str, str], int] = {}
    for row, cell in zip(rows.tolist(), cells, strict=True):
        if cell not in results:
            too_many_errors = len(numbers.errors) >= _MAX_ERRORS
            results[cell] = (None, "not_read") if too_many_errors else _read_number_cell(cell)
        quantity, form_or_error = results[cell]
        if quantity is None:
            numbers.errors[row] = form_or_error
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
        if form_or_error:
            numbers.changed[row] = form_or_error


def _read_number_cell(cell: str) -> tuple[Quantity | None, str]:
    """Return a cell's quantity and the form in which it was read, or None and an error.

    The form is the cell's text without footnote marks and in narrow characters, of which a notice
    is made; "" if the cell has neither marks nor full-width digits. An error is the code of
    UnreadableQuantityError and its detail, or `not_read` for a circled digit inside a number
    (2③00), which would become one of its digits.
    """
    unmarked = strip_footnote_marks(cell)
    form = normalize_width(unmarked)
    if _CIRCLED_DIGIT.search(unmarked):
        return None, "not_read"
    try:
        # A full-width blank does not separate thousands; as a narrow one it would.
        quantity = parse_quantity(unmarked if "\u3000" in unmarked else form)
    except UnreadableQuantityError as error:
        return None, f"{error.code} {error.detail}".strip()
    return quantity, form if unmarked != cell or _has_full_width_digits(cell) else ""


def _has_full_width_digits(cell: str) -> bool:
    """Return whether a cell has full-width digits, letters or signs of numbers: ２３００.

    Only these are worth a notice: other full-width characters, such as a colon, are usual in
    Chinese text.
    """
    pairs = ((character, normalize_width(character)) for character in cell)
    return any(
        plain != character and (plain.isalnum() or plain in ".,%+-") for character, plain in pairs
    )


def _merge_rows(read_rows: NumberColumn, rows: Ints, numbers: NumberColumn) -> None:
    """Copy the readable rows of `read_rows` into the column `numbers`.

    `read_rows` are some rows of the column that were read as a column of their own, `rows` are
    their indices in `numbers`. The formats of `read_rows` are added behind those of `numbers`, so
    that the number of formats in `numbers` is added to their indices.
    """
    numbers.copy_bounds()
    readable = read_rows.readable
    target_rows = rows[readable]
    numbers.value[target_rows] = read_rows.value[readable]
    numbers.low[target_rows] = read_rows.low[readable]
    numbers.high[target_rows] = read_rows.high[readable]
    format_indices = numbers.format_indices.astype(np.int32)
    added_indices = read_rows.format_indices[readable].astype(np.int32)
    format_indices[target_rows] = added_indices + len(numbers.units)
    numbers.units += read_rows.units
    numbers.qualifiers += read_rows.qualifiers
    numbers.format_indices = shrink_indices(format_indices, len(numbers.units))
    numbers.readable[target_rows] = True


@dataclass(frozen=True)
class NumberFormat:
    """The meaning of the words around digits: factor, unit, qualifier and open bounds.

    `factor` is NaN if the words do more than multiply the number. `and_more`: the words contain 余
    ("and a bit more"), so that the high bound is one step of the last digit above the value.
    """

    factor: float = np.nan
    unit: str = ""
    qualifier: str = ""
    low_open: bool = True
    high_open: bool = True
    and_more: bool = False


def find_number_format(before: str, after: str) -> NumberFormat:
    """Return the number format of the words before and after digits, such as 约 and 万人.

    The words are parsed with 1 and with 2 between them. If the second quantity is twice the first,
    they multiply every number in the same way. If not, the factor is NaN, and the caller reads such
    cells one by one.
    """
    # 折 does more than multiply: 五折 and 85折 are 50 and 85 percent.
    if "折" in after or any(character.isdigit() for character in before + after):
        return NumberFormat()
    try:
        one, two = parse_quantity(f"{before}1{after}"), parse_quantity(f"{before}2{after}")
    except UnreadableQuantityError:
        return NumberFormat()
    # A factor with decimals would not be exact in a float.
    if one.value < 1 or not one.value.is_integer() or two.value != 2 * one.value:
        return NumberFormat()
    and_more = one.qualifier is Qualifier.AND_MORE
    if and_more:
        ends_at_next_step = (one.high, two.high) == (2 * one.value, 3 * one.value)
        is_regular = ends_at_next_step and (one.low, two.low) == (one.value, two.value)
    else:
        doubled = tuple(None if bound is None else bound * 2 for bound in one.bounds)
        is_regular = one.qualifier in _LINEAR and two.bounds == doubled
    if not is_regular:
        return NumberFormat()
    low_open, high_open = one.low is None, one.high is None
    return NumberFormat(one.value, one.unit, str(one.qualifier), low_open, high_open, and_more)


def scale_numbers(
    digits: pa.ChunkedArray, readable: Flags, format_indices: Indices, formats: list[NumberFormat]
) -> tuple[Flags, Floats, Floats, Floats]:
    """Return which numbers are readable, their values, and their low and high bounds.

    Row `i` has the number format `formats[format_indices[i]]`: its digits are multiplied by the
    format's factor, and each bound is the value, or NaN if the format leaves it open. 2300 with 余
    has the bounds 2300 and 2400. Numbers that a float cannot represent exactly are marked
    unreadable; the caller reads them one by one.
    """
    factors = np.array([form.factor for form in formats])[format_indices]
    if np.isnan(factors).any():
        readable = readable & ~np.isnan(factors)
    numbers, whole, divisor = _split_decimals(digits, readable)
    flags = np.array([(form.low_open, form.high_open, form.and_more) for form in formats], bool)
    # A column of flags for each row; `reshape` is for a column without any formats.
    low_open, high_open, and_more = flags.reshape(-1, 3).T[:, format_indices]
    # Multiplied as a whole number and divided once at the end, 4.75万 is exactly 47500. A number
    # that is not multiplied keeps all its decimals: 33.333333333333336.
    product = whole * factors
    unscaled = (factors == 1) & ~and_more
    scaled = np.where(unscaled, numbers, product / divisor)
    readable = readable & (unscaled | (product <= _EXACT_LIMIT)) & (scaled <= MAX_VALUE)
    value = np.where(readable, scaled, np.nan)
    low = np.where(low_open, np.nan, value) if low_open.any() else value
    high = np.where(high_open, np.nan, value) if high_open.any() else value
    and_more = and_more & readable
    if and_more.any():
        # 0余 has no last digit and so no upper bound.
        readable = readable & ~(and_more & (whole == 0))
        next_step = (whole + _find_last_digit_steps(whole)) * factors / divisor
        high = np.where(and_more, next_step, high)
    return readable, value, low, high


def _split_decimals(digits: pa.ChunkedArray, readable: Flags) -> tuple[Floats, Floats, Floats]:
    """Return each number, its digits as a whole number, and the divisor: 4.75 → 4.75, 475, 100.

    An unreadable number becomes 0. If no number has decimals, there is a single divisor 1 for all.
    """
    if not readable.all():
        digits = pc.if_else(pa.array(readable), digits, "0")
    if pc.any(pc.match_substring(digits, ",")).as_py():
        digits = pc.replace_substring(digits, ",", "")
    numbers = np.asarray(digits.cast(pa.float64()), np.float64)
    if not pc.any(pc.match_substring(digits, ".")).as_py():
        return numbers, numbers, np.ones(1)
    point = np.asarray(pc.find_substring(digits, "."), np.int64)
    length = np.asarray(pc.binary_length(digits), np.int64)
    divisor = 10.0 ** np.where(point < 0, 0, length - point - 1)
    return numbers, np.rint(numbers * divisor), divisor


def _find_last_digit_steps(whole: Floats) -> Floats:
    """Return one unit of the last non-zero digit of each number: 2300 → 100.

    The numbers are whole and have at most 16 digits, since a float represents them exactly. A
    number that 10 to some power divides has at least as many zeros at its end.
    """
    steps = np.ones(len(whole))
    for power in range(1, 16):
        steps[whole % 10.0**power == 0] = 10.0**power
    return steps
