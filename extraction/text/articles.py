"""Splits a pasted text into articles, and these into paragraphs with positions in the source."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from extraction.text.line_measures import (
    TextLine,
    column_widths,
    is_double_spaced,
    is_wrapped,
    split_lines,
)
from extraction.text.table_finder import TextTable, find_tables

_SPACES = re.compile(r"\s+")
_NEEDED_SPACE = re.compile(r"[0-9A-Za-z]\s+[0-9A-Za-z]")  # white space between words and numbers
_LAST_DIGITS = re.compile("[0-9]+$")
LONGEST_HEADING = 42  # characters; longer is no heading
INDENT = 3.2  # full-width characters: a paragraph's first line is shorter by its indent of two


class Paragraph(NamedTuple):
    """A folded text without line breaks, joined from pieces of the source.

    Piece `i` begins at `text_starts[i]` in the text and at `source_starts[i]` in the source.
    `number` counts the paragraphs of an article from 1; a heading has 0. A `table` has no text.
    """

    text: str
    text_starts: tuple[int, ...]
    source_starts: tuple[int, ...]
    number: int = 0
    heading: bool = False
    opening: bool = False
    ending: bool = False
    table: TextTable | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the source for a span of this paragraph."""
        return self._source_position(start), self._source_position(end - 1) + 1

    def _source_position(self, position: int) -> int:
        """Return the position in the source for a position in the paragraph's text."""
        stretch = bisect_right(self.text_starts, position) - 1
        return self.source_starts[stretch] + position - self.text_starts[stretch]


class Article(NamedTuple):
    """One article: its title and its paragraphs, which include the headings."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def split_articles(text: str, area_of: Callable[[str], str] = lambda _: "") -> list[Article]:
    """Split a text into articles; `area_of` returns the area named in a heading, or ""."""
    groups: list[list[Paragraph]] = []
    headings: list[Paragraph] = []  # those since the last paragraph
    ended = True
    for paragraph in _split_paragraphs(split_lines(text)):
        if paragraph.heading and not paragraph.opening:
            headings.append(paragraph)
            continue
        if paragraph.opening or ended or _is_about_other_area(headings, groups[-1], area_of):
            if groups and _belong_to_article(headings, groups[-1], paragraph):
                groups[-1].extend(headings)
                headings = []
            groups.append([])
        groups[-1].extend([*headings, paragraph])
        headings, ended = [], paragraph.ending
    if headings:
        groups = groups or [[]]
        groups[-1].extend(headings)
    return [_build_article(group, text) for group in groups]


def _build_article(group: list[Paragraph], source: str) -> Article:
    """Return an article: paragraphs numbered, title chosen by its similarity with the body.

    `group` are its paragraphs, `source` is the whole pasted text.
    """
    number, paragraphs = 0, []
    body = "".join(each.text for each in group if not each.heading)
    for each in group:
        number += not each.heading
        paragraphs.append(each if each.heading else each._replace(number=number))
    headings = [each for each in group if each.heading]
    edges = [each for each in (group[0], group[-1]) if each.heading] or headings
    title = max(edges, key=lambda each: _shared_pairs(each.text, body), default=group[0])
    first, last = title.span(0, len(title.text) if title.heading else min(20, len(title.text)))
    return Article("".join(source[first:last].split()), tuple(paragraphs))


def _is_about_other_area(
    headings: list[Paragraph], article: list[Paragraph], area_of: Callable[[str], str]
) -> bool:
    """Return whether headings name another province than the article before them."""
    if not headings:
        return False
    new = area_of("".join(each.text for each in headings))
    old = area_of("".join(each.text for each in article[:3])[:200])
    return bool(new and old) and new[:2] != old[:2]


def _belong_to_article(
    headings: list[Paragraph], article: list[Paragraph], following: Paragraph
) -> bool:
    """Return whether headings end the article before them instead of opening the next one.

    `following` is the paragraph after them.
    """
    if not headings:
        return False
    text = "".join(each.text for each in headings)
    body = "".join(each.text for each in article if not each.heading)
    return _shared_pairs(text, body) > _shared_pairs(text, following.text)


def _shared_pairs(heading: str, body: str) -> float:
    """Return the share of a heading's character pairs that occur in the body."""
    pairs = (heading[i : i + 2] for i in range(len(heading) - 1))
    return sum(pair in body for pair in pairs) / (len(heading) + 1)


def _split_paragraphs(lines: list[TextLine]) -> list[Paragraph]:
    """Return the paragraphs, headings and tables of a text in order."""
    blocks = find_tables(lines)
    in_tables = {i for block in blocks for i in range(block.first, block.last)}
    running = [i for i in range(len(lines)) if i not in in_tables]
    numbered = _join_lines([lines[i] for i in running], running)
    for block in blocks:
        start = lines[block.first].start
        numbered.append((block.first, Paragraph("", (0,), (start,), table=block.table)))
    numbered.sort(key=lambda pair: pair[0])
    longest = max((len(paragraph.text) for _, paragraph in numbered), default=0)
    return [
        each._replace(heading=True) if _is_heading(each, longest) else each for _, each in numbered
    ]


def _join_lines(lines: list[TextLine], numbers: Sequence[int]) -> list[tuple[int, Paragraph]]:
    """Join lines to paragraphs, each with the index of its first line."""
    if not lines:
        return []
    wrapped, spaced = is_wrapped(lines), is_double_spaced(lines)
    widths = column_widths(lines) if wrapped else [0.0] * len(lines)
    paragraphs: list[tuple[int, Paragraph]] = []
    current: list[TextLine] = []
    first = 0
    for i, line in enumerate(lines):
        apart = current and numbers[i] != numbers[i - 1] + 1
        if current and (apart or _ends_paragraph(lines, i, widths, wrapped, spaced, len(current))):
            paragraphs.append((numbers[first], _join_paragraph(current, widths[i - 1])))
            current, first = [], i
        current.append(line)
    paragraphs.append((numbers[first], _join_paragraph(current, widths[-1])))
    return paragraphs


def _ends_paragraph(
    lines: list[TextLine], i: int, widths: list[float], wrapped: bool, spaced: bool, run: int
) -> bool:
    """Return whether a paragraph ends before line `i`.

    `widths` are the columns' widths by line, `run` is the number of lines that the paragraph has.
    `wrapped` and `spaced` are the results of `is_wrapped` and `is_double_spaced`.
    """
    before, line, width = lines[i - 1], lines[i], widths[i - 1]
    if line.opening or before.ending or line.blanks > 1 + spaced:
        return True
    if not wrapped:
        return not _is_continued(lines, i, run)
    short = before.width < width - (0.6 if before.terminal else INDENT)
    if before.terminal:
        return (
            short
            or line.indented
            or (line.blanks > 0 and not spaced)
            or _starts_heading(lines, i, width)
        )
    if before.text.endswith("——"):
        return run < 4
    if "," in before.text and 0.75 * width < before.width <= width:
        return False
    return run == 1 and not before.opening and (short or before.width > width * 1.3)


def _is_continued(lines: list[TextLine], i: int, run: int) -> bool:
    """Return whether line `i` continues the line before, in a text with one line per paragraph.

    `run` is the number of lines that the paragraph has.
    """
    before, line = lines[i - 1], lines[i]
    if before.terminal or before.width < 16 or line.indented or line.blanks:
        return False
    if run > 1:
        return before.width > 0.85 * lines[i - 2].width
    return "。" in before.text or before.text.count(",") + before.text.count(";") > 1


def _starts_heading(lines: list[TextLine], i: int, width: float) -> bool:
    """Return whether a heading begins at line `i`: it is short, or before an article's opening."""
    if lines[i].width < width - 5 and not lines[i].terminal and "," not in lines[i].text:
        return not lines[i].ending
    for line in lines[i : i + 3]:
        if line.opening:
            return line is not lines[i]
        if line.terminal or line.ending:
            return False
    return i + 3 > len(lines)


def _join_paragraph(run: list[TextLine], width: float) -> Paragraph:
    """Return the paragraph made of lines in a column of this width."""
    stretches: list[tuple[str, int]] = []
    for n, line in enumerate(run):
        if n and _need_space(run[n - 1], line, width):
            stretches.append((" ", line.start - 1))
        if line.spaced:
            stretches.extend(_text_stretches(line))
        else:
            stretches.append((line.text, line.start))
    parts, source_starts = zip(*stretches, strict=True)
    text_starts = tuple(accumulate(map(len, parts[:-1]), initial=0))
    opening, ending = run[0].opening, run[-1].ending
    return Paragraph("".join(parts), text_starts, source_starts, opening=opening, ending=ending)


def _text_stretches(line: TextLine) -> Iterator[tuple[str, int]]:
    """Yield the pieces of a line between needless white space, with their positions."""
    text, position = line.text, 0
    for gap in _SPACES.finditer(text):
        yield text[position : gap.start()], line.start + position
        if _NEEDED_SPACE.fullmatch(text, gap.start() - 1, gap.end() + 1):
            yield " ", line.start + gap.start()
        position = gap.end()
    yield text[position:], line.start + position


def _need_space(before: TextLine, line: TextLine, width: float) -> bool:
    """Return whether a space is needed between two joined lines: between words or numbers."""
    left, right = before.text[-1], line.text[0]
    if left.isdigit() and right.isdigit():
        digits = _LAST_DIGITS.search(before.text)
        return before.width < width - 1.6 and (not digits or len(digits[0]) > 3)
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def _is_heading(paragraph: Paragraph, longest: int) -> bool:
    """Return whether a paragraph is a heading; `longest` is the page's longest paragraph."""
    text = paragraph.text.rstrip()
    if paragraph.table or paragraph.opening or paragraph.ending:
        return False
    if len(text) > LONGEST_HEADING or len(text) >= longest:
        return False
    if text[-1:] in "。;,:" or text.rstrip("”’」』)》")[-1:] in "。":
        return False
    return text.count(",") < 2
