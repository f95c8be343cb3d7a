"""Which figures a chart draws for an area and a month: of one level, of one kind of period."""

from dataclasses import replace

import pytest

from charts.catalogue import find_charts, make_chart
from charts.chart import ChartData
from charts.declarations import ChartDeclaration
from charts.figures_of_area import (
    choose_periods,
    filter_until,
    find_base,
    find_comparable_figures,
    restrict_to_area,
    restrict_to_scope,
    select_comparable,
    select_earlier,
)
from metrics.comparable_figures import Comparable
from metrics.figure_source import FigureSource
from tests.helpers.made_charts import materials_of
from tests.helpers.report_copy import CONFIG
from tests.helpers.snapshots import small_in_memory

MONTHS = ("2024-08", "2024-09", "2025-08", "2025-09")
CITIES = ("330100", "330200")
ROWS = {
    **{f"visits..{city}..{month}": "5人" for city in CITIES for month in MONTHS},
    **{f"visits..340100..{month}": "6人" for month in MONTHS[2:]},
    **{f"visits..330000..{month}": "12人" for month in MONTHS[2:]},
    **{f"members..{city}..2025-09": "7人" for city in CITIES},
}


@pytest.fixture(scope="module")
def data() -> ChartData:
    """Two cities of a province with months of two years, the province, a city of another one."""
    return materials_of(small_in_memory(ROWS), CONFIG)["zh"]


def keys(source: FigureSource | None) -> list[str]:
    """The keys of figures, without those of another indicator than visits left out."""
    return [] if source is None else sorted(source.choose()["key"])


def visits(areas: tuple[str, ...], months: tuple[str, ...]) -> list[str]:
    return [f"visits..{area}..{month}" for area in areas for month in months]


def test_the_month_of_a_page_ends_what_is_drawn(data: ChartData) -> None:
    inside = filter_until(data.figures, "330000", "2025-08")
    assert keys(inside) == [
        *visits(("330000",), ("2025-08",)),
        *visits(CITIES, ("2024-08", "2024-09", "2025-08")),
    ]
    assert len(keys(filter_until(data.figures, "100000", "2025-08"))) == 8
    assert len(keys(filter_until(data.figures, "100000", ""))) == len(ROWS)
    assert len(keys(filter_until(data.figures, "340000", ""))) == 2


def test_the_chart_of_an_indicator_has_areas_of_one_level_and_a_period_of_one_kind(
    data: ChartData,
) -> None:
    bars = restrict_to_scope(data, "visits.bar", "330000", "2025-08")
    assert keys(bars.figures) == visits(CITIES, ("2025-08",))
    assert keys(bars.above) == visits(("330000",), ("2025-08",))
    newest = restrict_to_scope(data, "visits.bar", "330000")
    assert keys(newest.figures) == visits(CITIES, ("2025-09",))
    trend = restrict_to_scope(data, "visits.trend", "330000", "2025-08")
    assert keys(trend.figures) == visits(CITIES, ("2024-08", "2024-09", "2025-08"))
    # A city has no units here: what it reports itself is drawn, and no line across it.
    alone = restrict_to_scope(data, "visits.bar", "330200", "2025-09")
    assert (keys(alone.figures), alone.above) == (visits(("330200",), ("2025-09",)), None)
    # Before the oldest period there is none but that.
    oldest = restrict_to_scope(data, "visits.bar", "330000", "2020-01")
    assert keys(oldest.figures) == visits(CITIES, ("2024-08",))
    assert restrict_to_scope(data, "visits.trend", "330000", "2020-01").figures.choose().empty


def test_maps_programmes_and_national_charts_are_of_the_whole_country(data: ChartData) -> None:
    for address in ("visits.tiles", "province_tiles", "programme.p"):
        assert restrict_to_scope(data, address, "330000", "2024-09") is data
    assert restrict_to_scope(data, "visits.bar", "100000") is data
    until = restrict_to_scope(data, "visits.bar", "100000", "2024-09")
    assert until is not data
    assert {key.rpartition(".")[2] for key in keys(until.figures)} == {"2024-09"}


@pytest.mark.parametrize(
    ("by", "area", "until", "drawn"),
    [
        ("area", "330000", "", visits(CITIES, ("2025-09",))),
        ("area", "330000", "2024-10", visits(CITIES, ("2024-09",))),
        ("figure", "330000", "", visits(("330000",), MONTHS[2:])),
        # The province reports nothing by then, so that those of its cities are drawn.
        ("figure", "330000", "2024-09", visits(CITIES, MONTHS[:2])),
        ("figure", "330200", "2024-09", visits(("330200",), MONTHS[:2])),
    ],
)
def test_a_declared_chart_has_a_mark_for_each_area_or_the_areas_own_figures(
    data: ChartData, by: str, area: str, until: str, drawn: list[str]
) -> None:
    declared = ChartDeclaration("c", "bar", {}, {}, indicators=("visits",), by=by)
    found = restrict_to_area(data, declared, area, until)
    assert [key for key in keys(found.figures) if key.startswith("visits")] == drawn


def test_a_declared_chart_of_the_country_keeps_every_area(data: ChartData) -> None:
    declared = ChartDeclaration("c", "bar", {}, {}, indicators=("visits",), by="area")
    assert len(keys(restrict_to_area(data, declared, "100000").figures)) == len(ROWS)
    assert len(keys(restrict_to_area(data, declared, "100000", "2024-09").figures)) == 4


def test_periods_are_those_chosen_else_the_newest_until_a_month() -> None:
    found = Comparable(kind="month", periods=("2025-09", "2025-08", "2024-09"))
    assert choose_periods(found, "trend", "2025-08") == ("2025-08", "2024-09")
    assert choose_periods(found, "trend", "", ["2024-09", "2025-09"]) == ("2025-09", "2024-09")
    assert choose_periods(found, "bar", "", ["2024-09", "2025-08"]) == ("2025-08",)
    assert choose_periods(found, "bar", "2025-08") == ("2025-08",)
    assert choose_periods(found, "bar", "", ["2023"]) == ("2025-09",)
    assert choose_periods(found, "bar", "2020-01") == ("2024-09",)
    assert choose_periods(Comparable(), "bar", "") == ()


def test_some_areas_may_be_chosen_of_those_compared(data: ChartData) -> None:
    found = find_comparable_figures(data, "visits", "330000")
    assert (found.level, found.areas) == ("prefecture", CITIES)
    figures, above = select_comparable(
        data.figures, found, "visits", "330000", ["2025-09"], ["330200", "340100"]
    )
    assert keys(figures) == visits(("330200",), ("2025-09",))
    assert keys(above) == visits(("330000",), ("2025-09",))
    asked = find_comparable_figures(data, "visits", "330000", "province")
    assert asked.areas == ("330000",)
    assert select_comparable(data.figures, asked, "visits", "330000", ["2025-09"])[1] is None


def test_figures_between_a_period_and_its_bases_are_kept_to_find_breaks(data: ChartData) -> None:
    found = find_comparable_figures(data, "visits", "330000")
    both = ["last_year", "previous"]
    figures, bases = select_earlier(data.figures, found, "visits", "2025-09", both)
    assert bases == {"last_year": "2024-09", "previous": "2025-08"}
    assert keys(figures) == visits(CITIES, ("2024-09", "2025-08", "2025-09"))
    figures, bases = select_earlier(data.figures, found, "visits", "2025-08", ["previous"])
    assert bases == {"previous": "2025-07"}
    assert keys(figures) == visits(CITIES, ("2025-08",))
    figures, bases = select_earlier(data.figures, found, "visits", "2025-08", [])
    assert (bases, keys(figures)) == ({}, visits(CITIES, ("2025-08",)))


@pytest.mark.parametrize(
    ("period", "kind", "last_year", "previous"),
    [
        ("2024-09", "month", "2023-09", "2024-08"),
        ("2024-01", "month", "2023-01", "2023-12"),
        ("2024-01/2024-03", "quarter", "2023-01/2023-03", "2023-10/2023-12"),
        ("2024", "year", "2023", ""),
        ("2024-01/2024-09", "counted", "2023-01/2023-09", ""),
    ],
)
def test_a_period_is_compared_with_the_year_before_or_the_period_before(
    period: str, kind: str, last_year: str, previous: str
) -> None:
    assert find_base(period, kind, "last_year") == last_year
    assert find_base(period, kind, "previous") == previous


def test_charts_that_a_release_lacks_are_left_out(data: ChartData) -> None:
    found = find_charts(["visits.bar", "unheard_of.bar", "visits.trend", "visits.bar"], data)
    assert list(found) == ["visits.bar", "visits.trend"]
    assert found["visits.bar"] == make_chart("visits.bar", data)
    assert find_charts([], data) == {}


def test_a_file_is_named_by_the_subject_else_by_title_and_period(data: ChartData) -> None:
    chart = replace(make_chart("visits.bar", data), title="标题", period="2025年9月")
    assert replace(chart, subject="人次").file_title == "人次"
    assert replace(chart, subject="").file_title == "标题 2025年9月"
    assert replace(chart, subject="", period="").file_title == "标题"
    assert replace(chart, heading="").slide_title == "标题"
    assert replace(chart, heading="抬头").slide_title == "抬头"
