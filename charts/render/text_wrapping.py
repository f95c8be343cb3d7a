"""Measures and wraps texts of drawings. Widths are in Latin letters; a Chinese one has two."""

import re
from html import escape, unescape

FIRST_CHINESE = "\u2e80"
"""Characters from here on are as wide as two Latin letters: Chinese ones and their punctuation."""
WIDE_PUNCTUATION = frozenset("—…“”‘’")
"""Punctuation that Chinese fonts set as wide as a character, although Unicode has it earlier."""
DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TAG = re.compile(r"<[^>]*>")
OPENING, CLOSING = "（《“‘「【", "，。、；：！？）》”’」】—"
UNBREAKABLE = re.compile(
    rf"""
      [{OPENING}]{{0,3}} [^\s\u2e80-\uffff“‘—]{{1,24}} [{CLOSING}]* \s*  # a Latin word or number
    | [{OPENING}]{{0,3}} [\u2e80-\uffff“‘—] [{CLOSING}]*  # a Chinese character
    | \s+
    """,
    re.VERBOSE,
)
"""A piece of text within which a line does not break: a character and the punctuation around it.

A Latin word of more than 24 letters is broken, so that it does not run out of the drawing.
"""


def measure_text(text: str) -> int:
    """Return the width of a text in Latin letters: "9100多个" (over 9,100) -> 8."""
    return sum(2 if c >= FIRST_CHINESE or c in WIDE_PUNCTUATION else 1 for c in text)


def escape_markup(text: str) -> str:
    """Return a text in which Plotly interprets nothing: "<b> $1" -> "&lt;b&gt; &#36;1".

    Characters that change the writing direction are removed.
    """
    return escape(DIRECTION_MARKS.sub("", text), quote=False).replace("$", "&#36;")


def wrap_text(text: str, max_width: int) -> str:
    """Wrap a text into lines of at most `max_width` Latin letters, and escape its markup.

    "宁波市，江北区" (Ningbo, Jiangbei) in lines of 8 -> "宁波市，<br>江北区". A line breaks between
    Chinese characters or at a space, never before closing punctuation or a dash, nor after opening
    punctuation (GB/T 15834—2011, 5.1): UNBREAKABLE matches the pieces that stay together.
    """
    lines = [""]
    for piece in UNBREAKABLE.findall(text):
        if lines[-1] and measure_text(lines[-1]) + measure_text(piece.rstrip()) > max_width:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return "<br>".join(escape_markup(line) for line in lines)


def count_lines(markup: str) -> int:
    """Return how many lines a wrapped text has."""
    return markup.count("<br>") + 1


def measure_markup(markup: str) -> int:
    """Return the width of the widest line of a wrapped text in Latin letters, without its tags."""
    lines = (unescape(TAG.sub("", line)) for line in markup.split("<br>"))
    return max(map(measure_text, lines))
