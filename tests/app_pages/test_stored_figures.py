"""Figures left where they lie say the same as figures in memory, on every page's questions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ledger
from app_pages.state.figure_search import find_figures
from app_pages.state.ledger_figures import LedgerFigures
from app_pages.state.release import build_chart_data
from benchmarks.national import national
from charts.catalogue import INDICATOR_CHARTS, make_chart
from charts.chart import ChartData
from charts.declarations import load_named_charts
from curation.code_names import read_code_names
from ledger import Provenance
from metrics import progress, reporting_coverage
from metrics.figure_queries import (
    choose,
    counts_by_value,
    filter_lazy,
    first_rows,
    list_reported,
    within_area,
)
from metrics.figure_source import InMemoryFigures, OverlaidFigures
from metrics.newest_first import read_newest_rows
from settings import load_settings
from tests.helpers.made_charts import made
from tests.helpers.releases import curated, small
from tests.helpers.report_copy import CONFIG

Both = tuple[ChartData, ChartData]
Ways = dict[str, ChartData]


def ways(folder: Path, snapshot: ledger.Snapshot, indicator: str) -> Ways:
    """A release in memory, where it lies, and as a draft of one indicator would leave it."""
    stored = LedgerFigures(
        ledger.open_store(str(folder)), snapshot.release.number, snapshot.indicators
    )
    others = [each["code"] for each in snapshot.indicators if each["code"] != indicator]
    instead = choose(snapshot.figures, indicator=indicator)
    figures = {
        "memory": snapshot.figures,
        "stored": stored,
        "proposed": OverlaidFigures(stored.filter(indicator=others), InMemoryFigures(instead)),
    }
    names = read_code_names(snapshot)
    return {way: build_chart_data(snapshot, names, "zh", each) for way, each in figures.items()}


@pytest.fixture(params=["stored", "proposed"])
def way(request: pytest.FixtureRequest) -> str:
    """The way of reading that is held against figures in memory."""
    return str(request.param)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Ways:
    folder = tmp_path_factory.mktemp("curated") / "store"
    return ways(folder, curated(folder), "competitors")


@pytest.fixture
def report(reports: Ways, way: str) -> Both:
    """The curated figures."""
    return reports["memory"], reports[way]


@pytest.fixture
def year(years: Ways, way: str) -> Both:
    """A year of figures."""
    return years["memory"], years[way]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Ways:
    """Months, spans and years of three cities and a province, some ending together."""
    rows = {
        f"visits..{area}..2024-{month:02d}": f"{number}{month}余人"
        for number, area in enumerate(("330100", "330200", "340100"), 1)
        for month in range(1, 10)
    }
    rows |= {"visits..330100..2024-01/2024-09": "99人", "visits..330000..2023": "700人"}
    rows |= {"visits..330100..2023-09": "5人", "members..330100.women.2024": "12人"}
    folder = tmp_path_factory.mktemp("year") / "store"
    return ways(folder, small(folder, rows), "visits")


def same(left: Any, right: Any) -> None:
    pd.testing.assert_frame_equal(left.reset_index(drop=True), right.reset_index(drop=True))


def test_every_chart_of_the_report(report: Both) -> None:
    addresses = [*load_named_charts(), *(f"competitors.{form}" for form in INDICATOR_CHARTS)]
    memory, stored = (made(addresses, material) for material in report)
    assert {name for _, name in load_settings(CONFIG).chart_addresses()} <= memory.keys()
    assert memory.keys() == stored.keys()
    for address, chart in memory.items():
        pd.testing.assert_frame_equal(chart.table, stored[address].table, obj=address)
        assert chart == stored[address]


@pytest.mark.parametrize("form", INDICATOR_CHARTS)
def test_every_general_chart(year: Both, form: str) -> None:
    memory, stored = (make_chart(f"visits.{form}", material) for material in year)
    assert not memory.empty or memory.finding
    same(memory.table, stored.table)
    assert memory == stored


QUESTIONS: dict[str, Callable[[ChartData], pd.DataFrame]] = {
    "of an indicator": lambda m: choose(m.figures, indicator="visits"),
    "of a topic": lambda m: choose(m.figures, topic="supervision", ref_area=["330100"]),
    "of nothing": lambda m: choose(m.figures, indicator=[], ref_area=["330100"]),
    "of no such area": lambda m: choose(
        filter_lazy(m.figures, ref_area="330100"), ref_area="330200"
    ),
    "parts alone": lambda m: choose(m.figures, breakdown="women"),
    "by key": lambda m: choose(m.figures, key=["visits..330100..2024-03", "no..such..key"]),
    "newest": lambda m: choose(m.newest, indicator="visits"),
    "newest of a month": lambda m: choose(m.newest, time_period="2024-09"),
    "under a province": lambda m: choose(within_area(m.figures, "330000"), time_period="2024-02"),
    "a window": lambda m: first_rows(m.figures, 5, 7, indicator="visits"),
    "the newest first": lambda m: read_newest_rows(m.figures, 7, 2),
    "found by name": lambda m: choose(find_figures(m, "宁波 2024-0")),
    "found by pinyin": lambda m: choose(find_figures(m, "hangzhou", "supervision")),
    "found by wording": lambda m: choose(find_figures(m, "33余")),
    "found by key": lambda m: choose(find_figures(m, "visits..330100..2024-01/2024-09")),
    "not found": lambda m: choose(find_figures(m, "宁波 没有")),
    "in the year": lambda m: progress.compute_progress(m.figures, list(m.indicators), 2024, 9),
    "through": lambda m: pd.DataFrame(progress.list_month_ends(m.figures)),
    "provinces": lambda m: reporting_coverage.count_by_province(m.figures, m.programmes, m.areas),
    "extent": lambda m: pd.DataFrame([reporting_coverage.measure_extent(m.figures)]),
    "not reviewed": lambda m: pd.DataFrame(
        [counts_by_value(m.figures, "source", obs_status=["A"])]
    ),
    "as reported": lambda m: list_reported(m.figures, indicator="members"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question(year: Both, question: str) -> None:
    memory, stored = (QUESTIONS[question](material) for material in year)
    same(memory, stored)
    assert memory.empty == (question in ("of nothing", "of no such area", "not found"))


def test_a_page_reads_what_it_shows_of_many_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures, codes = national(400_000)
    store = ledger.open_store(str(tmp_path / "store"))
    store.write(0, figures, codes, Provenance(author="test", reason="test"))
    read: list[int] = []
    was = ledger.Store.figures

    def counted(*args: Any, **kwargs: Any) -> pd.DataFrame:
        found = was(*args, **kwargs)
        read.append(len(found))
        return found

    monkeypatch.setattr(ledger.Store, "figures", counted)
    lists = store.read(1, ledger.FigureFilter(limit=0))
    stored = LedgerFigures(store, 1, lists.indicators)
    material = build_chart_data(lists, read_code_names(lists), "zh", stored)
    for form in INDICATOR_CHARTS:
        assert make_chart(f"synthetic_000.{form}", material).release == 1
    counties = sorted(figures.to_pandas()["ref_area"].unique())
    assert max(read) <= 2 * len(counties)
    # A list of values is joined to the files, which loses their order where nobody sorts.
    found = stored.choose(indicator="synthetic_000", ref_area=counties[::-1][::9])
    assert list(found["ref_area"].unique()) == sorted(found["ref_area"].unique())
    windows = [stored.first_rows(7, at, ref_area=counties[5:50]) for at in range(0, 70, 7)]
    whole = stored.first_rows(70, ref_area=counties[5:50])
    same(pd.concat(windows), whole)
    assert list(whole["key"]) == sorted(whole["key"])


@pytest.mark.parametrize("asked", ["2023", "2023-01/2023-12", "2023-01-01/2023-12-31"])
@pytest.mark.parametrize("stored", ["2023", "2023-01/2023-12", "2023-01-01/2023-12-31"])
def test_a_stored_figure_is_found_in_any_spelling(tmp_path: Path, asked: str, stored: str):
    folder = tmp_path / "store"
    small(folder, {f"visits..330100..{stored}": "5人", "visits..330100..2023-12": "1人"})
    figures = LedgerFigures(ledger.open_store(str(folder)), 1, [])
    for found in (
        figures.choose(time_period=asked),
        figures.filter(time_period=[asked, "2022"]).choose(),
        figures.choose(key=f"visits..330100..{asked}"),
        figures.latest().choose(time_period=asked),
    ):
        assert list(found["time_period"]) == [stored]
    assert figures.choose(time_period="2024").empty
    assert figures.choose(key="visits..330100..2024").empty
