"""The size of a page on which a chart is rendered, and its scale in pixels."""

from dataclasses import dataclass

from exports.export_options import PictureSize

MIN_WIDTH = 760
"""CSS pixels: in a narrower page the title of a chart would be cut."""


@dataclass(frozen=True)
class PictureLayout:
    """A page's size in CSS pixels, image pixels per CSS pixel, and unused height in CSS pixels."""

    width: float
    height: float
    scale: float
    spare: float


def fit_picture(size: PictureSize, natural: float) -> PictureLayout:
    """Return the page for a drawing that is `natural` CSS pixels high, without stretching it.

    The page has the proportions of `size` and at least the drawing's height and MIN_WIDTH.
    """
    if not size.height:
        return PictureLayout(MIN_WIDTH, natural, size.width / MIN_WIDTH, 0)
    height = max(natural, MIN_WIDTH * size.height / size.width)
    scale = size.height / height
    return PictureLayout(size.width / scale, height, scale, height - natural)
