"""Which format a file is read in, for each content under each ending."""

import pytest

from file_formats import FileFormatError
from file_formats.detect_format import detect_format

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
CONTENTS = {
    "xlsx": ZIP + b"..[Content_Types].xml..",
    "ods": ZIP + b"..content.xml..",
    "xls": OLE + b"Workbook",
    "html": b"\xef\xbb\xbf\r\n <TABLE><tr>",
    "excel_xml": b'<?xml version="1.0"?><x xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    "pdf": b"%PDF-1.7",
    "text": "月份,件\n".encode(),
}
READ_AS = {
    ".csv": {"text": "csv"},
    ".tsv": {"text": "csv"},
    ".txt": {"text": "csv"},
    ".xlsx": {"xlsx": "xlsx", "xls": "xls", "ods": "ods"},
    ".xlsm": {"xlsx": "xlsx"},
    ".xls": {
        **{each: each for each in ("xls", "xlsx", "ods", "excel_xml", "html")},
        "text": "csv",
    },
    ".et": {"xls": "xls", "xlsx": "xlsx"},
    ".ods": {"ods": "ods", "xlsx": "xlsx", "xls": "xls"},
    ".yaml": {"text": "yaml"},
    ".yml": {"text": "yaml"},
    ".zip": {"xlsx": "package"},
    ".docx": {"xlsx": "docx"},
    ".pdf": {"pdf": "pdf"},
    ".xlsb": {},
    ".doc": {},
}
UNREAD = {".xlsm", ".xlsb", ".doc"}


@pytest.mark.parametrize("ending", READ_AS)
@pytest.mark.parametrize("content", CONTENTS)
def test_a_file_is_read_as_what_it_is_where_its_ending_allows_that(
    ending: str, content: str
) -> None:
    name, data = f"报表{ending.upper()}", CONTENTS[content]
    if found := READ_AS[ending].get(content):
        assert detect_format(name, data) == found
        return
    with pytest.raises(FileFormatError) as refused:
        detect_format(name, data)
    code = {"xls": "old_office", "html": "html_renamed", "excel_xml": "html_renamed"}.get(content)
    assert refused.value.code == (code or ("unknown_format" if ending in UNREAD else "renamed"))
    assert refused.value.value == ending


@pytest.mark.parametrize("ending", [".csv", ".xls", ".xlsx", ".doc"])
def test_an_encrypted_workbook_is_told_whatever_its_ending(ending: str) -> None:
    data = OLE + b"\0" * 40 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(FileFormatError) as refused:
        detect_format(f"a{ending}", data)
    assert (refused.value.code, refused.value.value) == ("encrypted", ending)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xff\xfe\0\0", b"\xef\xbb\xbf \0"])
def test_a_file_of_blanks_alone_is_empty_whatever_its_ending(data: bytes) -> None:
    for name in ("a.csv", "a.xlsx", "a.unknown"):
        with pytest.raises(FileFormatError, match="empty_file"):
            detect_format(name, data)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a", ""), ("a.png", ".png"), ("a." + "x" * 30, "." + "x" * 19)],
)
def test_an_ending_that_is_not_read_is_named_and_cut(name: str, shown: str) -> None:
    with pytest.raises(FileFormatError) as refused:
        detect_format(name, b"1,2\n")
    assert (refused.value.code, refused.value.value) == ("unknown_format", shown)
