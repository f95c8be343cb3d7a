"""Of very many figures those are downloaded that were asked for; all at once would take memory."""

import csv
import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ledger
from app_pages.data import downloads
from app_pages.state import figure_search
from app_pages.state.figure_search import FigureQuery, find_figures
from app_pages.state.release import build_chart_data
from curation.code_names import read_code_names
from metrics.figure_queries import choose
from tests.helpers.releases import curated


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The curated release, of which one file holds ten figures at most."""
    snapshot = curated(tmp_path / "store")
    store, material = (
        ledger.open_store(str(tmp_path / "store")),
        build_chart_data(snapshot, read_code_names(snapshot), "zh"),
    )

    def found(number: int, language: str, query: FigureQuery) -> figure_search.SearchResult:
        figures = find_figures(material, query.text, query.topic)
        return figure_search.SearchResult(figures, len(choose(figures)))

    release = downloads.release
    monkeypatch.setattr(downloads, "search_figures", found)
    monkeypatch.setattr(downloads, "MAX_FIGURES", 10)
    for name, given in (
        ("get_release_number", 1),
        ("get_language", "zh"),
        ("get_current_chart_data", material),
        ("get_store", store),
    ):
        monkeypatch.setattr(release, name, lambda given=given: given)
    monkeypatch.setattr(release, "get_chart_data", lambda number, language: material)


def shown(asked: str) -> AppTest:
    def run(asked):  # type: ignore[no-untyped-def]
        from app_pages.data import downloads
        from app_pages.state.figure_search import FigureQuery

        downloads.show_downloads(FigureQuery(asked), asked)

    return AppTest.from_function(run, args=(asked,)).run(timeout=30)


@pytest.mark.usefixtures("page")
def test_too_many_are_not_offered_and_it_is_said_how_to_ask_for_fewer() -> None:
    page = shown("")
    assert not page.exception
    assert len(page.get("download_button")) == 0
    (said,) = page.get("html")
    assert "找到49个数据，一次最多下载10个。" in said.proto.body


@pytest.mark.usefixtures("page")
def test_a_file_holds_what_was_asked_for() -> None:
    page = shown("彭水")
    assert not page.exception
    assert len(page.get("download_button")) == 4  # a part is no Data Package
    assert downloads.data.build_download_name(
        "csv", 1, downloads.release.get_current_chart_data().words, "彭水"
    ) == ("工会统计数据_第1版_彭水.csv")
    data = downloads._build_download("csv", 1, "zh", FigureQuery("彭水")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert len(rows) == 5
    assert {row["地区"] for row in rows} == {"彭水苗族土家族自治县"}


@pytest.mark.usefixtures("page")
def test_of_nothing_no_file_is_offered() -> None:
    page = shown("没有这个词")
    assert len(page.get("download_button")) == 0
    assert "没有" in page.get("html")[0].proto.body
