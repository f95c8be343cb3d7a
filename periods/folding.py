"""Folding of printed periods: one form of each character, no blanks, and where each one stood."""

import unicodedata
from typing import NamedTuple

_PERIOD_CHARACTERS = str.maketrans(
    "○О號兩個歲終計數當間會後−‐‑﹣―～〜∼∽⁓",
    "〇〇号两个岁终计数当间会后----—~~~~~",
)
"""Look-alikes, traditional characters of periods, hyphens and waves."""
_SAME_MEANING = ("<wide>", "<narrow>", "<compat>")
"""Decompositions in Unicode whose plain character means the same: ９, ⽉."""


class FoldedText(NamedTuple):
    """A text without blanks; `positions` has for each character its position in the printed one.

    One more position, the end of the printed text, stands at the end.
    """

    text: str
    positions: list[int]


def fold_period(text: str) -> FoldedText:
    """Return a text as periods are looked for in it: （２０２４ 年９⽉） → (2024年9月).

    Width and radicals are folded, hyphens are `-` and waves `~`; en and em dashes stay, as
    2024—1—9 is a day and 2024-1—9 a span.
    """
    if text.isascii() and not any(map(str.isspace, text)):
        return FoldedText(text, list(range(len(text) + 1)))
    kept = [(i, _fold(char)) for i, char in enumerate(text) if not char.isspace()]
    return FoldedText("".join(char for _, char in kept), [*(i for i, _ in kept), len(text)])


def _fold(char: str) -> str:
    """Return the common form of one character: ９ → 9, 號 → 号; one without one as it is."""
    if char.isascii():
        return char
    # ¹ and ① are footnote marks; ½ and ㎡ would become several characters.
    if unicodedata.decomposition(char).startswith(_SAME_MEANING):
        normal = unicodedata.normalize("NFKC", char)
        char = normal if len(normal) == 1 else char
    return char.translate(_PERIOD_CHARACTERS)
