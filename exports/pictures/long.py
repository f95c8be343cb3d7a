"""Several charts one under the other in one picture, for reading on a phone."""

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from charts.chart import Chart
from charts.look import PALETTES
from exports.look import SIZES, Look
from exports.pictures.cover import foot, head
from exports.pictures.fit import fit
from exports.pictures.still import paint, picture


def long_picture(
    charts: Sequence[Chart], look: Look, title: str, occasion: str, lines: list[str], link: str
) -> bytes:
    """Return a PNG 1080 pixels wide: title, charts, and a foot of `lines` with the link's QR code.

    Raises what `still.picture` raises.
    """
    look = replace(look, size=SIZES["long"], transparent=False)
    parts = [_words(head(title, occasion, look.theme), look)]
    parts += [picture(chart, look, "png") for chart in charts]
    parts.append(_words(foot(lines, link, look.theme), look))
    return _stacked(parts, look)


def _words(drawing: dict[str, object], look: Look) -> bytes:
    layout = drawing["layout"]
    height = float(layout["height"]) if isinstance(layout, dict) else 0.0
    return paint(drawing, fit(look.size, height), look, "png")


def _stacked(parts: Sequence[bytes], look: Look) -> bytes:
    pictures = [Image.open(io.BytesIO(part)).convert("RGB") for part in parts]
    height = sum(part.height for part in pictures)
    page = Image.new("RGB", (look.size.width, height), PALETTES[look.theme].ground)
    top = 0
    for part in pictures:
        page.paste(part, (0, top))
        top += part.height
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()
