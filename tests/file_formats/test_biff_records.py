"""Records of old workbooks, one by one: errors, hidden rows and columns, formats, charts within."""

import struct

import pytest

from file_formats import FileFormatError, FileLimits
from file_formats.spreadsheets.biff_cells import (
    BiffWorkbook,
    find_special_cells,
    read_biff_workbook,
)

LIMITS = FileLimits(rows=30, columns=8)
BOF, EOF = (0x0809, b"\x00\x06" + b"\0" * 14), (0x000A, b"")
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#",  # an error of a later version
}


def stream(*records: tuple[int, bytes]) -> bytes:
    """A sheet's or workbook's records, from its first to its last."""
    written = (BOF, *records, EOF)
    return b"".join(struct.pack("<HH", number, len(body)) + body for number, body in written)


def cell(number: int, row: int, column: int, rest: bytes, style: int = 0) -> tuple[int, bytes]:
    """A cell's record."""
    return number, struct.pack("<HHH", row, column, style) + rest


def special(*records: tuple[int, bytes], workbook: BiffWorkbook | None = None):
    """The special cells of a sheet, and the size of its rectangle."""
    return find_special_cells(stream(*records), 0, workbook or BiffWorkbook(), LIMITS)


@pytest.mark.parametrize(("code", "text"), ERRORS.items())
def test_an_error_is_told_by_its_code_as_a_cell_and_as_a_result(code: int, text: str) -> None:
    fields, size = special(
        cell(0x0205, 1, 2, bytes((code, 1))),
        cell(0x0006, 3, 4, bytes((2, 0, code, 0, 0, 0, 0xFF, 0xFF))),
        # Neither is an error: a truth value, the text of a formula, and its number.
        cell(0x0205, 5, 0, bytes((code, 0))),
        cell(0x0006, 6, 0, bytes((0, 0, code, 0, 0, 0, 0xFF, 0xFF))),
        cell(0x0006, 7, 0, struct.pack("<d", 2.5)),
    )
    assert fields["error_texts"] == [(1, 2, text), (3, 4, text)]
    assert size == 8 * 5


def test_hidden_rows_and_columns_are_told_by_their_flags_alone() -> None:
    row, columns = (
        (lambda index, flags: (0x0208, struct.pack("<H10xBx", index, flags))),
        (lambda first, last, flags: (0x007D, struct.pack("<HH4xB1x", first, last, flags))),
    )
    fields, size = special(
        *(row(4, 0x20), row(300, 0x60), row(5, 0x40)),
        *(columns(1, 2, 0x01), columns(6, 900, 0x03), columns(4, 4, 0x02)),
        # Records of a chart within the sheet are no rows of it.
        *(BOF, row(9, 0x20), EOF, row(10, 0x20)),
    )
    assert fields["hidden_rows"] == [4, 300, 10]
    assert fields["hidden_columns"] == [1, 2, 6, 7, 8]  # no further than the limit
    assert size == 0


def test_numbers_have_the_format_of_their_style_wherever_they_stand() -> None:
    # A percentage, a month, two decimals, an indented cell, and a format that is not there.
    formats = [(9, 0), (200, 0), (2, 3), (0, 16 + 2), (999, 0)]
    months = "yyyy年m月"
    own = (0x041E, struct.pack("<HHB", 200, len(months), 1) + months.encode("utf-16-le"))
    styles = [(0x00E0, struct.pack("<HH4xB11x", 0, number, indent)) for number, indent in formats]
    sheet = (0x0085, struct.pack("<IBB", 0, 0, 0) + b"\x01\x00A")
    workbook = read_biff_workbook(stream(own, *styles, sheet))
    assert (workbook.styles, workbook.sheets) == (
        [(9, 0), (200, 0), (2, 3), (0, 2), (999, 0)], [("A", 0, False)],
    )  # fmt: skip
    many = struct.pack("<HH", 2, 1) + b"".join(struct.pack("<HI", style, 0) for style in (0, 1, 2))
    fields, size = special(
        *(cell(0x0203, 0, 0, b"\0" * 8, 0), cell(0x027E, 0, 1, b"\0" * 4, 1)),
        *((0x00BD, many + b"\x03\x00"), cell(0x0203, 3, 0, b"\0" * 8, 3)),
        # Of texts only the indentation counts; an unknown format and style are plain.
        *(cell(each, 4, n, b"\0" * 4, 2) for n, each in enumerate((0x00FD, 0x0204, 0x00D6))),
        *(cell(0x0203, 5, 0, b"\0" * 8, 4), cell(0x0203, 5, 1, b"\0" * 8, 77)),
        workbook=workbook,
    )
    assert fields["percents"] == [(0, 0), (2, 1)]
    assert [place[:2] for place in fields["dates"]] == [(0, 1), (2, 2)]
    assert (2, 3, 2) in fields["decimals"]
    assert sorted(fields["indents"]) == [
        (2, 3, 3), (3, 0, 2), (4, 0, 3), (4, 1, 3), (4, 2, 3),
    ]  # fmt: skip
    assert size == 6 * 4


@pytest.mark.parametrize(("row", "column"), [(29, 7), (30, 0), (0, 8)])
def test_a_cell_on_the_last_row_or_column_is_taken_and_none_beyond(row: int, column: int) -> None:
    record = cell(0x0203, row, column, b"\0" * 8)
    if (row, column) == (29, 7):
        assert special(record)[1] == 30 * 8
        return
    with pytest.raises(FileFormatError) as refused:
        special(record)
    expected = ("too_many_rows", 30) if row else ("too_many_columns", 8)
    assert (refused.value.code, refused.value.values["limit"]) == expected


@pytest.mark.parametrize("kind", [1, 6])
def test_a_sheet_of_macros_is_refused_and_a_chart_is_no_sheet(kind: int) -> None:
    sheet = (0x0085, struct.pack("<IBB", 0, 1, 0) + b"\x01\x00A")
    chart = (0x0085, struct.pack("<IBB", 0, 0, 2) + b"\x01\x00B")
    assert read_biff_workbook(stream(sheet, chart)).sheets == [("A", 0, True)]
    macros = (0x0085, struct.pack("<IBB", 0, 0, kind) + b"\x01\x00C")
    with pytest.raises(FileFormatError, match="macros"):
        read_biff_workbook(stream(sheet, macros))
