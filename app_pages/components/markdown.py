"""Escaping of text for Streamlit's labels, captions and headings, which are Markdown."""

import re

# All ASCII punctuation, which a backslash escapes in CommonMark. It includes the colon of
# Streamlit's directives and the dollar sign of formulas.
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_BREAKS = re.compile(r"\s+")


def escape_markdown(text: str) -> str:
    r"""Return a text that Markdown shows literally and on one line: `*` → `\*`."""
    return _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", text))
