"""Read an XLSX workbook as plain lists, inside the child process.

Values come from calamine; the rest (percent formats, indentation, error values, uncalculated
formulas) is read from the XML of the sheets.
"""

import io
import itertools
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import orjson
import python_calamine

from file_formats import archive
from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits
from file_formats.sheet_xml import check_extent, read_styles

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROWS_AT_ONCE = 256
"""Rows that are encoded as JSON at once: a call for each row costs more than the row."""


def read_workbook(data: bytes, limits: FileLimits) -> list[dict[str, Any]]:
    """Return the visible sheets in order: name, rows, merged, percents, indents, faults.

    Hidden sheets follow, with only their names.
    Raises FileFormatError: the codes of unpack_archive, not_a_workbook, too_many_sheets,
    too_many_rows, too_many_columns, too_many_cells, cell_too_long, unpacked_too_large.
    """
    parts = archive.unpack_archive(data, limits)
    if "xl/workbook.xml" not in parts:
        raise FileFormatError("not_a_workbook")
    sheets, hidden = _find_sheets(parts)
    if len(sheets) > limits.sheets:
        raise FileFormatError(
            "too_many_sheets", values={"limit": limits.sheets, "found": len(sheets)}
        )
    check_extent({name: parts[path] for name, path in sheets.items()}, limits)
    styles = read_styles(parts.get("xl/styles.xml", b""))
    marks = [styles.apply(parts[path]) for path in sheets.values()]
    packed = io.BytesIO(archive.pack_archive(parts))
    parts.clear()
    try:
        reader = _SheetReader(python_calamine.load_workbook(packed), limits)
        read = [reader.read(name) | each for name, each in zip(sheets, marks, strict=True)]
        return [*read, *({"name": name, "rows": [], "hidden": True} for name in hidden)]
    except python_calamine.PasswordError:
        raise FileFormatError("encrypted") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileFormatError("archive_damaged") from None


def _find_sheets(parts: dict[str, bytes]) -> tuple[dict[str, str], list[str]]:
    """Return the archive's part of each visible worksheet by name, and the names of hidden ones."""
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314  (no DOCTYPE: checked)
        links = ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))  # noqa: S314
    except ElementTree.ParseError:
        raise FileFormatError("archive_damaged") from None
    if book.tag.startswith(_STRICT):
        raise FileFormatError("strict_workbook")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    visible: dict[str, str] = {}
    hidden: list[str] = []
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" not in path or path not in parts:
            continue
        if sheet.get("state", "visible") == "visible":
            visible[sheet.get("name", "")] = path
        else:
            hidden.append(sheet.get("name", ""))
    return visible, hidden


class _SheetReader:
    """Reads the values of sheets; `size` is the total length of their JSON in bytes."""

    def __init__(self, workbook: python_calamine.CalamineWorkbook, limits: FileLimits) -> None:
        """Begin with an open workbook and the limits; nothing is read yet."""
        self.workbook = workbook
        self.limits = limits
        self.size = 0

    def read(self, name: str) -> dict[str, Any]:
        """Return name, rows and merged ranges of a sheet."""
        sheet = self.workbook.get_sheet_by_name(name)
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
        rows = orjson.Fragment(b"[" + b",".join(self._rows(sheet)) + b"]")
        return {"name": name, "rows": rows, "merged": merged}

    def _rows(self, sheet: python_calamine.CalamineSheet) -> Iterator[bytes]:
        """Yield the rows from A1 on as JSON, including empty columns on the left.

        calamine omits those columns.
        """
        left = [""] * sheet.start[1] if sheet.start else []
        rows = iter(sheet.iter_rows() if sheet.start else ())
        number = 1
        while batch := list(itertools.islice(rows, _ROWS_AT_ONCE)):
            text = orjson.dumps([left + row for row in batch] if left else batch, default=str)
            if len(text) > self.limits.cell_text:
                self._check_cells(number, batch)
            self._add_size(len(text))
            number += len(batch)
            yield text[1:-1]

    def _check_cells(self, first: int, rows: list[list[Any]]) -> None:
        """Raise FileFormatError (cell_too_long) for the first row with too long a text.

        `first` is the number of the first of these rows.
        """
        longest = self.limits.cell_text
        for number, row in enumerate(rows, first):
            if any(isinstance(cell, str) and len(cell) > longest for cell in row):
                raise FileFormatError(
                    "cell_too_long", number, values={"limit": longest, "row": number}
                )

    def _add_size(self, size: int) -> None:
        """Add to the total size; raise FileFormatError (unpacked_too_large) above the limit.

        Many cells may share one long text in the file, so that its own size is no limit.
        """
        self.size += size
        if self.size > self.limits.unpacked_size:
            values = {"limit": self.limits.unpacked_size, "found": self.size}
            raise FileFormatError("unpacked_too_large", values=values)
