"""Fold names of indicators, so that names that look the same to a reader are equal."""

import re
import unicodedata

from chinese_text.characters import (
    comparison_form,
    fold_characters,
    normalize_width,
    to_latin_letters,
)
from intake.model.upload_labels import clean_label

_SMALL_CAPITAL = re.compile("LATIN LETTER SMALL CAPITAL ([A-Z])")
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters of Hangul that nothing is printed for."""


def fold_name(name: str) -> str:
    """Return a name in a form that is equal for all names that look the same to a reader.

    Case, width, blanks, numbering, punctuation, marks, traditional characters and look-alike
    letters do not count: "1、走訪 職工" equals 走访·职工, and Cyrillic Ѕ equals S.
    """
    plain = to_latin_letters(normalize_width(clean_label(name)))
    folded = comparison_form(fold_characters("".join(map(_replace_small_capital, plain))))
    return "".join(filter(_is_visible, folded)) or folded


def _replace_small_capital(character: str) -> str:
    """Return the small letter for a Latin small capital, any other character unchanged."""
    match = _SMALL_CAPITAL.fullmatch(unicodedata.name(character, ""))
    return match[1].lower() if match else character


def _is_visible(character: str) -> bool:
    """Return whether a character counts: marks, punctuation, blanks and fillers do not."""
    return unicodedata.category(character)[0] not in "CMPZ" and character not in _FILLERS
