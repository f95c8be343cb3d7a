"""A pasted page becomes articles of paragraphs, each character knowing where it came from."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from extraction.text.lines import TextLine, column_widths, is_double_spaced, is_wrapped, split_lines
from extraction.text.tables import TextTable, find_tables

_SPACES = re.compile(r"\s+")
_KEPT = re.compile(r"[0-9A-Za-z]\s+[0-9A-Za-z]")  # white space between words and numbers
_LAST_DIGITS = re.compile("[0-9]+$")
HEADING = 42  # characters; longer is no heading
INDENT = 3.2  # full-width characters: a paragraph's first line is shorter by its indent of two


class Paragraph(NamedTuple):
    """A run of text without line breaks, folded, and where its stretches stand in the source.

    `here[i]` is a stretch's place in the text and `there[i]` in the source. `number` counts the
    paragraphs of an article's body from 1; a heading has 0. A `table` has no text.
    """

    text: str
    here: tuple[int, ...]
    there: tuple[int, ...]
    number: int = 0
    heading: bool = False
    opening: bool = False
    ending: bool = False
    table: TextTable | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the source of a place in this paragraph."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, position: int) -> int:
        stretch = bisect_right(self.here, position) - 1
        return self.there[stretch] + position - self.here[stretch]


class Article(NamedTuple):
    """One piece of a page: its title and its paragraphs, headings among them."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def split_articles(text: str, place_of: Callable[[str], str] = lambda _: "") -> list[Article]:
    """Split a page into articles; `place_of` names the area that a heading is about."""
    pieces = _paragraphs(split_lines(text))
    groups: list[list[Paragraph]] = []
    waiting: list[Paragraph] = []
    ended = True
    for piece in pieces:
        if piece.heading and not piece.opening:
            waiting.append(piece)
            continue
        if piece.opening or ended or _is_about_other_area(waiting, groups[-1], place_of):
            mine = _closes_article(waiting, groups, piece)
            if mine and groups:
                groups[-1].extend(waiting)
                waiting = []
            groups.append([])
        groups[-1].extend([*waiting, piece])
        waiting, ended = [], piece.ending
    if waiting:
        groups = groups or [[]]
        groups[-1].extend(waiting)
    return [_build_article(group, text) for group in groups]


def _build_article(group: list[Paragraph], source: str) -> Article:
    number, done = 0, []
    body = "".join(piece.text for piece in group if not piece.heading)
    for piece in group:
        number += not piece.heading
        done.append(piece if piece.heading else piece._replace(number=number))
    headings = [piece for piece in group if piece.heading]
    edges = [piece for piece in (group[0], group[-1]) if piece.heading] or headings
    best = max(edges, key=lambda piece: _shared_pairs(piece.text, body), default=group[0])
    first, last = best.span(0, len(best.text) if best.heading else min(20, len(best.text)))
    return Article("".join(source[first:last].split()), tuple(done))


def _is_about_other_area(
    waiting: list[Paragraph], group: list[Paragraph], place_of: Callable[[str], str]
) -> bool:
    """Return whether the headings that wait speak of another area than the article so far."""
    if not waiting:
        return False
    new = place_of("".join(piece.text for piece in waiting))
    old = place_of("".join(piece.text for piece in group[:3])[:200])
    return bool(new and old) and new[:2] != old[:2]


def _closes_article(
    waiting: list[Paragraph], groups: list[list[Paragraph]], piece: Paragraph
) -> bool:
    """Return whether headings close the article before them rather than open the next one."""
    if not waiting or not groups:
        return False
    text = "".join(heading.text for heading in waiting)
    before = "".join(p.text for p in groups[-1] if not p.heading)
    return _shared_pairs(text, before) > _shared_pairs(text, piece.text)


def _shared_pairs(heading: str, body: str) -> float:
    """Count the pairs of neighbouring characters that a heading shares with a body."""
    pairs = (heading[i : i + 2] for i in range(len(heading) - 1))
    return sum(pair in body for pair in pairs) / (len(heading) + 1)


def _paragraphs(found: list[TextLine]) -> list[Paragraph]:
    if not found:
        return []
    blocks = find_tables(found)
    taken = {i for block in blocks for i in range(block.first, block.last)}
    running = [i for i in range(len(found)) if i not in taken] if taken else range(len(found))
    placed = _join_lines([found[i] for i in running], running)
    for block in blocks:
        start = found[block.first].start
        placed.append((block.first, Paragraph("", (0,), (start,), table=block.table)))
    placed.sort(key=lambda pair: pair[0])
    longest = max(len(piece.text) for _, piece in placed)
    return [
        piece._replace(heading=True) if _is_heading(piece, longest) else piece
        for _, piece in placed
    ]


def _join_lines(found: list[TextLine], numbers: Sequence[int]) -> list[tuple[int, Paragraph]]:
    """Join lines to paragraphs, each with the number of its first line."""
    if not found:
        return []
    broken, spaced = is_wrapped(found), is_double_spaced(found)
    widths = column_widths(found) if broken else [0.0] * len(found)
    result: list[tuple[int, Paragraph]] = []
    current: list[TextLine] = []
    first = 0
    for i, line in enumerate(found):
        apart = current and numbers[i] != numbers[i - 1] + 1
        if current and (apart or _ends_paragraph(found, i, widths, broken, spaced, len(current))):
            result.append((numbers[first], _join_paragraph(current, widths[i - 1])))
            current, first = [], i
        current.append(line)
    result.append((numbers[first], _join_paragraph(current, widths[-1])))
    return result


def _ends_paragraph(
    found: list[TextLine], i: int, widths: list[float], broken: bool, spaced: bool, run: int
) -> bool:
    """Return whether a paragraph ends before line i."""
    before, line, width = found[i - 1], found[i], widths[i - 1]
    if line.opening or before.ending or line.blanks > 1 + spaced:
        return True
    if not broken:
        return not _is_continued(found, i, run)
    short = before.width < width - (0.6 if before.terminal else INDENT)
    if before.terminal:
        return (
            short
            or line.indented
            or (line.blanks > 0 and not spaced)
            or _starts_heading(found, i, width)
        )
    if before.text.endswith(("——", "!", "！")):
        return run < 4
    if "," in before.text and 0.75 * width < before.width <= width:
        return False
    return run == 1 and not before.opening and (short or before.width > width * 1.3)


def _is_continued(found: list[TextLine], i: int, run: int) -> bool:
    """Return whether line i goes on where a line of a page of whole paragraphs was broken."""
    before, line = found[i - 1], found[i]
    if before.terminal or before.width < 16 or line.indented or line.blanks:
        return False
    if run > 1:
        return before.width > 0.85 * found[i - 2].width
    return "。" in before.text or before.text.count(",") + before.text.count(";") > 1


def _starts_heading(found: list[TextLine], i: int, width: float) -> bool:
    """Return whether a heading begins at line i: short, or standing before an article's opening."""
    if found[i].width < width - 5 and not found[i].terminal and "," not in found[i].text:
        return not found[i].ending
    for line in found[i : i + 3]:
        if line.opening:
            return line is not found[i]
        if line.terminal or line.ending:
            return False
    return i + 3 > len(found)


def _join_paragraph(run: list[TextLine], width: float) -> Paragraph:
    stretches: list[tuple[str, int]] = []
    for n, line in enumerate(run):
        if n and _need_space(run[n - 1], line, width):
            stretches.append((" ", line.start - 1))
        if line.spaced:
            stretches.extend(_text_stretches(line))
        else:
            stretches.append((line.text, line.start))
    parts, there = zip(*stretches, strict=True)
    here = tuple(accumulate(map(len, parts[:-1]), initial=0))
    opening, ending = run[0].opening, run[-1].ending
    return Paragraph("".join(parts), here, there, opening=opening, ending=ending)


def _text_stretches(line: TextLine) -> Iterator[tuple[str, int]]:
    """Return the stretches of a line that its white space does not count in, and their places."""
    text, place = line.text, 0
    for gap in _SPACES.finditer(text):
        yield text[place : gap.start()], line.start + place
        if _KEPT.fullmatch(text, gap.start() - 1, gap.end() + 1):
            yield " ", line.start + gap.start()
        place = gap.end()
    yield text[place:], line.start + place


def _need_space(before: TextLine, line: TextLine, width: float) -> bool:
    """Return whether two lines must not be run together: words, and digits of a short line."""
    left, right = before.text[-1], line.text[0]
    if left.isdigit() and right.isdigit():
        digits = _LAST_DIGITS.search(before.text)
        return before.width < width - 1.6 and (not digits or len(digits[0]) > 3)
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def _is_heading(piece: Paragraph, longest: int) -> bool:
    text = piece.text.rstrip()
    if piece.table or piece.opening or piece.ending or len(text) > HEADING or len(text) >= longest:
        return False
    if text[-1:] in "。；;,，:：" or text.rstrip("”’」』)）》")[-1:] in "。；":
        return False
    return text.count(",") < 2
