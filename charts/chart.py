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
    """A value that is drawn as a line across all bars, such as their average, and its label.

    `meaning` says what it is, without the line: 9个数的平均416人（推算）. `note` is the one of the
    chart's notes that says it of the line.
    """

    value: float
    label: str
    meaning: str = ""
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart in one form and one language: its marks, and all its texts.

    `name` is its name in charts.yaml, or that of its messages in charts.po. `finding` is the
    sentence that it states, `source` the line on release and sources. `subject` is area, period and
    title in one text, after which files are named; `heading` is the subject with what stands out,
    the title of a slide ("": the title alone). `reference` is a line across the bars.

    `table` has the columns MARK_COLUMNS and one row for each mark (bar, point or tile): category
    and series (names), value and bounds (NaN where open or not reported), wording (the label,
    mostly the number), status (reported; derived: computed from figures; missing: not reported;
    target), detail (a second line of text), formula (how a derived value is computed), figures
    (keys).

    Some forms use columns differently. TILES and FLOW also have `row` and `column`; the series of a
    tile is the short name on it, that of a FLOW's box the sign before it: ONE_WAY, BOTH_WAYS or an
    arithmetic sign. A TREND also has `run`, the number of the unbroken part of its line that a
    point belongs to (`charts.marks.split_lines`); its detail is "" except for the first point after
    a change of definition. A TIMELINE's wording is the date, its formula a remark on the event.
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
        """The title of its slide: the heading, or the title if there is no heading."""
        return self.heading or self.title

    @property
    def file_title(self) -> str:
        """The text after which its file is named: the subject, or without one title and period."""
        return self.subject or " ".join(part for part in (self.title, self.period) if part)

    @property
    def empty(self) -> bool:
        """Whether there is no mark to draw."""
        return self.table.empty


@dataclass(frozen=True)
class ChartData:
    """The data from which charts are made: figures and code lists of a release, and words.

    `programmes` and `indicators` are entries of programmes.yaml and indicators.yaml; each belongs
    to a topic, a field of work such as supervision. `above` are the figures of the area above, for
    charts that show it as a line across the bars. `earlier` are figures of earlier periods, with
    which those of one period are compared; `bases` has the earlier period for each comparison,
    last_year and previous.
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
        """The newest figure of each series (programme, area and breakdown of an indicator)."""
        return as_source(self.figures).latest()

    @cached_property
    def reported_indicators(self) -> tuple[Mapping[str, Any], ...]:
        """The indicators that have a figure, or whose target has one, in order of the code list."""
        counts = counts_by_value(self.figures, "indicator")
        # A target is an indicator, too; its `target_for` is the code of the one it is set for.
        codes = {*counts, *(e.get("target_for") for e in self.indicators if e["code"] in counts)}
        return tuple(entry for entry in self.indicators if entry["code"] in codes)

    @cached_property
    def reported_topics(self) -> frozenset[str]:
        """The topics (fields of work) of the reported indicators and of the programmes."""
        return frozenset(
            str(entry.get("topic", "")) for entry in (*self.reported_indicators, *self.programmes)
        )

    def filter_figures_by_topic(self, topic: str) -> FigureSource:
        """Return the figures of a topic's programmes; for the topic "", all figures."""
        return self._filter_by_topic(as_source(self.figures), topic)

    def filter_newest_by_topic(self, topic: str) -> FigureSource:
        """Return the newest figure of each series of a topic's programmes.

        The topic "" means all programmes.
        """
        return self._filter_by_topic(self.newest, topic)

    def _filter_by_topic(self, figures: FigureSource, topic: str) -> FigureSource:
        """Return the figures that belong to a topic's programmes; all for the topic ""."""
        if not topic:
            return figures
        return figures.filter(programme=[entry["id"] for entry in self.list_programmes(topic)])

    def list_programmes(self, topic: str) -> list[Mapping[str, Any]]:
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
