"""`Chart`, the frozen value that pages draw and exports write, and the data it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandas as pd

from locales import Language, Words
from metrics.figure_source import FigureSource
from metrics.figures import Figures, as_source


class Form(StrEnum):
    """The forms a chart may take; each is drawn from bars, markers and lines only."""

    BAR = "bar"
    DOTS = "dots"
    STACKED = "stacked"
    WAFFLE = "waffle"
    BULLET = "bullet"
    TREND = "trend"
    RANKING = "ranking"
    MULTIPLES = "multiples"
    TILES = "tiles"
    FLOW = "flow"
    TIMELINE = "timeline"


MARK_COLUMNS = (
    "category",
    "series",
    "value",
    "value_low",
    "value_high",
    "low_exclusive",
    "high_exclusive",
    "wording",
    "status",
    "detail",
    "formula",
    "figures",
)
POSITION_COLUMNS = ("row", "column")
ONE_WAY, BOTH_WAYS = "→", "⇄"


@dataclass(frozen=True)
class Chart:
    """One question answered in one form, in one language.

    `table` has MARK_COLUMNS, one row a mark: category and series (words), value and bounds (NaN
    where open or not reported), wording (the label), status (reported, derived, missing or
    target), detail (a second line of words), formula (words, for derived), figures (keys).
    TILES and FLOW add `row` and `column`; a FLOW's series is what joins a box to the one before it:
    ONE_WAY, BOTH_WAYS, or a sign of arithmetic. TIMELINE's wording is the date.
    """

    name: str
    form: Form
    table: pd.DataFrame = field(compare=False)
    title: str
    finding: str
    unit: str
    period: str
    source: str
    release: int
    language: Language
    notes: tuple[str, ...] = ()
    subtitle: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is no mark to draw."""
        return self.table.empty


@dataclass(frozen=True)
class ChartData:
    """Figures and code lists of one release, and the reader's words."""

    figures: Figures
    programmes: tuple[Mapping[str, Any], ...]
    indicators: tuple[Mapping[str, Any], ...]
    areas: pd.DataFrame
    words: Words
    release: int

    @cached_property
    def newest(self) -> FigureSource:
        """The newest figure of each series."""
        return as_source(self.figures).latest()

    def figures_of(self, topic: str) -> FigureSource:
        """Return the figures of a topic's programmes; all figures for no topic."""
        return self._of_topic(as_source(self.figures), topic)

    def newest_of(self, topic: str) -> FigureSource:
        """Return the newest figure of each series of a topic's programmes; of all for no topic."""
        return self._of_topic(self.newest, topic)

    def _of_topic(self, figures: FigureSource, topic: str) -> FigureSource:
        """Restrict figures to the programmes of a topic; "" restricts nothing."""
        if not topic:
            return figures
        return figures.filter(programme=[each["id"] for each in self.programmes_of(topic)])

    def programmes_of(self, topic: str) -> list[Mapping[str, Any]]:
        """List the programmes of a topic; all of them for no topic."""
        return [each for each in self.programmes if topic in ("", each["topic"])]

    def programme(self, code: str) -> Mapping[str, Any]:
        """Return the entry of a programme; KeyError if the release has none of that id."""
        for programme in self.programmes:
            if programme["id"] == code:
                return programme
        raise KeyError(code)

    def indicator(self, code: str) -> Mapping[str, Any]:
        """Return the entry of an indicator; KeyError if the release has none of that code."""
        for indicator in self.indicators:
            if indicator["code"] == code:
                return indicator
        raise KeyError(code)
