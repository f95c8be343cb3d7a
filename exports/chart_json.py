"""A chart as JSON from which the browser draws it, instead of a picture drawn on the server.

It is used for downloads in the browser, for previews, and for the slide show on a screen
(app_pages/slideshow.py).
"""

from charts.chart import Chart
from charts.theme import PALETTES
from exports.export_options import ExportOptions, PictureSize
from exports.filenames import build_file_name
from exports.html_fragments import dump_json_for_html
from exports.pictures.chart_image import EXTRA_PIXELS, compose_chart, prepare_drawing
from exports.truncate import truncate_chart
from locales import Words

DOWNLOAD_SIZE = PictureSize("own", 1920, 0)
"""Size in pixels: as wide as a screen, as high as the chart needs."""
_HOVER_KEYS = ("customdata", "hovertext", "hoverinfo")
"""Keys of a Plotly trace that only serve tooltips."""


def serialize_chart(chart: Chart, options: ExportOptions) -> str:
    """Return a chart as JSON, escaped so that it may be an HTML attribute in single quotes.

    The browser draws the chart of it. Long texts and very many marks are cut (exports/truncate.py);
    there are no tooltips.

    Keys: name (file name without extension), alt, data and layout (Plotly's), ground (background
    colour), width and height in CSS pixels, scale in image pixels per CSS pixel.
    """
    chart = truncate_chart(chart, Words(chart.language))
    drawing, picture_layout = compose_chart(chart, options)
    figure = prepare_drawing(drawing, picture_layout, options)
    for trace in figure["data"]:
        for key in _HOVER_KEYS:  # what only tooltips and clicks need
            trace.pop(key, None)
        trace["hoverinfo"] = "skip"
    chart_json = {
        # The browser adds the extension: build_file_name ends in the dot before it.
        "name": build_file_name(chart.file_title, "").rstrip("."),
        "alt": f"{chart.title}{'。' if chart.language == 'zh' else '. '}{chart.finding}",
        **figure,
        "ground": PALETTES[options.theme].ground,
        "width": round(picture_layout.width + EXTRA_PIXELS, 2),
        "height": round(picture_layout.height + EXTRA_PIXELS, 2),
        "scale": round(picture_layout.scale, 5),
    }
    return dump_json_for_html(chart_json)
