"""A Word document in the form of GB/T 9704—2012: page, faces, lines, tables, page numbers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from charts.render.canvas import text_width
from exports.filenames import MAX_OFFICE_TITLE
from locales import Language

Align = WD_ALIGN_PARAGRAPH
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, NOTE_SIZE = 22, 16, 10.5, 10.5
"""Sizes in points: 二号, 三号, 五号."""
LINE_SPACING = 28.95
"""Points from line to line: 22 lines on a page of 225 mm."""
MAX_UNBROKEN_ROWS = 10
"""Rows up to which a table stays on one page."""
LATIN_FONT = "Times New Roman"
TEXT_WIDTH = Mm(156)


@dataclass(frozen=True)
class BulletinFonts:
    """Faces by what they are for: title, body, first and second headings, tables."""

    title: str
    body: str
    first: str = "黑体"
    second: str = "楷体"
    table: str = "宋体"


class BulletinDocument:
    """A document being written from top to bottom."""

    def __init__(self, fonts: BulletinFonts, language: Language, title: str) -> None:
        self.fonts = fonts
        self.language = language
        self.document: Any = Document()
        self._page()
        properties = self.document.core_properties
        properties.title = title[:MAX_OFFICE_TITLE]
        properties.author = properties.comments = ""

    def save(self) -> bytes:
        """Return the finished file."""
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def title(self, text: str) -> None:
        """Write the title, centred, with an empty line below it."""
        self._write(text, self.fonts.title, TITLE_SIZE, Align.CENTER, bold=True, line=36)
        self._write("", self.fonts.body, BODY_SIZE)

    def first(self, text: str) -> None:
        """Write a heading of the first rank."""
        paragraph = self._write(text, self.fonts.first, BODY_SIZE, indent=2, keep=True)
        paragraph.style = self.document.styles["Heading 1"]

    def second(self, text: str) -> None:
        """Write a heading of the second rank."""
        paragraph = self._write(text, self.fonts.second, BODY_SIZE, indent=2, keep=True)
        paragraph.style = self.document.styles["Heading 2"]

    def body(self, text: str) -> None:
        """Write a paragraph of the text, its first line two letters in."""
        self._write(text, self.fonts.body, BODY_SIZE, Align.JUSTIFY, indent=2)

    def note(self, text: str, keep: bool = False) -> None:
        """Write a note below a table or chart; `keep` leaves it on the page of what follows."""
        self._write(text, self.fonts.table, NOTE_SIZE, line=16, keep=keep)

    def caption(self, text: str) -> None:
        """Write the name of a table above it, or of a chart below it."""
        self._write(text, self.fonts.first, 12, Align.CENTER, line=22, keep=True)

    def signed(self, organiser: str, day: str) -> None:
        """Write who issues it and when, four letters from the right edge."""
        self._write("", self.fonts.body, BODY_SIZE, keep=True)
        for line in (organiser, day):
            if line:
                self._write(
                    line, self.fonts.body, BODY_SIZE, Align.RIGHT, right=4, keep=line != day
                )

    def picture(self, data: bytes, description: str) -> None:
        """Put a picture over the whole width, with words for those who do not see it."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.keep_with_next = Align.CENTER, True
        shape = paragraph.add_run().add_picture(io.BytesIO(data), width=TEXT_WIDTH)
        shape._inline.docPr.set("descr", description)

    def table(
        self, unit: str, head: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1
    ) -> None:
        """Write a table: unit at the top right, heavy rules above and below, open sides.

        The first `texts` columns are flush left, the others, which hold numbers, flush right.
        """
        if unit:
            self._write(unit, self.fonts.table, NOTE_SIZE, Align.RIGHT, line=18, keep=True)
        table = self.document.add_table(rows=0, cols=len(head))
        table.autofit = False
        _set_borders(table)
        size = TABLE_SIZE if len(head) < 6 else 9
        for number, row in enumerate([head, *rows]):
            cells = table.add_row().cells
            keep = number < len(rows) <= MAX_UNBROKEN_ROWS
            for column, (cell, text) in enumerate(zip(cells, row, strict=True)):
                side = Align.CENTER if number == 0 else Align.RIGHT
                align = side if column >= texts or number == 0 else Align.LEFT
                self._cell(cell, text, size, align, keep)
            if number == 0:
                _repeat_header(table.rows[0])
        _set_widths(table, [head, *rows], texts)

    def _cell(self, cell: Any, text: str, size: float, align: Any, keep: bool) -> None:
        paragraph = cell.paragraphs[0]
        self._shape(paragraph, align, 18, keep)
        self._run(paragraph, text, self.fonts.table, size)

    def _write(
        self,
        text: str,
        font: str,
        size: float,
        align: Any = Align.LEFT,
        bold: bool = False,
        indent: int = 0,
        right: int = 0,
        line: float = LINE_SPACING,
        keep: bool = False,
    ) -> Any:
        paragraph = self.document.add_paragraph()
        self._shape(paragraph, align, line, keep)
        if indent and self.language == "zh":
            paragraph.paragraph_format.first_line_indent = Pt(size * indent)
        if right:
            paragraph.paragraph_format.right_indent = Pt(size * right)
        self._run(paragraph, text, font, size, bold)
        return paragraph

    @staticmethod
    def _shape(paragraph: Any, align: Any, line: float, keep: bool = False) -> None:
        form = paragraph.paragraph_format
        form.alignment, form.keep_with_next = align, keep
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)

    @staticmethod
    def _run(paragraph: Any, text: str, font: str, size: float, bold: bool = False) -> None:
        run = paragraph.add_run(text)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, LATIN_FONT
        run.font.color.rgb = RGBColor(0, 0, 0)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)

    def _page(self) -> None:
        """Set A4 with the margins of GB/T 9704: head 37 mm, fold 28 mm, text 156 by 225 mm."""
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(28)
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, align in (
            (section.footer, Align.RIGHT),
            (section.even_page_footer, Align.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
                self._run(paragraph, text, self.fonts.table, 14)
                if field:
                    paragraph.runs[-1]._element.append(_build_field(field, "begin"))
                    paragraph.runs[-1]._element.append(_build_field(field, ""))
                    paragraph.runs[-1]._element.append(_build_field(field, "end"))


def _build_field(name: str, kind: str) -> Any:
    if not kind:
        element = OxmlElement("w:instrText")
        element.text = name
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _set_borders(table: Any) -> None:
    """Rule a table heavily above and below and thinly between rows, its sides open."""
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", 12), ("bottom", 12), ("insideH", 4)):
        element = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("color", "000000")):
            element.set(qn(f"w:{name}"), value)
        borders.append(element)
    properties = table._tbl.tblPr
    after = next((each for each in properties if each.tag in _ELEMENTS_AFTER_BORDERS), None)
    if after is None:
        properties.append(borders)
    else:
        after.addprevious(borders)


_ELEMENTS_AFTER_BORDERS = tuple(
    qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook")
)
"""What follows the borders in table properties (ECMA-376, part 1, 17.4.59)."""


def _repeat_header(row: Any) -> None:
    """Repeat the head on every page, and keep a row in one piece."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def _set_widths(table: Any, rows: Sequence[Sequence[str]], texts: int) -> None:
    """Share the width by what the columns hold."""
    longest = [max(4, *(text_width(row[n]) for row in rows)) for n in range(len(rows[0]))]
    shares = [min(each * 1.3, 34) if n < texts else min(each, 18) for n, each in enumerate(longest)]
    for column, share in zip(table.columns, shares, strict=True):
        width = Emu(round(TEXT_WIDTH * share / sum(shares)))
        for cell in column.cells:
            cell.width = width
