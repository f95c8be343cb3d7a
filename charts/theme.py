"""Colours, fonts and text sizes of charts, for a light and a dark theme."""

from dataclasses import dataclass
from typing import Literal, get_args

Theme = Literal["light", "dark"]
TraceType = Literal["bar", "scatter"]
TRACE_TYPES: tuple[TraceType, ...] = get_args(TraceType)
"""The types of Plotly trace in use; browsers get the code of no others."""

FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
TEXT_SIZE = 14
SMALL_SIZE = 12


@dataclass(frozen=True)
class Palette:
    """Colours of one theme.

    `ground` is the background, `quiet` the colour of less important text, `accent` that of targets
    and of borders, `missing` that of what is not reported. `series` has one colour for each series
    or part, `steps` those of tiles from nothing reported to the highest value.

    Any two colours of `series` differ by at least 9 in OKLab × 100 with any colour vision, and each
    has a contrast of 3 : 1 with `ground` (tests/charts/test_colour_vision.py).
    """

    ground: str
    text: str
    quiet: str
    grid: str
    accent: str
    missing: str
    series: tuple[str, ...]
    steps: tuple[str, ...]


PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        ground="#FFFFFF",
        text="#1F2328",
        quiet="#5F6670",
        grid="#E3E6EA",
        accent="#B5121B",
        missing="#C9CED6",
        series=("#2F6690", "#C98300", "#3A8F6F", "#A781DA", "#3F444D"),
        steps=("#EEF0F3", "#D5E3EE", "#A9C6DE", "#6D9CC3", "#2F6690"),
    ),
    "dark": Palette(
        ground="#141517",
        text="#E8EAED",
        quiet="#A2A9B4",
        grid="#2C323A",
        accent="#FF6B70",
        missing="#4A515C",
        series=("#7DB4DC", "#F0B94F", "#3B9B6B", "#9A6FC0", "#D5D9DF"),
        steps=("#22272F", "#23405A", "#2F5F87", "#4C8BBD", "#7DB4DC"),
    ),
}
