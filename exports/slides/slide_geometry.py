"""Lengths and rectangles on a slide, in EMU (English Metric Units) as PowerPoint measures them."""

from dataclasses import dataclass, replace

EMU_PER_INCH = 914400
EMU_PER_POINT = 12700


def to_emu(inches: float) -> int:
    """Return a length in inches as EMU: 1 → 914400."""
    return round(inches * EMU_PER_INCH)


@dataclass(frozen=True)
class SlideRectangle:
    """A rectangle on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    def place_centrally(self, height: int) -> "SlideRectangle":
        """Return a rectangle of a given height and this one's width, a little above its middle.

        Two fifths of the remaining height are above it: in the exact middle it would look too low.
        """
        return replace(self, top=self.top + (self.height - height) * 2 // 5, height=height)

    def inset(
        self, top: float = 0, bottom: float = 0, left: float = 0, right: float = 0
    ) -> "SlideRectangle":
        """Return the rectangle reduced by so many inches at each side."""
        return SlideRectangle(
            self.left + to_emu(left),
            self.top + to_emu(top),
            self.width - to_emu(left + right),
            self.height - to_emu(top + bottom),
        )
