"""Characters of Chinese text: folded, simplified, normalized, compared; hidden and look-alike ones.

Folding is for running text: it keeps the length, so that a position in the folded text is the same
in the printed one, and leaves digits of other scripts, superscripts and circled numbers, which are
no numerals in a report. The comparison form and NFKC are for whole cells and labels.
"""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

SIMPLIFIED_BY_TRADITIONAL = {
    traditional: simplified
    for line in Path(__file__).with_name("traditional.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for traditional, simplified in map(tuple, line.split())
}

_FINANCIAL_NUMERALS: dict[int, str | int] = str.maketrans(
    "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千"
) | {ord("圆"): "元", ord("廿"): "二十", ord("卅"): "三十", ord("卌"): "四十"}

# The text of many PDFs has radicals in place of ideographs that look alike: 2016⼈, 9⽉, 市⺠.
_IDEOGRAPHS_BY_RADICAL = str.maketrans(
    "⺠⺟⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "民母西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
) | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}

_PUNCTUATION = dict(zip("−﹣‐‑‒∶﹪〜∼≧≦⩾⩽\u3000\u00a0", "-----:%~~≥≤≥≤  ", strict=True))
_COMPATIBILITY_FORM = re.compile(r"<(?:wide|narrow|circle|noBreak|small)>")
"""Kinds of decomposition in Unicode that do not change the meaning of a character."""
_LOOK_ALIKE = str.maketrans(
    "асеорхуіјѕԁһӏАВСЕНІЈКМОРЅТХαορνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—−_＿",
    "aceopxyijsdhlABCEHIJKMOPSTXaopvikABEZHIKMNOPTYX------__",
)
"""Cyrillic and Greek letters, then dashes and underscores, and the Latin ones they look like."""
HIDDEN_PATTERN = "[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F\\p{Cf}\\p{Co}\\x{FFFD}]"
"""The characters of `find_hidden_character` as a pattern of RE2, for columns of pyarrow."""


def _fold_character(char: str) -> str:
    """Return the common form of one character: ５ → 5, 萬 → 万, ， → `,`; others unchanged."""
    if char < "\u0080":  # ASCII
        return char
    char = char.translate(_IDEOGRAPHS_BY_RADICAL)
    # Full-width ASCII and compatibility ideographs only: NFKC would also turn ² and ① into digits.
    if char not in _PUNCTUATION and ("\uff01" <= char <= "\uff5e" or "\uf900" <= char <= "\ufaff"):
        normalized = unicodedata.normalize("NFKC", char)
        char = normalized if len(normalized) == 1 else char
    return _PUNCTUATION.get(char) or SIMPLIFIED_BY_TRADITIONAL.get(char, char)


class FoldingTable(dict[int, str]):
    """A table for str.translate that replaces each character by what `fold` returns for it.

    A character is folded on its first use, since most of Unicode never occurs.
    """

    def __init__(self, fold: Callable[[str], str]) -> None:
        """Begin with no characters."""
        super().__init__()
        self._fold = fold

    def __missing__(self, code_point: int) -> str:
        """Fold a character, store the result for the next time, and return it."""
        self[code_point] = self._fold(chr(code_point))
        return self[code_point]


_FOLDING_TABLE = FoldingTable(_fold_character)
_SIMPLIFIED = str.maketrans(SIMPLIFIED_BY_TRADITIONAL | {"乾": "乾"})
_SHORT_TEXT = 400
"""A text with fewer characters is folded character by character."""
_MAX_REPLACEMENTS = 200
"""Different characters up to which each is replaced in the whole text."""


def simplify_characters(text: str) -> str:
    """Return a text in simplified characters: 會員數，２０２４ → 会员数，２０２４.

    Full-width characters, and 乾, which is part of names of places, are unchanged.
    """
    return text.translate(_SIMPLIFIED)


def fold_characters(text: str) -> str:
    """Return a text with each character replaced by its common form: ２３００萬 → 2300万.

    The length stays the same.
    """
    if len(text) < _SHORT_TEXT:
        return text.translate(_FOLDING_TABLE)
    # A long text has few different characters: str.replace for each is ten times faster.
    folded_forms = {
        char: folded for char in set(text) if (folded := _FOLDING_TABLE[ord(char)]) != char
    }
    # Not if one of the forms is itself replaced, which would replace some characters twice.
    if len(folded_forms) > _MAX_REPLACEMENTS or folded_forms.keys() & set(folded_forms.values()):
        return text.translate(_FOLDING_TABLE)
    for char, folded in folded_forms.items():
        text = text.replace(char, folded)
    return text


def replace_radicals(text: str) -> str:
    """Replace Unicode radicals, which PDFs contain, by the same-looking ideographs: ⼈ → 人.

    The length stays the same.
    """
    return text.translate(_IDEOGRAPHS_BY_RADICAL)


def replace_financial_numerals(wording: str) -> str:
    """Replace the numerals of vouchers, 圆 and 廿 by common ones: 壹佰圆 → 一百元, 廿 → 二十.

    It is not for running text, where these characters have other meanings, too.
    """
    return wording.translate(_FINANCIAL_NUMERALS)


def remove_spaces(text: str) -> str:
    """Return a text without white space, as the column `as_reported` stores it."""
    return "".join(text.split())


def find_hidden_character(text: str) -> str:
    """Return the code point (U+XXXX) of the first hidden character of a text, or "".

    Hidden are control, bidirectional, zero-width and private characters, and the one that stands
    for unreadable bytes. Texts of uploads and wordings must not contain any.
    """
    for character in "" if text.isascii() and text.isprintable() else text:
        category = unicodedata.category(character)
        is_hidden = category in ("Cf", "Cs", "Co") or character == "\ufffd"
        if is_hidden or (category == "Cc" and character not in "\t\n\r"):
            return f"U+{ord(character):04X}"
    return ""


def normalize_width(text: str) -> str:
    """Replace full-width, half-width and circled characters by plain ones (NFKC): １２ → 12.

    Superscripts and fractions are not changed: 10² is not 102, and ½ is not 1/2.
    """
    if text.isascii():
        return text
    return "".join(map(_normalize_character_width, text))


def _normalize_character_width(character: str) -> str:
    """Return the plain character of a full-width or circled one (① → 1); any other unchanged.

    Compatibility ideographs are copies of ideographs in Unicode, which look the same.
    """
    is_compatibility_ideograph = "\uf900" <= character <= "\ufaff"
    if is_compatibility_ideograph or _COMPATIBILITY_FORM.match(
        unicodedata.decomposition(character)
    ):
        return unicodedata.normalize("NFKC", character)
    return character


def to_latin_letters(text: str) -> str:
    """Replace Cyrillic and Greek letters that look like Latin ones: Cyrillic А → Latin A."""
    return text.translate(_LOOK_ALIKE)


def find_lookalike_letter(text: str) -> str:
    """Return the code point of the first letter of a cell that only looks Latin; "" if none does.

    Cyrillic А → U+0410. The dashes that `to_latin_letters` replaces are not letters.
    """
    for character in text:
        if character != to_latin_letters(character) and character.isalpha():
            return f"U+{ord(character):04X}"
    return ""


def comparison_form(text: str) -> str:
    """Return the form in which labels are compared: Ａ 类 → a类 (NFKC, no blanks, lower case)."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
