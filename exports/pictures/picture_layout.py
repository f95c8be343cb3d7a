"""The size of a picture of a chart in CSS pixels, and its scale in image pixels."""

from dataclasses import dataclass

from exports.export_options import PictureSize

MIN_WIDTH = 760
"""CSS pixels: in a narrower picture the title of a chart would be cut."""


@dataclass(frozen=True)
class PictureLayout:
    """A picture's size and unused height in CSS pixels, and `scale`: image pixels per CSS pixel."""

    width: float
    height: float
    scale: float
    spare: float


def fit_picture(size: PictureSize, drawing_height: float) -> PictureLayout:
    """Return the layout of a picture for a drawing of a given height in CSS pixels.

    The picture has the proportions of `size` (which is in image pixels) and at least the drawing's
    height and MIN_WIDTH, so that the drawing is not stretched. If `size` has no height, the picture
    is as high as the drawing.
    """
    if not size.height:
        return PictureLayout(MIN_WIDTH, drawing_height, scale=size.width / MIN_WIDTH, spare=0)
    height = max(drawing_height, MIN_WIDTH * size.height / size.width)
    scale = size.height / height
    return PictureLayout(size.width / scale, height, scale, spare=height - drawing_height)
