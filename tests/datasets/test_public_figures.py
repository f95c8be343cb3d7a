"""The public figures that ship: wordings, targets, breaks, sources, and what is never combined."""

from collections import Counter

import pandas as pd
import pytest

from charts.catalogue import make_chart
from charts.chart import ChartData, Form
from charts.declarations import load_named_charts
from curation.releases import datasets
from extraction import ReportReader, extract_figures
from ledger import Provenance, Snapshot, Store, open_store
from ledger.queries.totals import TotalsRequest
from metrics.figure_queries import choose
from metrics.progress import list_month_ends, list_summable_flows
from metrics.sums_and_ratios import sum_figures
from metrics.year_on_year import list_changes
from periods import year_before
from quantities import NotCombinableError
from quantities.annual_targets import with_annual_targets
from tests.helpers.dataset_tables import table
from tests.helpers.made_charts import materials_of
from tests.helpers.marked_passages import areas
from tests.helpers.report_copy import REPORT, SHIPPED, SHIPPED_CONFIG

PUBLIC = [row for row in table("figures") if row["source"] != "page-2024-11-05"]
INDICATORS = {entry["code"]: entry for entry in table("indicators")}
SOURCES = {entry["id"]: entry for entry in table("sources")}
CENSUS = ("census_entities", "census_unionised_entities", "census_employed", "census_union_members")
NOT_REPORTED = {"陕西", "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门"}
BREAKS = {
    ("outdoor_service_stations", "2024-01"),
    ("station_people_covered", "2024-01"),
    ("station_daily_visits", "2024-12"),
}
"""The first figures of a new definition."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with what ships as its first release."""
    tables = datasets.read_datasets(SHIPPED)
    store = open_store(str(tmp_path_factory.mktemp("public") / "store"))
    store.write(0, tables.figures, tables.codes, Provenance(author="operator:t", reason="t"))
    return store


@pytest.fixture(scope="module")
def release(store: Store) -> Snapshot:
    return store.read()


def of(source: str) -> list[dict[str, str]]:
    return [row for row in PUBLIC if row["source"].startswith(source)]


def test_every_source_has_its_figures_and_the_census_26_provinces() -> None:
    counts = Counter(row["source"] for row in PUBLIC)
    assert counts["census-2004"] == 4 * 27
    assert len(PUBLIC) == 143
    assert len(of("cctv-")) == 24
    assert len(counts) == 17
    for code in CENSUS:
        assert len({row["ref_area"] for row in PUBLIC if row["indicator"] == code}) == 27


def test_the_figures_of_the_report_stay_as_they_are() -> None:
    lines = (SHIPPED / "figures.csv").read_text("utf-8").splitlines()
    assert lines[:50] == (REPORT / "figures.csv").read_text("utf-8").splitlines()
    assert not any("page-2024-11-05" in line for line in lines[50:])


@pytest.mark.parametrize(
    ("key", "wording"),
    [
        (("outdoor_service_stations", "2023-12"), "近16万个"),
        (("station_people_covered", "2023-12"), "超1亿人"),
        (("station_daily_visits", "2023-12"), "300多万人次"),
        (("survey_workforce", "2022"), "4.02亿人左右"),
        (("jobs_offered_plan", "2025"), "不低于500万个"),
        (("station_funds_total", "2022-04"), "近11.67亿元"),
    ],
)
def test_a_wording_is_kept_as_printed(key: tuple[str, str], wording: str) -> None:
    (row,) = [
        row
        for row in PUBLIC
        if (row["indicator"], row["time_period"]) == key and row["ref_area"] == "100000"
    ]
    assert row["as_reported"] == wording


def test_plans_are_targets_and_nothing_else_is() -> None:
    kinds = Counter(INDICATORS[row["indicator"]]["kind"] for row in PUBLIC)
    assert kinds["target"] == 8
    named = {entry["code"] for entry in INDICATORS.values() if "计划" in entry["name"]["zh"]}
    assert {INDICATORS[code]["kind"] for code in named} == {"target"}


def test_a_daily_rate_is_a_ratio_that_is_never_summed() -> None:
    daily = INDICATORS["station_daily_visits"]
    assert (daily["unit"]["zh"], daily["kind"]) == ("人次/日", "ratio")
    assert daily["aggregation"] == "none"


def test_every_figure_leads_to_a_source_with_title_and_address() -> None:
    for row in PUBLIC:
        source = SOURCES[row["source"]]
        assert source["title"]["zh"]
        assert source["url"].startswith("http")
        assert row["locator"]
        zh, separator, en = row["note"].partition(" | ")
        assert all((zh, separator, en)), row


def test_no_growth_is_computed_across_a_break(release: Snapshot) -> None:
    found = {(row["indicator"], row["time_period"]) for row in PUBLIC if row["obs_status"] == "B"}
    assert found == BREAKS
    for code, _ in BREAKS:
        for period in choose(release.figures, indicator=code)["time_period"].unique():
            changes = list_changes(release.figures, code, period, year_before(period))
            assert set(changes.values()) == {None}, code


def test_a_break_interrupts_the_line(shipped: ChartData) -> None:
    chart = make_chart("outdoor_service_stations.trend", shipped)
    country = chart.table[chart.table["series"] == "全国"]
    assert list(country.loc[country["detail"] != "", "category"]) == ["2024年1月"]
    (said,) = set(country["detail"]) - {""}
    assert said.startswith("自2024年1月起口径有变，与此前不可比：口径断点：")


@pytest.mark.parametrize("area", ["country", "province"])
@pytest.mark.parametrize("span", [None, "year"])
def test_the_roll_up_sums_none_of_them(store: Store, area: str, span: str | None) -> None:
    """Of all public figures only members recruited may be added up, and there is one of them."""
    request = TotalsRequest(area, span, "month" if span else None)  # type: ignore[arg-type]
    codes = {row["indicator"] for row in PUBLIC}
    totals = store.roll_up(totals=request)
    public = totals[totals["indicator"].isin(codes)]
    assert set(public["indicator"]) <= {"new_members"}
    assert set(public["figures"]) <= {1}


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ({"indicator": "census_entities"}, "not_declared"),  # provinces and the country
        ({"indicator": "central_help_funds"}, "not_declared"),  # batches
        ({"indicator": "outdoor_service_stations"}, "not_declared"),
        (
            {"indicator": ["acftu_warmth_year_plan", "acftu_warmth_festival_plan"]},
            "not_declared",
        ),
        ({"indicator": ["warmth_visits", "warmth_helped", "epidemic_visits"]}, "not_declared"),
        ({"indicator": ["innovation_studios", "studio_support_plan"]}, "units_differ"),
    ],
)
def test_what_must_not_be_added_is_refused(
    release: Snapshot, where: dict[str, object], code: str
) -> None:
    figures = choose(release.figures, **where)
    assert len(figures) > 1
    with pytest.raises(NotCombinableError) as refused:
        sum_figures(figures)
    assert refused.value.code == code


def test_provinces_without_the_country_are_not_added_either(release: Snapshot) -> None:
    figures = choose(release.figures, indicator="census_union_members")
    with pytest.raises(NotCombinableError) as refused:
        sum_figures(figures[figures["ref_area"] != "100000"])
    assert refused.value.code == "not_declared"


def test_no_chart_shows_a_sum_of_them(shipped: ChartData) -> None:
    forbidden = {150_000_000.0 + 57_000_000, 396_000_000.0 + 960_000_000}
    for code in CENSUS:
        values = [float(row["value"]) for row in PUBLIC if row["indicator"] == code]
        forbidden.add(sum(values) - max(values))
    for name in load_named_charts():
        drawn = make_chart(name, shipped).table["value"].dropna()
        assert not forbidden & set(drawn), name


def test_batches_and_plans_make_no_month_of_progress(release: Snapshot) -> None:
    flows = [each["code"] for each in list_summable_flows(release.indicators)]
    months = list_month_ends(choose(release.figures, indicator=flows))
    assert "2011-09" in months  # members recruited in nine months
    assert not {"2023-01", "2023-08", "2024-06"} & {*months}


@pytest.fixture(scope="module")
def shipped(release: Snapshot) -> ChartData:
    return materials_of(release, SHIPPED_CONFIG)["zh"]


@pytest.mark.parametrize(
    ("name", "country", "first", "last", "yunnan"),
    [
        ("census_unionised", 1166154 / 5168303, "云南省", "上海市", 39267 / 93202),
        ("census_membership", 122908000 / 212616600, "云南省", "广东省", 2729400 / 3757000),
    ],
)
def test_a_ratio_of_the_census_is_a_map_and_a_ranking(
    shipped: ChartData, name: str, country: float, first: str, last: str, yunnan: float
) -> None:
    tiles = make_chart(f"{name}_tiles", shipped)
    assert (tiles.form, len(tiles.table), tiles.unit) == (Form.TILES, 34, "%")
    missing = tiles.table[tiles.table["status"] == "missing"]
    assert set(missing["series"]) == NOT_REPORTED
    assert set(missing["wording"]) == {"未报告"}
    (tile,) = tiles.table.loc[tiles.table["category"] == "云南省", "detail"]
    assert tile == f"{100 * yunnan:.1f}%"
    ranking = make_chart(f"{name}_ranking", shipped)
    assert (ranking.form, len(ranking.table)) == (Form.RANKING, 26)
    assert (ranking.table["category"].iloc[0], ranking.table["category"].iloc[-1]) == (first, last)
    assert ranking.table["detail"].iloc[0] == "第1位"
    assert ranking.table["value"].iloc[0] == pytest.approx(100 * yunnan, abs=0.051)
    assert set(ranking.table["status"]) == {"derived"}
    assert f"{100 * country:.1f}%" in ranking.finding
    assert "26个省份" in tiles.finding


def test_missing_provinces_are_told_in_the_finding(shipped: ChartData) -> None:
    finding = make_chart("census_unionised_tiles", shipped).finding
    assert all(name in finding for name in NOT_REPORTED)


def test_a_plan_is_drawn_as_a_target(shipped: ChartData) -> None:
    for name in ("warmth_plans", "stations_goal"):
        assert set(make_chart(name, shipped).table["status"]) == {"target"}
    studios = make_chart("studios", shipped).table
    assert list(studios["status"]) == ["reported", "target"]
    assert list(studios["wording"]) == ["297家", "200家"]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("全区工会会员人数为86.3万人。", {"union_members"}),
        ("截至6月底，全市基层工会组织数达到1.2万个。", {"grassroots_unions"}),
        ("全市共有法人单位3.2万个。", {""}),
        ("今年以来，86万人加入工会。", {""}),
        ("全市已建成工会驿站1842个。", {"outdoor_service_stations"}),
        ("全市职工总数120万人。", {"staff_and_workers"}),
        ("安排送温暖资金300万元。", {"warmth_funds"}),
    ],
)
def test_their_words_take_nothing_from_the_catalogue(text: str, indicators: set[str]) -> None:
    reader = ReportReader.from_code_lists(areas(), with_annual_targets(table("indicators")))
    day = pd.Timestamp("2025-09-30").date()
    assert {each.indicator for each in extract_figures(reader, text, day)} == indicators


def test_the_census_is_nobodys_heading() -> None:
    """A column of an office, 法人单位数 or 加入工会人数, is asked about and not taken for it."""
    taken = {
        word
        for entry in INDICATORS.values()
        for word in (entry["name"]["zh"], *entry.get("terms", ()), *entry.get("labels", ()))
    }
    assert not {"法人单位数", "加入工会人数", "法人单位就业人数"} & taken
