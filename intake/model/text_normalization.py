"""Invisible and look-alike characters, and the form in which labels are compared."""

import re
import unicodedata

HIDDEN_PATTERN = (
    "[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F\\xAD"
    "\\x{061C}\\x{180E}\\x{200B}-\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{2064}"
    "\\x{2066}-\\x{206F}\\x{FEFF}\\x{FFF9}-\\x{FFFB}\\x{FFFD}\\x{E000}-\\x{F8FF}]"
)
"""RE2 pattern of control, bidirectional, zero-width and private characters."""

_HIDDEN = re.compile(re.sub(r"\\x\{(\w{4})\}", r"\\u\1", HIDDEN_PATTERN))
_COMPATIBILITY_FORM = re.compile(r"<(?:wide|narrow|circle|noBreak|small)>")
_LOOK_ALIKE = str.maketrans(
    "асеорхуіјѕԁһӏАВСЕНІЈКМОРЅТХαορνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—−_＿",
    "aceopxyijsdhlABCEHIJKMOPSTXaopvikABEZHIKMNOPTYX------__",
)


def find_hidden_character(text: str) -> str:
    """Return the first invisible character as U+XXXX; "" if there is none."""
    match = _HIDDEN.search(text)
    return f"U+{ord(match.group()):04X}" if match else ""


def normalize_width(text: str) -> str:
    """Replace full-width, half-width and circled characters by plain ones (NFKC): １２ → 12.

    Superscripts and fractions are not changed: 10² is not 102, and ½ is not 1/2.
    """
    if text.isascii():
        return text
    return "".join(map(_normalize_character, text))


def _normalize_character(character: str) -> str:
    """Return the plain character of a compatibility character; any other unchanged."""
    if (
        _COMPATIBILITY_FORM.match(unicodedata.decomposition(character))
        or "\uf900" <= character <= "\ufaff"
    ):
        return unicodedata.normalize("NFKC", character)
    return character


def to_latin_letters(text: str) -> str:
    """Replace Cyrillic and Greek letters that look like Latin ones: Cyrillic А → Latin A."""
    return text.translate(_LOOK_ALIKE)


def find_foreign_letter(text: str) -> str:
    """Return the first letter that looks Latin but is not, as U+XXXX; "" if there is none."""
    for character in text:
        if character != to_latin_letters(character) and character.isalpha():
            return f"U+{ord(character):04X}"
    return ""


def comparison_form(text: str) -> str:
    """Return the form in which labels are compared: NFKC, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
