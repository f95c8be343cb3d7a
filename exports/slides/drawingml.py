"""DrawingML elements as XML strings: runs, paragraphs, text bodies, shapes, fills, outlines."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pptx.oxml.ns import nsdecls

from exports.slides.slide_geometry import EMU_PER_POINT, SlideRectangle

CHINESE_FONT = "Microsoft YaHei"
"""Used where the theme of a template names no font for East Asian text."""


@dataclass(frozen=True)
class SlideFonts:
    """The fonts of a deck: references to its theme, or a font's name if the theme has none.

    "+mn-lt" and "+mn-ea" refer to the theme's fonts of Latin and East Asian body text.
    """

    latin: str = "+mn-lt"
    east_asian: str = "+mn-ea"

    @property
    def xml(self) -> str:
        """The two fonts as elements of run properties."""
        latin, east_asian = quoteattr(self.latin), quoteattr(self.east_asian)
        return f"<a:latin typeface={latin}/><a:ea typeface={east_asian}/>"


@dataclass(frozen=True)
class TextStyle:
    """The style of a run of text: size in points, a colour of the theme, bold or not."""

    size: float
    color: str = "tx1"
    bold: bool = False


def build_run_properties(
    style: TextStyle, fonts: SlideFonts, tag: str = "a:rPr", link: str = ""
) -> str:
    """Return the properties of a run of text as DrawingML.

    `link` is the id of a hyperlink relationship, "" for none. `tag` is a:defRPr for the default
    properties of a chart's texts. In XML the size is in hundredths of a point.
    """
    hyperlink = f"<a:hlinkClick r:id={quoteattr(link)}/>" if link else ""
    return (
        f'<{tag} lang="zh-CN" altLang="en-US" sz="{round(style.size * 100)}" b="{int(style.bold)}">'
        f'<a:solidFill><a:schemeClr val="{style.color}"/></a:solidFill>{fonts.xml}{hyperlink}'
        f"</{tag}>"
    )


def build_run(text: str, style: TextStyle, fonts: SlideFonts, link: str = "") -> str:
    """Return a run of text as XML; `link` is the id of a hyperlink relationship, "" for none."""
    return f"<a:r>{build_run_properties(style, fonts, link=link)}<a:t>{escape(text)}</a:t></a:r>"


def build_paragraph(runs: Iterable[str], align: str = "l", after: float = 0) -> str:
    """Return a paragraph as XML; `align` is l, ctr or r, `after` the space below in points."""
    space = f'<a:spcAft><a:spcPts val="{round(after * 100)}"/></a:spcAft>' if after else ""
    return f'<a:p><a:pPr algn="{align}">{space}</a:pPr>{"".join(runs)}</a:p>'


def build_text_body(
    paragraphs: Iterable[str],
    anchor: str = "t",
    insets: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> str:
    """Return a text body as DrawingML; `anchor` is t, ctr or b (top, centre, bottom).

    `insets` are the margins left, top, right and bottom in EMU.
    """
    left, top, right, bottom = insets
    return (
        f"<p:txBody {nsdecls('a', 'p', 'r')}>"
        f'<a:bodyPr wrap="square" lIns="{left}" tIns="{top}" rIns="{right}" bIns="{bottom}" '
        f'anchor="{anchor}"><a:normAutofit/></a:bodyPr><a:lstStyle/>'
        f"{''.join(paragraphs)}</p:txBody>"
    )


def build_shape(
    area: SlideRectangle,
    name: str,
    text: str = "",
    fill: str = "",
    line: str = "",
    geometry: str = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>',
) -> str:
    """Return a shape as XML; `text`, `fill`, `line` and `geometry` are XML elements.

    "" means an empty text, no fill, or no outline; a shape without fill and outline is a text box.
    Its id is 0: the caller has to set one.
    """
    text_box = ' txBox="1"' if not fill and not line else ""
    return (
        '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<p:nvSpPr><p:cNvPr id="0" name={quoteattr(name)}/><p:cNvSpPr{text_box}/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{area.left}" y="{area.top}"/>'
        f'<a:ext cx="{area.width}" cy="{area.height}"/></a:xfrm>{geometry}'
        f"{fill or '<a:noFill/>'}{line or '<a:ln><a:noFill/></a:ln>'}</p:spPr>"
        f"{text or build_text_body([build_paragraph([])])}</p:sp>"
    )


def build_solid_fill(color: str, alpha: int = 100) -> str:
    """Return a fill in a colour of the theme as XML; `alpha` is its opacity in percent."""
    opacity = f'<a:alpha val="{alpha * 1000}"/>' if alpha < 100 else ""
    return f'<a:solidFill><a:schemeClr val="{color}">{opacity}</a:schemeClr></a:solidFill>'


def build_hatching(color: str, ground: str) -> str:
    """Return a hatched fill, lines in one colour of the theme on another, as XML."""
    colors = (("fgClr", color), ("bgClr", ground))
    inside = "".join(f'<a:{tag}><a:schemeClr val="{name}"/></a:{tag}>' for tag, name in colors)
    return f'<a:pattFill prst="wdUpDiag">{inside}</a:pattFill>'


def build_outline(color: str, points: float = 1.5) -> str:
    """Return an outline in a colour of the theme as XML."""
    return f'<a:ln w="{round(points * EMU_PER_POINT)}">{build_solid_fill(color)}</a:ln>'
