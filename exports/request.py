"""`ExportRequest`, the charts to export and their options, and `ExportedFile`, the result."""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from charts.chart import Chart
from exports.bulletins import Bulletin
from exports.citations import Citations, look_up_citations
from exports.options import ExportOptions
from locales import Words

MAX_MARKS = 400
"""Marks of one chart in an export; a note counts the rest."""
MAX_CHARACTERS = 400
"""Characters of one text; longer ones are cut with an ellipsis."""
MAX_NUMBER = 1e24
"""Numbers from here on have no name in Chinese or English, and no axis."""
_NUMBER_COLUMNS = ("value", "value_low", "value_high")
_TEXT_COLUMNS = ("category", "series", "wording", "detail", "formula")


@dataclass(frozen=True)
class ExportedFile:
    """An exported file: its name in the reader's language, its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class ExportRequest:
    """Charts to export, with title, links and options.

    `figures` are the release's (columns key, as_reported, source, locator), for citations. `link`
    is the address of the page with all the charts, `links` one for each chart ("": none).
    `template` is a .pptx file of the user's. `bulletin` is the progress part of a bulletin.
    """

    charts: tuple[Chart, ...]
    words: Words
    figures: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)
    title: str = ""
    occasion: str = ""
    link: str = ""
    links: tuple[str, ...] = ()
    options: ExportOptions = field(default_factory=ExportOptions)
    template: Path | None = None
    bulletin: Bulletin | None = None

    @property
    def name(self) -> str:
        """The title, else the title and period of the first chart."""
        if self.title:
            return self.title
        first = self.charts[0]
        name = " ".join(part for part in (first.title, first.period) if part)
        return name if len(self.charts) == 1 else self.words.say("exports.several", first=name)

    @cached_property
    def citations(self) -> Citations:
        """The figures of the charts and the bulletin by their keys."""
        return look_up_citations(self.figures, (key for keys in self.figure_keys for key in keys))

    @property
    def figure_keys(self) -> list[tuple[str, ...]]:
        """The figure keys of each row of the bulletin's progress table and of each mark."""
        progress = [self.bulletin.progress] if self.bulletin else []
        tables = [*progress, *(chart.table for chart in self.charts)]
        return [keys for table in tables if "figures" in table for keys in table["figures"]]

    @property
    def release(self) -> int:
        """The number of the release that is exported."""
        if self.charts:
            return self.charts[0].release
        return self.bulletin.release if self.bulletin else 0

    def get_link(self, index: int) -> str:
        """Return the address of the chart at `index`.

        If the chart has no address, the address of the whole selection is returned.
        """
        own = self.links[index] if index < len(self.links) else ""
        return own or self.link


def truncate_chart(chart: Chart, words: Words) -> Chart:
    """Return a chart with at most MAX_MARKS marks and MAX_CHARACTERS in each text.

    A note counts the omitted marks.
    """
    table, notes = chart.table, chart.notes
    if len(table) > MAX_MARKS:
        omitted = words.say("charts.rest", shown=MAX_MARKS, rest=len(table) - MAX_MARKS)
        table, notes = table.head(MAX_MARKS), (*notes, omitted)
    table = table.assign(
        **{name: [truncate_text(text) for text in table[name]] for name in _TEXT_COLUMNS},
        **{name: [_limit_number(value) for value in table[name]] for name in _NUMBER_COLUMNS},
    )
    return replace(
        chart,
        table=table.reset_index(drop=True),
        notes=tuple(truncate_text(note) for note in notes),
        title=truncate_text(chart.title),
        finding=truncate_text(chart.finding),
        unit=truncate_text(chart.unit),
        period=truncate_text(chart.period),
        source=truncate_text(chart.source),
    )


def _limit_number(value: float) -> float:
    """Return a number, or NaN if it is too large to be drawn."""
    return float(value) if abs(value) < MAX_NUMBER else math.nan


def truncate_text(text: str) -> str:
    """Return a text without hidden characters, cut to MAX_CHARACTERS."""
    text = "".join(character for character in text if character not in _HIDDEN_CHARACTERS)
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"


_HIDDEN_CHARACTERS = frozenset(
    [chr(code) for code in (*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0x80, 0xA0))]
    + [chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF)]
    + [chr(code) for code in (*range(0x2060, 0x2070), 0xFFFE, 0xFFFF)]
    + [chr(code) for code in range(0xD800, 0xE000)]
)
"""Characters that XML forbids, or that hide or reverse the text after them."""
