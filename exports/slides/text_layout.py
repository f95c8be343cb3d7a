"""Text layout on a slide: line counts, the font size in which a text fits, truncation."""

import math
from bisect import bisect_right
from collections.abc import Sequence

from charts.render.text_wrapping import measure_text
from exports.slides.slide_geometry import EMU_PER_POINT

LATIN_WIDTH = 0.55
"""Width of a Latin letter as a share of the font size; a Chinese one is twice as wide."""
BOLD_WIDTH = 1.15
"""Width of a bold letter as a multiple of a regular one's."""
LINE_SPACING = 1.3
"""Distance of lines as a multiple of the font size."""


def count_lines(text: str, size: float, width: int) -> int:
    """Return how many lines a text takes in `width` EMU at a font size in points.

    It is an estimate by letters, since the fonts of the reader's machine are not known here; a line
    break in the text begins a new line.
    """
    per_line = max(1.0, width / EMU_PER_POINT / (size * LATIN_WIDTH))
    # The small difference keeps a line that fits exactly from counting as two.
    return sum(max(1, math.ceil(measure_text(line) / per_line - 1e-6)) for line in text.split("\n"))


def fit_text(text: str, width: int, height: int, sizes: Sequence[float]) -> tuple[str, float]:
    """Return the text and the first font size of `sizes` at which it fits an area.

    Width and height are in EMU (914,400 an inch), sizes in points, the largest first. If the text
    does not fit at the last size, it is truncated.
    """
    for size in sizes:
        if count_lines(text, size, width) * size * LINE_SPACING * EMU_PER_POINT <= height:
            return text, size
    max_lines = max(1, int(height / (sizes[-1] * LINE_SPACING * EMU_PER_POINT)))
    return truncate_lines(text, sizes[-1], width, max_lines), sizes[-1]


def truncate_lines(text: str, size: float, width: int, max_lines: int) -> str:
    """Return a text cut to `max_lines` lines, with an ellipsis if anything is left out.

    `size` is in points, `width` in EMU.
    """
    if count_lines(text, size, width) <= max_lines:
        return text
    # The longest beginning that fits with the ellipsis, found without trying every length.
    end = bisect_right(
        range(len(text)), max_lines, key=lambda n: count_lines(text[:n] + "…", size, width)
    )
    return text[: end - 1] + "…"
