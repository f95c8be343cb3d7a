"""Splits a pasted text into articles, and these into paragraphs with positions in the source."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NamedTuple

from extraction.text.line_measures import (
    TextLine,
    is_double_spaced,
    is_wrapped,
    measure_column_widths,
    split_lines,
)
from extraction.text.table_finder import TextTable, find_tables

_SPACES = re.compile(r"\s+")
_NEEDED_SPACE = re.compile(r"[0-9A-Za-z]\s+[0-9A-Za-z]")  # white space between words and numbers
_LAST_DIGITS = re.compile("[0-9]+$")
LONGEST_HEADING = 42  # characters; longer is no heading
_TITLE_OF_BODY = 20  # characters of an article without headings that are its title
# Widths of lines, in full-width characters.
INDENT = 3.2  # a paragraph's first line is shorter by its indent of two
_RAGGED_EDGE = 0.6  # a line that is shorter by more ends its paragraph
_LEAST_WRAPPED = 16  # a shorter line of a web page was not broken at its edge
_LINES_OF_HEADLINE = 3  # lines that a headline may have


class Paragraph(NamedTuple):
    """A folded text without line breaks, joined from pieces of the source.

    Folded text has characters in one form each, such as half-width digits. Piece `i` begins at
    `text_starts[i]` in the text and at `source_starts[i]` in the source, the pasted text.
    `number` counts the paragraphs of an article from 1; a heading has 0. `begins_article`: it
    begins as an agency's or newspaper's article does (本报讯); `ends_article`: it ends with a
    byline. A paragraph that is a `table` has no text.
    """

    text: str
    text_starts: tuple[int, ...]
    source_starts: tuple[int, ...]
    number: int = 0
    heading: bool = False
    begins_article: bool = False
    ends_article: bool = False
    table: TextTable | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the source for a span of this paragraph's text.

        Its end is one after the source position of the last character: the next character of the
        text may be in another piece.
        """
        return self._find_source_position(start), self._find_source_position(end - 1) + 1

    def _find_source_position(self, position: int) -> int:
        """Return the position in the source for a position in the paragraph's text."""
        piece_index = bisect_right(self.text_starts, position) - 1
        return self.source_starts[piece_index] + position - self.text_starts[piece_index]


class Article(NamedTuple):
    """One article: its title and its paragraphs, which include the headings."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def split_articles(text: str, area_of: Callable[[str], str] = lambda _: "") -> list[Article]:
    """Split a text into articles; `area_of` returns the code of the area named in a text, or "".

    A paragraph begins an article if it opens like one (本报讯), if the paragraph before it ends one
    (a byline), or if the headings above it name another province. Headings between two articles
    belong to the article with which they share more words.
    """
    articles: list[list[Paragraph]] = []  # each as its paragraphs
    headings: list[Paragraph] = []  # the headings since the last paragraph
    next_begins_article = True  # as the first paragraph of the text does
    for paragraph in _split_paragraphs(split_lines(text)):
        if paragraph.heading and not paragraph.begins_article:
            headings.append(paragraph)
            continue
        if (
            paragraph.begins_article
            or next_begins_article
            or _is_about_other_area(headings, articles[-1], area_of)
        ):
            if articles and _are_of_article_before(headings, articles[-1], paragraph):
                articles[-1].extend(headings)
                headings = []
            articles.append([])
        articles[-1].extend([*headings, paragraph])
        headings, next_begins_article = [], paragraph.ends_article
    if headings:
        articles = articles or [[]]
        articles[-1].extend(headings)
    return [_build_article(paragraphs, text) for paragraphs in articles]


def _build_article(paragraphs: list[Paragraph], source: str) -> Article:
    """Return an article with numbered paragraphs; `source` is the whole pasted text.

    Its title is the heading at its beginning or end that shares most words with the body; without
    headings, the first words of the article.
    """
    number, numbered_paragraphs = 0, []
    body = "".join(paragraph.text for paragraph in paragraphs if not paragraph.heading)
    for paragraph in paragraphs:
        number += not paragraph.heading
        numbered_paragraphs.append(paragraph._replace(number=0 if paragraph.heading else number))
    headings = [paragraph for paragraph in paragraphs if paragraph.heading]
    ends = (paragraphs[0], paragraphs[-1])
    candidates = [paragraph for paragraph in ends if paragraph.heading] or headings
    title = max(
        candidates,
        key=lambda heading: _measure_shared_pairs(heading.text, body),
        default=paragraphs[0],
    )
    length = len(title.text) if title.heading else min(_TITLE_OF_BODY, len(title.text))
    start, end = title.span(0, length)
    return Article("".join(source[start:end].split()), tuple(numbered_paragraphs))


def _is_about_other_area(
    headings: list[Paragraph], article: list[Paragraph], area_of: Callable[[str], str]
) -> bool:
    """Return whether headings name another province than the beginning of the article before them.

    The result is False if one of the two names no area.
    """
    # The first 200 characters, in which an article mostly names its area.
    beginning = "".join(paragraph.text for paragraph in article[:3])[:200]
    heading_area = area_of("".join(heading.text for heading in headings))
    article_area = area_of(beginning) if heading_area else ""
    # The first two digits of an area's code are those of its province.
    return bool(article_area) and heading_area[:2] != article_area[:2]


def _are_of_article_before(
    headings: list[Paragraph], article: list[Paragraph], following: Paragraph
) -> bool:
    """Return whether headings belong to the article before them, not to the one after them.

    In pasted text the heading of an article may stand below it. `following` is the first paragraph
    of the article after them.
    """
    words = "".join(heading.text for heading in headings)
    body = "".join(paragraph.text for paragraph in article if not paragraph.heading)
    return _measure_shared_pairs(words, body) > _measure_shared_pairs(words, following.text)


def _measure_shared_pairs(heading: str, body: str) -> float:
    """Return the share of a heading's pairs of neighbouring characters that the body contains.

    It tells how probable it is that the heading is that of the body: 0 for nothing in common. The
    divisor is the number of pairs plus two, so that a short heading counts less.
    """
    pairs = (heading[i : i + 2] for i in range(len(heading) - 1))
    return sum(pair in body for pair in pairs) / (len(heading) + 1)


def _split_paragraphs(lines: list[TextLine]) -> list[Paragraph]:
    """Return the paragraphs, headings and tables of a text in order.

    Tables are found first, so that their lines are not joined to paragraphs.
    """
    blocks = find_tables(lines)
    table_lines = {index for block in blocks for index in range(block.first, block.last)}
    text_lines = [index for index in range(len(lines)) if index not in table_lines]
    by_first_line = _join_lines(lines, text_lines)
    for block in blocks:
        start = lines[block.first].start
        # No text: a single empty piece, at the position of the table's first line.
        by_first_line[block.first] = Paragraph("", (0,), (start,), table=block.table)
    paragraphs = [by_first_line[line_index] for line_index in sorted(by_first_line)]
    longest = max((len(paragraph.text) for paragraph in paragraphs), default=0)
    return [paragraph._replace(heading=_is_heading(paragraph, longest)) for paragraph in paragraphs]


def _join_lines(page: list[TextLine], indices: list[int]) -> dict[int, Paragraph]:
    """Join the lines of a page with these indices to paragraphs, by the index of the first line.

    Where an index is missing, a table stands between two lines and ends the paragraph. Whether
    lines are broken at the edge of a column, and its width, is measured over all of them.
    """
    lines = [page[index] for index in indices]
    wrapped, double_spaced = is_wrapped(lines), is_double_spaced(lines)
    widths = measure_column_widths(lines) if wrapped else [0.0] * len(lines)
    paragraphs: dict[int, Paragraph] = {}
    first = 0
    for i in range(1, len(lines) + 1):
        if (
            i == len(lines)
            or indices[i] != indices[i - 1] + 1
            or _is_paragraph_end(lines, i, widths[i - 1], wrapped, double_spaced, count=i - first)
        ):
            paragraphs[indices[first]] = _join_paragraph(lines[first:i], widths[i - 1])
            first = i
    return paragraphs


def _is_paragraph_end(
    lines: list[TextLine], i: int, width: float, wrapped: bool, double_spaced: bool, count: int
) -> bool:
    """Return whether a paragraph of `count` lines ends before line `i` of `lines`.

    The marks of an article and blank lines always end it. If the text is not `wrapped` (broken at
    the edge of a column), `_is_continued` decides. In a column of this `width` (in full-width
    characters) the line before `i` decides: if it ends a sentence, the paragraph ends if that line
    is short, or if line `i` is indented, follows a blank line or begins a heading; if not, the
    paragraph ends only if it is a heading. `double_spaced`: a blank line follows each line, so that
    a single one ends nothing.
    """
    before, line = lines[i - 1], lines[i]
    if line.begins_article or before.ends_article or line.blanks > 1 + double_spaced:
        return True
    if not wrapped:
        return not _is_continued(lines, i, count)
    is_short = before.width < width - (_RAGGED_EDGE if before.ends_sentence else INDENT)
    if before.ends_sentence:
        return (
            is_short
            or line.indented
            or (line.blanks > 0 and not double_spaced)
            or _is_heading_start(lines, i, width)
        )
    if before.text.endswith("——"):
        return count < 4  # a headline in a few lines ends in a dash; in a longer text it goes on
    if "," in before.text and 0.75 * width < before.width <= width:
        return False  # running text: it has a comma and fills three quarters of the column
    # Only the first line of a paragraph may be a heading. It is shorter than the column, or so much
    # longer that it was not broken at the column's edge.
    return count == 1 and not before.begins_article and (is_short or before.width > width * 1.3)


def _is_continued(lines: list[TextLine], i: int, count: int) -> bool:
    """Return whether line `i` continues the line before, in a text with one line per paragraph.

    In such a text some paragraphs are broken nevertheless. `count` is the number of lines that the
    paragraph has so far. A paragraph of several lines goes on while its last line has over 85 % of
    the width of the line before. A paragraph of a single line goes on if the line is running text,
    not a heading: it contains the end of a sentence or several commas.
    """
    before, line = lines[i - 1], lines[i]
    if before.ends_sentence or before.width < _LEAST_WRAPPED or line.indented or line.blanks:
        return False
    if count > 1:
        return before.width > 0.85 * lines[i - 2].width
    return "。" in before.text or before.text.count(",") + before.text.count(";") > 1


def _is_heading_start(lines: list[TextLine], i: int, width: float) -> bool:
    """Return whether a heading begins at line `i`.

    Either the line is over five characters shorter than the column, without a comma or the end of a
    sentence, and not a byline; or an article begins, or the text ends, within three lines, and none
    of the lines before that ends a sentence.
    """
    if lines[i].width < width - 5 and not lines[i].ends_sentence and "," not in lines[i].text:
        return not lines[i].ends_article
    for line in lines[i : i + _LINES_OF_HEADLINE]:
        if line.begins_article:
            return line is not lines[i]
        if line.ends_sentence or line.ends_article:
            return False
    return i + _LINES_OF_HEADLINE > len(lines)


def _join_paragraph(lines: list[TextLine], width: float) -> Paragraph:
    """Return the paragraph that joins the lines of a column of this width.

    It keeps the pieces it is joined from, so that each position can be found in the source.
    """
    pieces: list[tuple[str, int]] = []  # text, and its position in the source
    for i, line in enumerate(lines):
        if i and _needs_space(lines[i - 1], line, width):
            pieces.append((" ", line.start - 1))
        pieces.extend(_split_line(line))
    texts, source_starts = zip(*pieces, strict=True)
    text_starts = tuple(accumulate(map(len, texts[:-1]), initial=0))
    return Paragraph(
        "".join(texts),
        text_starts,
        source_starts,
        begins_article=lines[0].begins_article,
        ends_article=lines[-1].ends_article,
    )


def _split_line(line: TextLine) -> Iterator[tuple[str, int]]:
    """Yield the pieces of a line without its white space, with their positions in the source.

    White space between two words or numbers becomes one blank.
    """
    text, position = line.text, 0
    for gap in _SPACES.finditer(text) if line.spaced else ():
        yield text[position : gap.start()], line.start + position
        if _NEEDED_SPACE.fullmatch(text, gap.start() - 1, gap.end() + 1):
            yield " ", line.start + gap.start()
        position = gap.end()
    yield text[position:], line.start + position


def _needs_space(before: TextLine, line: TextLine, width: float) -> bool:
    """Return whether two joined lines need a space between them.

    They do between two words in Latin letters. Digits of two lines are joined without a space, as a
    column may break a number, unless the first line ends more than 1.6 characters before the
    column's edge (where more digits had room) in a number of more than three digits.
    """
    left, right = before.text[-1], line.text[0]
    if left.isdigit() and right.isdigit():
        digits = _LAST_DIGITS.search(before.text)
        return before.width < width - 1.6 and (not digits or len(digits[0]) > 3)
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def _is_heading(paragraph: Paragraph, longest: int) -> bool:
    """Return whether a paragraph is a heading: short, and without the marks of a sentence.

    `longest` is the length of the page's longest paragraph, which is no heading.
    """
    text = paragraph.text.rstrip()
    return not (
        paragraph.table
        or paragraph.begins_article
        or paragraph.ends_article
        or len(text) > LONGEST_HEADING
        or len(text) >= longest
        or text[-1:] in "。;,:"
        or text.rstrip("”’」』)》")[-1:] in "。"
        or text.count(",") > 1
    )
