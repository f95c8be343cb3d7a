"""A small workbook, and ones with parts of it changed as no program would."""

import io
import zipfile
from collections.abc import Mapping

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"


def plain_workbook(rows: list[list[object]] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        for at, cells in enumerate(rows or [["a", 1], ["b", 2]]):
            sheet.write_row(at, 0, cells)
    return out.getvalue()


Parts = Mapping[str, bytes | None]


def rebuilt(parts: Parts | None = None, **changes: bytes | None) -> bytes:
    """A workbook with parts replaced, added, or (None) taken out; __ stands for a slash."""
    out = io.BytesIO()
    named = {name.replace("__", "/"): part for name, part in changes.items()} | dict(parts or {})
    with (
        zipfile.ZipFile(io.BytesIO(plain_workbook())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, part in named.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(plain_workbook())) as archive:
        return archive.read(name)
