"""Escape text that a spreadsheet would run as a formula, and unescape it.

OWASP ASVS 5.0, 1.2.10: a leading = + - @ tab or NUL; leading blanks and quotes do not protect, and
Excel reads the full-width forms like the plain ones.
"""

import re

_FORMULA_START = re.compile(r"[\s\"\u200b\ufeff]*[=+\-@|%＝＋－＠｜％]|[\t\r\n\0]")
_NEGATIVE_NUMBER = re.compile(r"-\d+(?:\.\d+)?", re.ASCII)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet might run `text` as a formula; a negative number is none."""
    return bool(_FORMULA_START.match(text)) and not _NEGATIVE_NUMBER.fullmatch(text)


def escape_formula(text: str) -> str:
    """Return `text` with an apostrophe before what a spreadsheet would run."""
    return "'" + text if is_formula(text.lstrip("'")) else text


def unescape_formula(text: str) -> str:
    """Return the text that `escape_formula` was given."""
    return text[1:] if text[:1] == "'" and is_formula(text.lstrip("'")) else text
