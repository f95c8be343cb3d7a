"""A source may lack anything but its id: no file, page or line of a chart breaks or is unnamed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app_pages.state.release import build_chart_data
from charts.catalogue import make_chart
from charts.chart import ChartData
from cli.as_json import add_source_to_figure, iterate_figure_rows
from curation.code_names import read_code_names
from exports import data, static_site
from exports.citations import format_citations, look_up_citations
from ledger import Snapshot
from locales import LANGUAGES, Words
from tests.helpers.releases import INDICATORS, PROGRAMMES, codes, figures_of
from tests.helpers.snapshots import in_memory

WHOLE: dict[str, Any] = {
    "id": "s",
    "producer": {"zh": "某报", "en": "A paper"},
    "title": {"zh": "来源", "en": "Source"},
    "date_published": "2024-11-05",
    "date_accessed": "2024-11-06",
    "citation": {"zh": "《某报》", "en": "A paper"},
    "url": "https://example.org/1",
    "sha256": "ab" * 32,
    "articles": [{"id": "a", "name": {"zh": "甲文", "en": "Article a"}}],
}
FIELDS = [name for name in WHOLE if name != "id"]
TEXTS = [name for name in FIELDS if isinstance(WHOLE[name], dict)]


def with_gaps() -> Iterator[dict[str, Any]]:
    """The source without each field, with it empty, in one language, and nothing but its id."""
    for name in FIELDS:
        yield {key: value for key, value in WHOLE.items() if key != name}
        empty: Any = {"zh": "", "en": ""} if name in TEXTS else "" if name != "articles" else []
        yield {**WHOLE, name: empty}
    for name in TEXTS:
        for language in LANGUAGES:
            yield {**WHOLE, name: {language: WHOLE[name][language]}}
            yield {**WHOLE, name: {**WHOLE[name], language: ""}}
    yield {"id": "s", "title": {"en": "Source"}}
    yield {"id": "s"}
    yield {**WHOLE, "date_published": "去年"}


def release_of(source: dict[str, Any]) -> Snapshot:
    """A figure of the source, of an indicator without a topic, English and definition."""
    indicator = {
        "code": "visits",
        "name": {"zh": "走访"},
        "unit": {"zh": "人"},
        "kind": "flow",
        "aggregation": "sum",
    }
    lists = codes(indicators=[indicator, *INDICATORS[2:]], programmes=PROGRAMMES, sources=[source])
    figures = figures_of({"visits.p.330200..2024": "5人"}).assign(locator="")
    return in_memory(figures, lists)


def materials(release: Snapshot) -> dict[Any, ChartData]:
    """What charts are made of, in each language."""
    names = read_code_names(release)
    return {language: build_chart_data(release, names, language) for language in LANGUAGES}


@pytest.mark.parametrize("source", list(with_gaps()), ids=json.dumps)
def test_every_file_and_page_is_made_and_names_the_source(source: dict[str, Any]) -> None:
    release = release_of(source)
    charts = materials(release)
    for chart_data in charts.values():
        words: Words = chart_data.words
        for kind in data.DOWNLOAD_KINDS:
            assert data.make_download(kind, release, words).data
        name = words.name("source", "s")
        assert name.strip(" ,")
        line = make_chart("visits.bar", chart_data).source
        assert name in line
        keys = list(release.figures["key"])
        (cited,) = format_citations([keys], look_up_citations(release.figures, keys), words)
        assert name in cited
        assert not cited.endswith(("，。", ", ."))
        for row in iterate_figure_rows(release):
            assert add_source_to_figure(row, {"s": source}, words)["source"] == "s"
    site = static_site.write_site(
        static_site.SiteContent(
            release=release.release,
            sources=release.sources,
            chart_data=charts,
            titles={"zh": "看板", "en": "Board"},
            default_language="zh",
            overview=[],
            cards=[],
            topics={},
            created=datetime(2026, 11, 24, tzinfo=UTC),
        )
    )
    assert "all-sources.en.html" in site.files


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        (WHOLE, "某报2024年11月5日", "A paper, 5 November 2024"),
        ({"id": "s", "producer": {"zh": "", "en": ""}, "title": {"zh": "来源"}}, "来源", "来源"),
        ({"id": "s", "producer": {"en": "Bureau"}}, "Bureau", "Bureau"),
        ({**WHOLE, "date_published": ""}, "某报", "A paper"),
        ({**WHOLE, "date_published": "去年"}, "某报", "A paper"),
        ({"id": "s"}, "s", "s"),
    ],
)
def test_a_source_is_called_by_what_it_has(source: dict[str, Any], zh: str, en: str) -> None:
    assert read_code_names(release_of(source))["source"] == {"s": {"zh": zh, "en": en}}
