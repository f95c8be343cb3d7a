"""A Word document in the layout of GB/T 9704—2012: page, fonts, lines, tables, page numbers."""

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

from charts.render.text_wrapping import measure_text
from exports.filenames import MAX_OFFICE_TITLE
from locales import Language

Align = WD_ALIGN_PARAGRAPH
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, NOTE_SIZE = 22, 16, 10.5, 10.5
"""Font sizes in points: 二号, 三号, 五号."""
LINE_SPACING = 28.95
"""Line spacing in points: 22 lines on a page of 225 mm."""
MAX_UNBROKEN_ROWS = 10
"""A table of at most so many rows is kept on one page."""
LATIN_FONT = "Times New Roman"
TEXT_WIDTH = Mm(156)


@dataclass(frozen=True)
class BulletinFonts:
    """Fonts of Chinese text in title, body, first and second headings, and tables and notes."""

    title: str
    body: str
    heading1: str = "黑体"
    heading2: str = "楷体"
    table: str = "宋体"


class BulletinDocument:
    """A Word document to which paragraphs, tables and pictures are added from top to bottom."""

    def __init__(self, fonts: BulletinFonts, language: Language, title: str) -> None:
        """Create an empty document with the page set up and `title` in its properties."""
        self.fonts = fonts
        self.language = language
        self.document: Any = Document()
        self._set_up_page()
        properties = self.document.core_properties
        properties.title = title[:MAX_OFFICE_TITLE]
        properties.author = properties.comments = ""  # where python-docx names itself

    def save(self) -> bytes:
        """Return the document as a .docx file."""
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def add_title(self, text: str) -> None:
        """Add the title, centred, with an empty line below it."""
        self._add_line(text, self.fonts.title, TITLE_SIZE, Align.CENTER, bold=True, line_spacing=36)
        self._add_line("", self.fonts.body, BODY_SIZE)

    def add_heading1(self, text: str) -> None:
        """Add a heading of the first level."""
        paragraph = self._add_line(text, self.fonts.heading1, BODY_SIZE, indent=2, keep=True)
        paragraph.style = self.document.styles["Heading 1"]

    def add_heading2(self, text: str) -> None:
        """Add a heading of the second level."""
        paragraph = self._add_line(text, self.fonts.heading2, BODY_SIZE, indent=2, keep=True)
        paragraph.style = self.document.styles["Heading 2"]

    def add_paragraph(self, text: str) -> None:
        """Add a paragraph of body text, its first line indented by two characters."""
        self._add_line(text, self.fonts.body, BODY_SIZE, Align.JUSTIFY, indent=2)

    def add_note(self, text: str, keep: bool = False) -> None:
        """Add a note in small type.

        `keep` means Word's "keep with next": it is on the same page as the next paragraph.
        """
        self._add_line(text, self.fonts.table, NOTE_SIZE, line_spacing=16, keep=keep)

    def add_caption(self, text: str) -> None:
        """Add a caption, above a table or below a picture."""
        self._add_line(text, self.fonts.heading1, 12, Align.CENTER, line_spacing=22, keep=True)

    def add_signature(self, organiser: str, day: str) -> None:
        """Add issuer and date on one page, four characters from the right edge.

        An empty text is left out.
        """
        self._add_line("", self.fonts.body, BODY_SIZE, keep=True)
        for text in filter(None, (organiser, day)):
            self._add_line(text, self.fonts.body, BODY_SIZE, Align.RIGHT, right=4, keep=text != day)

    def add_picture(self, data: bytes, description: str) -> None:
        """Add a picture in the width of the text; `description` is its alternative text."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.keep_with_next = Align.CENTER, True
        shape = paragraph.add_run().add_picture(io.BytesIO(data), width=TEXT_WIDTH)
        shape._inline.docPr.set("descr", description)

    def add_table(
        self,
        unit: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        text_columns: int = 1,
    ) -> None:
        """Add a table: unit at the top right, thick rules above and below, no vertical rules.

        The first `text_columns` columns are aligned left, the others, which contain numbers, right.
        Up to MAX_UNBROKEN_ROWS rows stay on one page; the headings are repeated on every page.
        """
        if unit:
            self._add_line(
                unit, self.fonts.table, NOTE_SIZE, Align.RIGHT, line_spacing=18, keep=True
            )
        table = self.document.add_table(rows=0, cols=len(headings))
        table.autofit = False
        _set_borders(table)
        size = TABLE_SIZE if len(headings) < 6 else 9  # the texts of many columns are narrower
        for number, texts in enumerate([headings, *rows]):
            table_row, is_header = table.add_row(), number == 0
            # In a short table each row but the last is on the same page as the next one.
            keep = number < len(rows) <= MAX_UNBROKEN_ROWS
            for column, (cell, text) in enumerate(zip(table_row.cells, texts, strict=True)):
                align = Align.LEFT if column < text_columns else Align.RIGHT
                align = Align.CENTER if is_header else align
                self._write_cell(cell, text, size, align, keep)
            if is_header:
                _repeat_header(table_row)
        _set_column_widths(table, [headings, *rows], text_columns)

    def _write_cell(self, cell: Any, text: str, size: float, align: Any, keep: bool) -> None:
        """Write a text of `size` points into a table cell.

        `keep` means Word's "keep with next": the row is on the same page as the next one.
        """
        (paragraph,) = cell.paragraphs
        self._set_paragraph_format(paragraph, align, line_spacing=18, keep=keep)
        self._add_run(paragraph, text, self.fonts.table, size)

    def _add_line(
        self,
        text: str,
        font: str,
        size: float,
        align: Any = Align.LEFT,
        bold: bool = False,
        indent: int = 0,
        right: int = 0,
        line_spacing: float = LINE_SPACING,
        keep: bool = False,
    ) -> Any:
        """Add a paragraph to the Word document; `font` is that of its Chinese characters.

        `size` and `line_spacing` are in points. `indent` (of the first line, in Chinese only) and
        `right` are in characters. `keep` means Word's "keep with next": it is on the same page as
        the next paragraph.
        """
        paragraph = self.document.add_paragraph()
        self._set_paragraph_format(paragraph, align, line_spacing, keep)
        if indent and self.language == "zh":
            paragraph.paragraph_format.first_line_indent = Pt(size * indent)
        if right:
            paragraph.paragraph_format.right_indent = Pt(size * right)
        self._add_run(paragraph, text, font, size, bold)
        return paragraph

    @staticmethod
    def _set_paragraph_format(
        paragraph: Any, align: Any, line_spacing: float, keep: bool = False
    ) -> None:
        """Set alignment and line spacing (in points) of a paragraph.

        `keep` means Word's "keep with next": it is on the same page as the next paragraph.
        """
        properties = paragraph.paragraph_format
        properties.alignment, properties.keep_with_next = align, keep
        properties.space_before = properties.space_after = Pt(0)
        properties.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        properties.line_spacing = Pt(line_spacing)

    @staticmethod
    def _add_run(paragraph: Any, text: str, font: str, size: float, bold: bool = False) -> None:
        """Add a run of text of `size` points in LATIN_FONT, with `font` for Chinese characters."""
        run = paragraph.add_run(text)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, LATIN_FONT
        run.font.color.rgb = RGBColor(0, 0, 0)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)

    def _set_up_page(self) -> None:
        """Set A4 with the margins of GB/T 9704 (top 37 mm, left 28 mm) and page numbers.

        Page numbers are at the right of odd pages and at the left of even ones.
        """
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
            (paragraph,) = footer.paragraphs
            paragraph.alignment = align
            for text in ("— ", "", " —"):  # the number comes between the dashes
                self._add_run(paragraph, text, self.fonts.table, size=14)
            _, page_number, _ = paragraph.runs
            page_number._element.extend(_build_page_number())


def _build_page_number() -> list[Any]:
    """Return the XML elements of the Word field PAGE, which shows the page number."""
    begin, instruction, end = map(OxmlElement, ("w:fldChar", "w:instrText", "w:fldChar"))
    begin.set(qn("w:fldCharType"), "begin")
    instruction.text = "PAGE"
    end.set(qn("w:fldCharType"), "end")
    return [begin, instruction, end]


def _set_borders(table: Any) -> None:
    """Set thick rules above and below a table and thin ones between its rows.

    Sizes are in eighths of a point. Word's schema wants the element in its place among the table's
    properties: before any of _ELEMENTS_AFTER_BORDERS.
    """
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", 12), ("bottom", 12), ("insideH", 4)):
        element = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("color", "000000")):
            element.set(qn(f"w:{name}"), value)
        borders.append(element)
    properties = table._tbl.tblPr
    following = next(
        (element for element in properties if element.tag in _ELEMENTS_AFTER_BORDERS), None
    )
    if following is None:
        properties.append(borders)
    else:
        following.addprevious(borders)


_ELEMENTS_AFTER_BORDERS = tuple(
    qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook")
)
"""Elements that follow the borders in table properties (ECMA-376, part 1, 17.4.59)."""


def _repeat_header(row: Any) -> None:
    """Repeat the header row on every page, and do not split it across pages."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def _set_column_widths(table: Any, rows: Sequence[Sequence[str]], text_columns: int) -> None:
    """Divide the width of the document's text among a table's columns by their longest cells.

    The first `text_columns` contain text, the others numbers. `rows` include the headings.
    """
    # In Latin letters; a column of short texts has four.
    lengths = [max(4, *map(measure_text, column)) for column in zip(*rows, strict=True)]
    # Texts get a third more width than numbers; texts of over 34 and numbers of over 18 wrap.
    shares = [min(length * 1.3, 34) for length in lengths[:text_columns]]
    shares += [min(length, 18) for length in lengths[text_columns:]]
    for column, share in zip(table.columns, shares, strict=True):
        width = Emu(round(TEXT_WIDTH * share / sum(shares)))
        for cell in column.cells:
            cell.width = width
