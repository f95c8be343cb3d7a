"""The text of reports: paragraphs of a DOCX, pages of a PDF."""

import io
import zipfile

import docx as python_docx
import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from file_formats import FileFormatError, FileLimits, docx_and_pdf
from tests.helpers.made_workbooks import plain_workbook


def document(*paragraphs: str) -> bytes:
    made = python_docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "会员", "4315人"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pages(*texts: str, password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in texts:
        page = writer.add_blank_page(300, 300)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_paragraphs_and_table_rows_in_order() -> None:
    assert docx_and_pdf.read_docx(document("工会报道", "", "今年以来")) == [
        "工会报道",
        "今年以来",
        "会员\t4315人",
    ]


def test_pages() -> None:
    texts = docx_and_pdf.read_pdf(pages("177 notices", "36 problems"))
    assert [page.strip() for page in texts] == ["177 notices", "36 problems"]


@pytest.mark.parametrize(
    ("read", "data", "code"),
    [
        (docx_and_pdf.read_docx, b"PK\x03\x04broken", "archive_damaged"),
        (docx_and_pdf.read_pdf, b"%PDF-1.7 broken", "pdf_damaged"),
        (docx_and_pdf.read_pdf, pages("x", password="secret"), "encrypted"),
        (docx_and_pdf.read_pdf, pages(""), "no_text"),
    ],
)
def test_what_cannot_be_read_is_named(read, data: bytes, code: str) -> None:
    with pytest.raises(FileFormatError) as refusal:
        read(data)
    assert refusal.value.code == code


def test_long_texts_are_refused() -> None:
    with pytest.raises(FileFormatError, match="too_much_text"):
        docx_and_pdf.read_docx(document("工" * 200), FileLimits(text=100))
    with pytest.raises(FileFormatError, match="too_much_text"):
        docx_and_pdf.read_pdf(pages("x" * 200), FileLimits(text=100))


def tabled_document(
    *paragraphs: str, table: list[list[str]] | None = None, after: str = ""
) -> bytes:
    made = python_docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        rows = made.add_table(len(table), len(table[0]))
        for row, cells in zip(rows.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        made.add_paragraph(after)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_paragraphs_and_rows_stand_in_their_order_and_blank_ones_nowhere() -> None:
    data = tabled_document(
        "一", "  ", "二", table=[["会员", "4315人"], ["", ""], ["班组", "36个"]], after="三"
    )
    assert docx_and_pdf.read_docx(data) == ["一", "二", "会员\t4315人", "班组\t36个", "三"]


def test_as_many_letters_as_are_taken_and_no_more() -> None:
    data = tabled_document("工" * 60, "会" * 40)
    assert docx_and_pdf.read_docx(data, FileLimits(text=100)) == ["工" * 60, "会" * 40]
    with pytest.raises(FileFormatError) as refused:
        docx_and_pdf.read_docx(data, FileLimits(text=99))
    assert refused.value.code == "too_much_text"
    assert refused.value.values == {"limit": 99, "found": 100}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (plain_workbook(), "not_a_document"),
        (b"PK\x03\x04", "archive_damaged"),
    ],
)
def test_what_is_no_document_is_named(data: bytes, code: str) -> None:
    with pytest.raises(FileFormatError) as refused:
        docx_and_pdf.read_docx(data)
    assert refused.value.code == code


def test_a_document_that_its_library_stumbles_over_is_a_damaged_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", b"<x/>")
    with pytest.raises(FileFormatError) as refused:
        docx_and_pdf.read_docx(out.getvalue(), FileLimits())
    assert refused.value.code == "archive_damaged"


def test_limits_of_the_document_are_kept_by_its_container() -> None:
    with pytest.raises(FileFormatError) as refused:
        docx_and_pdf.read_docx(tabled_document("x"), FileLimits(members=1))
    assert refused.value.code == "too_many_members"
    with pytest.raises(FileFormatError) as large:
        docx_and_pdf.read_pdf(b"%PDF-1.7", FileLimits(size=4))
    assert large.value.values == {"limit": 4, "found": 8}
