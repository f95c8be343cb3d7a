"""Splits a pasted text into lines and measures them: widths, ends of sentences, articles.

A newspaper column is pasted as short lines that break in mid-word, often with a blank line after
each; a web page or communiqué as one line for each paragraph. The share of lines that end a
sentence shows which of the two a text is.
"""

import re
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from chinese_text.characters import fold_characters

# How the piece of an agency or a newspaper begins, and how one ends.
_OPENING = re.compile(
    r"[\s■□◆●▲]*(?:【|\[)?(?:本报讯|本刊讯|本网讯|讯\s*[(【]|本报(?!记者|通讯|特约|实习|评论)[一-龥]{1,8}(?:\d{1,2}月\d{1,2}日)?[电讯]"
    r"|(?:据)?(?:新华社|中新社|新华网|人民网|中工网)[一-龥]{0,8}\s*(?:\d{1,2}\s*月\s*\d{1,2}\s*日)?[电讯]"
    r"|\(上接|\(下转|图为|上图|下图|左图|右图)"
)
_ENDING = re.compile(
    r"(?:(?:记者|通讯员|供图|制图)[^。]{0,20}[摄图]|(?:摄影|供图|制图)[:/]?[^。]{0,12}"
    r"|\((?:本报|记者|通讯员|特约|实习)[^)]{1,30}\)"
    r"|\((?:据)?新华社[^)]{0,20}[电讯]\)|\((?:完|据[^)]{1,20}|来源[^)]{1,30})\))$"
)
_FURNITURE = re.compile(
    r"""第?\s*\d{1,3}\s*版(?::.{0,10})?
    |[—\-– ]*\d{1,3}[—\-– ]*|[A-Z]\d{1,2}
    |本版责编.*|责任编辑.*|责编.*
    |(?:\d{4}年\d{1,2}月\d{1,2}日)?\s*星期[一二三四五六日].*
    |.{0,6}(?:电话|邮编|邮箱|E-?mail|热线):.*
    |(?:时间|日期|发布(?:日期|时间)?|更新时间)?:?\s*\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}[日号]?
        (?:\s*\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*来源.*)?
    |[=*\-—_~·\#]{3,}
    |(?:www\.|https?://)\S+""",
    re.IGNORECASE | re.VERBOSE,
)
_RULE = re.compile(r"[|+]?(?:\s*:?[-=─━]+:?\s*[|+┼])*\s*:?[-=─━]+:?\s*[|+]?")
"""A line between the rows of a table: |---|:---:|, +----+----+."""
# Every piece of page furniture (numbers, dates, editors) contains one of these.
_MAY_BE_FURNITURE = re.compile(r"[0-9责星话邮热=*_~·#—\-.:]")
_SENTENCE_MARKS = "。!?…"
_CLOSING_MARKS = "”’」』)》"
_LINE_ENDS = frozenset(_SENTENCE_MARKS + _CLOSING_MARKS)
_SENTENCE_END = frozenset(_SENTENCE_MARKS)
_OPENING_START = frozenset("■□◆●▲【[本讯据新中人(图上下左右")


class TextLine(NamedTuple):
    """One line that is not blank, with folded text.

    `start` is its position in the source, `blanks` the number of blank lines before it, `width` its
    width in full-width characters. `spaced`: it has white space inside.
    """

    start: int
    text: str
    blanks: int
    indented: bool
    width: float
    ends_sentence: bool
    begins_article: bool
    ends_article: bool
    spaced: bool


def _parse_line(start: int, text: str, blanks: int, indented: bool) -> TextLine:
    """Return a line of the text with its measures; `text` is the line without surrounding spaces.

    `start`, `blanks` and `indented` are the fields of `TextLine`, found by the caller. The measures
    decide later where paragraphs and articles end. White space inside has no width, an ASCII
    character half the width of a Chinese one. A closing quotation mark or bracket after the mark of
    a sentence's end belongs to the sentence.
    """
    words = text.split()
    bare = "".join(words)
    width = len(bare) - 0.5 * len(bare.encode("ascii", "ignore"))
    ends_sentence = bare[-1] in _LINE_ENDS and bare.rstrip(_CLOSING_MARKS)[-1:] in _SENTENCE_END
    # The comparisons of single characters spare most lines the slower patterns.
    begins_article = text[0] in _OPENING_START and bool(_OPENING.match(text))
    # A match of _ENDING has fewer than 40 characters.
    ends_article = bare[-1] in "摄图)" and not begins_article and bool(_ENDING.search(bare[-40:]))
    article_marks = begins_article, ends_article
    spaced = len(words) > 1
    return TextLine(start, text, blanks, indented, width, ends_sentence, *article_marks, spaced)


def split_lines(text: str) -> list[TextLine]:
    """Return the lines of a text, folded, without blank lines, page numbers and the like.

    A page number counts as two blank lines, which end a paragraph even in a double-spaced text. A
    line of 60 characters or more is none. Lines that separate the rows of a table are left out.
    Folding keeps positions but replaces the full-width space of an indent, which is therefore
    looked for in `text` itself.
    """
    lines, blanks, start = list[TextLine](), 0, 0
    for whole in fold_characters(text).splitlines(keepends=True):
        bare = whole.strip()
        if not bare:
            blanks += 1
        elif _is_rule(bare):
            pass
        elif len(bare) < 60 and _MAY_BE_FURNITURE.search(bare) and _FURNITURE.fullmatch(bare):
            blanks += 2
        else:
            lead = whole.index(bare)
            indented = lead > 1 or text[start] == "\u3000"  # two blanks, or a full-width one
            lines.append(_parse_line(start + lead, bare, blanks, indented))
            blanks = 0
        start += len(whole)
    return lines


def _is_rule(bare: str) -> bool:
    """Return whether a line only separates the rows of a table."""
    return bare[0] in "|+:-=" and ("|" in bare or "+" in bare) and bool(_RULE.fullmatch(bare))


def is_wrapped(lines: list[TextLine]) -> bool:
    """Return whether the lines are those of a column, broken at its edge in mid-sentence.

    They are if most of them do not end a sentence and their median width is below 60 characters.
    Very short lines (names, page headings) do not count.
    """
    body = [line for line in lines if line.width >= 6]
    if len(body) < 2:
        return False
    broken = sum(not line.ends_sentence for line in body)
    return broken > 0.5 * len(body) and median(line.width for line in body) < 60


def is_double_spaced(lines: list[TextLine]) -> bool:
    """Return whether blank lines stand before more than three quarters of the lines.

    In such a text a blank line does not end a paragraph.
    """
    return sum(line.blanks > 0 for line in lines[1:]) > 0.75 * max(1, len(lines) - 1)


def measure_column_widths(lines: list[TextLine]) -> list[float]:
    """Return for each line the width of the column that it is in.

    It is the larger of two medians: of the widths of the six lines before and of the six lines
    after, so that headings and short last lines on one side do not matter. Lines of other articles
    are not counted. If neither side has three lines, it is the median of both sides together.
    """
    widths = [line.width for line in lines]
    article_starts = [0, len(lines)]
    article_starts += [
        i for i in range(1, len(lines)) if lines[i].begins_article or lines[i - 1].ends_article
    ]
    column_widths = []
    for start, end in pairwise(sorted(article_starts)):
        for i in range(start, end):
            before, after = widths[max(start, i - 6) : i], widths[i + 1 : min(end, i + 7)]
            long_sides = [side for side in (before, after) if len(side) > 2]
            around = before + after or [widths[i]]
            column_widths.append(max(map(median, long_sides), default=median(around)))
    return column_widths
