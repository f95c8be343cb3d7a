"""One chart as an image: drawn with title and source, sanitized, sized, rendered."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from charts.chart import Chart
from charts.render.plotly import draw_chart
from charts.theme import PALETTES
from exports.export_options import ExportOptions
from exports.pictures.chromium_availability import require_chromium
from exports.pictures.chromium_pool import CHROMIUM_POOL
from exports.pictures.cover_image import draw_cover
from exports.pictures.picture_layout import PictureLayout, fit_picture
from exports.pictures.sanitize import require_safe_svg, sanitize_drawing

ImageFormat = Literal["png", "svg"]
TRANSPARENT = "rgba(0,0,0,0)"
EXTRA_PIXELS = 0.01
"""CSS pixels added so that a fractional size does not lose its last row of pixels."""
MIN_SCALE = 0.75
"""A drawing shrunk further could not be read on a cover."""


def render_chart(
    chart: Chart, options: ExportOptions, kind: ImageFormat, framed: bool = True
) -> bytes:
    """Return a chart as PNG or SVG; `framed` adds title and finding above and the source below.

    Raises ExportError `chromium_missing`, `font_missing`, `picture_timeout` or `picture_failed`.
    """
    drawing, picture_layout = compose_chart(chart, options, framed)
    return render_drawing(drawing, picture_layout, options, kind)


def compose_chart(
    chart: Chart, options: ExportOptions, framed: bool = True
) -> tuple[dict[str, Any], PictureLayout]:
    """Return a chart as a Plotly figure for an image, and the image's size and scale.

    `framed` adds title, finding (the sentence that the chart states), notes and source. A cover
    image too small for the marks shows only texts (see cover_image.py).
    """
    chart = chart if options.source_line else replace(chart, source="")
    drawing: dict[str, Any] = draw_chart(chart, options.theme, framed=framed)
    picture_layout = fit_picture(options.size, drawing["layout"]["height"])
    if options.size.name == "wechat_cover" and picture_layout.scale < MIN_SCALE:
        drawing = draw_cover(chart, options.theme)
        picture_layout = fit_picture(options.size, drawing["layout"]["height"])
    return drawing, picture_layout


def prepare_drawing(
    drawing: Mapping[str, Any], picture_layout: PictureLayout, options: ExportOptions
) -> dict[str, Any]:
    """Return a copy of a Plotly figure for an image: without links, in the size of the layout.

    With `options.transparent` it has no background.
    """
    figure = sanitize_drawing(drawing)
    _set_size(figure["layout"], picture_layout)
    if options.transparent:
        _clear_background(figure, PALETTES[options.theme].ground)
    return figure


def render_drawing(
    drawing: Mapping[str, Any],
    picture_layout: PictureLayout,
    options: ExportOptions,
    kind: ImageFormat,
) -> bytes:
    """Return a Plotly figure as PNG or SVG, drawn by Chromium.

    Raises ExportError as `render_chart` does.
    """
    # Checked first: Chromium draws boxes without an error where a font is missing.
    chromium = require_chromium(iterate_texts(drawing))
    figure = prepare_drawing(drawing, picture_layout, options)
    image_options = {
        "format": kind,
        "width": picture_layout.width + EXTRA_PIXELS,
        "height": picture_layout.height + EXTRA_PIXELS,
        "scale": picture_layout.scale if kind == "png" else 1,  # an SVG is in CSS pixels
    }
    image = CHROMIUM_POOL.render(chromium, {"drawing": figure, "options": image_options})
    return require_safe_svg(image) if kind == "svg" else image


def iterate_texts(value: Any) -> Iterable[str]:
    """Yield every text in a chart's Plotly figure, to check that fonts have its letters."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from iterate_texts(item)
    elif isinstance(value, str):
        yield value


def _set_size(layout: dict[str, Any], picture_layout: PictureLayout) -> None:
    """Set the size of a chart's image in its Plotly layout; unused height goes to the margins.

    A little less than half of it goes above the drawing, so that the drawing looks centred.
    """
    margin = dict(layout.get("margin", {}))
    margin["t"] = margin.get("t", 0) + picture_layout.spare * 0.45
    margin["b"] = margin.get("b", 0) + picture_layout.spare * 0.55
    size = {
        "width": picture_layout.width + EXTRA_PIXELS,
        "height": picture_layout.height + EXTRA_PIXELS,
    }
    layout |= {**size, "margin": margin, "autosize": False}


def _clear_background(drawing: dict[str, Any], background: str) -> None:
    """Make a chart image's paper and the background of labels transparent; marks stay.

    `background` is the colour that becomes transparent.
    """
    layout = drawing["layout"]
    layout |= {"paper_bgcolor": TRANSPARENT, "plot_bgcolor": TRANSPARENT}
    for annotation in layout.get("annotations", ()):
        if annotation.get("bgcolor") == background:
            annotation["bgcolor"] = TRANSPARENT
