"""People's text shown as it is where Streamlit reads Markdown: labels, captions, headings."""

import re

# What CommonMark lets a backslash take the meaning from, the colon of Streamlit's directives and
# the dollar of formulas among it.
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_BREAKS = re.compile(r"\s+")


def escape_markdown(text: str) -> str:
    """Write a text so that Markdown shows every character of it, on one line."""
    return _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", text))
