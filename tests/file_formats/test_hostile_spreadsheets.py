"""Bombs and traps in `.xls`, `.ods`, web pages and XML: refused by name with little work."""

import struct

import pytest

from file_formats import FileFormatError, FileLimits
from tests.helpers.child_jobs import read_sheets_apart
from tests.helpers.little_work import little_work
from tests.helpers.made_spreadsheets import packed_ods
from tests.helpers.other_writers import FOLDER

MEMORY = FileLimits(memory=256 * 2**20)
XLS, ODS = (FOLDER / "libreoffice.xls").read_bytes(), (FOLDER / "libreoffice.ods").read_bytes()
CELL = '<table:table-cell office:value-type="float" office:value="1"{}/>'
TEXT = "<table:table-cell><text:p>{}x</text:p></table:table-cell>"
REPEATED = ' table:number-columns-repeated="{}"'


def ods(rows: str = "", **parts: bytes) -> bytes:
    """A spreadsheet with these rows, and parts besides."""
    return packed_ods(f'<table:table table:name="表">{rows}</table:table>', **parts)


def row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) >= 1
    return data.replace(old, new)


def with_far_cell(row: int, column: int) -> bytes:
    """A number of the old workbook put far out."""
    number = struct.pack("<HHHH", 0x027E, 10, 2, 1)
    return changed(XLS, number, struct.pack("<HHHH", 0x027E, 10, row, column))


def with_endless_chain() -> bytes:
    """The first sector of the table of sectors leads to itself."""
    data = bytearray(XLS)
    (table,) = struct.unpack_from("<I", data, 76)
    for sector in range(100):
        struct.pack_into("<I", data, (table + 1) * 512 + 4 * sector, sector)
    return bytes(data)


def with_a_password() -> bytes:
    """The record that says so, in place of the first that may be missing."""
    start = XLS.find(struct.pack("<HH", 0x0042, 2))
    return XLS[:start] + struct.pack("<HHH", 0x002F, 2, 0) + XLS[start + 6 :]


def pages(text: str) -> bytes:
    return f"<html><table>{text}</table></html>".encode()


def excel_xml(text: str, before: str = "") -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?>{before}<Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="a"><Table>{text}</Table></Worksheet></Workbook>'
    ).encode()


ONE = '<Cell><Data ss:Type="Number">1</Data></Cell>'
FAR = ONE.replace("<Cell", '<Cell ss:Index="99999"')
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
LOCKED = {"META-INF__manifest.xml": b"<x><manifest:encryption-data/></x>"}
LINKED = '<table:table-source xlink:href="http://x/"/>'


def repeated(columns: object) -> str:
    return CELL.format(REPEATED.format(columns))


BOMBS: dict[str, tuple[str, bytes, str]] = {
    "packed": (".ods", ods(settings=bytes(50 * 2**20)), "packed_too_tightly"),
    "rows": (".ods", ods(row(CELL.format(""), 10**9)), "too_many_rows"),
    "columns": (".ods", ods(row(repeated(10**6))), "too_many_columns"),
    "rectangle": (".ods", ods(row(repeated(1000), 10**6)), "too_many_cells"),
    "empty rows": (".ods", ods(row("", 10**12) + row(repeated(1))), "too_many_rows"),
    "many sheets": (".ods", ods("</table:table><table:table>" * 300), "too_many_sheets"),
    "no number": (".ods", ods(row(repeated("x"))), "archive_damaged"),
    "blanks": (".ods", ods(row(TEXT.format('<text:s text:c="99999"/>' * 500))), "cell_too_long"),
    "locked": (".ods", ods(**LOCKED), "encrypted"),
    "basic": (".ods", ods(**{"Basic__script-lb.xml": b"<x/>"}), "macros"),
    "dde": (".ods", ods("<table:dde-source/>"), "dde"),
    "linked": (".ods", ods(LINKED), "external_links"),
    "cut off": (".ods", ODS[: len(ODS) // 2], "archive_damaged"),
    "far out": (".xls", with_far_cell(65_535, 255), "too_many_cells"),
    "farther out": (".xls", with_far_cell(2, 60_000), "too_many_columns"),
    "endless": (".xls", with_endless_chain(), "archive_damaged"),
    "password": (".xls", with_a_password(), "encrypted"),
    "cut": (".xls", XLS[: len(XLS) // 2], "archive_damaged"),
    "spans": (".xls", pages('<tr><td colspan="99999" rowspan="65000">1<td>2'), "too_many_columns"),
    "nested": (".xls", pages("<table><tr><td>" * 50_000), "too_many_cells"),
    "a long word": (".xls", pages("<tr><td>" + "x" * 40_000), "cell_too_long"),
    "a far row": (".xls", excel_xml(f'<Row ss:Index="999999999">{ONE}</Row>'), "too_many_rows"),
    "rows often": (".xls", excel_xml(f'<Row ss:Span="999999999">{ONE}</Row>'), "too_many_rows"),
    "a far cell": (".xls", excel_xml(f"<Row>{FAR}</Row>"), "too_many_columns"),
    "laughs": (".xls", excel_xml("", LAUGHS), "xml_doctype"),
    "half": (".xls", excel_xml("<Row>")[:-30], "archive_damaged"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_its_name_with_little_work(name: str) -> None:
    ending, data, code = BOMBS[name]
    with little_work(), pytest.raises(FileFormatError) as refused:
        read_sheets_apart(f"a{ending}", data, MEMORY)
    assert refused.value.code == code


def test_a_far_cell_of_an_old_sheet_takes_little_room() -> None:
    with little_work():
        found = read_sheets_apart("a.xls", with_far_cell(14_999, 255), FileLimits())
    assert found == [["情况表", 15_000], ["旧表", 0]]
