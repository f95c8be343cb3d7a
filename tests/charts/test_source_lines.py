"""Whence a chart's figures are: an empty name is never joined to others."""

from typing import Any

import pytest

from app_pages.state.release import build_chart_data
from charts.catalogue import make_chart
from charts.chart import ChartData
from charts.labels import list_sources
from curation.code_names import read_code_names
from exports.citations import format_citations, look_up_citations
from tests.helpers.releases import codes, figures_of
from tests.helpers.snapshots import in_memory


def data_of(sources: dict[str, str], language: Any = "zh") -> ChartData:
    """A figure of each area, from a source or none."""
    table = figures_of({f"visits..{area}..2024": "5人" for area in sources})
    table["source"] = list(sources.values())
    snapshot = in_memory(table, codes())
    return build_chart_data(snapshot, read_code_names(snapshot), language)


@pytest.mark.parametrize(
    ("sources", "language", "line"),
    [
        ({"330100": "s", "330200": "s"}, "zh", "数据来源：某报2024年11月5日 · 第1版"),
        ({"330100": ""}, "zh", "来源未注明 · 第1版"),
        ({"330100": ""}, "en", "Source not stated · Release 1"),
        ({"330100": "", "330200": "s"}, "zh", "数据来源：某报2024年11月5日和未注明出处 · 第1版"),
        (
            {"330100": "", "330200": "s"},
            "en",
            "Source: A paper, 5 November 2024 and an unnamed source · Release 1",
        ),
    ],
)
def test_a_figure_without_a_source_is_said_to_have_none(
    sources: dict[str, str], language: str, line: str
):
    assert make_chart("visits.bar", data_of(sources, language)).source == line


def test_sources_are_named_once_and_what_has_none_comes_last():
    words = data_of({"330100": "s"}).words
    assert list_sources(["", "s", "s"], words) == ["某报2024年11月5日", "未注明出处"]
    assert list_sources([], words) == []


def test_a_citation_without_a_source_says_so():
    data = data_of({"330100": ""})
    figures: Any = data.figures
    (line,) = format_citations(
        [tuple(figures["key"])], look_up_citations(figures, figures["key"]), data.words
    )
    assert "未注明出处" in line
