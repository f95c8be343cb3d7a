"""Folding of printed periods: common forms of characters, no blanks, and original positions."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from chinese_text.characters import FoldingTable

_LEADING = re.compile(r"^(?:截至|截止到?|到|至|asof|until)", re.IGNORECASE)
_TIME_OF_DAY = re.compile("(?:T?00:00:00|[0-2]?[0-9]时止?)$")
_BRACKETS = "()[]【】（）〔〕"
_BRACKET_AFTER_YEAR = re.compile(r"^(?P<year>.{4}年度?)\((?P<inside>[^()]+)(?:\)|$)")
"""As in 2024年（1—9月）."""

_PERIOD_CHARACTERS = str.maketrans(
    "○О號兩個歲終計數當間會後−‐‑﹣―～〜∼∽⁓",
    "〇〇号两个岁终计数当间会后----—~~~~~",
)
"""Look-alikes, traditional characters of periods, hyphens and waves."""
_SAME_MEANING = ("<wide>", "<narrow>", "<compat>")
"""Tags of Unicode decompositions whose plain character has the same meaning: ９, ⽉."""


class FoldedText(NamedTuple):
    """A text without blanks; `positions` has the position of each character in the printed text."""

    text: str
    positions: Sequence[int]


def fold_period(text: str) -> FoldedText:
    """Return a text folded for the search for periods: （２０２４ 年９⽉） → (2024年9月).

    Full-width characters and radicals become common ones, hyphens `-` and waves `~`. En and em
    dashes stay, as 2024—1—9 is a day but 2024-1—9 a span.
    """
    folded = text.translate(_FOLDING_TABLE)
    joined = "".join(folded.split())
    if len(joined) == len(folded):
        return FoldedText(folded, range(len(folded)))
    return FoldedText(joined, [i for i, char in enumerate(folded) if not char.isspace()])


def _fold(char: str) -> str:
    """Return the common form of one character: ９ → 9, 號 → 号; others unchanged."""
    # ¹ and ① are footnote marks; ½ and ㎡ would become several characters.
    if unicodedata.decomposition(char).startswith(_SAME_MEANING):
        normal = unicodedata.normalize("NFKC", char)
        char = normal if len(normal) == 1 and not normal.isspace() else char
    return char.translate(_PERIOD_CHARACTERS)


_FOLDING_TABLE = FoldingTable(_fold)


def fold_whole(text: str) -> str:
    """Return a text that is nothing but a period, without blanks, brackets, 截至 and a time of day.

    （截至 2024 年 6 月） → 2024年6月.
    """
    folded = fold_period(text).text.strip(_BRACKETS)
    folded = _BRACKET_AFTER_YEAR.sub(r"\g<year>\g<inside>", folded)
    return _LEADING.sub("", _TIME_OF_DAY.sub("", folded))
