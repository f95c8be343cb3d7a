"""Detect the format of a file by its first bytes, not only by its name."""

import re
from pathlib import PurePosixPath
from typing import Literal

from file_formats.errors import FileFormatError

FileFormat = Literal["csv", "xlsx", "yaml", "docx", "pdf", "package"]

ENDINGS: dict[str, FileFormat] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
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
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_VISIBLE_BYTE = re.compile(rb"[^\0 \r\n\t\xef\xbb\xbf\xff\xfe]")
_HTML_STARTS = (b"<html", b"<!doc", b"<?xml", b"<table", b"<head", b"<meta", b"mime-version")


def detect_format(name: str, data: bytes) -> FileFormat:
    """Return the format with which a file is to be read, by its name and its first bytes.

    Raises FileFormatError: empty_file, encrypted, old_excel, html_renamed, renamed, unknown_format.
    """
    if not _VISIBLE_BYTE.search(data):
        raise FileFormatError("empty_file")
    ending = PurePosixPath(name.lower()).suffix
    expected = ENDINGS.get(ending)
    if expected is None and ending not in {".xls", ".xlsm", ".xlsb", ".et", ".ods", ".doc"}:
        raise FileFormatError("unknown_format", value=ending[:20])
    signature = _detect_signature(data)
    if signature == "ole":
        raise FileFormatError("encrypted" if _ENCRYPTED_PART in data else "old_excel", value=ending)
    if signature == "html":
        raise FileFormatError("html_renamed", value=ending)
    if signature == "zip" and (ending == ".xlsm" or expected in {"xlsx", "docx", "package"}):
        return expected or "xlsx"
    if expected and (
        signature == expected or (signature == "text" and expected in {"csv", "yaml"})
    ):
        return expected
    raise FileFormatError("renamed" if expected else "unknown_format", value=ending[:20])


def _detect_signature(data: bytes) -> str:
    """Return what a file is by its first bytes: ole, zip, pdf, html or text.

    ole is the container of old Office files (.xls) and of encrypted ones.
    """
    if data.startswith(_OLE_START):
        return "ole"
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data.startswith(b"%PDF-"):
        return "pdf"
    text_start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return "html" if text_start.startswith(_HTML_STARTS) else "text"
