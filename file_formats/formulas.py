"""Escape text that a spreadsheet would run as a formula, and undo the escaping.

By OWASP ASVS 5.0, 1.2.10, this is text with a leading = + - @ tab or NUL. Blanks and quotes before
it do not protect, and Excel reads full-width forms like plain ones.
"""

import re

_FORMULA_START = re.compile(r"[\s\"\u200b\ufeff]*[=+\-@|%＝＋－＠｜％]|[\t\r\n\0]")
_NEGATIVE_NUMBER = re.compile(r"-\d+(?:\.\d+)?", re.ASCII)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet might run `text` as a formula: `=1+1`, but not `-5`."""
    return bool(_FORMULA_START.match(text)) and not _NEGATIVE_NUMBER.fullmatch(text)


def escape_formula(text: str) -> str:
    """Return `text`, preceded by an apostrophe if a spreadsheet would run it: `=1` → `'=1`."""
    return "'" + text if is_formula(text.lstrip("'")) else text


def unescape_formula(text: str) -> str:
    """Return the text as it was before `escape_formula`: `'=1+1` → `=1+1`; others unchanged."""
    return text[1:] if text[:1] == "'" and is_formula(text.lstrip("'")) else text
