"""Drawings of words alone: a cover, and the head and foot of a long picture."""

from typing import Any

import segno

from charts.canvas import wrap
from charts.chart import Chart
from charts.look import FONT, PALETTES, Theme
from exports.pictures.fit import NARROWEST

COVER = 324


def cover(chart: Chart, theme: Theme) -> dict[str, Any]:
    """Draw a chart's title, finding and source in large type, for covers too small for marks."""
    palette = PALETTES[theme]
    labels = [
        _label(40, 262, f"<b>{wrap(chart.title, 36)}</b>", 34, palette.text),
        _label(40, 170, wrap(chart.finding, 64), 20, palette.quiet),
        _label(40, 44, wrap(chart.source, 90), 13, palette.quiet),
    ]
    bar = _box(0, 0, 10, COVER, palette.accent)
    return _page(COVER, theme, labels, [bar])


def head(title: str, occasion: str, theme: Theme) -> dict[str, Any]:
    """Draw the head of a long picture: a title of up to two lines, and the occasion."""
    palette = PALETTES[theme]
    words = wrap(title, 38)
    height = 84 + 44 * words.count("<br>") + (30 if occasion else 0)
    labels = [_label(24, height - 30, f"<b>{words}</b>", 32, palette.text)]
    if occasion:
        labels.append(_label(24, 36, wrap(occasion, 90), 16, palette.quiet))
    return _page(height, theme, labels, [_box(0, height - 8, NARROWEST, 8, palette.accent)])


def foot(lines: list[str], link: str, theme: Theme) -> dict[str, Any]:
    """Draw the foot of a long picture: where it comes from, and its address as a QR code."""
    palette = PALETTES[theme]
    words = "<br>".join(wrap(line, 70) for line in lines)
    height = 150 if link else 40 + 22 * (words.count("<br>") + 1)
    shapes = [_box(24, height - 2, NARROWEST - 48, 1, palette.grid)]
    if link:
        shapes.append(_box(NARROWEST - 134, 12, 122, 122, "#FFFFFF"))
        shapes.append(_qr(link, NARROWEST - 126, 20, 106))
    return _page(height, theme, [_label(24, height - 24, words, 14, palette.quiet)], shapes)


def _qr(link: str, left: float, bottom: float, side: float) -> dict[str, Any]:
    """Draw a QR code as one path of its dark runs; always dark on light, so that it is read."""
    rows = [bytes(row) for row in segno.make(link, error="m").matrix]
    step = side / len(rows)
    runs: list[str] = []
    for number, row in enumerate(rows):
        top = bottom + side - number * step
        for start, end in _runs(row):
            x, far = left + start * step, left + end * step
            runs.append(
                f"M{x:.2f},{top:.2f}L{far:.2f},{top:.2f}"
                f"L{far:.2f},{top - step:.2f}L{x:.2f},{top - step:.2f}Z"
            )
    return {"type": "path", "path": "".join(runs), "fillcolor": "#000000", "line": {"width": 0}}


def _runs(row: bytes) -> list[tuple[int, int]]:
    edges = [at for at in range(len(row) + 1) if _dark(row, at) != _dark(row, at - 1)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _dark(row: bytes, at: int) -> bool:
    return 0 <= at < len(row) and row[at] == 1


def _label(x: float, y: float, text: str, size: int, color: str) -> dict[str, Any]:
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


def _box(x: float, y: float, width: float, height: float, color: str) -> dict[str, Any]:
    ends = {"x0": x, "y0": y, "x1": x + width, "y1": y + height}
    return {"type": "rect", **ends, "fillcolor": color, "line": {"width": 0}}


def _page(
    height: float, theme: Theme, labels: list[dict[str, Any]], shapes: list[dict[str, Any]]
) -> dict[str, Any]:
    palette = PALETTES[theme]
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        "font": {"family": FONT},
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": palette.ground,
        "plot_bgcolor": palette.ground,
        "xaxis": hidden | {"range": [0, NARROWEST]},
        "yaxis": hidden | {"range": [0, height]},
        "annotations": labels,
        "shapes": shapes,
    }
    return {"data": [{"type": "scatter", "x": [0], "y": [0], "opacity": 0}], "layout": layout}
