"""The form in which two names of indicators are the same to a reader."""

import re
import unicodedata

from intake.model.text_normalization import comparison_form, normalize_width, to_latin_letters
from intake.model.upload_labels import clean_label
from quantities.character_folding import fold_characters

_SMALL_CAPITAL = re.compile("LATIN LETTER SMALL CAPITAL ([A-Z])")
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters of Hangul that nothing is printed for."""


def folded_name(name: str) -> str:
    """Return the form in which two names are the same to a reader.

    Case, width, blanks, numbering, punctuation, marks, traditional characters and look-alike
    letters do not count: "1、走訪 職工" and 走访·职工 are one name, so are Cyrillic Ѕ and S.
    """
    plain = to_latin_letters(normalize_width(clean_label(name)))
    folded = comparison_form(fold_characters("".join(map(_plain_letter, plain))))
    return "".join(filter(_is_seen, folded)) or folded


def _plain_letter(character: str) -> str:
    """Return the small letter of a Latin small capital, which looks like it; others as they are."""
    match = _SMALL_CAPITAL.fullmatch(unicodedata.name(character, ""))
    return match[1].lower() if match else character


def _is_seen(character: str) -> bool:
    """Return whether a character makes a difference to a reader: not marks, dashes and fillers."""
    return unicodedata.category(character)[0] not in "CMPZ" and character not in _FILLERS
