"""Several charts in one file: a PDF with a page for each, or one long PNG for a phone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

import segno

from charts.chart import Chart
from charts.theme import FONT, PALETTES, Palette
from exports.export_options import SIZES, ExportOptions
from exports.pictures.chart_image import render_chart
from exports.pictures.chromium_availability import require_chromium
from exports.pictures.chromium_pool import CHROMIUM_POOL
from exports.pictures.pattern_shapes import draw_patterns_as_shapes
from exports.pictures.picture_layout import MIN_WIDTH

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MAX_PAGE_PIXELS = 16_000
"""Chromium captures no page that is higher; a higher one is scaled down."""
MAX_QR_BYTES = 2300
"""The most bytes of a QR code with the error correction in use."""
MIN_QR_SQUARE = 2.2
"""The least width of one square of a QR code in CSS pixels."""
_HEADER_AND_FOOTER_HEIGHT = 700
"""CSS pixels: more than header and footer of a long image need."""
ProgressCallback = Callable[[int, int], None]
"""Called with the number of steps done and the number of all steps."""
_SVG_HEIGHT = re.compile(r'<svg class="main-svg"[^>]*? height="([\d.]+)"')
"""The height of a chart that Plotly has written as SVG; a chart's first element has it."""


@dataclass(frozen=True)
class ImageFrame:
    """The texts around the charts of a long image: title, occasion, last lines, and the URL."""

    title: str
    occasion: str = ""
    lines: tuple[str, ...] = ()
    link: str = ""


def ignore_progress(done: int, total: int) -> None:
    """Do nothing: the default ProgressCallback, for callers that do not show progress."""


def render_pdf(
    charts: Sequence[Chart], options: ExportOptions, progress: ProgressCallback = ignore_progress
) -> bytes:
    """Return one PDF with a page for each chart. Raises ExportError as `render_chart` does.

    A size without a height becomes A4; the background is never transparent.
    """
    options = replace(
        options, size=options.size if options.size.height else SIZES["a4"], transparent=False
    )
    width, height = options.size.page  # in points
    style = (
        f"@page{{size:{width:.2f}pt {height:.2f}pt;margin:0}}"
        f"section{{width:{width:.2f}pt;height:{height:.2f}pt;break-after:page;overflow:hidden}}"
        "section:last-child{break-after:auto}section>svg{display:block;width:100%;height:100%}"
    )
    svgs = map(draw_patterns_as_shapes, _render_charts(charts, options, progress))
    body = "".join(f"<section>{svg}</section>" for svg in svgs)
    return _render_page(_build_page(body, style, PALETTES[options.theme]), {"print": True})


def render_long_image(
    charts: Sequence[Chart],
    options: ExportOptions,
    frame: ImageFrame,
    progress: ProgressCallback = ignore_progress,
) -> bytes:
    """Return a PNG 1080 pixels wide: title, charts, last lines with the address as a QR code.

    `frame` has the texts above and below the charts. Size and transparency of `options` are
    ignored. A picture that would be higher than MAX_PAGE_PIXELS is narrower and lower instead.
    Raises ExportError as `render_chart` does.
    """
    options = replace(options, size=SIZES["long"], transparent=False)
    palette = PALETTES[options.theme]
    svgs = "".join(_render_charts(charts, options, progress))
    style = (
        f"header{{border-top:8px solid {palette.accent};padding:28px 24px 8px}}"
        f"h1{{font-size:32px;line-height:1.3;margin:0}}p{{margin:8px 0 0;color:{palette.quiet}}}"
        "svg{display:block;max-width:100%}"
        f"footer{{display:flex;gap:24px;justify-content:space-between;align-items:center;"
        f"border-top:1px solid {palette.grid};margin:0 24px;padding:16px 0 24px}}"
        ".code{flex:none;background:#fff;padding:8px}.code svg{width:100%;height:100%}"
        "footer p{overflow-wrap:anywhere}"
    )
    lines = "".join(f"<p>{escape(line)}</p>" for line in frame.lines)
    header = f"<header><h1>{escape(frame.title)}</h1><p>{escape(frame.occasion)}</p></header>"
    footer = f"<footer><div>{lines}</div>{_render_qr_code(frame.link)}</footer>"
    require_chromium([frame.title, frame.occasion, *frame.lines])
    # An estimate from above: header and footer never take as much as they are counted for.
    height = _HEADER_AND_FOOTER_HEIGHT + sum(map(float, _SVG_HEIGHT.findall(svgs)))
    scale = min(options.size.width / MIN_WIDTH, MAX_PAGE_PIXELS / height)
    page = _build_page(f"{header}{svgs}{footer}", style, palette)
    return _render_page(page, {"width": MIN_WIDTH, "scale": scale})


def _render_charts(
    charts: Sequence[Chart], options: ExportOptions, progress: ProgressCallback
) -> list[str]:
    """Render each chart of a PDF or long image as SVG, with ids of its own, and report progress.

    The number of all steps includes one for joining the SVGs to one file.
    """
    svgs = []
    for number, chart in enumerate(charts, start=1):
        svgs.append(prefix_ids(render_chart(chart, options, "svg").decode(), number))
        progress(number, len(charts) + 1)
    return svgs


def prefix_ids(svg: str, number: int) -> str:
    """Return an SVG with `number` in every id, so that several on one page do not clash.

    With 2, id="clip" and url(#clip) become id="c2-clip" and url(#c2-clip).
    """
    for before_id in ('id="', "url(#", "url('#", "url(&quot;#", 'href="#'):
        svg = svg.replace(before_id, f"{before_id}c{number}-")
    return svg


def _render_qr_code(link: str) -> str:
    """Render a URL as a QR code in HTML; "" without a URL, or if it is too long.

    A code with more squares is drawn larger, so that phones can read it.
    """
    if not link or len(link.encode()) > MAX_QR_BYTES:
        return ""
    code = segno.make(link, error="m")  # readable with 15 % of it damaged
    svg = str(code.svg_inline(border=0, dark="#000", omitsize=True))
    squares, _ = code.symbol_size(border=0)
    side = max(112, round(MIN_QR_SQUARE * squares))  # in CSS pixels
    return f'<div class="code" style="width:{side}px;height:{side}px">{svg}</div>'


def _build_page(body: str, style: str, palette: Palette) -> str:
    """Return the HTML page of a PDF or a long image: it has no scripts and loads nothing."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>'
        f"html,body{{margin:0;background:{palette.ground};color:{palette.text};"
        f"font:16px/1.5 {FONT}}}{style}</style></head><body>{body}</body></html>"
    )


def _render_page(page: str, page_options: dict[str, object]) -> bytes:
    """Render an HTML page in Chromium as PDF or PNG.

    `page_options` are the keys of a request beside `page`, which chromium_process.py describes.
    """
    return CHROMIUM_POOL.render(require_chromium([page]), {"page": page, **page_options})
