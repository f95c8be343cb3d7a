"""Word documents opened again as plain values: paragraphs in order with face, size and place."""

import io
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Line:
    """A paragraph; size, indents, space around and from line to line in points, side as in Word."""

    text: str
    fonts: str
    size: float
    bold: bool
    side: str
    first: float
    right: float
    apart: float
    space: float
    kept: bool
    style: str
    pictures: int


@dataclass(frozen=True)
class Grid:
    """A table: cells, their paragraphs, widths of columns in millimetres, rules by side.

    A rule is its width in points, its kind and colour; `fixed` are widths that Word keeps.
    """

    rows: list[list[str]]
    lines: list[list[Line]]
    widths: list[float]
    rules: dict[str, tuple[float, str, str]]
    fixed: bool
    head: list[list[str]]


def opened(data: bytes) -> list[Line | Grid]:
    """Read a document from top to bottom."""
    document: Any = Document(io.BytesIO(data))
    return [
        _line(each) if isinstance(each, Paragraph) else _grid(each)
        for each in document.iter_inner_content()
    ]


def lines_of(data: bytes) -> list[Line]:
    """Read a document's paragraphs, without its tables."""
    return [each for each in opened(data) if isinstance(each, Line)]


def grids_of(data: bytes) -> list[Grid]:
    """Read a document's tables."""
    return [each for each in opened(data) if isinstance(each, Grid)]


def _line(paragraph: Any) -> Line:
    form, run = paragraph.paragraph_format, paragraph.runs[0] if paragraph.runs else None
    faces = None if run is None or run._element.rPr is None else run._element.rPr.rFonts
    return Line(
        paragraph.text,
        fonts="" if faces is None else faces.get(f"{W}eastAsia") or "",
        size=0.0 if run is None or run.font.size is None else run.font.size / Pt(1),
        bold=bool(run is not None and run.font.bold),
        side="" if form.alignment is None else form.alignment.name.lower(),
        first=(form.first_line_indent or 0) / Pt(1),
        right=(form.right_indent or 0) / Pt(1),
        apart=0.0 if form.line_spacing is None else round(form.line_spacing / Pt(1), 2),
        space=((form.space_before or 0) + (form.space_after or 0)) / Pt(1),
        kept=bool(form.keep_with_next),
        style=paragraph.style.name,
        pictures=len(list(paragraph._element.iter(f"{W}drawing"))),
    )


def _grid(table: Table) -> Grid:
    borders = table._tbl.tblPr.find(f"{W}tblBorders")
    return Grid(
        rows=[[cell.text for cell in row.cells] for row in table.rows],
        lines=[[_line(cell.paragraphs[0]) for cell in row.cells] for row in table.rows],
        widths=[round((cell.width or 0) / 36000, 1) for cell in table.rows[0].cells],
        rules={
            side.tag.removeprefix(W): (
                int(side.get(f"{W}sz")) / 8,
                side.get(f"{W}val"),
                side.get(f"{W}color"),
            )
            for side in borders
        },
        fixed=table._tbl.tblPr.find(f"{W}tblLayout").get(f"{W}type") == "fixed",
        head=[
            [
                part.tag.removeprefix(W)
                for part in (row._tr.trPr if row._tr.trPr is not None else ())
            ]
            for row in table.rows
        ],
    )
