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

    It has no marks, which would be too small on a cover. Its positions are CSS pixels from the
    lower left corner.
    """
    palette = PALETTES[theme]
    # Upper edge in CSS pixels, the text wrapped after so many letters, size and colour.
    texts = [
        _build_cover_text(262, f"<b>{wrap_text(chart.title, 36)}</b>", 34, palette.text),
        _build_cover_text(170, wrap_text(chart.finding, 64), 20, palette.quiet),
        _build_cover_text(44, wrap_text(chart.source, 90), 13, palette.quiet),
    ]
    return _build_drawing(theme, texts)


def _build_cover_text(top: float, text: str, size: int, color: str) -> dict[str, Any]:
    """Return a text of a cover as a Plotly annotation; `top` is its upper edge.

    Positions are in CSS pixels from the lower left corner of the cover; the `size` of the font is
    in CSS pixels, too.
    """
    return {
        "x": 40,
        "y": top,
        "text": text,
        "font": {"size": size, "color": color},
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
    }


def _build_drawing(theme: Theme, texts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a Plotly figure of texts with a stripe at the left, and hidden axes in CSS pixels.

    Plotly draws no axes without a trace: an invisible point is added.
    """
    palette = PALETTES[theme]
    hidden = {"visible": False, "fixedrange": True}
    stripe: dict[str, Any] = {"type": "rect", "x0": 0, "y0": 0, "x1": 10, "y1": COVER_HEIGHT}
    layout = {
        "font": {"family": FONT},
        "height": COVER_HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": palette.ground,
        "plot_bgcolor": palette.ground,
        "xaxis": hidden | {"range": [0, MIN_WIDTH]},
        "yaxis": hidden | {"range": [0, COVER_HEIGHT]},
        "annotations": texts,
        "shapes": [stripe | {"fillcolor": palette.accent, "line": {"width": 0}}],
    }
    return {"data": [{"type": "scatter", "x": [0], "y": [0], "opacity": 0}], "layout": layout}
