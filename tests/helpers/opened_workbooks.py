"""Workbooks opened again in this process: cells, widths of columns, frozen rows, wrapping."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import python_calamine

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows of cells, widths by column from 0, frozen rows, columns typed as text."""

    name: str
    rows: list[list[Any]]
    widths: dict[int, float]
    frozen: int
    texts: set[int]
    wraps: bool


def sheets_of(data: bytes) -> list[Sheet]:
    """Read a workbook's sheets in their order."""
    book = python_calamine.load_workbook(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
        parts = [
            ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            for number in range(1, len(book.sheet_names) + 1)
        ]
    return [
        _sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), part, styles)
        for name, part in zip(book.sheet_names, parts, strict=True)
    ]


def title_of(data: bytes) -> str:
    """Read the title among a workbook's properties."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = ElementTree.fromstring(archive.read("docProps/core.xml"))
    return core.findtext(f"{DC}title") or ""


def _sheet(name: str, rows: list[list[Any]], part: Any, styles: Any) -> Sheet:
    formats = list(styles.find(f"{MAIN}cellXfs"))
    columns = [
        (n, column)
        for column in part.iter(f"{MAIN}col")
        for n in range(int(column.get("min")) - 1, int(column.get("max")))
    ]
    pane = part.find(f".//{MAIN}pane")
    used = {int(cell.get("s", 0)) for cell in part.iter(f"{MAIN}c")}
    aligned = [formats[n].find(f"{MAIN}alignment") for n in used]
    return Sheet(
        name,
        rows,
        widths={n: round(float(column.get("width")), 2) for n, column in columns},
        frozen=0 if pane is None else int(float(pane.get("ySplit", 0))),
        texts={n for n, column in columns if _format(styles, formats, column) == "@"},
        wraps=bool(aligned) and all(a is not None and a.get("wrapText") for a in aligned),
    )


def _format(styles: Any, formats: list[Any], column: Any) -> str:
    """Give the number format of a column; @ is text."""
    number = formats[int(column.get("style", 0))].get("numFmtId")
    own = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(f"{MAIN}numFmt")}
    return str(own.get(number, number))
