"""What is asked for, and what is handed over: frozen values."""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from charts.chart import Chart
from exports.bulletins import Bulletin
from exports.citations import Citations, look_up_citations
from exports.options import ExportOptions
from locales import Words

MAX_MARKS = 400
"""Marks of one chart that an export holds; the rest is named."""
MAX_CHARACTERS = 400
"""Letters of one text; what is longer is cut with an ellipsis."""
MAX_NUMBER = 1e24
"""Numbers from here on have no name in Chinese or English, and no axis."""
_NUMBER_COLUMNS = ("value", "value_low", "value_high")
_TEXT_COLUMNS = ("category", "series", "wording", "detail", "formula")


@dataclass(frozen=True)
class ExportedFile:
    """A file to hand to the reader: its name in their language, its type, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class ExportRequest:
    """Charts to take away, and how.

    `figures` are the release's figures (columns key, as_reported, source, locator), from which
    notes cite places. `link` is the address that shows this choice, `links` one for each chart,
    "" where it has none. `template` is an own .pptx. `bulletin` is what a bulletin tells beside
    the charts.
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
        """Name what is exported: the title given, else the only chart's, with its period."""
        if self.title:
            return self.title
        first = self.charts[0]
        named = " ".join(part for part in (first.title, first.period) if part)
        return named if len(self.charts) == 1 else self.words.say("exports.several", first=named)

    @cached_property
    def citations(self) -> Citations:
        """Give the figures behind the charts and the bulletin by their keys."""
        return look_up_citations(self.figures, (key for keys in self.keys for key in keys))

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """List the keys behind each row of the bulletin's progress and each mark."""
        told = [self.bulletin.progress] if self.bulletin else []
        tables = [*told, *(chart.table for chart in self.charts)]
        return [keys for table in tables if "figures" in table for keys in table["figures"]]

    @property
    def release(self) -> int:
        """Give the release of what is exported."""
        if self.charts:
            return self.charts[0].release
        return self.bulletin.release if self.bulletin else 0

    def get_link(self, index: int) -> str:
        """Give the address of a chart; that of the whole choice where it has none of its own."""
        own = self.links[index] if index < len(self.links) else ""
        return own or self.link


def truncate_chart(chart: Chart, words: Words) -> Chart:
    """Keep a chart to what a page can hold: its first marks, its texts' first letters.

    What is left out is said in a note.
    """
    table, notes = chart.table, chart.notes
    if len(table) > MAX_MARKS:
        said = words.say("exports.rest", shown=MAX_MARKS, rest=len(table) - MAX_MARKS)
        table, notes = table.head(MAX_MARKS), (*notes, said)
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


def list_marks(chart: Chart) -> list[dict[str, Any]]:
    """Give a chart's marks as dictionaries by column name."""
    names = list(chart.table.columns)
    columns = [chart.table[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _limit_number(value: float) -> float:
    """Take what is too large to be drawn for unknown, as NaN; its wording stays."""
    return float(value) if abs(value) < MAX_NUMBER else math.nan


def truncate_text(text: str) -> str:
    """Cut a text, and leave out what only steers: marks that reverse text, control letters."""
    text = "".join(letter for letter in text if letter not in _HIDDEN_CHARACTERS)
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"


_HIDDEN_CHARACTERS = frozenset(
    [chr(code) for code in (*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0x80, 0xA0))]
    + [chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF)]
    + [chr(code) for code in (*range(0x2060, 0x2070), 0xFFFE, 0xFFFF)]
    + [chr(code) for code in range(0xD800, 0xE000)]
)
"""Letters that XML forbids or that hide or reverse the text after them."""
