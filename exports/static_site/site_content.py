"""The content of a static site: one release, and the charts of each page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from charts.chart import ChartData
from exports.data.release_data import ReleaseInfo
from locales import Language

FRONT_PAGE, FIGURES_PAGE, SOURCES_PAGE = "front-page", "all-figures", "all-sources"
"""Pages other than those of topics; codes of topics have no hyphen."""


class SealedRelease(ReleaseInfo, Protocol):
    """Number, date and hash of a release."""

    @property
    def sha256(self) -> str:
        """The hash over the whole content of the release."""


@dataclass(frozen=True)
class SiteContent:
    """A release in both languages, and the charts of its pages.

    `overview` has the addresses of the charts on the front page, `topics` those of the charts on
    each topic's page. `cards` select the headline figures: each maps columns of figures to the
    values wanted.
    """

    release: SealedRelease
    sources: Sequence[Mapping[str, Any]]
    chart_data: Mapping[Language, ChartData]
    titles: Mapping[Language, str]
    default_language: Language
    overview: Sequence[str]
    cards: Sequence[Mapping[str, str]]
    topics: Mapping[str, Sequence[str]]
    created: datetime

    @property
    def pages(self) -> tuple[str, ...]:
        """The names of the pages in the order of their links."""
        return (FRONT_PAGE, *self.topics, FIGURES_PAGE, SOURCES_PAGE)


def build_page_file_name(page: str, language: Language) -> str:
    """Return the file name of a page in a language: ("front-page", "zh") → front-page.zh.html."""
    return f"{page}.{language}.html"
