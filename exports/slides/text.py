"""Text on slides: runs with a Chinese face, in the colours of the deck's own theme."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

CHINESE = "Microsoft YaHei"
"""The face where a template's theme names none for East Asian text."""


@dataclass(frozen=True)
class Face:
    """The faces of a deck: references to its theme, or a name where the theme has none."""

    latin: str = "+mn-lt"
    east_asian: str = "+mn-ea"

    @property
    def xml(self) -> str:
        """Write the two faces as they stand in run properties."""
        latin, asian = quoteattr(self.latin), quoteattr(self.east_asian)
        return f"<a:latin typeface={latin}/><a:ea typeface={asian}/>"


@dataclass(frozen=True)
class Ink:
    """How a run is written: size in points, a colour of the theme, bold or not."""

    size: float
    color: str = "tx1"
    bold: bool = False

    def replaced(self, **values: object) -> "Ink":
        """Give the same ink with other values."""
        return Ink(**{"size": self.size, "color": self.color, "bold": self.bold, **values})  # type: ignore[arg-type]


def properties(ink: Ink, face: Face, tag: str = "a:rPr", link: str = "") -> str:
    """Write run properties; `link` is a relationship's id."""
    bold = ' b="1"' if ink.bold else ' b="0"'
    follow = f"<a:hlinkClick r:id={quoteattr(link)}/>" if link else ""
    return (
        f'<{tag} lang="zh-CN" altLang="en-US" sz="{round(ink.size * 100)}"{bold}>'
        f'<a:solidFill><a:schemeClr val="{ink.color}"/></a:solidFill>{face.xml}{follow}</{tag}>'
    )


def run(text: str, ink: Ink, face: Face, link: str = "") -> str:
    """Write one run."""
    return f"<a:r>{properties(ink, face, link=link)}<a:t>{escape(text)}</a:t></a:r>"


def paragraph(runs: Iterable[str], align: str = "l", after: float = 0) -> str:
    """Write a paragraph of runs; `align` is l, ctr or r, `after` points of space."""
    space = f'<a:spcAft><a:spcPts val="{round(after * 100)}"/></a:spcAft>' if after else ""
    return f'<a:p><a:pPr algn="{align}">{space}</a:pPr>{"".join(runs)}</a:p>'


def body(
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


def element(xml: str) -> object:
    """Parse an element that was written here."""
    return parse_xml(xml)
