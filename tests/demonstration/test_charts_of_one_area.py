"""Charts of charts.yaml drawn for the city and month that a page shows."""

from dataclasses import replace
from pathlib import Path

import pytest

from charts.chart import Chart, ChartData
from charts.declarations import ChartDeclaration
from charts.figures_of_area import restrict_to_area
from charts.reported_charts import build_reported_chart
from curation.code_names import read_code_names
from ledger import Snapshot
from locales import Words
from metrics.figure_queries import as_source
from settings import load_settings

CITY, COUNTRY = "990100", "100000"
BY_AREA = ChartDeclaration(
    chart="members_by_area",
    form="bar",
    name={"zh": "新发展会员", "en": "New members"},
    finding={"zh": "{marks}。", "en": "{marks}."},
    indicators=("new_members",),
    by="area",
    unit="new_members",
)


@pytest.fixture(scope="module")
def data(city: Path, snapshot: Snapshot) -> ChartData:
    topics = load_settings(city / "config.yaml").topics
    words = Words("zh", read_code_names(snapshot, topics))
    return ChartData(
        snapshot.figures,
        tuple(snapshot.programmes),
        tuple(snapshot.indicators),
        snapshot.areas,
        words,
        snapshot.release.number,
    )


def draw(data: ChartData, declared: ChartDeclaration, area: str, until: str) -> Chart:
    return build_reported_chart(restrict_to_area(data, declared, area, until), declared)


def test_bars_of_areas_are_of_one_level_and_one_month(data: ChartData) -> None:
    chart = draw(data, BY_AREA, CITY, "2025-09")
    shown = dict(zip(chart.table["category"], chart.table["value"], strict=True))
    assert shown == {
        "东湖区": 548, "西岭区": 403, "南浦区": 535, "北桥区": 304, "江湾区": 568,
        "新川区": 470, "平岗县": 147, "永澄市": 479, "柳源市": 293,
    }  # fmt: skip
    keys = {key.split(".")[-1] for keys in chart.table["figures"] for key in keys}
    assert keys == {"2025-09"}


def test_an_earlier_month_is_drawn_as_it_stood(data: ChartData) -> None:
    chart = draw(data, BY_AREA, CITY, "2025-08")
    shown = dict(zip(chart.table["category"], chart.table["value"], strict=True))
    assert (len(shown), shown["沙溪县"], shown["东湖区"]) == (10, 192, 495)


def test_marks_that_are_no_areas_are_of_the_area_alone(data: ChartData) -> None:
    by_figure = replace(BY_AREA, by="figure", detail="area")
    county = draw(data, by_figure, "990102", "2025-09")
    assert list(county.table["value"]) == [548]
    city = draw(data, by_figure, CITY, "2025-09")  # which has no figures of its own
    assert len(city.table) == 10


def test_the_whole_country_has_every_area(data: ChartData) -> None:
    figures = as_source(restrict_to_area(data, BY_AREA, COUNTRY).figures)
    assert len(figures.choose()) == len(as_source(data.figures).choose())
