"""Workbooks: what is read, what is refused by name, and what is written stays harmless."""

import io
import re
import struct
import time
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from file_formats import FileFormatError, FileLimits, detect_format, xlsx
from file_formats.xlsx import SheetToWrite
from tests.helpers.child_jobs import read_xlsx_apart
from tests.helpers.made_workbooks import SHEET, part, plain_workbook, rebuilt


def refused(data: bytes, limits: FileLimits | None = None) -> FileFormatError:
    start = time.perf_counter()
    with pytest.raises(FileFormatError) as refusal:
        read_xlsx_apart(data, limits or FileLimits())
    assert time.perf_counter() - start < 10
    return refusal.value


def test_values_places_and_what_a_reader_sees() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        percent, indent = book.add_format({"num_format": "0.0%"}), book.add_format({"indent": 3})
        sheet.merge_range(2, 1, 2, 3, "标题")
        sheet.write(4, 1, 5.0)
        sheet.write(4, 2, 0.5, percent)
        sheet.write(5, 1, "其中", indent)
        sheet.write(5, 2, True)
        sheet.write_formula(6, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(6, 2, "=1+1", None, "")
        book.add_worksheet("hidden").hide()
    found, hidden = xlsx.read_xlsx(out.getvalue())
    assert (hidden.name, hidden.rows, hidden.hidden) == ("hidden", [], True)
    assert found.name == "表"
    assert found.rows[2] == ["", "标题", ""]
    assert found.rows[4] == ["", 5, 0.5]
    assert found.rows[5] == ["", "其中", True]
    assert found.merged == ((2, 1, 2, 3),)
    assert found.percents == {(4, 2)}
    assert found.indents == {(5, 1): 3}
    assert found.error_texts == {(6, 1): "#DIV/0!", (6, 2): "="}


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        '""=1',
        "＝1",
        "'=1",
        "-5",
    ],
)
def test_text_stays_text_in_a_workbook(text: str) -> None:
    data = xlsx.write_xlsx([SheetToWrite("数据", [["备注", "数"], [text, -5]])])
    (found,) = xlsx.read_xlsx(data)
    assert found.rows[1] == [text, -5]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet, styles = archive.read(SHEET).decode(), archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert re.search(r'<c r="A2"[^>]* t="s"', sheet)
    assert re.search(r'<c r="B2"(?![^>]* t=)[^>]*><v>-5</v>', sheet)
    if text != "-5" and text[0] != "'":
        style = int(re.search(r'<c r="A2" s="(\d+)"', sheet)[1])
        assert 'quotePrefix="1"' in re.findall(r"<xf [^>]*/?>", styles.split("<cellXfs")[1])[style]


def test_notes_mark_cells_red_and_choices_become_lists() -> None:
    page = SheetToWrite(
        "数据",
        [["指标", ""], ["x", ""]],
        notes={(1, 0): "不在目录中", (1, 1): "未填"},
        choices={0: "='代码'!$A$2:$A$9"},
    )
    data = xlsx.write_xlsx([page, SheetToWrite("代码", [["指标"], ["members"]])])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        comments = archive.read("xl/comments1.xml").decode()
        sheet, styles = archive.read(SHEET).decode(), archive.read("xl/styles.xml").decode()
    assert "不在目录中" in comments
    assert 'ref="B2"' in comments
    assert "FFFFC7CE" in styles
    assert '<dataValidation type="list"' in sheet
    assert "$A$2:$A$9" in sheet


def far_corner() -> bytes:
    cell = b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = re.sub(rb"<sheetData>.*</sheetData>", cell, part(SHEET))
    return rebuilt(**{"xl__worksheets__sheet1.xml": sheet})


def many_cells() -> bytes:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    rows += b'<row r="1000000"><c r="CV1000000"><v>1</v></c></row>'
    sheet = re.sub(
        rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>", part(SHEET)
    )
    return rebuilt(**{"xl__worksheets__sheet1.xml": sheet})


def doctype(name: str) -> bytes:
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return rebuilt(**{name.replace("/", "__"): head + part(name).split(b"?>", 1)[1]})


def entries(count: int) -> bytes:
    return rebuilt(**{f"xl__worksheets__s{at}.xml": b"<x/>" for at in range(count)})


def lying_size() -> bytes:
    """A part that unpacks to more than its directory entry says."""
    data = bytearray(rebuilt(**{"xl__worksheets__sheet1.xml": b"x"}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 2**31)
    return bytes(data)


def wrong_checksum() -> bytes:
    data = bytearray(plain_workbook())
    at = data.find(SHEET.encode()) + len(SHEET) + 30
    data[at] ^= 0xFF
    return bytes(data)


def linked(kind: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    target = 'Target="http://127.0.0.1:9/x" TargetMode="External"'
    link = f'<Relationship Id="rId1" Type="http://x/{kind}" {target}/>'
    text = f'<Relationships xmlns="{space}">{link}</Relationships>'
    return rebuilt(**{"xl__worksheets___rels__sheet1.xml.rels": text.encode()})


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (far_corner, "too_many_columns"),
        (many_cells, "too_many_cells"),
        (
            lambda: rebuilt(**{"xl__worksheets__sheet2.xml": b"0" * 40 * 2**20}),
            "packed_too_tightly",
        ),
        (lambda: rebuilt(**{"xl__media__a.bin": bytes(65 * 2**20)}), "member_too_large"),
        (lambda: entries(2_000), "too_many_members"),
        (lying_size, "unpacked_too_large"),
        (wrong_checksum, "archive_damaged"),
        (lambda: plain_workbook()[:-40], "archive_damaged"),
        (lambda: doctype(SHEET), "xml_doctype"),
        (lambda: doctype("xl/workbook.xml"), "xml_doctype"),
        (lambda: doctype("xl/sharedStrings.xml"), "xml_doctype"),
        (lambda: rebuilt(**{"xl__sharedStrings.xml": "<sst/>".encode("utf-16")}), "xml_encoding"),
        (lambda: rebuilt(xl__vbaProject__bin=None, **{"xl__vbaProject.bin": b"x"}), "macros"),
        (lambda: rebuilt(**{"xl__externalLinks__externalLink1.xml": b"<x/>"}), "external_links"),
        (lambda: linked("image"), "external_links"),
        (
            lambda: rebuilt(
                **{
                    "xl__worksheets__sheet1.xml": part(SHEET).replace(
                        b"<v>1</v>", b"<f>cmd|'/C calc'!A0</f><v>1</v>"
                    )
                }
            ),
            "dde",
        ),
        (lambda: rebuilt(**{"xl__workbook.xml": None}), "not_a_workbook"),
        (lambda: rebuilt(**{"xl__workbook.xml": b"<broken"}), "archive_damaged"),
        (
            lambda: rebuilt(**{"xl__worksheets__sheet1.xml": b"<worksheet><sheetData><row"}),
            "archive_damaged",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bombs_and_traps_are_refused_by_name(made: Callable[[], bytes], code: str) -> None:
    assert refused(made()).code == code


def test_hyperlinks_are_no_external_links() -> None:
    assert len(xlsx.read_xlsx(linked("hyperlink"))) == 1


def test_a_nested_zip_and_pictures_are_never_unpacked() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(10 * 2**20))
    data = rebuilt(**{"xl__embeddings__a.zip": inner.getvalue()})
    assert xlsx.read_xlsx(data)[0].rows == [["a", 1], ["b", 2]]


def test_limits_of_sheets_rows_and_cell_length() -> None:
    assert refused(plain_workbook(), FileLimits(rows=1)).code == "too_many_rows"
    assert refused(plain_workbook(), FileLimits(sheets=0)).code == "too_many_sheets"
    assert refused(plain_workbook(), FileLimits(size=10)).code == "too_large"
    assert (
        refused(plain_workbook([["x" * 11, 1]]), FileLimits(cell_text=10)).code == "cell_too_long"
    )


def test_one_long_text_shared_by_many_cells_is_counted_every_time() -> None:
    data = plain_workbook([["x" * 30_000] * 50 for _ in range(50)])
    assert refused(data, FileLimits(unpacked_size=2**24)).code == "unpacked_too_large"


def test_the_memory_limit_holds() -> None:
    data = plain_workbook([["x" * 5_000] * 50 for _ in range(1_000)])
    assert refused(data, FileLimits(memory=2**27)).code == "too_much_memory"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        ("a.csv", b"<html><table><tr><td>1</td></tr></table></html>", "html_renamed"),
        ("a.xlsx", b"\xef\xbb\xbf\n<!DOCTYPE html>", "html_renamed"),
        ("a.csv", b"PK\x03\x04rest", "renamed"),
        ("a.xlsx", b"a,b\n1,2\n", "renamed"),
        ("a.pdf", b"a,b\n1,2\n", "renamed"),
        ("a.exe", b"MZ", "unknown_format"),
        ("a", b"text", "unknown_format"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\xef\xbb\xbf\r\n ", "empty_file"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(name: str, data: bytes, code: str) -> None:
    with pytest.raises(FileFormatError) as refusal:
        detect_format.detect_format(name, data)
    assert refusal.value.code == code


def test_a_workbook_with_macros_is_looked_into_before_it_is_refused() -> None:
    assert detect_format.detect_format("报表.XLSM", plain_workbook()) == "xlsx"
