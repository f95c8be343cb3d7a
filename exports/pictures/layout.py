"""How a drawing is fitted into a picture."""

from dataclasses import dataclass

from exports.options import PictureSize

MIN_WIDTH = 760
"""CSS pixels: narrower, the lines of a chart's head would run out of the picture."""


@dataclass(frozen=True)
class PageLayout:
    """A page in CSS pixels, how many pixels each of them is, and the room left over."""

    width: float
    height: float
    scale: float
    spare: float


def fit_page(size: PictureSize, natural: float) -> PageLayout:
    """Fit a drawing `natural` CSS pixels high: nothing is stretched, spare room is left over.

    The page keeps the proportions of `size`; it is as high as the drawing needs, and never so
    narrow that text would be cut.
    """
    if not size.height:
        return PageLayout(MIN_WIDTH, natural, size.width / MIN_WIDTH, 0)
    height = max(natural, MIN_WIDTH * size.height / size.width)
    scale = size.height / height
    return PageLayout(size.width / scale, height, scale, height - natural)
