"""Explore and the page of one chart: the address holds the whole state."""

import pytest

from charts.chart_forms import GENERAL_FORMS
from tests.helpers.pages_in_process import Dashboard


def test_a_city_is_drawn_and_the_county_within_it_is_left_out_in_words(board: Dashboard) -> None:
    tab = board.tab().open("explore", indicator="supervision_notices")
    assert tab.brief == [
        "# 自助分析",
        "指标 [劳动法律监督提示函] of 39: 劳动法律监督提示函, 解决的典型问题 … 健康驿站",
        "级别 [市级] of 市级, 区县级",
        "时段 [1月起累计] of 1月起累计",
        "图形 [条形图] of 条形图, 点图（含取值范围）",
        "地区 [] ‹全部地区› of 宁波市",
        "报告期 [2024年1—9月] of 2024年1—9月",
        "<.choice-told>",
        "劳动法律监督提示函，宁波市，2024年1—9月。",
        "海曙区未画：是下级地区，与所画的级别不同，不能并列。"
        " 改画这些 → ?level=county&areas=&periods= .left-out",
        "chart: 劳动法律监督提示函：最新数据。共1个数据项。",
        "<.topic>",
        "<.newest>",
        "## 最新2条数据",
        "指标 | 地区 | 报告期 | 数值 | 原文位置",
        "劳动法律监督提示函 | 海曙区 | 2024年10月 | 12份 | ¶1",
        "劳动法律监督提示函 | 宁波市 | 2024年1—9月 | 177份 | 宁波劳动法律监督报道，第9段",
        "全部2条数据 → data?indicator=supervision_notices&area=100000&lang=zh .side",
    ]


def test_another_level_has_spans_and_areas_of_its_own(board: Dashboard) -> None:
    tab = board.tab().open("explore", indicator="supervision_notices")
    tab.choose("级别", "county")
    assert tab.address == {"indicator": "supervision_notices", "level": "county"}
    assert tab.brief[3:11] == [
        "时段 [月度] of 月度",
        "图形 [条形图] of 条形图, 点图（含取值范围）",
        "地区 [] ‹全部地区› of 海曙区",
        "报告期 [2024年10月] of 2024年10月",
        "<.choice-told>",
        "劳动法律监督提示函，海曙区，2024年10月。",
        "宁波市未画：是上级地区，与所画的级别不同，不能并列。"
        " 改画这些 → ?level=prefecture&areas=&periods= .left-out",
        "chart: 劳动法律监督提示函：最新数据。共1个数据项。",
    ]
    link = "present?charts=supervision_notices.bar%3Funder%3D"
    assert [line for line in tab.inside("chart-supervision_notices-bar") if link in line] == []
    link = "charts=supervision_notices.bar%3Fperiods%3D2024-10%26level%3Dcounty%26span%3Dmonth"
    assert [line for line in tab.inside("chart-supervision_notices-bar") if link in line] != []
    tab.choose("指标", "model_workers")
    assert tab.address["indicator"] == "model_workers"
    assert tab.brief[2] == "级别 [区县级] of 区县级"


def test_an_address_of_areas_has_their_level(board: Dashboard) -> None:
    tab = board.tab().open("explore", indicator="supervision_notices", areas="330203")
    assert tab.brief[2] == "级别 [区县级] of 市级, 区县级"
    assert tab.brief[5] == "地区 [海曙区] ‹全部地区› of 海曙区"


@pytest.mark.parametrize(
    "said", ["2024-01/2024-09", "2024-01-01/2024-09-30", "2024年1—9月", "2024年前三季度"]
)
def test_an_address_names_a_period_in_any_spelling(board: Dashboard, said: str) -> None:
    tab = board.tab().open("explore", indicator="supervision_notices", periods=said)
    assert tab.brief[6] == "报告期 [2024年1—9月] of 2024年1—9月"
    assert tab.brief[10] == "chart: 劳动法律监督提示函：最新数据。共1个数据项。"


def test_it_starts_in_the_scopes_area_and_offers_what_is_reported_there(board: Dashboard) -> None:
    tab = board.tab().open("explore", indicator="sector_workers", area="330281")
    assert tab.brief[1] == "指标 [行业从业人员] of 行业从业人员, 小微电商产业园, 签约主播"
    assert tab.brief[8] == "行业从业人员，余姚市，2024年11月。"
    assert [line for line in tab.brief if line.startswith("行业从业人员（")] == [
        "行业从业人员（电子商务） | 余姚市 | 2024年11月 | 近万名 | 宁波劳动法律监督报道，第8段"
    ]


def test_what_the_address_asks_for_in_vain_is_left_out(board: Dashboard) -> None:
    asked = {"indicator": "nothing", "form": "pie", "areas": ["999999"], "periods": ["1999"]}
    asked |= {"level": "moon", "span": "age"}
    assert board.tab().open("explore", **asked).brief == board.tab().open("explore").brief


def test_no_form_is_offered_that_draws_nothing(board: Dashboard) -> None:
    asked = {"indicator": "sector_workers", "form": "ranking", "lang": "en"}
    tab = board.tab().open("explore", area="330000", **asked)
    assert tab.brief[2:10] == [
        "Level [counties] of counties",
        "Spans [months] of months",
        "Form [Bars] of Bars, Dots with bounds",  # two parts cannot be ranked
        "Area [] ‹All areas› of Xiangshan County, Yuyao City",
        "Period [November 2024] of November 2024",
        "<.choice-told>",
        "Workers in the sector: 2 counties in Zhejiang Province, November 2024.",
        "chart: Workers in the sector: latest figures. November 2024: 2 figures.",
    ]


def test_one_chart_at_its_address(board: Dashboard) -> None:
    tab = board.tab().open("chart", name="honours")
    assert (
        tab.said
        == tab.inside("chart-honours")
        == [
            "<.chart-head>",
            "# 志愿帮扶队中的劳动模范",
            "单位：人 .unit",
            "2类荣誉合计44人（推算）。 .finding",
            "chart: 志愿帮扶队中的劳动模范。2类荣誉合计44人（推算）。",
            "<.chart-foot>",
            "注：同一人可能获得多项荣誉，合计为荣誉人次，实际人数可能更少。",
            "数据来源：工人日报（据版面推断）2024年11月5日 · 第3版"
            " · 固定链接 → chart?name=honours&lang=zh",
            "<.takeaway>",
            "[picture 彭水苗族土家族自治县2024年11月志愿帮扶队中的劳动模范 760.01×225.01]",
            "<PNG图片> “PNG图片：志愿帮扶队中的劳动模范”"
            " <SVG矢量图> “SVG矢量图：志愿帮扶队中的劳动模范”"
            " <全屏放映> “全屏放映：志愿帮扶队中的劳动模范”"
            "加入汇报材料 → present?charts=honours&lang=zh",
            "▸ 数据表",
            "项目 | 数值",
            "全国劳动模范 | 4名",
            "省部级劳动模范 | 40名",
        ]
    )


def test_a_chart_of_an_earlier_release_and_in_english(board: Dashboard) -> None:
    found = board.tab().open("chart", name="honours", release="2", lang="en").said
    assert found[3:5] == [
        "The 3 classes of honour add up to 58 people (derived). .finding",
        "chart: Model workers in the volunteer teams. The 3 classes of honour add up to 58 people"
        " (derived).",
    ]


def test_any_indicator_has_a_chart_in_every_form(board: Dashboard) -> None:
    for form in GENERAL_FORMS:
        tab = board.tab().open("chart", name=f"funds_invested.{form}")
        assert tab.said[1].startswith("# 投入资金"), form


def test_an_address_that_names_no_chart_says_so(board: Dashboard) -> None:
    for name in ("nothing", "honours.pie", "nothing.bar", ""):
        assert board.tab().open("chart", name=name).said == ["没有这张图。 .empty"]
