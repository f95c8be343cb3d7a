"""Every bomb and every trap by its name: refused within two seconds of work and 256 MB."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from file_formats import FileFormatError, FileLimits
from file_formats.sandbox.run import CHILD_USAGE
from tests.helpers.child_jobs import read_docx_apart, read_xlsx_apart
from tests.helpers.little_work import little_work
from tests.helpers.made_workbooks import SHEET, part, plain_workbook, rebuilt

MEMORY = FileLimits(memory=256 * 2**20)
STRINGS, BOOK = "xl/sharedStrings.xml", "xl/workbook.xml"


def refusal(data: bytes) -> str:
    """Read a workbook in little memory; what it is refused for."""
    with little_work(), pytest.raises(FileFormatError) as refused:
        read_xlsx_apart(data, MEMORY)
    return refused.value.code


def a_thousand_times() -> bytes:
    return rebuilt({"xl/worksheets/sheet2.xml": bytes(50 * 2**20)})


def ten_thousand_sheets_of_one_part() -> bytes:
    head, tail = part(BOOK).split(b"<sheets>")
    rest = tail.split(b"</sheets>")[1]
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 10_001))
    return rebuilt({BOOK: head + b"<sheets>" + sheets.encode() + b"</sheets>" + rest})


def ten_thousand_sheets() -> bytes:
    return rebuilt({f"xl/worksheets/s{n}.xml": b"<x/>" for n in range(10_000)})


def a_million_strings() -> bytes:
    return rebuilt({STRINGS: b"<sst>" + b"<si><t>x</t></si>" * 1_000_000 + b"</sst>"})


def a_part_twice() -> bytes:
    out = io.BytesIO(plain_workbook())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, part(SHEET))
    return out.getvalue()


def with_a_password() -> bytes:
    data = bytearray(plain_workbook())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    return bytes(data)


BOMBS = {
    a_thousand_times: "packed_too_tightly",
    ten_thousand_sheets_of_one_part: "too_many_sheets",
    ten_thousand_sheets: "too_many_members",
    a_million_strings: "packed_too_tightly",
    a_part_twice: "archive_damaged",
    with_a_password: "encrypted",
}


@pytest.mark.parametrize(
    ("made", "code"), BOMBS.items(), ids=lambda value: getattr(value, "__name__", value)
)
def test_a_bomb_is_refused_by_its_name_with_little_work(
    made: Callable[[], bytes], code: str
) -> None:
    data = made()
    assert refusal(data) == code


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
DECLARED = {
    "a file": '<!ENTITY a SYSTEM "file:///etc/passwd">',
    "an address": '<!ENTITY a SYSTEM "CANARY/entity">',
    "a parameter": '<!ENTITY % p SYSTEM "CANARY/parameter"> %p;',
    "a billion laughs": f'<!ENTITY a0 "ha">{LAUGHS}<!ENTITY a "&a9;">',
    "quadratic": f'<!ENTITY a "{"x" * 50_000}">',
}
TIMES = "&a;" * 2_000


def hiding(text: str, name: str) -> bytes:
    """A workbook with a declaration in a part, and what it declares used there."""
    head, body = part(name).split(b"?>", 1)
    root = body.lstrip()[1:].split(b" ", 1)[0].decode()
    told = f"<!DOCTYPE {root} [{text}]>".encode()
    spoilt = body.replace(b"</", f"{TIMES}</".encode(), 1) if name == STRINGS else body
    return rebuilt({name: head + b"?>" + told + spoilt})


@pytest.mark.parametrize("name", [SHEET, STRINGS, "_rels/.rels"])
@pytest.mark.parametrize("declared", DECLARED)
def test_a_declaration_is_refused_wherever_it_stands_and_nothing_is_fetched(
    canary: tuple[str, list[str]], declared: str, name: str
) -> None:
    address, visits = canary
    data = hiding(DECLARED[declared].replace("CANARY", address), name)
    assert refusal(data) == "xml_doctype"
    assert visits == []


def test_a_doctype_of_elsewhere_is_not_fetched(canary: tuple[str, list[str]]) -> None:
    address, visits = canary
    head, body = part(SHEET).split(b"?>", 1)
    told = f'<!DOCTYPE worksheet SYSTEM "{address}/dtd">'.encode()
    data = rebuilt({SHEET: head + b"?>" + told + body})
    assert refusal(data) == "xml_doctype"
    with little_work(), pytest.raises(FileFormatError, match="xml_doctype"):
        read_docx_apart(data, MEMORY)
    assert visits == []


@pytest.mark.parametrize("kind", ["image", "oleObject", "externalLinkPath", "attachedTemplate"])
def test_what_a_workbook_would_fetch_is_refused_unfetched(
    canary: tuple[str, list[str]], kind: str
) -> None:
    address, visits = canary
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = f'<Relationship Id="r" Type="http://x/{kind}" Target="{address}" TargetMode="External"/>'
    told = f'<Relationships xmlns="{space}">{link}</Relationships>'.encode()
    assert refusal(rebuilt({"xl/worksheets/_rels/sheet1.xml.rels": told})) == "external_links"
    assert visits == []


def test_a_cell_far_out_takes_no_room() -> None:
    cell = b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    before, after = part(SHEET).split(b"<sheetData>")[0], part(SHEET).split(b"</sheetData>")[1]
    data = rebuilt({SHEET: before + cell + after})
    assert len(data) < 10_000
    assert refusal(data) == "too_many_columns"
    with little_work(), pytest.raises(FileFormatError) as refused:
        read_xlsx_apart(data, replace(MEMORY, columns=20_000))
    assert refused.value.code in ("too_many_rows", "too_many_cells")
    assert CHILD_USAGE.memory < 2**19
