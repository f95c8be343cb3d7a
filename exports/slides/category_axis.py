"""The names of a native chart's categories: of bars, or of periods with the years below the months.

PowerPoint calls names in two rows multi-level categories: a year stands once below its months.
"""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from charts.render.text_wrapping import measure_text
from charts.render.timeseries import split_period
from exports.slides.text_layout import LATIN_WIDTH

PERIOD_SIZES = (14.0, 12.0, 11.0, 10.0, 9.0)
"""Font sizes in points of periods in two rows; the first with which all have room is used."""
LETTERS_BETWEEN = 1
"""The letters between two periods in one row."""


class PeriodLevels(NamedTuple):
    """The periods of a line chart in two rows: `parts` (9月) above `years`, in a font `size`.

    A year is "" where it is that of the period before, as PowerPoint wants it.
    """

    parts: tuple[str, ...]
    years: tuple[str, ...]
    size: float


def split_into_levels(periods: Sequence[str], width: float) -> PeriodLevels | None:
    """Return the periods of a line chart in two rows; None if they must stand in one.

    They must if there is only one, if one of them is a whole year or has no year, or if not all
    parts fit in the plot's `width` (points) in the smallest of PERIOD_SIZES. Example: 2024年12月,
    2025年1月 → ("12月", "1月"), ("2024年", "2025年").
    """
    pairs = [split_period(period) for period in periods]
    if len(pairs) < 2 or not all(part and year for part, year in pairs):
        return None
    parts = tuple(part for part, _ in pairs)
    letters = (max(map(measure_text, parts)) + LETTERS_BETWEEN) * len(parts)
    size = next((size for size in PERIOD_SIZES if letters * size * LATIN_WIDTH <= width), None)
    if size is None:
        return None
    years_before = ["", *(year for _, year in pairs)]
    years = tuple(
        "" if year == before else year
        for (_, year), before in zip(pairs, years_before, strict=False)
    )
    return PeriodLevels(parts, years, size)


def list_category_columns(
    categories: Sequence[str], levels: PeriodLevels | None
) -> list[Sequence[str]]:
    """Return the columns of a chart's workbook that name its categories: years, parts; or names."""
    return [levels.years, levels.parts] if levels else [categories]


def build_category_reference(categories: Sequence[str], levels: PeriodLevels | None) -> str:
    """Return what the `c:cat` element of a series has: the workbook's cells and their texts.

    The texts are drawn until somebody edits the embedded workbook. Of two levels the first is that
    of the parts, though its column is the second.
    """
    count = len(categories)
    if levels is None:
        return build_string_reference(f"Sheet1!$A$2:$A${count + 1}", categories)
    rows = "".join(f"<c:lvl>{_build_points(texts)}</c:lvl>" for texts in (levels[0], levels[1]))
    return (
        f"<c:multiLvlStrRef><c:f>Sheet1!$A$2:$B${count + 1}</c:f><c:multiLvlStrCache>"
        f'<c:ptCount val="{count}"/>{rows}</c:multiLvlStrCache></c:multiLvlStrRef>'
    )


def build_string_reference(reference: str, values: Sequence[str]) -> str:
    """Return a chart's `c:strRef` element: a cell reference and the cached texts."""
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(value)}</c:v></c:pt>' for n, value in enumerate(values)
    )
    return (
        f"<c:strRef><c:f>{reference}</c:f><c:strCache>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:strCache></c:strRef>'
    )


def _build_points(texts: Sequence[str]) -> str:
    """Return the `c:pt` elements of a level; an empty text has none: the one before goes on."""
    return "".join(
        f'<c:pt idx="{n}"><c:v>{escape(text)}</c:v></c:pt>' for n, text in enumerate(texts) if text
    )
