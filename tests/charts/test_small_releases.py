"""What charts of any indicator show of a few figures: order, limits, places, lines, tiles."""

import pytest

from charts.catalogue import make_chart, require_charts
from charts.chart import Chart, Form
from tests.helpers.drawn_texts import drawn
from tests.helpers.known_numbers import known
from tests.helpers.releases import PROGRAMMES, codes
from tests.helpers.small_material import material

CITIES = ("330100", "330200", "340100", "340200")
TWENTY = [f"{350100 + 100 * n}" for n in range(21)]  # not in the list, so named by their codes


def by_area(
    period: str, *values: int, areas: tuple[str, ...] | list[str] = CITIES
) -> dict[str, str]:
    """Figures of areas in one period."""
    pairs = zip(areas, values, strict=False)
    return {f"visits..{area}..{period}": f"{value}人" for area, value in pairs}


def columns(chart: Chart, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(chart.table[name] for name in names), strict=True))


@pytest.mark.parametrize(("form", "kind"), [("bar", Form.BAR), ("dots", Form.DOTS)])
def test_the_newest_figure_of_each_series_is_shown_highest_first(form: str, kind: Form):
    rows = by_area("2024-09", 90, 2, 3) | by_area("2024-10", 5, 9, 7, 8)
    rows |= {"members..330200.women.2024-09": "4人"}
    chart = make_chart(f"visits.{form}", material(rows))
    assert chart.form is kind
    assert columns(chart, "category", "wording", "detail") == [
        ("宁波市", "9人", ""),
        ("芜湖市", "8人", ""),
        ("合肥市", "7人", ""),
        ("杭州市", "5人", ""),
    ]
    assert (chart.title, chart.finding) == ("指标6：最新数据", "2024年10月，共4个数据项。")
    assert (chart.unit, chart.period, chart.notes) == ("人", "2024年10月", ())
    assert chart.source == "数据来源：某报2024年11月5日 · 第1版"


@pytest.mark.parametrize(
    ("newer", "period", "shown"),
    [
        (by_area("2024-11", 70), "2024年10月", 4),
        (by_area("2024-01/2024-10", 70), "2024年10月", 4),
        (by_area("2024-11", 70, 60), "2024年11月", 2),  # half of them have reported
    ],
    ids=["an early city", "the year so far of one", "half"],
)
def test_a_ranking_is_of_the_newest_period_that_most_report(
    newer: dict[str, str], period: str, shown: int
):
    chart = make_chart("visits.ranking", material(by_area("2024-10", 5, 9, 7, 8) | newer))
    assert (chart.period, len(chart.table)) == (period, shown)


def test_two_areas_with_two_parts_each_are_named_by_both():
    rows = {
        f"members..{area}.{part}.2024": f"{n}人"
        for n, (area, part) in enumerate(
            [("330100", "men"), ("330100", "women"), ("340100", "men"), ("340100", "women")], 1
        )
    }
    chart = make_chart("members.bar", material(rows))
    names = ["合肥市 女", "合肥市 男", "杭州市 女", "杭州市 男"]
    assert list(chart.table["category"]) == names
    line = make_chart(
        "members.trend", material(rows | {k.replace("2024", "2023"): "5人" for k in rows})
    )
    assert columns(line, "category", "series", "wording") == [
        *(("2023年", name, "5人") for name in ("杭州市 男", "杭州市 女", "合肥市 男", "合肥市 女")),
        ("2024年", "杭州市 男", "1人"),
        ("2024年", "杭州市 女", "2人"),
        ("2024年", "合肥市 男", "3人"),
        ("2024年", "合肥市 女", "4人"),
    ]


@pytest.mark.parametrize("form", ["bar", "dots", "ranking"])
@pytest.mark.parametrize(("count", "notes"), [
    (20, ()), (21, ("仅列前20项，其余1项见数据页。",)),
])  # fmt: skip
def test_of_more_than_twenty_the_highest_are_shown_and_the_rest_named(
    form: str, count: int, notes: tuple[str, ...]
):
    rows = by_area("2024", *range(1, count + 1), areas=TWENTY)
    chart = make_chart(f"visits.{form}", material(rows))
    values = list(chart.table["value"])
    assert values == sorted(values, reverse=True) == list(range(count, count - 20, -1))
    assert chart.notes == notes
    assert f"{count}个" in chart.finding


def test_of_more_than_twenty_parts_targets_and_events_the_rest_is_named():
    honours = {f"model_workers..{area}..2024": "9人" for area in TWENTY}
    targets = {f"supervision_coverage_target..{area}..2024": "50%" for area in TWENTY[:11]}
    small = material(honours | targets | by_area("2024", 5))
    squares, target = make_chart("honours", small), make_chart("supervision_coverage", small)
    assert (squares.form, len(squares.table)) == (Form.WAFFLE, 20)
    assert squares.notes[-1] == "仅列前20项，其余1项见数据页。"
    assert (target.form, len(target.table)) == (Form.BULLET, 20)
    assert target.notes == ("仅列前20项，其余2项见数据页。",)
    events = [
        {"name": {"zh": f"事{n}"}, "date": f"20{n:02d}", "ref_area": "330100", "source": "s"}
        for n in range(30, 9, -1)
    ]
    programmes = [programme | {"source": "s"} for programme in PROGRAMMES]
    programmes[1]["events"] = events
    timeline = make_chart("events.supervision", material(by_area("2024", 5), programmes=programmes))
    assert list(timeline.table["category"]) == [f"事{n}" for n in range(10, 30)]
    assert timeline.notes == ("仅列前20项，其余1项见数据页。",)
    assert timeline.finding == "劳动法律监督：共21件。"
    large = make_chart("honours", material({key: "90人" for key in honours}))
    assert (large.form, len(large.table)) == (Form.STACKED, 20)


@pytest.mark.parametrize(("count", "notes"), [(5, ()), (6, ("仅列前5项，其余1项见数据页。",))])
def test_of_more_than_five_lines_those_highest_of_late_are_drawn(
    count: int, notes: tuple[str, ...]
):
    rows = by_area("2023", *range(100, 100 - count, -1), areas=TWENTY)
    rows |= by_area("2024", *range(1, count + 1), areas=TWENTY)
    chart = make_chart("visits.trend", material(rows))
    assert set(chart.table["series"]) == set(TWENTY[max(0, count - 5) : count])
    assert chart.notes == notes
    assert chart.finding == "共2个报告期。"


def test_one_line_has_no_name_and_its_months_stand_in_order():
    rows = by_area("2024-10", 5) | by_area("2024-09", 9) | by_area("2024-12", 7)
    chart = make_chart("visits.trend", material(rows))
    assert columns(chart, "category", "series", "wording", "status") == [
        ("2024年9月", "", "9人", "reported"),
        ("2024年10月", "", "5人", "reported"),
        ("2024年11月", "", "未报告", "missing"),
        ("2024年12月", "", "7人", "reported"),
    ]
    assert chart.finding == "共3个报告期。"
    (label,) = drawn(chart)["layout"]["annotations"]
    assert (label["x"], label["text"]) == (1, "<b>7人</b>")  # beside the line's end
    assert label["y"] == pytest.approx(7 / 9.72, rel=1e-3)


def months(first: int, count: int, step: int = 1) -> list[str]:
    """Months from a first year on."""
    return [f"{first + n // 12}-{n % 12 + 1:02d}" for n in range(0, count, step)]


@pytest.mark.parametrize(
    ("count", "shown", "second"),
    [(120, 120, "2014年11月"), (121, 61, "2014年11月"), (240, 120, "2023年10月")],
)
def test_a_line_of_more_than_a_hundred_and_twenty_points_is_thinned_from_its_end(
    count: int, shown: int, second: str
):
    first = 2005 if count < 240 else 2004
    rows = {f"visits..330100..{month}": "5人" for month in months(first, count)}
    chart = make_chart("visits.trend", material(rows))
    assert len(chart.table) == shown
    thinned = f"共{count}个报告期，图中每2期绘一点，其余见数据页。"
    assert chart.notes == ((thinned,) if count > 120 else ())
    last = {120: "2014年12月", 121: "2015年1月", 240: "2023年12月"}[count]
    assert list(chart.table["category"])[-2:] == [second, last]
    assert chart.finding == f"共{count}个报告期。"


def test_a_line_that_thinning_leaves_without_a_number_ends_nowhere():
    """One city reports every month, the other every second of the months that are left out."""
    rows = {f"visits..330100..{month}": "5人" for month in months(2004, 240)}
    rows |= {f"visits..330200..{month}": "3人" for month in months(2004, 240, 2)}
    chart = make_chart("visits.trend", material(rows))
    assert set(chart.table.loc[chart.table["series"] == "宁波市", "status"]) == {"missing"}
    (label,) = drawn(chart)["layout"]["annotations"]
    assert "杭州市" in label["text"]


def test_places_are_those_of_the_newest_period_and_move_against_the_one_before():
    rows = by_area("2024-09", 7, 3, 1, 1) | by_area("2024-10", 5, 9, 8, 1)
    chart = make_chart("visits.ranking", material(rows))
    assert chart.form is Form.RANKING
    assert columns(chart, "category", "wording", "detail") == [
        ("宁波市", "9人", "第1位 ▲1"),
        ("合肥市", "8人", "第2位 ▲1"),
        ("杭州市", "5人", "第3位 ▼2"),
        ("芜湖市", "1人", "第4位 ▼1"),
    ]
    assert (chart.title, chart.finding) == ("指标6：已报告地区位次", "2024年10月，4个地区已报告。")


@pytest.mark.parametrize(
    ("newest", "before"),
    [
        ("2024", "2023"),
        ("2024-01", "2023-12"),
        ("2024-01/2024-09", "2023-01/2023-09"),
        ("2024-03-05", "2023-03-05"),
    ],
)
def test_the_period_before_is_the_last_one_or_the_same_of_last_year(newest: str, before: str):
    chart = make_chart("visits.ranking", material(by_area(before, 1, 2) | by_area(newest, 2, 1)))
    assert list(chart.table["detail"]) == [
        "第1位 ▲1",
        "第2位 ▼1",
    ]


def test_a_span_that_ends_with_a_month_is_newer_than_the_month():
    rows = by_area("2024-09", 1, 2) | by_area("2024-01/2024-09", 9, 3)
    chart = make_chart("visits.ranking", material(rows))
    assert columns(chart, "category", "detail") == [
        ("杭州市", "第1位"),
        ("宁波市", "第2位"),
    ]


def test_one_area_alone_has_no_place_and_two_that_stay_have_no_arrow():
    alone = make_chart("visits.ranking", material(by_area("2024", 5)))
    assert list(alone.table["detail"]) == ["2024年"]
    stayed = make_chart("visits.ranking", material(by_area("2023", 5, 4) | by_area("2024", 5, 4)))
    assert list(stayed.table["detail"]) == ["第1位", "第2位"]


def test_nothing_reported_is_an_empty_chart_with_its_title():
    chart = make_chart("visits.ranking", material({"members..330100..2024": "5人"}))
    assert chart.empty
    assert (chart.title, chart.finding, chart.notes) == ("指标6：已报告地区位次", "", ())


def test_only_whole_provinces_stand_on_tiles():
    rows = {
        "visits..330000..2024": "90人",
        "visits..340000..2024": "300余人",
        "visits..330100..2024": "50人",
        "visits..100000..2024": "1000人",
    }
    chart = make_chart("visits.tiles", material(rows))
    assert columns(chart, "category", "series", "wording", "detail", "status") == [
        ("浙江省", "浙江", "90人", "90人", "reported"),
        ("安徽省", "安徽", "300余人", "300余人", "reported"),
        ("重庆市", "重庆", "未报告", "", "missing"),
    ]
    assert known(chart.table["value"]) == [90, 300, None]
    assert columns(chart, "row", "column") == [(4, 6), (4, 5), (5, 3)]
    assert [len(keys) for keys in chart.table["figures"]] == [1, 1, 0]
    assert (chart.title, chart.finding) == ("指标6：各省份对照", "2个省级行政区有全省数据。")
    assert chart.notes[0].startswith("注：示意图")


@pytest.mark.parametrize(
    ("unplaced", "places"),
    [
        (["安徽省"], [("浙江省", 4, 6), ("重庆市", 5, 3), ("安徽省", 6, 1)]),
        (["浙江省", "安徽省", "重庆市"], [("浙江省", 1, 1), ("安徽省", 1, 2), ("重庆市", 1, 3)]),
    ],
)
def test_a_province_without_a_tile_stands_below_the_grid(unplaced, places):
    areas = codes()["areas"]
    areas.loc[areas["name_zh"].isin(unplaced), ["tile_row", "tile_col"]] = ""
    chart_data = material({"visits..330000..2024": "90人"}, areas=areas)
    for code in ("visits.tiles", "province_tiles"):
        found = columns(make_chart(code, chart_data), "category", "row", "column")
        assert sorted(found) == sorted(places)


def test_provinces_count_what_lies_in_them_and_programmes():
    rows = by_area("2024", 1, 2, 3) | {"visits..100000..2024": "5人"}
    chart = make_chart("province_tiles", material(rows, programmes=PROGRAMMES))
    assert columns(chart, "category", "value", "wording", "detail", "status") == [
        ("浙江省", 2, "2个数据项，2个工作项目", "2", "reported"),
        ("安徽省", 1, "1个数据项，0个工作项目", "1", "reported"),
        ("重庆市", 0, "0个数据项，0个工作项目", "", "missing"),
    ]
    assert chart.finding == "3个省级行政区中2个有数据项或工作项目。"


def test_a_province_of_a_programme_and_no_figure_is_not_missing():
    chart = make_chart(
        "province_tiles", material({"visits..340100..2024": "5人"}, programmes=PROGRAMMES)
    )
    assert columns(chart, "status", "detail")[:2] == [("reported", ""), ("reported", "1")]


def test_english_titles_and_findings_begin_with_a_capital():
    chart = make_chart("visits.bar", material(by_area("2024", 1, 2), "en"))
    assert (chart.title, chart.finding) == ("Visits: latest figures", "2024: 2 figures.")
    assert chart.unit == "people"
    assert list(chart.table["detail"]) == ["", ""]


@pytest.mark.parametrize(
    ("count", "period"),
    [
        (6, "2024年1月、2024年2月、2024年3月、2024年4月、2024年5月和2024年6月"),
        (7, "2024年1月、2024年2月、2024年3月、2024年4月、2024年5月、2024年6月等7项"),
    ],
)
def test_of_many_periods_the_first_six_are_named(count: int, period: str):
    chart = make_chart(
        "visits.trend", material({f"visits..330100..{m}": "5人" for m in months(2024, count)})
    )
    assert chart.period == period


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("supervision_notices", False),
        ("visits.bar", False),
        ("visits.pie", True),
        ("nothing.bar", True),
        ("nothing", True),
        ("bar", True),
    ],
)
def test_settings_that_name_no_chart_are_refused_with_their_key(address: str, refused: bool):
    addresses, indicators = [("home", "province_tiles"), ("topic", address)], [{"code": "visits"}]
    if not refused:
        require_charts(addresses, indicators)
        return
    with pytest.raises(LookupError) as fault:
        require_charts(addresses, indicators)
    assert fault.value.args == ("topic", address)
