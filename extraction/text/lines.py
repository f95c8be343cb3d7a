"""The lines of a pasted page and how they run on: hard wraps, headings, paragraph ends.

Newspaper columns reach us as short lines broken in mid-word, often with a blank line after
each; web pages and communiqués as one line a paragraph. Both are told apart by how many lines
end a sentence.
"""

import re
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from quantities.characters import fold_characters

# Where an agency's or newspaper's piece begins, and where one ends.
OPENING = re.compile(
    r"[\s■□◆●▲]*(?:【|\[)?(?:本报讯|本刊讯|本网讯|讯\s*[(【]|本报(?!记者|通讯|特约|实习|评论)[一-龥]{1,8}(?:\d{1,2}月\d{1,2}日)?[电讯]"
    r"|(?:据)?(?:新华社|中新社|新华网|人民网|中工网)[一-龥]{0,8}\s*(?:\d{1,2}\s*月\s*\d{1,2}\s*日)?[电讯]"
    r"|\(上接|\(下转|图为|上图|下图|左图|右图)"
)
ENDING = re.compile(
    r"(?:(?:记者|通讯员|供图|制图)[^。，]{0,20}[摄图]|(?:摄影|供图|制图)[:/]?[^。，]{0,12}"
    r"|\((?:本报|记者|通讯员|特约|实习)[^)]{1,30}\)"
    r"|\((?:据)?新华社[^)]{0,20}[电讯]\)|\((?:完|据[^)]{1,20}|来源[^)]{1,30})\))$"
)
FURNITURE = re.compile(
    r"""第?\s*\d{1,3}\s*版(?:[:：].{0,10})?
    |[—\-– ]*\d{1,3}[—\-– ]*|[A-Z]\d{1,2}
    |本版责编.*|责任编辑.*|责编.*
    |(?:\d{4}年\d{1,2}月\d{1,2}日)?\s*星期[一二三四五六日].*
    |.{0,6}(?:电话|邮编|邮箱|E-?mail|热线)[:：].*
    |(?:时间|日期|发布(?:日期|时间)?|更新时间)?[:：]?\s*\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}[日号]?
        (?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?(?:\s*来源.*)?
    |[=*\-—_~·\#]{3,}
    |(?:www\.|https?://)\S+""",
    re.IGNORECASE | re.VERBOSE,
)
# Every piece of page furniture holds one of these.
_MAY_BE = re.compile(r"[0-9责星话邮热=*_~·#—\-.:]")
TERMINAL = "。！？!?…"
CLOSERS = "”’」』)）》"
_ENDS = frozenset(TERMINAL + CLOSERS)
_TERMINAL = frozenset(TERMINAL)
_OPENERS = frozenset("■□◆●▲【[本讯据新中人(图上下左右")


class TextLine(NamedTuple):
    """One line that is not blank.

    Its place in the source, its folded text, how many blank lines stand before it, its width in
    full-width characters, and whether it ends a sentence, opens or ends an article.
    """

    start: int
    text: str
    blanks: int
    indented: bool
    width: float
    terminal: bool
    opening: bool
    ending: bool
    spaced: bool


def _parse_line(start: int, text: str, blanks: int, indented: bool) -> TextLine:
    words = text.split()
    bare = "".join(words) if len(words) > 1 else text
    width = len(bare) - 0.5 * len(bare.encode("ascii", "ignore"))
    terminal = bare[-1] in _ENDS and bare.rstrip(CLOSERS)[-1:] in _TERMINAL
    opening = text[0] in _OPENERS and bool(OPENING.match(text))
    ending = bare[-1] in "摄图)" and not opening and bool(ENDING.search(bare[-40:]))
    spaced = len(words) > 1
    return TextLine(start, text, blanks, indented, width, terminal, opening, ending, spaced)


def split_lines(text: str) -> list[TextLine]:
    """Split a text into its lines, without blank ones and page furniture."""
    found, blanks, start = [], 0, 0
    for whole in fold_characters(text).splitlines(keepends=True):
        bare = whole.strip()
        if not bare:
            blanks += 1
        elif len(bare) < 60 and _MAY_BE.search(bare) and FURNITURE.fullmatch(bare):
            blanks += 2
        else:
            lead = whole.index(bare)
            indented = lead > 1 or text[start] == "\u3000"
            found.append(_parse_line(start + lead, bare, blanks, indented))
            blanks = 0
        start += len(whole)
    return found


def is_wrapped(found: list[TextLine]) -> bool:
    """Return whether the lines are a column's, broken wherever the column ends."""
    body = [line for line in found if line.width >= 6]
    if len(body) < 2:
        return False
    broken = sum(not line.terminal for line in body)
    return broken > 0.5 * len(body) and median(line.width for line in body) < 60


def is_double_spaced(found: list[TextLine]) -> bool:
    """Return whether blank lines stand after nearly every line, and so mean nothing."""
    return sum(line.blanks > 0 for line in found[1:]) > 0.75 * max(1, len(found) - 1)


def _median(widths: list[float]) -> float:
    ordered = sorted(widths)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def column_widths(found: list[TextLine]) -> list[float]:
    """Return for each line the width of the column it stands in.

    It is the wider of what the six lines before it and the six after it mostly are: headings and
    short last lines on one side of a line do not make its column narrow.
    """
    widths = [line.width for line in found]
    starts = [0, len(found)]
    starts += [i for i in range(1, len(found)) if found[i].opening or found[i - 1].ending]
    starts.sort()
    result = []
    for first, last in pairwise(starts):
        for i in range(first, last):
            sides = widths[max(first, i - 6) : i], widths[i + 1 : min(last, i + 7)]
            enough = [side for side in sides if len(side) > 2]
            few = sides[0] + sides[1] or [widths[i]]
            result.append(max(map(_median, enough), default=_median(few)))
    return result
