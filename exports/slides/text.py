"""Text on slides: runs with a Chinese face, in the colours of the deck's own theme."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from charts.render.canvas import text_width

EMU_PER_POINT = 12700
"""EMU of a point."""
LATIN_WIDTH = 0.55
"""How wide a Latin letter is, in sizes of the type; a Chinese one is two of them."""
LINE_SPACING = 1.3
"""From line to line, in sizes of the type."""
CHINESE_FONT = "Microsoft YaHei"
"""The face where a template's theme names none for East Asian text."""


@dataclass(frozen=True)
class SlideFonts:
    """The faces of a deck: references to its theme, or a name where the theme has none."""

    latin: str = "+mn-lt"
    east_asian: str = "+mn-ea"

    @property
    def xml(self) -> str:
        """Write the two faces as they stand in run properties."""
        latin, asian = quoteattr(self.latin), quoteattr(self.east_asian)
        return f"<a:latin typeface={latin}/><a:ea typeface={asian}/>"


@dataclass(frozen=True)
class TextStyle:
    """How a run is written: size in points, a colour of the theme, bold or not."""

    size: float
    color: str = "tx1"
    bold: bool = False

    def replaced(self, **values: object) -> "TextStyle":
        """Give the same ink with other values."""
        return TextStyle(**{"size": self.size, "color": self.color, "bold": self.bold, **values})  # type: ignore[arg-type]


def build_run_properties(
    style: TextStyle, fonts: SlideFonts, tag: str = "a:rPr", link: str = ""
) -> str:
    """Write run properties; `link` is a relationship's id."""
    bold = ' b="1"' if style.bold else ' b="0"'
    follow = f"<a:hlinkClick r:id={quoteattr(link)}/>" if link else ""
    return (
        f'<{tag} lang="zh-CN" altLang="en-US" sz="{round(style.size * 100)}"{bold}>'
        f'<a:solidFill><a:schemeClr val="{style.color}"/></a:solidFill>{fonts.xml}{follow}</{tag}>'
    )


def build_run(text: str, style: TextStyle, fonts: SlideFonts, link: str = "") -> str:
    """Write one run."""
    return f"<a:r>{build_run_properties(style, fonts, link=link)}<a:t>{escape(text)}</a:t></a:r>"


def build_paragraph(runs: Iterable[str], align: str = "l", after: float = 0) -> str:
    """Write a paragraph of runs; `align` is l, ctr or r, `after` points of space."""
    space = f'<a:spcAft><a:spcPts val="{round(after * 100)}"/></a:spcAft>' if after else ""
    return f'<a:p><a:pPr algn="{align}">{space}</a:pPr>{"".join(runs)}</a:p>'


def build_text_body(
    paragraphs: Iterable[str],
    anchor: str = "t",
    insets: tuple[int, int, int, int] = (0, 0, 0, 0),
    tag: str = "p:txBody",
) -> str:
    """Write a text body; `anchor` is t, ctr or b, insets are EMU left, top, right, bottom."""
    left, top, right, bottom = insets
    return (
        f"<{tag} {nsdecls('a', 'p', 'r')}>"
        f'<a:bodyPr wrap="square" lIns="{left}" tIns="{top}" rIns="{right}" bIns="{bottom}" '
        f'anchor="{anchor}"><a:normAutofit/></a:bodyPr><a:lstStyle/>{"".join(paragraphs)}</{tag}>'
    )


def count_lines(text: str, size: float, width: int) -> int:
    """Count the lines that a text takes in so many EMU, in type of `size` points."""
    letters = max(1.0, width / EMU_PER_POINT / (size * LATIN_WIDTH))
    return sum(max(1, math.ceil(text_width(line) / letters - 1e-6)) for line in text.split("\n"))


def fit_text(text: str, width: int, height: int, sizes: Sequence[float]) -> tuple[str, float]:
    """Give the first of `sizes` in which a text fits so many EMU; in the last one it is cut."""
    for size in sizes:
        if count_lines(text, size, width) * size * LINE_SPACING * EMU_PER_POINT <= height:
            return text, size
    most = max(1, int(height / (sizes[-1] * LINE_SPACING * EMU_PER_POINT)))
    return truncate_lines(text, sizes[-1], width, most), sizes[-1]


def truncate_lines(text: str, size: float, width: int, most: int) -> str:
    """Cut a text to so many lines, with an ellipsis where anything is left out."""
    if count_lines(text, size, width) <= most:
        return text
    over = bisect_right(
        range(len(text)), most, key=lambda n: count_lines(text[:n] + "…", size, width)
    )
    return text[: over - 1] + "…"


def element(xml: str) -> object:
    """Parse an element that was written here."""
    return parse_xml(xml)
