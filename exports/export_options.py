"""Options of an export: theme, picture size, background, source line."""

from dataclasses import dataclass

from charts.theme import Theme


@dataclass(frozen=True)
class PictureSize:
    """Width and height of a picture in pixels, and the height of a PDF page in points.

    A height of 0 means as high as the charts need; such a size has no PDF page.
    """

    name: str
    width: int
    height: int
    points: float = 540

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of a PDF page in points."""
        return self.points * self.width / self.height, self.points


SIZES = {
    size.name: size
    for size in (
        PictureSize("wide", 1920, 1080),
        PictureSize("wide_4k", 3840, 2160),
        PictureSize("classic", 1600, 1200),
        PictureSize("a4", 2480, 3508, 841.89),
        PictureSize("a4_landscape", 3508, 2480, 595.28),
        PictureSize("wechat_cover", 900, 383, 287.25),
        PictureSize("square", 1080, 1080),
        PictureSize("long", 1080, 0),
    )
}


@dataclass(frozen=True)
class ExportOptions:
    """Theme, size, transparent or filled background, and whether a source line is added."""

    theme: Theme = "light"
    size: PictureSize = SIZES["wide"]
    transparent: bool = False
    source_line: bool = True
