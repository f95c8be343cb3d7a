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

_MAIN_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT_NAMESPACE = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROWS_AT_ONCE = 256
"""Rows that are made JSON and read again at once: a call for each row costs more than the row."""


def read_workbook(data: bytes, limits: FileLimits) -> list[dict[str, Any]]:
    """Return the visible sheets in order: name, rows, merged, percents, indents, dates, faults.

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
    styled_cells = {name: styles.apply(parts[path]) for name, path in sheets.items()}
    checked_file = io.BytesIO(archive.pack_archive(parts))
    parts.clear()  # up to 200 MB, which calamine needs
    try:
        reader = _SheetReader(python_calamine.load_workbook(checked_file), limits)
        visible = [reader.read(name) | cells for name, cells in styled_cells.items()]
        return [*visible, *({"name": name, "rows": [], "hidden": True} for name in hidden)]
    except python_calamine.PasswordError:
        raise FileFormatError("encrypted") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileFormatError("archive_damaged") from None


def _find_sheets(parts: dict[str, bytes]) -> tuple[dict[str, str], list[str]]:
    """Return the paths of a workbook's visible sheets by name, and the names of its hidden ones.

    A path names a part of the archive: xl/worksheets/sheet1.xml.
    """
    try:
        workbook = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314  (no DOCTYPE: checked)
        links = ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))  # noqa: S314
    except ElementTree.ParseError:
        raise FileFormatError("archive_damaged") from None
    if workbook.tag.startswith(_STRICT_NAMESPACE):
        raise FileFormatError("strict_workbook")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    visible: dict[str, str] = {}
    hidden: list[str] = []
    for sheet in workbook.iter(f"{_MAIN_NAMESPACE}sheet"):
        target = targets.get(sheet.get(_RELATIONSHIP_ID), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" not in path or path not in parts:
            continue
        if sheet.get("state", "visible") == "visible":
            visible[sheet.get("name", "")] = path
        else:
            hidden.append(sheet.get("name", ""))
    return visible, hidden


class _SheetReader:
    """Reads the values of a workbook's sheets; `size` is the length of their JSON in bytes."""

    def __init__(self, workbook: python_calamine.CalamineWorkbook, limits: FileLimits) -> None:
        """Begin with an open workbook and the limits; nothing is read yet."""
        self.workbook = workbook
        self.limits = limits
        self.size = 0

    def read(self, name: str) -> dict[str, Any]:
        """Return name, rows and merged ranges of a sheet."""
        sheet = self.workbook.get_sheet_by_name(name)
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
        return {"name": name, "rows": list(self._rows(sheet)), "merged": merged}

    def _rows(self, sheet: python_calamine.CalamineSheet) -> Iterator[list[Any]]:
        """Yield a sheet's rows from A1 on, with dates as in ISO 8601."""
        if not sheet.start:  # an empty sheet
            return
        _, first_column = sheet.start  # calamine omits empty columns on the left
        left_cells = [""] * first_column
        rows = iter(sheet.iter_rows())
        row_number = 1
        while batch := list(itertools.islice(rows, _ROWS_AT_ONCE)):
            padded = [left_cells + row for row in batch] if left_cells else batch
            json = orjson.dumps(padded, default=str)
            if len(json) > self.limits.cell_text:
                self._check_text_lengths(row_number, batch)
            self._add_size(len(json))
            row_number += len(batch)
            yield from orjson.loads(json)

    def _check_text_lengths(self, first_row: int, rows: list[list[Any]]) -> None:
        """Raise FileFormatError (cell_too_long) for the first row of a sheet with too long a text.

        `first_row` is the number of the first of these rows.
        """
        max_length = self.limits.cell_text
        for row_number, row in enumerate(rows, first_row):
            if any(isinstance(cell, str) and len(cell) > max_length for cell in row):
                values = {"limit": max_length, "row": row_number}
                raise FileFormatError("cell_too_long", row_number, values=values)

    def _add_size(self, size: int) -> None:
        """Count the sheets' JSON; raise FileFormatError (unpacked_too_large) above the limit.

        Many cells may share one long text in the file, so that the file's own size is no limit.
        """
        self.size += size
        if self.size > self.limits.unpacked_size:
            values = {"limit": self.limits.unpacked_size, "found": self.size}
            raise FileFormatError("unpacked_too_large", values=values)
