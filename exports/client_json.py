"""A chart for the reader's own browser to paint: as a picture, a preview, on a screen."""

from typing import Any

import orjson

from charts.chart import Chart
from charts.theme import KINDS, PALETTES
from exports.filenames import build_file_name
from exports.options import ExportOptions, PictureSize
from exports.pictures.image import EXTRA_PIXELS, compose_chart, prepare_drawing
from exports.request import truncate_chart
from locales import Words

DOWNLOAD_SIZE = PictureSize("own", 1920, 0)
"""As wide as a screen, as high as the drawing needs: what one click takes away."""
_HOVER_KEYS = ("customdata", "hovertext", "hoverinfo")
"""What only answers the mouse."""


def serialize_chart(chart: Chart, options: ExportOptions) -> str:
    """Return a drawing as JSON that may stand inside an attribute in single quotes.

    name (of a file, without its ending), alt, data, layout, ground; width and height in CSS pixels,
    scale in pixels each.
    """
    words = Words(chart.language)
    chart = truncate_chart(chart, words)
    drawing, page_layout = compose_chart(chart, options)
    quiet = prepare_drawing(drawing, page_layout, options)
    for trace in quiet["data"]:
        for name in _HOVER_KEYS:
            trace.pop(name, None)
        trace["hoverinfo"] = "skip"
    _drop_unused_templates(quiet["layout"].get("template", {}))
    named = " ".join(part for part in (chart.title, chart.period) if part)
    value = {
        "name": build_file_name(named, "").rstrip("."),
        "alt": f"{chart.title}{'。' if chart.language == 'zh' else '. '}{chart.finding}",
        **quiet,
        "ground": PALETTES[options.theme].ground,
        "width": round(page_layout.width + EXTRA_PIXELS, 2),
        "height": round(page_layout.height + EXTRA_PIXELS, 2),
        "scale": round(page_layout.scale, 5),
    }
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    for letter in "<>&'":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _drop_unused_templates(template: dict[str, Any]) -> None:
    """Drop what a template says of traces that no chart has: most of its length."""
    told = template.get("data", {})
    template["data"] = {name: told[name] for name in KINDS if name in told}
