"""Detect the format of a file by its first bytes, not only by its name."""

import re
from pathlib import PurePosixPath
from typing import Literal

from file_formats.errors import FileFormatError

FileFormat = Literal[
    "csv", "xlsx", "xls", "ods", "excel_xml", "html", "yaml", "docx", "pdf", "package"
]

ENDINGS: dict[str, FileFormat] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".et": "xls",
    ".ods": "ods",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".zip": "package",
    ".docx": "docx",
    ".pdf": "pdf",
}
"""Known file name endings and their formats."""
TABLE_ENDINGS = tuple(end for end, format_ in ENDINGS.items() if format_ not in ("docx", "pdf"))
"""Endings of tables, for uploads and for folders that the command line reads."""
REPORT_ENDINGS = (".txt", ".docx", ".pdf")
"""Endings of reports whose text is read."""
_OTHER_ENDINGS = {".xlsm", ".xlsb", ".doc"}
"""Endings of formats that are not read; such a file may be of a format that is."""
_WORKBOOKS: dict[str, tuple[FileFormat, ...]] = {
    ".xls": ("xls", "xlsx", "ods", "excel_xml", "html", "csv"),
    ".et": ("xls", "xlsx"),
    ".xlsx": ("xlsx", "xls", "ods"),
    ".xlsm": ("xlsx",),
    ".ods": ("ods", "xlsx", "xls"),
}
"""Formats that a workbook may have with each ending: spreadsheet programs open it as well."""
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_VISIBLE_BYTE = re.compile(rb"[^\0 \r\n\t\xef\xbb\xbf\xff\xfe]")
_HTML_STARTS = (b"<html", b"<!doc", b"<table", b"<head", b"<meta", b"<body", b"mime-version")
_EXCEL_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


def detect_format(name: str, data: bytes) -> FileFormat:
    """Return the format in which a file is read, by its name and its first bytes.

    A workbook is read in the format of its content even if its ending is that of another one, as
    spreadsheet programs do; any other file must have the content that its ending promises. Raises
    FileFormatError: empty_file, encrypted, old_office, html_renamed, renamed, unknown_format.
    """
    if not _VISIBLE_BYTE.search(data):  # nothing but blanks, zero bytes and byte order marks
        raise FileFormatError("empty_file")
    ending = PurePosixPath(name.lower()).suffix
    expected = ENDINGS.get(ending)
    if expected is None and ending not in _OTHER_ENDINGS:
        raise FileFormatError("unknown_format", value=ending[:20])  # cut for the message
    content_format = _detect_content(data)
    if content_format == "encrypted":
        raise FileFormatError("encrypted", value=ending)
    if ending in _WORKBOOKS and content_format in _WORKBOOKS[ending]:
        # The search narrows the text to the literal type.
        return next(each for each in _WORKBOOKS[ending] if each == content_format)
    if content_format == "xls":
        raise FileFormatError("old_office", value=ending)
    if content_format in ("html", "excel_xml"):
        raise FileFormatError("html_renamed", value=ending)
    if expected and (expected == content_format or (content_format, expected) in _SAME_CONTENT):
        return expected
    raise FileFormatError("renamed" if expected else "unknown_format", value=ending[:20])


_SAME_CONTENT = {("csv", "yaml"), ("xlsx", "docx"), ("xlsx", "package")}
"""Pairs of formats whose first bytes are the same: of text, and of a ZIP container."""


def _detect_content(data: bytes) -> str:
    """Return the format of a file by its first bytes, or "encrypted".

    csv stands for any text, xls for any old Office file (OLE), xlsx for any ZIP container but ODS.
    """
    if data.startswith(_OLE_START):
        return "encrypted" if _ENCRYPTED_PART in data else "xls"
    if data.startswith(b"PK\x03\x04"):
        is_open_document = b"content.xml" in data and b"[Content_Types].xml" not in data
        return "ods" if is_open_document else "xlsx"
    if data.startswith(b"%PDF-"):
        return "pdf"
    # Without zero bytes, ASCII in UTF-16 reads as ASCII.
    beginning = data[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if beginning.startswith(b"<?xml"):
        return "excel_xml" if _EXCEL_XML in beginning else "html"
    return "html" if beginning.startswith(_HTML_STARTS) else "csv"
