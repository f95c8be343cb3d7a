"""Characters of a numeral: full-width and traditional forms folded one to one.

Folding never changes the length of a text, so that a place in the folded text is the same place
in the printed one. Digits of other scripts, superscripts and circled numbers are not folded:
they are no numerals of a Chinese report and stay unreadable.
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

# Many PDFs give back ideographs as the radicals that look like them: 2016⼈, 9⽉, 市⺠.
_LIKE = dict(
    zip(
        "⺠⺟⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民母西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
RADICALS = {ord(radical): char for radical, char in _LIKE.items()} | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}

MARKS = {"−": "-", "∶": ":", "﹣": "-", "﹪": "%", "\u3000": " ", "\u00a0": " "}


def _fold(char: str) -> str:
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
    """A table for str.translate that folds each character the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold(chr(code))
        return self[code]


_TABLE = _Folding()


def fold_characters(text: str) -> str:
    """Fold a text character by character; the result has the same length."""
    if len(text) < 400:
        return text.translate(_TABLE)
    # A long text holds few different characters: replacing each is ten times faster.
    changed = {char: folded for char in set(text) if (folded := _TABLE[ord(char)]) != char}
    if len(changed) > 200 or changed.keys() & set(changed.values()):
        return text.translate(_TABLE)
    for char, folded in changed.items():
        text = text.replace(char, folded)
    return text


def replace_radicals(text: str) -> str:
    """Put ideographs in the place of the radicals that a PDF gave for them; of the same length."""
    return text.translate(RADICALS)


def everyday_numerals(text: str) -> str:
    """Turn the capital numerals of cheques (壹佰) into everyday ones; not for running prose."""
    return "".join(FINANCIAL.get(char, char) for char in text)


def first_hidden(text: str) -> str:
    """Name the first control, bidirectional or zero-width character as U+XXXX; "" if none."""
    for char in text:
        kind = unicodedata.category(char)
        if kind in ("Cf", "Cs", "Co") or (kind == "Cc" and char not in "\t\n\r"):
            return f"U+{ord(char):04X}"
    return ""


def remove_spaces(text: str) -> str:
    """Remove all white space, as `as_reported` is written."""
    return "".join(text.split())
