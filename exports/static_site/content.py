"""What plain pages are written from: one release, and what stands on which page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from charts.chart import ChartData
from locales import Language

FRONT_PAGE, FIGURES_PAGE, SOURCES_PAGE = "front-page", "all-figures", "all-sources"
"""Pages beside those of the topics, whose codes have no hyphen."""


class ReleaseSeal(Protocol):
    """Which release it is, and the hash that seals it."""

    @property
    def number(self) -> int:
        """Count releases from 1."""

    @property
    def at(self) -> datetime:
        """Tell when it was published."""

    @property
    def sha256(self) -> str:
        """Give the hash over everything in it."""


@dataclass(frozen=True)
class SiteContent:
    """A release in both languages, and where its charts stand.

    `overview` are the charts of the first page, `cards` its headline figures (columns of
    figures and their values), `topics` the charts of each topic, all by their addresses.
    """

    release: ReleaseSeal
    sources: Sequence[Mapping[str, Any]]
    chart_data: Mapping[Language, ChartData]
    titles: Mapping[Language, str]
    first: Language
    overview: Sequence[str]
    cards: Sequence[Mapping[str, str]]
    topics: Mapping[str, Sequence[str]]
    made: datetime

    @property
    def pages(self) -> tuple[str, ...]:
        """List the pages in the order of their links."""
        return (FRONT_PAGE, *self.topics, FIGURES_PAGE, SOURCES_PAGE)


def page_file_name(page: str, language: Language) -> str:
    """Name the file of a page."""
    return f"{page}.{language}.html"
