"""What is read of a workbook beside its values, on each border; two of everything."""

import io
import re
import zipfile
from typing import Any

import pytest

from file_formats import FileFormatError, FileLimits
from file_formats.sheet import column_index, column_letters
from file_formats.spreadsheets.xlsx_parts import normalize_xml
from file_formats.spreadsheets.xlsx_reader import check_extent
from tests.helpers.made_workbooks import SHEET, part, rebuilt
from tests.helpers.read_workbooks import read, written


def refusal(data: bytes, **limits: int) -> tuple[str, str, int, dict[str, object]]:
    with pytest.raises(FileFormatError) as refused:
        read(data, **limits)
    fault = refused.value
    return fault.code, fault.sheet, fault.line, dict(fault.values)


def sheet_of(cells: str) -> bytes:
    head, tail = part(SHEET).split(b"<sheetData>")
    return head + b"<sheetData>" + cells.encode() + b"</sheetData>" + tail.split(b"</sheetData>")[1]


def test_faults_and_formulas_never_calculated_are_named_with_their_place() -> None:
    cells = (
        '<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1"><f>A1</f><v>1</v></c>'
        '<c r="AA1" t="e"><f>1/0</f><v>#N/A</v></c></row>'
        '<row r="12"><c r="C12"><f>1+1</f></c><c r="D12"><f>2</f><v/></c>'
        '<c r="E12"><f t="shared" si="0"/><v></v></c><c r="F12"><f>1</f><v>1</v></c></row>'
    )
    (found,) = read(rebuilt({SHEET: sheet_of(cells)}))
    assert found["error_texts"] == [
        (0, 0, "#DIV/0!"), (0, 26, "#N/A"), (11, 2, "="), (11, 3, "="), (11, 4, "="),
    ]  # fmt: skip


def test_marks_of_two_sheets_stand_on_their_own() -> None:
    def fill(book: Any) -> None:
        share = book.add_format({"num_format": "0%"})
        deep = [book.add_format({"indent": level}) for level in (1, 3)]
        first, second = book.add_worksheet("一"), book.add_worksheet("二")
        first.write(0, 0, 0.5, share)
        first.write(1, 0, "其中", deep[0])
        first.write(2, 0, "其中", deep[1])
        first.merge_range(4, 1, 5, 3, "x")
        second.write(3, 2, 0.5, share)
        second.write(3, 3, "q")

    one, two = read(written(fill))
    assert (one["name"], two["name"]) == ("一", "二")
    assert (one["percents"], two["percents"]) == ([(0, 0)], [(3, 2)])
    assert (one["indents"], two["indents"]) == ([(1, 0, 1), (2, 0, 3)], [])
    assert (one["merged"], two["merged"]) == ([(4, 1, 5, 3)], [])
    assert two["rows"] == [["", "", "", ""]] * 3 + [["", "", 0.5, "q"]]
    assert one["rows"][0][0] == 0.5


def test_hidden_sheets_follow_those_that_are_shown() -> None:
    def fill(book: Any) -> None:
        for name, hide in (("甲", None), ("乙", "hide"), ("丙", "very_hidden"), ("丁", None)):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, f"secret {name}")
            if hide:
                getattr(sheet, hide)()

    found = read(written(fill))
    assert [(each["name"], each["rows"], each.get("hidden", False)) for each in found] == [
        ("甲", [["secret 甲"]], False),
        ("丁", [["secret 丁"]], False),
        ("乙", [["secret 乙"]], True),
        ("丙", [["secret 丙"]], True),
    ]


def test_as_many_sheets_as_are_taken_and_no_more() -> None:
    data = written(lambda book: [book.add_worksheet(n) for n in ("一", "二")])
    assert len(read(data, sheets=2)) == 2
    assert refusal(data, sheets=1) == ("too_many_sheets", "", 0, {"limit": 1, "found": 2})


def test_as_many_rows_columns_cells_and_letters_as_are_taken_and_no_more() -> None:
    data = written(lambda book: [book.add_worksheet("表").write(2, 3, "abcd")])
    for limits in ({"rows": 3}, {"columns": 4}, {"cells": 12}, {"cell_text": 4}):
        assert read(data, **limits)[0]["rows"][-1][3] == "abcd"
    assert refusal(data, rows=2) == ("too_many_rows", "表", 3, {"limit": 2})
    assert refusal(data, columns=3) == ("too_many_columns", "表", 3, {"limit": 3, "found": 4})
    assert refusal(data, cells=11) == ("too_many_cells", "表", 0, {"limit": 11, "found": 12})
    assert refusal(data, cell_text=3) == ("cell_too_long", "", 3, {"limit": 3, "row": 3})


def test_cells_of_all_sheets_add_up() -> None:
    data = written(lambda book: [book.add_worksheet(n).write(1, 1, 1) for n in ("一", "二")])
    assert len(read(data, cells=8)) == 2
    assert refusal(data, cells=7) == ("too_many_cells", "二", 0, {"limit": 7, "found": 8})


@pytest.mark.parametrize(
    ("last", "limits", "code"),
    [
        ("Z10", {"rows": 10}, ""),
        ("Z11", {"rows": 10}, "too_many_rows"),
        ("Z10", {"cells": 260}, ""),
        ("Z10", {"cells": 259}, "too_many_cells"),
        ("AA1", {"columns": 27}, ""),
        ("AA1", {"columns": 26}, "too_many_columns"),
        ("Z1", {"columns": 25}, "too_many_columns"),
        ("A1000000", {"rows": 1_000_000}, ""),
        ("A1000001", {"rows": 1_000_000}, "too_many_rows"),
    ],
)
def test_how_far_the_outermost_cell_stands(last: str, limits: dict[str, int], code: str) -> None:
    number = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{number}"><c r="{last}"/></row>'
    for sheet in (sheet_of(cells), sheet_of(cells).replace(b"row", b"x:row")):
        if code:
            with pytest.raises(FileFormatError) as refused:
                check_extent({"表": sheet}, FileLimits(**limits))
            assert (refused.value.code, refused.value.sheet) == (code, "表")
        else:
            check_extent({"表": sheet}, FileLimits(**limits))


@pytest.mark.parametrize(
    ("letters", "index"),
    [("A", 0), ("Z", 25), ("AA", 26), ("AZ", 51), ("BA", 52), ("ZZ", 701), ("AAA", 702),
     ("XFD", 16383)],
)  # fmt: skip
def test_columns_are_numbered_from_their_letters(letters: str, index: int) -> None:
    assert (column_index(letters), column_letters(index)) == (index, letters)
    assert column_index("") == -1


def test_long_sheets_are_read_to_their_end_in_their_order() -> None:
    rows = 256 * 2 + 3
    data = written(
        lambda book: [sheet.write(n, 1, n) for sheet in [book.add_worksheet()] for n in range(rows)]
    )
    (found,) = read(data)
    assert found["rows"] == [["", n] for n in range(rows)]
    long = written(
        lambda book: [
            sheet.write(n, 0, "x" * (9 if n == 300 else 8))
            for sheet in [book.add_worksheet()]
            for n in range(310)
        ]
    )
    assert refusal(long, cell_text=8)[2] == 301


def test_what_all_texts_come_to_is_counted() -> None:
    data = written(lambda book: [book.add_worksheet(n).write_row(0, 0, ["x" * 90]) for n in "ab"])
    size = sum(len(each) for each in unpacked(data).values())
    assert len(read(data, unpacked_size=size)) == 2
    told = written(
        lambda book: [
            sheet.write(n, 0, "y" * 5000) for sheet in [book.add_worksheet()] for n in range(400)
        ]
    )
    (code, _, _, values) = refusal(told, unpacked_size=1_000_000)
    assert code == "unpacked_too_large"
    assert values["limit"] == 1_000_000
    assert values["found"] > 1_000_000


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def test_a_sheets_part_may_be_named_from_the_top() -> None:
    moved = part(LINKS).replace(b'"worksheets/sheet1.xml"', b'"/xl/worksheets/sheet1.xml"')
    assert moved != part(LINKS)
    assert read(rebuilt({LINKS: moved}))[0]["rows"] == [["a", 1], ["b", 2]]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({BOOK: None}, "not_a_workbook"),
        ({BOOK: b"<broken"}, "archive_damaged"),
        ({LINKS: b"<broken"}, "archive_damaged"),
        ({BOOK: b"<document/>"}, "not_a_workbook"),
        ({SHEET: b"<worksheet><sheetData><row"}, "archive_damaged"),
    ],
)
def test_a_workbook_that_makes_no_sense_is_named(parts, code) -> None:
    assert refusal(rebuilt(parts))[0] == code


def test_a_sheet_that_is_a_chart_has_no_cells_and_is_left_out() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("表")
        sheet.write(0, 0, 1)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=表!$A$1:$A$1"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("又一张").write(0, 0, 2)

    sheets = [(each["name"], each["rows"]) for each in read(written(fill))]
    assert sheets == [("表", [[1]]), ("又一张", [[2]])]


def test_a_sheet_that_leads_nowhere_is_left_out_and_no_way_at_all_is_damage() -> None:
    elsewhere = part(LINKS).replace(b"sheet1.xml", b"sheet7.xml")
    assert read(rebuilt({LINKS: elsewhere})) == []
    assert refusal(rebuilt({LINKS: None}))[0] == "archive_damaged"


def test_small_sheets_that_are_too_large_together_are_refused_by_the_last() -> None:
    cells = '<row r="1"><c r="A1"/></row><row r="3"><c r="D3"/></row>'
    sheets = {name: sheet_of(cells) for name in ("一", "二", "三")}
    check_extent(sheets, FileLimits(cells=36))
    with pytest.raises(FileFormatError) as refused:
        check_extent(sheets, FileLimits(cells=35))
    assert (refused.value.sheet, refused.value.values) == ("三", {"limit": 35, "found": 36})


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"no element",
        b'<worksheet><c r="A1"/><c r="B1"><v>1</v></c></worksheet>',
        b'<worksheet><c s="1" r="A1"/><c\n r="B1"/></worksheet>',
    ],
)
def test_a_part_that_is_in_order_stays_as_it_is(part: bytes) -> None:
    assert normalize_xml(part) is part


@pytest.mark.parametrize(
    "part",
    [
        b"<worksheet><sheetData><row><c r='A1'/></row></sheetData></worksheet>",
        b'<x:worksheet xmlns:x="u"><x:sheetData><x:c r="A1"/></x:sheetData></x:worksheet>',
        b"<worksheet><sheetData><row><c s='1'/></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row><c s='1' r='a1'/></row></sheetData></worksheet>",
        b'<worksheet><sheetData><!-- <c r="Z9"/> --><row><c r="A1"/></row></sheetData></worksheet>',
    ],
)
def test_a_part_in_another_form_is_brought_into_order(part: bytes) -> None:
    written = normalize_xml(part)
    assert re.findall(rb'<c r="\w+"', written) == [b'<c r="A1"']
    assert b"x:" not in written
    assert b"Z9" not in written
