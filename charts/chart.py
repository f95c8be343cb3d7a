"""`Chart`, the frozen value that pages draw and exports write, and `ChartData`, its input."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandas as pd

from locales import Language, Words
from metrics.figure_queries import Figures, as_source, counts_by_value
from metrics.figure_source import FigureSource


class Form(StrEnum):
    """The forms of charts; each is drawn with only bars, markers and lines."""

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


NUMBER_COLUMNS = ("value", "value_low", "value_high")
BOUND_FLAG_COLUMNS = ("low_exclusive", "high_exclusive")
MARK_COLUMNS = (
    "category",
    "series",
    *NUMBER_COLUMNS,
    *BOUND_FLAG_COLUMNS,
    "wording",
    "status",
    "detail",
    "formula",
    "figures",
)
POSITION_COLUMNS = ("row", "column")
RUN_COLUMN = "run"
ONE_WAY, BOTH_WAYS = "→", "⇄"


@dataclass(frozen=True)
class ReferenceLine:
    """A value that is drawn as a line across all bars, such as their average, and its label."""

    value: float
    label: str


@dataclass(frozen=True)
class Chart:
    """One question answered in one form, in one language.

    `name` is its name in charts.yaml, or that of its texts in charts.po; `source` is the line on
    release and sources. `subject` is place, period and title in one, which names files, `heading`
    the same with what stands out, the title of a slide ("": the title alone). `table` has the
    columns MARK_COLUMNS and one row for each mark (bar, point or tile): category and series
    (names), value and bounds (NaN where open or not reported), wording (the label, mostly the
    number), status (reported; derived: computed from figures; missing: not reported; target),
    detail (a second line of text), formula (how a derived value is computed), figures (keys).

    Some forms use columns otherwise. TILES and FLOW also have `row` and `column`; the series of a
    tile is the short name on it, that of a FLOW's box the sign before it: ONE_WAY, BOTH_WAYS or an
    arithmetic sign. A TREND also has `run`, the number of the unbroken part of its line that a
    point belongs to (`charts.marks.split_lines`); only its first point after a change of definition
    has a detail, which says so. A TIMELINE's wording is the date, its formula a remark on the
    event. `reference` is a line across the bars.
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
    subject: str = ""
    heading: str = ""
    reference: ReferenceLine | None = None

    @property
    def slide_title(self) -> str:
        """The title of its slide: the heading, the title of a chart without one."""
        return self.heading or self.title

    @property
    def file_title(self) -> str:
        """What its file is named after: place, period and title."""
        return self.subject or " ".join(part for part in (self.title, self.period) if part)

    @property
    def empty(self) -> bool:
        """Whether there is no mark to draw."""
        return self.table.empty


@dataclass(frozen=True)
class ChartData:
    """What charts are made from: figures and code lists of a release, and texts in one language.

    `programmes` and `indicators` are entries of programmes.yaml and indicators.yaml; a topic is a
    field of work, such as supervision, that each of them belongs to. `above` are figures of the
    area above those of `figures`, for a chart that shows it as a line beside them. `earlier` are
    figures of earlier periods, with which those of one period are compared: `bases` has the period
    for each comparison, last_year and previous.
    """

    figures: Figures
    programmes: tuple[Mapping[str, Any], ...]
    indicators: tuple[Mapping[str, Any], ...]
    areas: pd.DataFrame
    words: Words
    release: int
    above: FigureSource | None = None
    earlier: FigureSource | None = None
    bases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def levels(self) -> dict[str, str]:
        """The level of each area (areas.csv), by code."""
        return dict(zip(self.areas["code"].tolist(), self.areas["level"].tolist(), strict=True))

    @cached_property
    def newest(self) -> FigureSource:
        """The newest figure of each series."""
        return as_source(self.figures).latest()

    @cached_property
    def reported_indicators(self) -> tuple[Mapping[str, Any], ...]:
        """The indicators that have a figure or a target with one, in the order of the code list."""
        counts = counts_by_value(self.figures, "indicator")
        codes = {*counts, *(e.get("target_for") for e in self.indicators if e["code"] in counts)}
        return tuple(entry for entry in self.indicators if entry["code"] in codes)

    @cached_property
    def reported_topics(self) -> frozenset[str]:
        """The topics of figures and of programmes."""
        return frozenset(
            str(entry.get("topic", "")) for entry in (*self.reported_indicators, *self.programmes)
        )

    def figures_of(self, topic: str) -> FigureSource:
        """Return the figures of a topic's programmes; for the topic "", all figures."""
        return self._of_topic(as_source(self.figures), topic)

    def newest_of(self, topic: str) -> FigureSource:
        """Return the newest figure of each series of a topic's programmes.

        The topic "" means all programmes.
        """
        return self._of_topic(self.newest, topic)

    def _of_topic(self, figures: FigureSource, topic: str) -> FigureSource:
        """Return those of the figures that belong to a topic's programmes; all for the topic ""."""
        if not topic:
            return figures
        return figures.filter(programme=[entry["id"] for entry in self.programmes_of(topic)])

    def programmes_of(self, topic: str) -> list[Mapping[str, Any]]:
        """Return the entries of a topic's programmes; for the topic "", of all programmes."""
        return [entry for entry in self.programmes if topic in ("", entry.get("topic"))]

    def programme(self, code: str) -> Mapping[str, Any]:
        """Return the entry of the programme with the id `code`. Raises KeyError."""
        for programme in self.programmes:
            if programme["id"] == code:
                return programme
        raise KeyError(code)

    def indicator(self, code: str) -> Mapping[str, Any]:
        """Return the entry of the indicator with this code. Raises KeyError."""
        for indicator in self.indicators:
            if indicator["code"] == code:
                return indicator
        raise KeyError(code)
