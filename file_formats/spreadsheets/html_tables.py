"""Read the tables of a web page, as many systems export them under the name of an `.xls`."""

import email
import email.policy
import re
from html.parser import HTMLParser

from file_formats.encodings import decode_text
from file_formats.errors import FileFormatError, UnclearEncodingError
from file_formats.limits import FileLimits, check_size
from file_formats.sheet import Sheet
from file_formats.spreadsheets.row_collector import CollectedSize, RowCollector

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "body", "center"}
_INVISIBLE = {"script", "style", "title", "template", "noscript"}
_MAX_SPAN = 1_000
"""Columns that a cell may span in HTML."""


def read_html(data: bytes, limits: FileLimits, encoding: str = "") -> list[Sheet]:
    """Return the tables of a web page as one sheet, with the texts above and between them as rows.

    `encoding` is the one that a person chose, "" to detect it. A file with several pages (MHTML)
    has a sheet for each page. Raises FileFormatError: too_large, too_many_rows, too_many_columns,
    too_many_cells, cell_too_long, unpacked_too_large, the codes of decode_text, and empty_file for
    a page that shows nothing.
    """
    check_size(data, limits)
    pages = _unpack_pages(data) if _is_mhtml(data) else [data]
    size = CollectedSize(limits)
    sheets = []
    for number, page in enumerate(pages, 1):
        text, found_encoding = _decode_page(page, encoding)
        parser = _PageParser(RowCollector(str(number) if len(pages) > 1 else "", size))
        parser.feed(text)
        parser.close()
        parser.finish()
        sheet = Sheet.from_fields(parser.rows.to_fields() | {"encoding": found_encoding})
        if sheet.rows:
            sheets.append(sheet)
    if not sheets:
        raise FileFormatError("empty_file")
    return sheets


def _is_mhtml(data: bytes) -> bool:
    """Return whether a file is MHTML, which may have several pages."""
    return data[:64].lstrip().lower().startswith(b"mime-version")


def _unpack_pages(data: bytes) -> list[bytes]:
    """Return the web pages in an MHTML file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    return [
        content for part in parts if isinstance(content := part.get_payload(decode=True), bytes)
    ]


def _decode_page(page: bytes, encoding: str) -> tuple[str, str]:
    """Return the text of a page and its encoding.

    The encoding is the chosen one, else the detected one, else the one that the page declares
    (charset=…). gb2312 and gbk are read as GB 18030, which contains both.
    """
    try:
        return decode_text(page, encoding)
    except UnclearEncodingError:
        declared = _CHARSET.search(page[:4096])  # it stands in the page's head
        if not declared:
            raise
        name = declared[1].decode("ascii", "replace").lower()
        return decode_text(page, "gb18030" if name in ("gb2312", "gbk") else name)


class _PageParser(HTMLParser):
    """Collects the rows of a page's tables in `rows`.

    The rows of a table within a cell come before the row with this cell.
    """

    def __init__(self, rows: RowCollector) -> None:
        """Take the collector that receives the rows of the page's tables."""
        super().__init__(convert_charrefs=True)
        self.rows = rows
        self.tables: list[_OpenTable] = []
        self.text: list[str] = []
        self.invisible_tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or another block of text.

        Pages often leave out the end of a row or cell, so that the next one ends it. Within scripts
        and other invisible elements every tag is ignored.
        """
        if self.invisible_tag:
            return
        table = self.tables[-1] if self.tables else None
        if tag in _INVISIBLE:
            self.invisible_tag = tag
        elif tag == "table":
            self._end_line()
            if len(self.tables) > 20:  # tables that are in cells of each other
                raise FileFormatError("too_many_cells", values={"limit": 20, "found": 21})
            self.tables.append(_OpenTable(self.text))
            self.text = []
        elif tag == "br":
            self.text.append("\n" if table else "")  # a line break within a cell, else a new row
            self._end_line()
        elif tag == "tr" and table:
            self._end_row()
        elif tag in ("td", "th") and table:
            self._end_cell()
            table.spans = _read_spans(dict(attrs))
            table.is_open = True
        elif tag in _BLOCKS:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row, a cell or another block of text.

        An empty row follows each table that is not in a cell of another.
        """
        if self.invisible_tag:
            self.invisible_tag = "" if tag == self.invisible_tag else self.invisible_tag
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self.tables:
            self._end_table()
            if not self.tables:
                self.rows.end_row()
        elif tag in _BLOCKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        """Add a piece of text."""
        if not self.invisible_tag:
            self.text.append(_BLANKS.sub(" ", data))

    def finish(self) -> None:
        """End whatever is still open at the end of the page."""
        while self.tables:
            self._end_table()
        self._end_line()

    def _take_text(self) -> str:
        """Return the text collected since the last cell or line, and begin to collect anew.

        Blanks around it are left out. Non-breaking blanks (&nbsp;) at its beginning are an
        indentation and are kept.
        """
        text = "".join(self.text)
        self.text.clear()
        lines = (line.strip(" ") for line in text.split("\n"))
        return "\n".join(lines).strip("\n").rstrip().replace("\xa0", " ")

    def _end_line(self) -> None:
        """End a line of text outside tables, which becomes a row of one cell."""
        if not self.tables and (text := self._take_text()).strip():
            self.rows.add_cell(0, text.strip())
            self.rows.end_row()

    def _end_table(self) -> None:
        """End the innermost table, and continue the text of the cell that it is in, if any."""
        self._end_row()
        text_before = self.tables.pop().text_before
        self.text = [*text_before, "\n"] if text_before else []

    def _end_cell(self) -> None:
        """End a cell, if one is open."""
        table = self.tables[-1] if self.tables else None
        if not table or not table.is_open:
            return
        table.is_open = False
        table.cells.append((self._take_text(), *table.spans))

    def _end_row(self) -> None:
        """End a row of the innermost table, and add its cells to the collected rows.

        A cell is moved to the right past the columns that a cell of a row above still covers.
        """
        self._end_cell()
        self.text.clear()
        table = self.tables[-1] if self.tables else None
        if not table or not table.cells:
            return
        column, covered = 0, table.covered
        # This row uses up one of the rows that each column is covered for.
        table.covered = {index: rows - 1 for index, rows in covered.items() if rows > 1}
        for text, height, width in table.cells:
            while column in covered:
                column += 1
            if text.strip():
                self.rows.add_cell(column, text)
                self.rows.merge(self.rows.next_row, column, height, width)
            if height > 1:
                table.covered |= dict.fromkeys(range(column, column + width), height - 1)
            column += width
        table.cells.clear()
        self.rows.end_row()


class _OpenTable:
    """A table whose end has not been read.

    `cells` are text, rows and columns of each cell in the present row. `covered` has for each
    column that a cell above spans the number of rows that it still covers. `spans` are those of the
    last cell, which `is_open` until its end. `text_before` is that of the cell around the table,
    as far as it stands before the table.
    """

    def __init__(self, text_before: list[str]) -> None:
        """Begin without rows."""
        self.text_before = text_before
        self.cells: list[tuple[str, int, int]] = []
        self.covered: dict[int, int] = {}
        self.spans = (1, 1)
        self.is_open = False


def _read_spans(attributes: dict[str, str | None]) -> tuple[int, int]:
    """Return how many rows and columns a cell spans: rowspan 2 and no colspan give (2, 1).

    Anything but a number from 1 to 99,999 counts as 1. Columns are at most _MAX_SPAN.
    """
    texts = (attributes.get(name) or "" for name in ("rowspan", "colspan"))
    rows, columns = (int(text) if re.fullmatch("[1-9][0-9]{0,4}", text) else 1 for text in texts)
    return rows, min(columns, _MAX_SPAN)
