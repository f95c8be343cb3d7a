"""The empty presentation that slides are added to: the default one, or a user's template."""

import io
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.util import Emu

from charts.theme import PALETTES, Theme
from exports.errors import ExportError
from exports.slides.drawingml import CHINESE_FONT, SlideFonts
from exports.slides.slide_geometry import EMU_PER_INCH, SlideRectangle, to_emu

SLIDE_SIZES = {"classic": (10.0, 7.5), "a4_landscape": (11.69, 8.27), "a4": (7.5, 10.61)}
"""Slide sizes in inches by the name of a picture size; 13.333 × 7.5 for every other."""


TITLE_INDEX = 0
"""The index that PowerPoint gives the placeholder of a slide's title."""


class Deck:
    """A presentation that slides are added to, with its fonts and slide size in EMU.

    EMU are PowerPoint's unit of length: 914,400 an inch.
    """

    def __init__(self, presentation: Any, fonts: SlideFonts, is_default: bool) -> None:
        """Take python-pptx's presentation and its slide size.

        `is_default`: it has the product's own design, not that of an uploaded template.
        """
        self.presentation = presentation
        self.fonts = fonts
        self.is_default = is_default
        self.width = int(presentation.slide_width)
        self.height = int(presentation.slide_height)

    @property
    def area(self) -> SlideRectangle:
        """The rectangle of a whole slide."""
        return SlideRectangle(0, 0, self.width, self.height)

    def add_slide(self, layout_type: str) -> Any:
        """Add a slide in the layout of a type (`title`, `titleOnly`), and return it.

        A template without that layout gets the first with a title, else its first.
        """
        layouts = list(self.presentation.slide_layouts)
        matching = [layout for layout in layouts if layout._element.get("type") == layout_type]
        titled = [
            layout
            for layout in layouts
            if any(p.placeholder_format.idx == TITLE_INDEX for p in layout.placeholders)
        ]
        layout, *_ = matching or titled or layouts
        return self.presentation.slides.add_slide(layout)

    def save(self) -> bytes:
        """Return the presentation as a .pptx file."""
        return _save(self.presentation)


def open_deck(theme: Theme, size: str, template: Path | None) -> Deck:
    """Open a template or, if it is None, create the default deck of a theme and size.

    The slides of a template are removed; its layouts, colours and fonts remain. `theme` and `size`
    (the name of a picture size) are those of the default deck alone: a template has its own. Raises
    ExportError `template_unreadable` with the file's name.
    """
    if template is None:
        default = Presentation(io.BytesIO(_build_default_presentation(theme, size)))
        return Deck(default, SlideFonts(), is_default=True)
    try:
        presentation = Presentation(str(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError):
        raise ExportError("template_unreadable", {"file": template.name}) from None
    _remove_slides(presentation)
    # "+mn-ea" is the East Asian text font of the theme; a theme may leave it empty.
    east_asian = "+mn-ea" if _has_east_asian_font(presentation) else CHINESE_FONT
    return Deck(presentation, SlideFonts(east_asian=east_asian), is_default=False)


def _save(presentation: Any) -> bytes:
    """Return the presentation as a .pptx file."""
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


@lru_cache(maxsize=8)
def _build_default_presentation(theme: Theme, size: str) -> bytes:
    """Return python-pptx's default presentation with the theme's colours and a slide size.

    `size` is the name of a picture size; those not in SLIDE_SIZES have slides of 13.333 × 7.5
    inches. The result is a file, so that each deck changes its own copy.
    """
    presentation: Any = Presentation()
    _resize(presentation, *SLIDE_SIZES.get(size, (13.333, 7.5)))
    # python-pptx's default presentation contains settings of a printer.
    for relation_id, relation in list(presentation.part.rels.items()):
        if relation.reltype.endswith("/printerSettings"):
            presentation.part.drop_rel(relation_id)
    part = _find_theme_part(presentation)
    part._blob = _apply_theme(part.blob.decode(), theme).encode()
    if theme == "dark":
        # Slides name colours by bg1 and tx1: on a dark theme these are its dark and its light one.
        color_map = presentation.slide_master._element.find("{*}clrMap")
        for name, value in {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}.items():
            color_map.set(name, value)
    return _save(presentation)


def _resize(presentation: Any, width: float, height: float) -> None:
    """Set a deck's slide size in inches, and scale the placeholders of its master and layouts.

    Placeholders are the fields for title and text, which every slide takes from its layout.
    """
    width_ratio = width * EMU_PER_INCH / presentation.slide_width
    height_ratio = height * EMU_PER_INCH / presentation.slide_height
    master = presentation.slide_master
    for owner in (master, *master.slide_layouts):
        for shape in owner.placeholders:
            if shape._element.spPr.xfrm is None:  # it has the place of the master's placeholder
                continue
            left, shape_width = round(shape.left * width_ratio), round(shape.width * width_ratio)
            top, shape_height = round(shape.top * height_ratio), round(shape.height * height_ratio)
            shape.left, shape.width = Emu(left), Emu(shape_width)
            shape.top, shape.height = Emu(top), Emu(shape_height)
    presentation.slide_width = Emu(to_emu(width))
    presentation.slide_height = Emu(to_emu(height))


def _apply_theme(xml: str, theme: Theme) -> str:
    """Return the XML of a deck's theme with the colours of the charts and a Chinese font.

    accent1 to accent5 are the colours of series, accent6 that of targets and marks.
    """
    palette = PALETTES[theme]
    # dk1 and lt1 are dark and light in any theme: a dark deck uses dk1 as its background.
    if theme == "light":
        colors = {"dk1": palette.text, "lt1": palette.ground}
        colors |= {"dk2": palette.quiet, "lt2": palette.grid}
    else:
        colors = {"dk1": palette.ground, "lt1": palette.text}
        colors |= {"dk2": palette.grid, "lt2": palette.quiet}
    accents = [*palette.series, palette.accent]
    colors |= {f"accent{number}": color for number, color in enumerate(accents, start=1)}
    colors |= {"hlink": palette.series[0], "folHlink": palette.quiet}
    for name, color in colors.items():
        element = f'<a:{name}><a:srgbClr val="{color.removeprefix("#")}"/></a:{name}>'
        xml = re.sub(rf"<a:{name}>.*?</a:{name}>", element, xml, count=1, flags=re.DOTALL)
    xml = xml.replace('<a:latin typeface="Calibri"/>', '<a:latin typeface="Arial"/>')
    return xml.replace('<a:ea typeface=""/>', f'<a:ea typeface="{CHINESE_FONT}"/>')


def _find_theme_part(presentation: Any) -> Any:
    """Return the part of the .pptx package that contains the theme (colours and fonts)."""
    relations = presentation.slide_master.part.rels.values()
    return next(
        relation.target_part for relation in relations if relation.reltype.endswith("/theme")
    )


def _has_east_asian_font(presentation: Any) -> bool:
    """Return whether the theme names a font for East Asian text; else slides must name one."""
    pattern = rb'<a:minorFont>.*?<a:ea typeface="(?P<font>[^"]*)"'
    match = re.search(pattern, _find_theme_part(presentation).blob, re.DOTALL)
    return bool(match and match["font"])


def _remove_slides(presentation: Any) -> None:
    """Remove the slides of a template; its layouts, colours and fonts remain."""
    slide_ids = presentation.slides._sldIdLst
    for slide_id in list(slide_ids):
        presentation.part.drop_rel(slide_id.rId)
        slide_ids.remove(slide_id)
