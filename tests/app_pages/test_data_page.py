"""The Data page part by part: figures, definitions, completeness, sources, downloads."""

import csv
import io
import zipfile

import pytest

from exports.data import DOWNLOAD_KINDS
from file_formats import xlsx
from tests.helpers.pages_in_process import Dashboard

TABS = "指标数据, 指标解释, 填报情况, 数据来源, 下载"
AREA = "地区（含所属） [] ‹全部地区› of 20: 全国, 北京市 … 中石油华北油田分公司"
PERIOD = "报告期 [] ‹全部报告期› of 9: 2024年, 2015年6月—2024年11月 … 2023年"
TOPIC = "专题 [] ‹全部专题› of 8: 劳动法律监督, 职业技能竞赛 … 企业服务职工"
INDICATOR = "指标 [] ‹全部指标› of 39: 劳动法律监督提示函, 解决的典型问题 … 健康驿站"
ASKED = [
    "# 数据",
    f"数据 [指标数据] of {TABS}",
    '搜索 = "" ‹如：江湾区 9月 新发展会员› ≤100',
    AREA,
    PERIOD,
    TOPIC,
    INDICATOR,
]
HEAD = "指标 | 地区 | 报告期 | 数值 | 原文位置"
FILES = ["⇩(下载CSV)", "⇩(下载Excel)"]
NEWEST = "集体合同 | 新疆维吾尔自治区 | 2024年 | 535份 | 新疆新就业形态报道，第4段"
NOTHING = [
    "<.empty>",
    "没有符合条件的数据。",
    "显示全部数据 → ?q=&area=&period=&topic=&indicator=",
]


def test_the_newest_twelve_figures_are_listed_and_on_request_fifty_a_page(board: Dashboard) -> None:
    found = board.tab().open("data").said
    assert found[:10] == [*ASKED, "table: 49条数据", HEAD, NEWEST]
    assert found[9 + 12 :] == [
        "page 1 of 5",
        "每页条数 12 → ?rows= 50 → ?rows=50 .seg2 .data-rows",
        *FILES,
    ]
    every = board.tab().open("data", rows="50").said
    assert (every[:10], len(every)) == (found[:10], 9 + 49 + 3)
    assert every[9 : 9 + 12] == found[9 : 9 + 12]
    # A target of the year stands last, though the year ends after all months.
    assert every[9 + 48] == (
        "基层工会监督组织覆盖率目标 | 宁波市 | 2024年 | 50%以上 | 宁波劳动法律监督报道，第4段"
    )


def test_a_search_within_a_topic_stands_in_the_address(board: Dashboard) -> None:
    tab = board.tab().open("data", q="彭水")
    assert tab.said[2:8] == [
        '搜索 = "彭水" ‹如：江湾区 9月 新发展会员› ≤100',
        AREA,
        PERIOD,
        TOPIC,
        INDICATOR,
        "table: 彭水 · 4条数据",
    ]
    tab.choose("专题", "model_workers")
    assert tab.address == {"q": "彭水", "topic": "model_workers"}
    assert tab.said[5:] == [
        "专题 [劳模工匠] ‹全部专题› of 8: 劳动法律监督, 职业技能竞赛 … 企业服务职工",
        INDICATOR,
        "table: 劳模工匠 · 彭水 · 3条数据",
        HEAD,
        "劳动模范（全国劳动模范） | 彭水苗族土家族自治县 | 2024年11月 | 4名 | ¶1",
        "劳动模范（省部级劳动模范） | 彭水苗族土家族自治县 | 2024年11月 | 40名 | ¶1",
        "宣讲听众 | 彭水苗族土家族自治县 | 2024年11月 | 380名 | 彭水劳模帮扶报道，第2段",
        *FILES,
    ]
    tab.choose("搜索", "没有这个词")
    assert tab.address == {"q": "没有这个词", "topic": "model_workers"}
    assert tab.said[7:] == NOTHING
    tab.choose("搜索", "")
    assert (tab.address, tab.said[7]) == (
        {"topic": "model_workers"},
        "table: 劳模工匠 · 3条数据",
    )


def test_area_period_and_indicator_narrow_the_list_and_its_files(board: Dashboard) -> None:
    tab = board.tab().open("data", area="330000")
    assert tab.said[7] == "table: 浙江省 · 12条数据"  # with those of its cities and counties
    tab.choose("报告期", "2024-01/2024-09")
    tab.choose("指标", "supervision_notices")
    assert tab.address == {
        "area": "330000",
        "period": "2024-01/2024-09",
        "indicator": "supervision_notices",
    }
    title = "浙江省 · 2024年1—9月 · 劳动法律监督提示函"
    assert tab.said[7:] == [
        f"table: {title} · 1条数据",
        HEAD,
        "劳动法律监督提示函 | 宁波市 | 2024年1—9月 | 177份 | 宁波劳动法律监督报道，第9段",
        *FILES,
    ]
    name, data = tab.download("下载CSV")
    assert name == "工会统计数据_第3版_浙江省_2024年1—9月_劳动法律监督提示函.csv"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row["地区"], row["原文数值"]) for row in rows] == [("宁波市", "177份")]
    _, workbook = tab.download("下载Excel")
    assert [row for row in xlsx.read_xlsx(workbook)[0].rows if "177份" in row]
    assert board.tab().open("data", **tab.address).said == tab.said


def test_what_an_address_filters_by_in_vain_is_said(board: Dashboard) -> None:
    found = board.tab().open("data", area="zz", period="1999", indicator="0", topic="topics").said
    assert found[:7] == ASKED
    assert found[7:11] == [
        *(f"没有“{value}”的数据，未按此筛选。 .scope-fault" for value in ("1999", "topics", "0")),
        "table: 49条数据",
    ]


def test_another_list_begins_with_its_first_page(board: Dashboard) -> None:
    tab = board.tab().open("data")
    tab.app.get("pagination")[0].set_value(5)
    assert len([line for line in tab.run().said if line.count(" | ") == 4]) == 1 + 1
    tab.choose("地区（含所属）", "100000")
    assert tab.said[-4] == "page 1 of 5"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("宁波 提示函", 2),
        ("NINGBO", 12),
        ("pengshui", 4),
        ("650000", 7),
        ("新就业形态劳动者服务项目", 5),
        ("41个", 1),
        ("2024年11月", 37),
        ("宁波 9月", 2),
        ("宁波 12月", 0),
        ("supervision_notices.ningbo-supervision.330203..2024-10", 1),
        (" supervision_notices.ningbo-supervision.330203..2024-10 ", 1),
        ("supervision_notices.ningbo-supervision.330203.2024-10", 0),
    ],
)
def test_words_pinyin_codes_wordings_and_keys_are_found(
    board: Dashboard, asked: str, count: int
) -> None:
    found = board.tab().open("data", q=asked, rows="50").said[7:]
    wanted = [f"table: {asked.strip()} · {count}条数据", HEAD, *FILES] if count else NOTHING
    found = [line for line in found if not (line.startswith("每页") or line.count(" | ") == 4)]
    assert found == [line for line in wanted if line != HEAD]


def test_a_part_is_chosen_by_its_tab_or_its_address(board: Dashboard) -> None:
    tab = board.tab().open("data", show="sources")
    assert tab.said[1:4] == [
        f"数据 [数据来源] of {TABS}",
        "table: 数据来源",
        "发布单位 | 题名 | 发布日期 | 引用格式 | 数据项个数",
    ]
    tab.choose("数据", "definitions")
    assert tab.address == {"show": "definitions"}
    assert tab.said[2:6] == [
        '搜索 = "" ‹指标名称、拼音或代码› ≤100',
        "<.phone-fold rows>",
        "指标 | 指标解释 | 计量单位 | 类型",
        f"{NOTICES} | 时期数",
    ]
    assert len([line for line in tab.said if line.count(" | ") == 3]) == 2 + 40
    assert tab.said[-1] == "显示代码 → ?codes=1 .data-codes"
    assert board.tab().open("data", show="nothing").said[:7] == ASKED


NOTICES = "劳动法律监督提示函 | 报告期内各级工会向用人单位发出的工会劳动法律监督提示函份数。 | 份"


@pytest.mark.parametrize("asked", ["提示函", "ldfljdtsh", "notices", "supervision_notices"])
def test_a_definition_is_found_by_name_pinyin_or_code_which_is_shown_on_request(
    board: Dashboard, asked: str
) -> None:
    assert board.tab().open("data", show="definitions", q=asked, codes="1").said[3:] == [
        "指标 | 指标解释 | 计量单位 | 类型 | 代码",
        f"{NOTICES} | 时期数 | supervision_notices",
        "不显示代码 → ?codes= .data-codes",
    ]
    nothing = board.tab().open("data", show="definitions", q="没有这个词").said[3:]
    assert nothing == ["没有这样的指标。 .empty"]


def test_sources_are_cited_with_how_many_figures_they_have(board: Dashboard) -> None:
    found = board.tab().open("data", show="sources", lang="en").said
    assert found[2:5] == [
        "table: Sources",
        "Producer | Title | Published | Citation | Figures",
        "Workers' Daily (inferred from the manner of the page) | Page of union news, ten pieces"
        " | 2024-11-05 | Newspaper page of 5 November 2024, ten pieces; that the paper is Workers'"
        " Daily is inferred. The survey of social work is a Xinhua dispatch of 4 November 2024."
        " | 49",
    ]
    assert found[5].endswith(" | 0")


def test_where_nobody_reports_by_month_a_sentence_says_so_and_leads_on(board: Dashboard) -> None:
    assert board.tab().open("data", show="completeness").said[2:5] == [
        "<.empty>",
        "全国所属多数地区（单位）没有按月报送，不列填报情况。",
        "查看全部数据 → data?show=figures&lang=zh",
    ]
    found = board.tab().open("data", show="completeness", area="330000").said
    assert found[3:5] == [
        "浙江省所属多数地区（单位）没有按月报送，不列填报情况。",
        "查看全国的填报情况 → ?area=100000&through=",
    ]


def test_every_download_holds_every_figure_of_the_release_that_is_read(board: Dashboard) -> None:
    tab = board.tab().open("data", show="downloads", release="2")
    assert tab.said[2:] == [
        "CSV：可直接用Excel打开，中文不乱码。",
        "⇩(下载CSV)",
        "Excel：数据项、指标解释和数据来源各一张工作表。",
        "⇩(下载Excel)",
        "SDMX-CSV：供统计系统交换使用。",
        "⇩(下载SDMX-CSV)",
        "SDMX-JSON结构文件：说明SDMX-CSV各列的含义，附代码表（中英文名称）。",
        "⇩(下载SDMX结构)",
        "数据包：全部数据表和说明文件，可重新导入。",
        "⇩(下载数据包)",
    ]
    found = [tab.download(label[2:-1]) for label in tab.said[3::2]]
    assert [name for name, _ in found] == [
        "工会统计数据_第2版.csv",
        "工会统计数据_第2版.xlsx",
        "工会统计数据_第2版_SDMX.csv",
        "工会统计数据_第2版_SDMX结构.json",
        "工会统计数据包_第2版.zip",
    ]
    data = dict(zip(DOWNLOAD_KINDS, (data for _, data in found), strict=True))
    rows = list(csv.DictReader(io.StringIO(data["csv"].decode("utf-8-sig"))))
    assert (len(rows), [row["原文数值"] for row in rows].count("41个")) == (50, 1)
    assert len(xlsx.read_xlsx(data["xlsx"])[0].rows) > 50
    assert len(data["sdmx"].decode("utf-8-sig").splitlines()) == 51
    with zipfile.ZipFile(io.BytesIO(data["package"])) as package:
        assert len(package.read("figures.csv").decode("utf-8-sig").splitlines()) == 51


def test_a_download_in_english(board: Dashboard) -> None:
    tab = board.tab().open("data", show="downloads", lang="en")
    name, data = tab.download("Download CSV")
    assert name.isascii()
    assert b"Ningbo City" in data
