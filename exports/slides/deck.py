"""The deck that slides are put into: our own plain one, or the house's template."""

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.util import Emu

from charts.theme import PALETTES, Theme
from exports.errors import ExportError
from exports.slides.text import CHINESE_FONT, SlideFonts

EMU_PER_INCH = 914400
SLIDE_SIZES = {"classic": (10.0, 7.5), "a4_landscape": (11.69, 8.27), "a4": (7.5, 10.61)}
"""Slide sizes in inches by the name of a picture's size; 13.333 × 7.5 for every other."""


@dataclass(frozen=True)
class SlideRectangle:
    """A rectangle on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    def inset(
        self, top: float = 0, bottom: float = 0, left: float = 0, right: float = 0
    ) -> "SlideRectangle":
        """Give what is left when so many inches are taken off each side."""
        return SlideRectangle(
            self.left + round(left * EMU_PER_INCH),
            self.top + round(top * EMU_PER_INCH),
            self.width - round((left + right) * EMU_PER_INCH),
            self.height - round((top + bottom) * EMU_PER_INCH),
        )


class Deck:
    """A presentation being made, and what its pages look like."""

    def __init__(self, presentation: Any, fonts: SlideFonts, is_default: bool) -> None:
        self.presentation = presentation
        self.fonts = fonts
        self.is_default = is_default
        self.width = int(presentation.slide_width)
        self.height = int(presentation.slide_height)

    def layout(self, kind: str) -> Any:
        """Find the layout of a kind (`title`, `titleOnly`), else the first that has a title."""
        layouts = list(self.presentation.slide_layouts)
        for layout in layouts:
            if layout._element.get("type") == kind:
                return layout
        titled = [
            each
            for each in layouts
            if any(p.placeholder_format.idx == 0 for p in each.placeholders)
        ]
        return (titled or layouts)[0]

    def save(self) -> bytes:
        """Return the finished file."""
        out = io.BytesIO()
        self.presentation.save(out)
        return out.getvalue()


def open_deck(theme: Theme, size: str, template: Path | None) -> Deck:
    """Open the deck to fill; raises Refused `template_unreadable` with the file's name."""
    if template is None:
        return Deck(
            Presentation(io.BytesIO(_build_default_presentation(theme, size))),
            SlideFonts(),
            is_default=True,
        )
    try:
        presentation = Presentation(str(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError):
        raise ExportError("template_unreadable", {"file": template.name}) from None
    _remove_slides(presentation)
    asian = "+mn-ea" if _has_east_asian_font(presentation) else CHINESE_FONT
    return Deck(presentation, SlideFonts(east_asian=asian), is_default=False)


@lru_cache(maxsize=8)
def _build_default_presentation(theme: Theme, size: str) -> bytes:
    """Make the empty deck of a theme and size, from the library's default one."""
    presentation: Any = Presentation()
    width, height = SLIDE_SIZES.get(size, (13.333, 7.5))
    across = width * EMU_PER_INCH / presentation.slide_width
    down = height * EMU_PER_INCH / presentation.slide_height
    master = presentation.slide_master
    for shapes in (master.placeholders, *(each.placeholders for each in master.slide_layouts)):
        for shape in shapes:
            if shape._element.spPr.xfrm is not None:
                shape.left, shape.width = (
                    Emu(round(shape.left * across)),
                    Emu(round(shape.width * across)),
                )
                shape.top, shape.height = (
                    Emu(round(shape.top * down)),
                    Emu(round(shape.height * down)),
                )
    presentation.slide_width, presentation.slide_height = (
        Emu(round(width * EMU_PER_INCH)),
        Emu(round(height * EMU_PER_INCH)),
    )
    for number, relation in list(presentation.part.rels.items()):
        if relation.reltype.endswith("/printerSettings"):
            presentation.part.drop_rel(number)
    part = _find_theme_part(presentation)
    part._blob = _apply_theme(part.blob.decode(), theme).encode()
    if theme == "dark":
        swapped = {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}
        mapping = master._element.find("{*}clrMap")
        for name, value in swapped.items():
            mapping.set(name, value)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _apply_theme(xml: str, theme: Theme) -> str:
    """Give the theme the palette of our charts and a Chinese face."""
    palette = PALETTES[theme]
    dark, light = (palette.text, palette.ground), (palette.quiet, palette.grid)
    if theme == "dark":
        dark, light = dark[::-1], light[::-1]
    accents = [*palette.series, palette.accent]
    colours = {"dk1": dark[0], "lt1": dark[1], "dk2": light[0], "lt2": light[1]}
    colours |= {f"accent{number}": colour for number, colour in enumerate(accents, start=1)}
    colours |= {"hlink": palette.series[0], "folHlink": palette.quiet}
    for name, colour in colours.items():
        value = f'<a:{name}><a:srgbClr val="{colour[1:]}"/></a:{name}>'
        xml = re.sub(rf"<a:{name}>.*?</a:{name}>", value, xml, count=1, flags=re.DOTALL)
    xml = xml.replace('<a:latin typeface="Calibri"/>', '<a:latin typeface="Arial"/>')
    return xml.replace('<a:ea typeface=""/>', f'<a:ea typeface="{CHINESE_FONT}"/>')


def _find_theme_part(presentation: Any) -> Any:
    rels = presentation.slide_master.part.rels.values()
    return next(rel.target_part for rel in rels if rel.reltype.endswith("/theme"))


def _has_east_asian_font(presentation: Any) -> bool:
    found = re.search(
        rb'<a:minorFont>.*?<a:ea typeface="([^"]*)"', _find_theme_part(presentation).blob, re.DOTALL
    )
    return bool(found and found.group(1))


def _remove_slides(presentation: Any) -> None:
    """Take the slides out of a template: its layouts, colours and fonts are what is wanted."""
    listed = presentation.slides._sldIdLst
    for slide in list(listed):
        presentation.part.drop_rel(slide.rId)
        listed.remove(slide)
