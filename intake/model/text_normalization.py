"""Normalise the text of cells: full-width, look-alike and invisible characters, letter case."""

import re
import unicodedata

HIDDEN_PATTERN = (
    "[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F\\xAD"
    "\\x{061C}\\x{180E}\\x{200B}-\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{2064}"
    "\\x{2066}-\\x{206F}\\x{FEFF}\\x{FFF9}-\\x{FFFB}\\x{FFFD}\\x{E000}-\\x{F8FF}]"
)
"""Pattern of invisible characters: control, bidirectional, zero-width and private ones.

It is written for RE2, the regular expressions of pyarrow.
"""

_HIDDEN = re.compile(re.sub(r"\\x\{(\w{4})\}", r"\\u\1", HIDDEN_PATTERN))
"""The same pattern for Python: \\x{200B} is \\u200B."""
_COMPATIBILITY_FORM = re.compile(r"<(?:wide|narrow|circle|noBreak|small)>")
"""Kinds of decomposition in Unicode that do not change the meaning of a character."""
_LOOK_ALIKE = str.maketrans(
    "асеорхуіјѕԁһӏАВСЕНІЈКМОРЅТХαορνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—−_＿",
    "aceopxyijsdhlABCEHIJKMOPSTXaopvikABEZHIKMNOPTYX------__",
)
"""Cyrillic and Greek letters, then dashes and underscores, and the Latin ones they look like."""


def find_hidden_character(text: str) -> str:
    """Return the first invisible character of a text as U+XXXX; "" if there is none."""
    match = _HIDDEN.search(text)
    return f"U+{ord(match.group()):04X}" if match else ""


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
