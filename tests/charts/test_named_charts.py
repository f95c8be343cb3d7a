"""What the named charts show of other figures than the report's: gaps, bounds, several of each."""

import pytest

from charts.catalogue import make_chart
from charts.chart import Chart, Form
from charts.marks import list_marks
from charts.topics.programmes import list_events
from locales import Words
from tests.helpers.known_numbers import known
from tests.helpers.releases import PROGRAMMES
from tests.helpers.small_material import material

TYRES = "tyre-contest-2024"
CONTEST = {
    f"competitors.{TYRES}.100000..2024": "100人",
    f"prize_winners.{TYRES}.100000.third.2024": "30人",
    f"prize_winners.{TYRES}.100000.first.2024": "10人",
    f"prize_winners.{TYRES}.100000.second.2024": "20余人",
}


def columns(chart: Chart, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(chart.table[name] for name in names), strict=True))


def numbers(chart: Chart, row: int) -> list[float | None]:
    return known(chart.table.loc[row, ["value", "value_low", "value_high"]])


def test_prizes_stand_in_the_order_of_the_list_and_the_rest_is_derived():
    chart = make_chart("prize_winners", material(CONTEST))
    assert chart.form is Form.WAFFLE
    assert columns(chart, "category", "wording", "status", "formula") == [
        ("分first", "10人", "reported", ""),
        ("分second", "20余人", "reported", ""),
        ("分third", "30人", "reported", ""),
        ("未获个人奖（推算）", "30—40人", "derived", "参赛选手 − 一、二、三等奖人数"),
    ]
    assert numbers(chart, 3) == [40, 30, 40]
    assert list(chart.table["low_exclusive"]) == [False, False, False, True]
    assert chart.finding == "100人选手中60—70人获个人奖，占60—70%（推算）。"
    assert [len(keys) for keys in chart.table["figures"]] == [1, 1, 1, 4]


@pytest.mark.parametrize("left_out", ["competitors", "prize_winners"])
def test_prizes_without_competitors_or_winners_are_not_shown(left_out: str):
    rows = {key: wording for key, wording in CONTEST.items() if not key.startswith(left_out)}
    chart = make_chart("prize_winners", material(rows))
    assert chart.empty
    assert chart.finding == ""


def test_contests_with_prizes_stand_in_panels_of_their_own_the_newest_first():
    rows = CONTEST | {
        "prize_winners.p.330100.first.2025": "7人",
        "competitors.p.330100..2025": "9人",
        "competitors.q.330200..2025": "30人",
        "prize_winners..330200.first.2025-05": "3人",
        "competitors..330200..2025-05": "12人",
    }
    chart = make_chart("prize_winners", material(rows, programmes=PROGRAMMES))
    assert chart.form is Form.MULTIPLES
    assert columns(chart, "series", "category", "wording", "status") == [
        ("甲项目", "分first", "7人", "reported"),
        ("甲项目", "未获个人奖（推算）", "2人", "derived"),
        ("宁波市2025年5月", "分first", "3人", "reported"),
        ("宁波市2025年5月", "未获个人奖（推算）", "9人", "derived"),
        (TYRES, "分first", "10人", "reported"),
        (TYRES, "分second", "20余人", "reported"),
        (TYRES, "分third", "30人", "reported"),
        (TYRES, "未获个人奖（推算）", "30—40人", "derived"),
    ]
    assert chart.title == "各项竞赛个人奖分布"
    assert chart.finding == (
        "3项竞赛中获个人奖的选手所占比重（推算）："
        "甲项目77.8%、宁波市2025年5月25%和tyre-contest-202460—70%。"
    )
    assert make_chart("prize_winners", material(CONTEST)).title == "全国轮胎竞赛个人奖分布"
    english = make_chart("prize_winners", material(rows, "en", programmes=PROGRAMMES))
    assert english.finding.startswith(
        "Winners as a share of the competitors in 3 contests (derived)"
    )


def test_two_contests_of_one_programme_are_told_apart_by_area_and_period():
    rows = {
        f"{code}.p.{area}.{part}.2024": f"{number}人"
        for area in ("330100", "330200")
        for code, part, number in (("prize_winners", "first", 2), ("competitors", "", 8))
    }
    chart = make_chart("prize_winners", material(rows, programmes=PROGRAMMES))
    assert list(chart.table["series"].unique()) == ["甲项目杭州市2024年", "甲项目宁波市2024年"]


@pytest.mark.parametrize(("count", "notes"), [(10, ()), (11, ("仅列前10项，其余1项见数据页。",))])
def test_of_more_than_ten_contests_the_rest_is_counted(count: int, notes: tuple[str, ...]):
    rows = {
        f"{code}.p{n}.330100.{part}.2024": f"{number}人"
        for n in range(count)
        for code, part, number in (("prize_winners", "first", 2), ("competitors", "", 8))
    }
    chart = make_chart("prize_winners", material(rows))
    assert chart.table["series"].nunique() == 10
    assert chart.notes == notes
    assert len(chart.finding) < 120


def test_contests_side_by_side_show_what_one_of_them_does_not_report():
    rows = {
        "competitors.p.330100..2024": "40人",
        "competitors.q.330200..2024": "近50人",
        "competing_teams.q.330200..2024": "8支",
        "contest_events.p.330100..2024": "3个",
    }
    chart = make_chart("contests_side_by_side", material(rows, programmes=PROGRAMMES))
    assert chart.form is Form.MULTIPLES
    assert columns(chart, "series", "category", "wording", "status") == [
        ("名contest_events", "乙项目", "未报告", "missing"),
        ("名contest_events", "甲项目", "3个", "reported"),
        ("指标15", "乙项目", "8支", "reported"),
        ("指标15", "甲项目", "未报告", "missing"),
        ("名competing_enterprises", "乙项目", "未报告", "missing"),
        ("名competing_enterprises", "甲项目", "未报告", "missing"),
        ("指标11", "乙项目", "近50人", "reported"),
        ("指标11", "甲项目", "40人", "reported"),
    ]
    assert chart.finding == "2项竞赛的规模并列对照；级别不同，不相加。"
    codes = ("contest_events", "competing_teams", "competing_enterprises", "competitors")
    whole = {f"{code}.p.330100..2024": "3个" for code in codes}
    complete = make_chart("contests_side_by_side", material(whole, programmes=PROGRAMMES))
    assert list(complete.table["status"]) == ["reported"] * 4


@pytest.mark.parametrize(("count", "notes"), [(10, 1), (11, 2)])
def test_of_more_than_forty_marks_in_panels_the_rest_is_counted(count: int, notes: int):
    rows = {f"competitors.p{n}.330100..2024": f"{n + 1}人" for n in range(count)}
    chart = make_chart("contests_side_by_side", material(rows))
    assert len(chart.table) == 40
    assert len(chart.notes) == notes
    assert (
        chart.notes[-1]
        == ("注：每个指标各用一个刻度。", "仅列前40项，其余4项见数据页。")[notes - 1]
    )


def test_a_derived_number_with_one_open_bound_says_which():
    rows = {
        "competitors.p.330100..2024": "40人",
        "competing_teams.p.330100..2024": "近8支",
        "competitors.p.330200..2024": "近42人",
        "competing_teams.p.330200..2024": "6支",
        "competitors.q.340100..2024": "40多人",
        "competing_teams.q.340100..2024": "6余支",
        "competitors.q.340200..2024": "约40人",
        "competing_teams.q.340200..2024": "6支",
        "competitors.p.340200..2024": "超40人",
        "competing_teams.p.340200..2024": "8支",
    }
    chart = make_chart("competitors_per_group", material(rows, programmes=PROGRAMMES))
    derived = chart.table[chart.table["status"] == "derived"]
    assert list(derived["wording"]) == [
        "5人/支以上", "0—7人/支", "超过5人/支", "5.71—8.34人/支", "约7人/支",
    ]  # fmt: skip
    assert [numbers(chart, row) for row in derived.index] == [
        [5, 5, None],
        [7, 0, 7],
        [5, 5, None],
        pytest.approx([40 / 6, 40 / 7, 50 / 6]),
        [pytest.approx(40 / 6), 0, None],
    ]
    assert set(derived["category"]) == {"推算"}
    assert set(derived["formula"]) == {"参赛选手 ÷ 代表队"}
    english = make_chart("competitors_per_group", material(rows, "en", programmes=PROGRAMMES))
    assert list(english.table["wording"])[2::3] == [
        *("at least 5 per team", "0–7 per team", "more than 5 per team"),
        *("5.71–8.34 per team", "about 7 per team"),
    ]


@pytest.mark.parametrize(("count", "notes"), [(6, ()), (7, ("仅列前6项，其余1项见数据页。",))])
def test_of_more_than_six_ratios_the_rest_is_counted(count: int, notes: tuple[str, ...]):
    rows = {f"competitors.p{n}.330100..2024": "40人" for n in range(count)}
    rows |= {f"competing_teams.p{n}.330100..2024": "8支" for n in range(count)}
    chart = make_chart("competitors_per_group", material(rows))
    assert list(chart.table["row"]) == [line for line in range(6) for _ in range(3)]
    assert chart.notes == notes


def test_lines_of_a_second_ratio_follow_the_first():
    rows = {f"competitors.p{n}.330100..2024": "40人" for n in range(5)}
    rows |= {f"competing_teams.p{n}.330100..2024": "8支" for n in range(4)}
    rows |= {f"competing_enterprises.p{n}.330100..2024": "10家" for n in range(4)}
    chart = make_chart("competitors_per_group", material(rows))
    assert [wording for wording, column in columns(chart, "wording", "column") if column == 2] == [
        *["5人/支"] * 4,
        *["4人/家"] * 2,
    ]
    assert list(chart.table["row"].unique()) == [0, 1, 2, 3, 4, 5]
    assert chart.notes == ("仅列前6项，其余2项见数据页。",)


def test_of_two_months_the_newest_ratio_is_shown():
    rows = {f"{code}.p.330100..2024-{month}": f"{n}人" for code, month, n in (
        ("competitors", "09", 90), ("competitors", "10", 40), ("competing_teams", "09", 9),
        ("competing_teams", "10", 8))}  # fmt: skip
    chart = make_chart("competitors_per_group", material(rows, programmes=PROGRAMMES))
    assert list(chart.table["wording"]) == ["40人", "8人", "5人/支"]
    assert chart.period == "2024年10月"


def test_an_operand_of_one_part_is_named_with_it():
    rows = {"competitors.p.330100.women.2024": "30人", "competing_teams.p.330100..2024": "6支"}
    chart = make_chart("competitors_per_group", material(rows, programmes=PROGRAMMES))
    assert list(chart.table["category"]) == ["指标11（competitors.women）", "指标15", "推算"]


def test_a_reported_coverage_stands_beside_its_target():
    rows = {
        "supervision_coverage_target.p.330200..2024": "50%以上",
        "supervision_coverage.p.330200..2024-12": "48.5%",
        "supervision_coverage_target.q.330100..2024": "60%",
        "supervision_coverage.q.330100..2024": "近70%",
    }
    chart = make_chart("supervision_coverage", material(rows, programmes=PROGRAMMES))
    assert chart.form is Form.BULLET
    assert columns(chart, "category", "wording", "detail", "status") == [
        ("实际", "48.5%", "宁波市", "reported"),
        ("目标", "50%以上", "宁波市", "target"),
        ("实际", "近70%", "杭州市", "reported"),
        ("目标", "60%", "杭州市", "target"),
    ]
    assert chart.finding.endswith("；实际覆盖率见图。")
    del rows["supervision_coverage.q.330100..2024"]
    partly = make_chart("supervision_coverage", material(rows, programmes=PROGRAMMES))
    assert partly.finding.endswith("；实际覆盖率未报告。")


def test_the_pool_is_the_fund_and_its_match():
    rows = {
        "subsidy_budget.p.330100..2024": "200余万元",
        "matching_ratio.p.330100..2024": "1：1",
    }
    chart = make_chart("matched_pool", material(rows, programmes=PROGRAMMES))
    assert chart.form is Form.STACKED
    assert columns(chart, "category", "wording", "status") == [
        ("工会专项奖补资金", "200余万元", "reported"),
        ("企业配套（推算）", "200万—300万元", "derived"),
    ]
    assert chart.finding == "按1：1配套，资金规模可达400万—600万元（推算）。"
    assert list(chart.table["high_exclusive"]) == [True, True]


@pytest.mark.parametrize(
    ("name", "code", "parts"),
    [
        ("honours", "model_workers", ("national", "provincial")),
        ("supervision_organisations", "supervision_organisations", ("unions", "enterprises")),
        ("organisations_awarded", "awarded_organisations", ("organiser", "contribution")),
    ],
)
def test_marks_of_several_areas_name_each(name: str, code: str, parts: tuple[str, str]):
    first, second = parts
    rows = {
        f"{code}.p.330100.{second}.2024": "2个",
        f"{code}.p.330100.{first}.2024": "1个",
        f"{code}.p.330200.{first}.2024": "3个",
    }
    chart = make_chart(name, material(rows, programmes=PROGRAMMES))
    assert columns(chart, "category", "detail") == [
        (f"分{first}", "杭州市"),
        (f"分{first}", "宁波市"),
        (f"分{second}", "杭州市"),
    ]
    alone = make_chart(
        name, material({f"{code}.p.330100.{first}.2024": "1个"}, programmes=PROGRAMMES)
    )
    assert list(alone.table["detail"]) == [""]


def test_an_indicator_without_a_breakdown_goes_by_its_own_name():
    chart = make_chart("honours", material({"model_workers..330100..2024": "5人"}))
    assert list(chart.table["category"]) == ["名model_workers"]
    assert chart.finding == "1类荣誉合计5人（推算）。"


def test_people_reached_stand_by_number_with_their_area_where_there_are_several():
    rows = {
        "workers_covered.p.330100..2024": "30人",
        "health_service_users.p.330200..2024": "50余人",
    }
    chart = make_chart("people_reached", material(rows, programmes=PROGRAMMES))
    assert columns(chart, "category", "detail") == [
        ("名health_service_users", "宁波市"),
        ("名workers_covered", "杭州市"),
    ]


@pytest.mark.parametrize(
    ("count", "said"), [(6, "A1、B2、C3、D4、E5和F6"), (7, "A1、B2、C3、D4、E5、F6等7项")]
)
def test_of_many_marks_the_first_six_are_said(count: int, said: str):
    rows = {f"visits..{330100 + n}..2024": f"{n}人" for n in range(1, count + 1)}
    table = make_chart("visits.bar", material(rows)).table.sort_values("value")
    named = table.assign(category=list("ABCDEFG")[:count], wording=list("1234567")[:count])
    assert list_marks(named, Words("zh")) == said


def test_programmes_and_indicators_that_are_not_held_are_key_errors():
    small = material({"visits..330100..2024": "5人"}, programmes=PROGRAMMES)
    assert small.programme("q")["name"]["zh"] == "乙项目"
    assert small.indicator("members")["kind"] == "stock"
    for find in (small.programme, small.indicator):
        with pytest.raises(KeyError):
            find("nothing")


def test_a_programme_without_steps_has_an_empty_flow():
    programmes = [programme | {"source": "s"} for programme in PROGRAMMES]
    chart = make_chart("flow.p", material({"visits.p.330100..2024": "5人"}, programmes=programmes))
    assert chart.empty
    assert (chart.title, chart.form) == ("工作流程", Form.FLOW)


def test_sources_of_a_chart_are_named_once_in_order():
    sources = [
        {"id": code, "producer": {"zh": name}, "title": {"zh": "来源"}, "date_published": day}
        for code, name, day in (("s", "某报", "2024-11-05"), ("a", "年鉴", "2023-01-01"))
    ]
    programmes = [PROGRAMMES[0] | {"source": "a", "steps": [{"zh": "一"}]}]
    both = material({"visits..330100..2024": "5人"}, sources=sources, programmes=programmes)
    assert make_chart("visits.bar", both).source == "数据来源：某报2024年11月5日 · 第1版"
    assert make_chart("flow.p", both).source == "数据来源：年鉴2023年1月1日 · 第1版"
    assert make_chart("prize_winners", both).source == "数据来源：某报2024年11月5日 · 第1版"


def test_events_of_one_kind_stand_in_time_order_with_their_programme():
    programmes = [
        {"id": "q", "events": [{"kind": "notice", "date": "2024-10", "ref_area": "330200"}]},
        {
            "id": "p",
            "events": [
                {"kind": "visit", "date": "2024-01", "ref_area": "330100"},
                {"kind": "notice", "date": "2024-10", "ref_area": "330100"},
                {"kind": "notice", "date": "2024-09", "ref_area": "330203"},
                {"kind": "notice", "date": "2024-10", "ref_area": "330200"},
            ],
        },
        {"id": "none"},
    ]
    common = PROGRAMMES[0]
    data = material(
        {"visits..330100..2024": "5人"}, programmes=[common | each for each in programmes]
    )
    notices = [(programme["id"], event) for programme, event in list_events(data, kind="notice")]
    assert [(code, event["date"], event["ref_area"]) for code, event in notices] == [
        ("p", "2024-09", "330203"),
        ("q", "2024-10", "330200"),
        ("p", "2024-10", "330100"),
        ("p", "2024-10", "330200"),
    ]
    assert len(list_events(data)) == 5
    assert list_events(data, "contests") == []
