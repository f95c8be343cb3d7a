"""Explore and the page of one chart: the address holds the whole state."""

import pytest

from charts.chart_forms import GENERAL_FORMS
from tests.helpers.pages_in_process import Dashboard

FORMS = "条形图, 点图（含取值范围）, 趋势图, 省级方格图, 位次"


def test_the_first_indicator_of_everywhere_is_shown_first(board: Dashboard) -> None:
    tab = board.tab().open("explore")
    assert tab.brief == [
        "# 自助分析",
        "指标 [劳动法律监督提示函] of 39: 劳动法律监督提示函, 解决的典型问题 … 健康驿站",
        f"图形 [条形图] of {FORMS}",
        "地区 [] ‹全部地区› of 宁波市, 海曙区",
        "报告期 [] ‹全部报告期› of 2024年1—9月, 2024年10月",
        "(全国) quiet off",
        "下级地区 [] of 浙江省（2）",
        "chart: 劳动法律监督提示函：最新数据。共2个数据项。",
        "table: 劳动法律监督提示函数据",
        "指标 | 地区 | 报告期 | 数值 | 原文位置",
        "劳动法律监督提示函 | 宁波市 | 2024年1—9月 | 177份 | 宁波劳动法律监督报道，第9段",
        "劳动法律监督提示函 | 海曙区 | 2024年10月 | 12份 | ¶1",
    ]
    assert tab.inside("breadcrumb") == ["(全国) quiet off"]
    assert "## 劳动法律监督提示函：最新数据" in tab.inside("chart-supervision_notices-bar")


def test_every_choice_stands_in_the_address_and_narrows_chart_and_table(board: Dashboard) -> None:
    tab = board.tab().open("explore", indicator="supervision_notices")
    tab.choose("地区", ["330203"])
    assert tab.address == {"indicator": "supervision_notices", "areas": "330203"}
    assert tab.brief[3] == "地区 [海曙区] ‹全部地区› of 宁波市, 海曙区"
    assert tab.brief[7:] == [
        "chart: 劳动法律监督提示函：最新数据。共1个数据项。",
        "table: 劳动法律监督提示函数据",
        "指标 | 地区 | 报告期 | 数值 | 原文位置",
        "劳动法律监督提示函 | 海曙区 | 2024年10月 | 12份 | ¶1",
    ]
    link = "加入汇报材料 → present?charts=supervision_notices.bar%3Fareas%3D330203&lang=zh"
    assert [line for line in tab.inside("chart-supervision_notices-bar") if link in line] != []
    tab.choose("地区", [])
    tab.choose("报告期", ["2024-01/2024-09"])
    assert tab.address == {"indicator": "supervision_notices", "periods": "2024-01/2024-09"}
    assert tab.brief[-1].startswith("劳动法律监督提示函 | 宁波市 | 2024年1—9月 | 177份")
    assert tab.brief[7] == "chart: 劳动法律监督提示函：最新数据。共1个数据项。"
    tab.choose("图形", "dots")
    tab.choose("指标", "model_workers")
    assert tab.address["form"] == "dots"
    assert tab.address["indicator"] == "model_workers"
    assert tab.brief[2] == f"图形 [点图（含取值范围）] of {FORMS}"


@pytest.mark.parametrize(
    "said", ["2024-01/2024-09", "2024-01-01/2024-09-30", "2024年1—9月", "2024年前三季度"]
)
def test_an_address_names_a_period_in_any_spelling(board: Dashboard, said: str) -> None:
    tab = board.tab().open("explore", indicator="supervision_notices", periods=said)
    assert tab.brief[4] == "报告期 [2024年1—9月] ‹全部报告期› of 2024年1—9月, 2024年10月"
    assert tab.brief[7] == "chart: 劳动法律监督提示函：最新数据。共1个数据项。"


def test_going_down_the_tree_and_up_again(board: Dashboard) -> None:
    tab = board.tab().open("explore", indicator="sector_workers", form="dots")
    for code, name, below in (
        ("330000", "浙江省", "宁波市（2）"),
        ("330200", "宁波市", "象山县（1）, 余姚市（1）"),
    ):
        tab.choose("下级地区", code)
        assert tab.address["area"] == code
        assert f"({name}) quiet off" in tab.inside("breadcrumb")
        assert f"下级地区 [] of {below}" in tab.brief
    tab.choose("下级地区", "330281")
    assert tab.inside("breadcrumb") == [
        *("(全国) quiet", "(浙江省) quiet", "(宁波市) quiet", "(余姚市) quiet off")
    ]
    assert not [line for line in tab.brief if line.startswith("下级地区")]
    assert tab.brief[-1].startswith("行业从业人员（电子商务） | 余姚市")
    tab.click("浙江省")
    assert tab.address["area"] == "330000"
    assert len([line for line in tab.brief if line.startswith("行业从业人员（")]) == 2
    tab.click("全国")
    assert tab.address["area"] == "100000"
    assert tab.inside("breadcrumb") == ["(全国) quiet off"]


def test_areas_that_are_chosen_stand_before_what_lies_below_one(board: Dashboard) -> None:
    asked = {"indicator": "sector_workers", "areas": ["330281", "330225"], "under": "330281"}
    found = board.tab().open("explore", **asked).brief
    assert [line.split(" | ")[1] for line in found[-2:]] == ["象山县", "余姚市"]


def test_what_the_address_asks_for_in_vain_is_left_out(board: Dashboard) -> None:
    asked = {"indicator": "nothing", "form": "pie", "areas": ["999999"], "periods": ["1999"]}
    assert board.tab().open("explore", **asked).brief == board.tab().open("explore").brief


def test_what_cannot_be_ranked_says_why(board: Dashboard) -> None:
    asked = {"indicator": "sector_workers", "form": "ranking", "lang": "en"}
    tab = board.tab().open("explore", under="330000", periods=["2024-11"], **asked)
    assert tab.brief[1:8] == [
        "Indicator [Workers in the sector] of 39: Supervision notices issued, Typical problems"
        " resolved … Health stations",
        "Form [Ranking] of Bars, Dots with bounds, Trend, Province tiles, Ranking",
        "Area [] ‹All areas› of Xiangshan County, Yuyao City",
        "Period [November 2024] ‹All periods› of November 2024",
        "(China) quiet",
        "(Zhejiang Province) quiet off",
        "Areas below [] of Ningbo City (2)",
    ]
    assert tab.inside("chart-sector_workers-ranking") == [
        "<.chart-head>",
        "## Workers in the sector: ranking of the areas that report",
        "A total and its parts, or different parts, are not combined or ranked; choose one part."
        " .finding",
        "Nothing has been reported. .empty",
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
            "[picture 志愿帮扶队中的劳动模范_2024年11月 760.01×225.01]",
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
