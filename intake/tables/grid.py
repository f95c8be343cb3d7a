"""A sheet as a rectangular grid of texts, and the kind of each: number, period, text or mark."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from chinese_text.characters import normalize_width, simplify_characters
from file_formats import Sheet
from intake.model.table_notes import strip_footnote_marks
from intake.tables.displayed_texts import round_formula_results
from intake.tables.open_file import format_cells
from intake.values.printed_units import is_unit
from periods import is_heading_of_period
from quantities import UnreadableQuantityError, parse_quantity

CellKind = Literal["empty", "mark", "number", "year", "period", "text"]
"""Kinds of cells. A `mark` such as … or 未报 says that the figure is missing; `year` is a bare
number such as 2024, which may be a figure as well."""

_NUMBER = re.compile(r"[+\-−]?\d[\d,]*(?:\.\d+)?%?")
_YEAR = re.compile(r"(?:1[89]\d\d|20\d\d|2100)")
"""Digits that may be a year."""
_SHORT_YEAR = re.compile(r"\d\d年")
_MISSING_TEXTS = """
- -- — —— － ─ … …… ... .. / \\ × 〃 · * n/a na #n/a
未报 未报告 未上报 未统计 未填 未填报 暂无 暂缺 缺 空缺 无 无数据 不详
待报 待上报 待填 待补 待统计 待定 暂未统计 暂未上报 尚未统计 尚未上报
"""
_MISSING_MARKS = frozenset(_MISSING_TEXTS.split())
"""Texts that mean "not reported" or "not applicable": never a figure, and never 0."""
_DOTS_OR_DASHES = re.compile(r"[.…·。]{2,}|[-—–─－]+")
_MAX_PERIOD_LENGTH = 30
"""Characters above which a cell is text without looking for a period, which takes long."""
_TRANSLATION = re.compile(r"(?<=[\u4e00-\u9fff)）\]】])\s+(?=[A-Za-z(]*[a-z]{2})[^\u4e00-\u9fff]+$")
"""The English translation that yearbooks print behind a label, or below it in one cell."""
_IDEOGRAPHIC_SPACE = "\u3000"
_INDENT_UNIT = 2
"""Indentation of a full-width blank and of one level of the cell format: two narrow blanks."""


_MAX_CACHED_LENGTH = 64
"""Longer cells are not cached, so that the cache stays below 25 MB."""


class CellPosition(NamedTuple):
    """Row and column of a cell, from 0."""

    row: int
    column: int


def find_cell_kind(cell: str) -> CellKind:
    """Return the kind of a cell, found from its text alone: 1月 → period, — → mark.

    Rows of headings, labels and figures are told apart by the kinds of their cells.
    """
    return _cached_kind(cell) if len(cell) <= _MAX_CACHED_LENGTH else _find_kind(cell)


def _find_kind(cell: str) -> CellKind:
    """Return the kind of a cell, the first that fits.

    The order: empty, mark, a year alone, digits, a period, a number with words, else text. A unit
    without a number is text.
    """
    text = normalize_width(strip_footnote_marks(cell.strip()))
    if not text:
        return "empty"
    if text.casefold() in _MISSING_MARKS or _DOTS_OR_DASHES.fullmatch(text):
        return "mark"
    if _YEAR.fullmatch(text):
        return "year"
    if _NUMBER.fullmatch(text):
        return "number"
    if len(text) > _MAX_PERIOD_LENGTH:
        return "text"
    if is_heading_of_period(text):
        return "period"
    # Before numbers: 万 alone is also the number 10,000.
    if is_unit(text):
        return "text"
    try:
        parse_quantity(text)
    except UnreadableQuantityError:
        return "text"
    return "number"


def _drop_translation_and_simplify(cell: str) -> str:
    """Return a cell in simplified characters and without its English translation.

    會員數（萬人） Members → 会员数（万人）, so that labels of yearbooks equal the names of
    indicators and areas. A cell of ASCII characters alone is returned unchanged.
    """
    return cell if cell.isascii() else _TRANSLATION.sub("", simplify_characters(cell))


def _complete_years(row: list[str]) -> list[str]:
    """Return a row in which years of two digits that follow one another are whole: 22年 23年.

    22年 alone, or beside a number, may as well be a duration.
    """
    years = [(i, int(cell[:2])) for i, cell in enumerate(row) if _SHORT_YEAR.fullmatch(cell)]
    steps = {later - earlier for (_, earlier), (_, later) in pairwise(years)}
    others = [cell for cell in row if not _SHORT_YEAR.fullmatch(cell)]
    if steps not in ({1}, {-1}) or any(map(is_digits, others)):
        return row
    completed = list(row)
    for i, year in years:
        completed[i] = f"20{year:02d}年"
    return completed


_cached_kind = lru_cache(maxsize=50_000)(_find_kind)


def is_digits(cell: str) -> bool:
    """Return whether a cell is a number in digits, without a unit."""
    return bool(_NUMBER.fullmatch(normalize_width(strip_footnote_marks(cell.strip()))))


@dataclass(frozen=True)
class CellGrid:
    """A sheet as a rectangle of texts, all rows of equal length.

    In `cells` merged cells have their label in the first one only, in `filled` in each of them.
    `indents` are the indentation levels set by cell format, `rounded` the texts of rounded cells
    before they were rounded, both by (row, column).
    """

    cells: list[list[str]]
    filled: list[list[str]]
    indents: dict[tuple[int, int], int]
    rounded: dict[tuple[int, int], str]

    @classmethod
    def from_sheet(cls, sheet: Sheet) -> "CellGrid":
        """Return the grid of a sheet; short rows are filled up with empty cells.

        Texts are in simplified characters and without English translations, results of formulas are
        rounded. A label in merged cells is repeated in each of them in `filled`, a number is not.
        """
        texts = format_cells(sheet)
        rows = [[_drop_translation_and_simplify(cell) for cell in row] for row in texts]
        rows = list(map(_complete_years, rows))
        rounded = round_formula_results(sheet, rows)
        width = max(map(len, rows), default=0)
        cells = [row + [""] * (width - len(row)) for row in rows]
        filled = [list(row) for row in cells]
        for top, left, bottom, right in sheet.merged:
            label = cells[top][left] if top < len(cells) and left < width else ""
            # A figure in merged cells is one figure, not one for each cell.
            if find_cell_kind(label) in ("number", "empty"):
                continue
            for row in range(top, min(bottom + 1, len(cells))):
                for column in range(left, min(right + 1, width)):
                    filled[row][column] = label
        return cls(cells, filled, sheet.indents, rounded)

    @property
    def width(self) -> int:
        """The number of columns of the grid."""
        return len(self.cells[0]) if self.cells else 0

    def list_kinds(self, row: int) -> list[CellKind]:
        """Return the kind of each cell of a row of the grid."""
        return [find_cell_kind(cell) for cell in self.cells[row]]

    def list_texts(self, row: int) -> list[str]:
        """Return the texts of the filled cells of a row, without their columns."""
        return [cell.strip() for cell in self.cells[row] if cell.strip()]

    def measure_indent(self, row: int, column: int) -> int:
        """Return the indentation of a label: leading blanks (full-width: 2) plus cell format."""
        text = self.cells[row][column]
        blanks = text[: len(text) - len(text.lstrip())]
        width = sum(_INDENT_UNIT if blank == _IDEOGRAPHIC_SPACE else 1 for blank in blanks)
        return width + _INDENT_UNIT * self.indents.get((row, column), 0)
