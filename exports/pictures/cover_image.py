"""The cover image of an article: only the texts of a chart; its marks would be too small."""

from typing import Any

from charts.chart import Chart
from charts.render.text_wrapping import wrap_text
from charts.theme import FONT, PALETTES, Theme
from exports.pictures.picture_layout import MIN_WIDTH

COVER_HEIGHT = 324
"""CSS pixels: with MIN_WIDTH about the proportions of the picture size wechat_cover."""


def draw_cover(chart: Chart, theme: Theme) -> dict[str, Any]:
    """Return a Plotly figure of a chart's title, finding and source in large type.

    Its positions are CSS pixels from the lower left corner.
    """
    palette = PALETTES[theme]
    labels = [
        _build_label(40, 262, f"<b>{wrap_text(chart.title, 36)}</b>", 34, palette.text),
        _build_label(40, 170, wrap_text(chart.finding, 64), 20, palette.quiet),
        _build_label(40, 44, wrap_text(chart.source, 90), 13, palette.quiet),
    ]
    stripe = _build_rectangle(0, 0, 10, COVER_HEIGHT, palette.accent)
    return _build_drawing(COVER_HEIGHT, theme, labels, [stripe])


def _build_label(x: float, y: float, text: str, size: int, color: str) -> dict[str, Any]:
    """Return a text as a Plotly annotation with its upper left corner at (x, y).

    `size` is in CSS pixels.
    """
    return {
        "x": x,
        "y": y,
        "text": text,
        "font": {"size": size, "color": color},
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
    }


def _build_rectangle(x: float, y: float, width: float, height: float, color: str) -> dict[str, Any]:
    """Return a Plotly shape: a filled rectangle without an outline."""
    ends = {"x0": x, "y0": y, "x1": x + width, "y1": y + height}
    return {"type": "rect", **ends, "fillcolor": color, "line": {"width": 0}}


def _build_drawing(
    height: float, theme: Theme, labels: list[dict[str, Any]], shapes: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a Plotly figure of labels and shapes, with hidden axes in CSS pixels."""
    palette = PALETTES[theme]
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        "font": {"family": FONT},
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": palette.ground,
        "plot_bgcolor": palette.ground,
        "xaxis": hidden | {"range": [0, MIN_WIDTH]},
        "yaxis": hidden | {"range": [0, height]},
        "annotations": labels,
        "shapes": shapes,
    }
    return {"data": [{"type": "scatter", "x": [0], "y": [0], "opacity": 0}], "layout": layout}
