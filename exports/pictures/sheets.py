"""Several charts on one page or many: a PDF with a page a chart, one long picture for a phone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

import segno

from charts.chart import Chart
from charts.look import FONT, PALETTES, Palette
from exports.look import SIZES, Look
from exports.pictures.browser import BROWSER
from exports.pictures.fit import NARROWEST
from exports.pictures.probe import check
from exports.pictures.still import picture

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
LONGEST = 16_000
"""Pixels: Chromium photographs no page that is longer; a longer one is made narrower."""
_HEAD_AND_FOOT = 500
"""CSS pixels, more than they ever take."""
_HEIGHT = re.compile(r'<svg class="main-svg"[^>]*? height="([\d.]+)"')


@dataclass(frozen=True)
class Frame:
    """What stands around the charts of a long picture: title, occasion, last lines, address."""

    title: str
    occasion: str = ""
    lines: tuple[str, ...] = ()
    link: str = ""


def pictures_pdf(charts: Sequence[Chart], look: Look) -> bytes:
    """Return one PDF with a page a chart; raises what `still.picture` raises."""
    look = replace(look, size=look.size if look.size.height else SIZES["a4"], transparent=False)
    width, height = look.size.page
    sheets = [_inline(chart, look, index) for index, chart in enumerate(charts)]
    style = (
        f"@page{{size:{width:.2f}pt {height:.2f}pt;margin:0}}"
        f"section{{width:{width:.2f}pt;height:{height:.2f}pt;break-after:page;overflow:hidden}}"
        "section:last-child{break-after:auto}section>svg{display:block;width:100%;height:100%}"
    )
    body = "".join(f"<section>{sheet}</section>" for sheet in sheets)
    return _shown(_page(body, style, PALETTES[look.theme]), {"print": True})


def long_picture(charts: Sequence[Chart], look: Look, frame: Frame) -> bytes:
    """Return a PNG 1080 pixels wide: title, charts, last lines with the address as a QR code.

    Raises what `still.picture` raises.
    """
    look = replace(look, size=SIZES["long"], transparent=False)
    palette = PALETTES[look.theme]
    sheets = "".join(_inline(chart, look, index) for index, chart in enumerate(charts))
    style = (
        f"header{{border-top:8px solid {palette.accent};padding:28px 24px 8px}}"
        f"h1{{font-size:32px;line-height:1.3;margin:0}}p{{margin:8px 0 0;color:{palette.quiet}}}"
        "svg{display:block;max-width:100%}"
        f"footer{{display:flex;gap:24px;justify-content:space-between;align-items:center;"
        f"border-top:1px solid {palette.grid};margin:0 24px;padding:16px 0 24px}}"
        "svg.qr{flex:none;width:112px;height:112px;background:#fff;padding:8px}"
    )
    lines = "".join(f"<p>{escape(line)}</p>" for line in frame.lines)
    head = f"<h1>{escape(frame.title)}</h1><p>{escape(frame.occasion)}</p>"
    body = f"<header>{head}</header>{sheets}<footer><div>{lines}</div>{_qr(frame.link)}</footer>"
    check([frame.title, frame.occasion, *frame.lines])
    high = _HEAD_AND_FOOT + sum(float(found) for found in _HEIGHT.findall(sheets))
    scale = min(look.size.width / NARROWEST, LONGEST / high)
    page = _page(body, style, palette)
    return _shown(page, {"width": NARROWEST, "scale": scale})


def _inline(chart: Chart, look: Look, index: int) -> str:
    """Give a chart's SVG with names of its own, so that several may stand on one page."""
    drawn = picture(chart, look, "svg").decode()
    for before in ('id="', "url(#", "url('#", "url(&quot;#", 'href="#'):
        drawn = drawn.replace(before, f"{before}c{index}-")
    return drawn


def _qr(link: str) -> str:
    if not link:
        return ""
    code = segno.make(link, error="m")
    return str(code.svg_inline(border=0, dark="#000", svgclass="qr", omitsize=True))


def _page(body: str, style: str, palette: Palette) -> str:
    """Write a page without scripts that fetches nothing."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>'
        f"html,body{{margin:0;background:{palette.ground};color:{palette.text};"
        f"font:16px/1.5 {FONT}}}{style}</style></head><body>{body}</body></html>"
    )


def _shown(page: str, how: dict[str, object]) -> bytes:
    return BROWSER.paint(check([page]), {"page": page, **how})
