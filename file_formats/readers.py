"""What runs inside the child process: bytes of one format to plain lists."""

from collections.abc import Callable
from typing import Any

from file_formats.limits import FileLimits
from file_formats.workbook_parts import read_workbook


def _workbook(data: bytes, limits: FileLimits) -> list[dict[str, Any]]:
    return read_workbook(data, limits)


def _docx(data: bytes, limits: FileLimits) -> list[str]:
    from file_formats.document_text import docx_paragraphs

    return docx_paragraphs(data, limits)


def _pdf(data: bytes, limits: FileLimits) -> list[str]:
    from file_formats.document_text import pdf_pages

    return pdf_pages(data, limits)


READERS: dict[str, Callable[[bytes, FileLimits], Any]] = {
    "xlsx": _workbook,
    "docx": _docx,
    "pdf": _pdf,
}
