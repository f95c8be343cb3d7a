"""A bulletin (通报): its topics, months and progress table, and the templates of its sentences."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from charts.chart import ChartData
from charts.chart_forms import split_address
from exports.errors import ExportError
from locales import Words
from metrics.figure_queries import filter_lazy
from metrics.progress import ProgressData, compute_progress, list_month_ends, read_progress_data
from quantities.figure_keys import COUNTRY

SENTENCES: dict[str, tuple[str, ...]] = {
    "title": ("period", "topic"),
    "opening": ("period", "topic", "release"),
    "count": ("period", "area", "name", "amount"),
    "rise": ("rate",),
    "fall": ("rate",),
    "unchanged": (),
    "nearly_unchanged": (),
    "unclear": ("bounds",),
    "rise_by_amount": ("amount",),
    "fall_by_amount": ("amount",),
    "broken": (),
    "no_base": (),
    "completion": ("target", "completion", "elapsed"),
    "no_target": (),
    "place": ("place", "of"),
    "incomplete": ("area", "name", "months"),
    "others": ("name", "rest"),
}
"""Sentence parts that settings may replace, with the placeholders of each."""
MIN_REPORTED_SHARE = 0.5
"""The share of the progress table's rows that must have a complete sum through the month."""
MAX_MONTHS = 12
"""The number of newest months among which the month of a bulletin is looked for."""


@dataclass(frozen=True)
class Bulletin:
    """The progress table (metrics/progress.py) up to `month` of `year`, and the texts around it.

    The table has a row for each indicator and area: the sum since January, last year's, and the
    target. `sentences` are an office's own templates by the names of SENTENCES, in place of the
    default ones. `topic` and `organiser` are names in the reader's language, `day` is the
    bulletin's date, `release` the release's number. `title_font` replaces 小标宋, `body_font` 仿宋
    (GB/T 9704, 7.2).
    """

    progress: pd.DataFrame = field(compare=False)
    year: int
    month: int
    day: date
    topic: str = ""
    organiser: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)
    title_font: str = "宋体"
    body_font: str = "仿宋"
    release: int = 0

    @property
    def period(self) -> str:
        """The months from January to the last one as a time period: "2024-01/2024-09"."""
        end = f"{self.year}-{self.month:02d}"
        return end if self.month == 1 else f"{self.year}-01/{end}"

    def say(self, words: Words, sentence: str, **values: object) -> str:
        """Return one of the bulletin's SENTENCES by its name, filled with `values`.

        The office's own template is used if there is one; an empty one leaves the sentence out.
        Raises ExportError `sentence_placeholder` if a template has an unknown placeholder or a
        single brace.
        """
        own_template = self.sentences.get(sentence)
        template = (
            words.say(f"exports.bulletin_{sentence}") if own_template is None else own_template
        )
        try:
            return template.format(**values)
        except (KeyError, IndexError, AttributeError, ValueError):
            raise ExportError("sentence_placeholder", {"sentence": sentence}) from None


def build_bulletin(
    topics: Collection[str],
    chart_data: ChartData,
    issued: tuple[str, Mapping[str, str]] = ("", {}),
    day: date | None = None,
    area: str = "",
) -> Bulletin | None:
    """Return the bulletin of topics; None if no area has a complete sum since January.

    It covers January to the newest month that most areas have reported (`_find_bulletin_month`).
    `issued` is the issuer's name and the sentence templates by name, `day` the bulletin's date
    (default: today). The title names the `area` of the figures, if one is given, and the topics
    that have a name; indicators of all topics are in the table.
    """
    words = chart_data.words
    indicators = [
        indicator for indicator in chart_data.indicators if indicator.get("topic", "") in topics
    ]
    month_and_progress = _find_bulletin_month(chart_data, indicators)
    if month_and_progress is None:
        return None
    month, progress = month_and_progress
    named_topics = words.names.get("topic", {})
    topic_names = [words.name("topic", topic) for topic in topics if topic in named_topics]
    year, month_number = _split_month(month)
    organiser, sentences = issued
    topic = words.listing(topic_names)
    if area:
        topic = words.say("exports.topic_of_area", area=words.full_area(area), topic=topic)
    return Bulletin(
        progress=progress,
        year=year,
        month=month_number,
        day=day or date.today(),
        topic=topic,
        organiser=organiser,
        sentences=sentences,
        release=chart_data.release,
    )


def find_topics(
    addresses: Iterable[str], chart_data: ChartData, topics: Mapping[str, Iterable[str]]
) -> tuple[str, ...]:
    """Return the topics of a bulletin with some charts: those of their pages and indicators.

    A bulletin says how the indicators of its topics progress, beside the charts chosen for it.
    `addresses` are the addresses of the charts ("members.trend"); `topics` maps each topic to the
    addresses of the charts on its page. Topics with a page come first, in the order of `topics`,
    then the others, sorted by id.
    """
    chosen_addresses = set(addresses)
    topic_by_indicator = {
        indicator["code"]: indicator.get("topic", "") for indicator in chart_data.indicators
    }
    codes = (indicator for indicator, _form in map(split_address, chosen_addresses))
    indicator_topics = {topic_by_indicator[code] for code in codes if topic_by_indicator.get(code)}
    topics_with_page = [
        topic
        for topic, page_addresses in topics.items()
        if chosen_addresses & set(page_addresses) or topic in indicator_topics
    ]
    return (*topics_with_page, *sorted(indicator_topics.difference(topics_with_page)))


def _find_bulletin_month(
    chart_data: ChartData, indicators: list[Mapping[str, Any]]
) -> tuple[str, pd.DataFrame] | None:
    """Return the month of a bulletin (YYYY-MM) and its progress table.

    It is the newest of the last MAX_MONTHS months through which at least MIN_REPORTED_SHARE of the
    table's rows have a complete sum since January, so that one early report does not decide. If
    there is none, it is the newest month with any complete sum; None if there is no such sum.
    """
    figures, codes = chart_data.figures, [indicator["code"] for indicator in indicators]
    parents = dict(zip(chart_data.areas["code"], chart_data.areas["parent"], strict=True))
    data_by_year: dict[int, ProgressData] = {}
    newest_reported: tuple[str, pd.DataFrame] | None = None
    for month in list_month_ends(filter_lazy(figures, indicator=codes))[:MAX_MONTHS]:
        year, number = _split_month(month)
        if year not in data_by_year:
            data_by_year[year] = read_progress_data(figures, indicators, year, parents, COUNTRY)
        data = data_by_year[year]
        progress = compute_progress(data.figures, data.indicators, year, number)
        reported_share = progress["cumulative"].notna().mean() if len(progress) else 0
        if reported_share >= MIN_REPORTED_SHARE:
            return month, progress
        # The newest month with any complete sum, in case no month has enough of them.
        if reported_share and newest_reported is None:
            newest_reported = (month, progress)
    return newest_reported


def _split_month(month: str) -> tuple[int, int]:
    """Return the year and the number of a month: 2024-09 → (2024, 9)."""
    year, number = map(int, month.split("-"))
    return year, number
