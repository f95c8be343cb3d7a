"""Conversion of full-width and traditional characters to common ones, one to one.

This "folding" keeps the length of a text, so that a position in the folded text is the same
position in the printed one. Digits of other scripts, superscripts and circled numbers are not
converted: in a Chinese report they are no numerals.
"""

import unicodedata
from pathlib import Path

TRADITIONAL = {
    pair[0]: pair[1]
    for line in Path(__file__).with_name("traditional.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for pair in line.split()
}

FINANCIAL = dict(
    zip("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千", strict=True)
)

# The text of many PDFs has radicals in place of ideographs that look alike: 2016⼈, 9⽉, 市⺠.
_RADICAL_PAIRS = dict(
    zip(
        "⺠⺟⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民母西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
RADICALS = {ord(radical): char for radical, char in _RADICAL_PAIRS.items()} | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}

MARKS = {"−": "-", "∶": ":", "﹣": "-", "﹪": "%", "\u3000": " ", "\u00a0": " "}


def _fold(char: str) -> str:
    """Return the common form of one character: ５ → 5, 萬 → 万, ， → `,`; others as they are."""
    if char < "\u0080":
        return char
    char = RADICALS.get(ord(char), char)
    known = MARKS.get(char) or TRADITIONAL.get(char)
    if known:
        return known
    # Full-width ASCII and compatibility ideographs only: NFKC would also turn ² and ① into digits.
    if "\uff01" <= char <= "\uff5e" or "\uf900" <= char <= "\ufaff":
        plain = unicodedata.normalize("NFKC", char)
        return TRADITIONAL.get(plain, plain) if len(plain) == 1 else char
    return char


class _Folding(dict[int, str]):
    """A table for str.translate that folds each character on first use."""

    def __missing__(self, code: int) -> str:
        """Compute the folded form of a code point, store it for the next time, and return it."""
        self[code] = _fold(chr(code))
        return self[code]


_TABLE = _Folding()


def fold_characters(text: str) -> str:
    """Return a text with each character replaced by its common form: ２３００萬 → 2300万.

    The length stays the same.
    """
    if len(text) < 400:
        return text.translate(_TABLE)
    # A long text has few different characters: str.replace for each is ten times faster.
    changed = {char: folded for char in set(text) if (folded := _TABLE[ord(char)]) != char}
    if len(changed) > 200 or changed.keys() & set(changed.values()):
        return text.translate(_TABLE)
    for char, folded in changed.items():
        text = text.replace(char, folded)
    return text


def replace_radicals(text: str) -> str:
    """Replace Unicode radicals, which PDFs contain, by the same-looking ideographs: ⼈ → 人.

    The length stays the same.
    """
    return text.translate(RADICALS)


def replace_financial_numerals(text: str) -> str:
    """Replace financial numerals by common ones: 壹佰 → 一百. Do not use it on running text."""
    return "".join(FINANCIAL.get(char, char) for char in text)


def find_hidden_character(text: str) -> str:
    """Return the first control, bidirectional or zero-width character as U+XXXX, or "" if none."""
    for char in text:
        kind = unicodedata.category(char)
        if kind in ("Cf", "Cs", "Co") or (kind == "Cc" and char not in "\t\n\r"):
            return f"U+{ord(char):04X}"
    return ""


def remove_spaces(text: str) -> str:
    """Return a text without white space, as the column `as_reported` stores it."""
    return "".join(text.split())
