"""The Data page part by part: figures, definitions, completeness, sources, downloads."""

import csv
import io
import zipfile

import pytest

from exports.data import DOWNLOAD_KINDS
from file_formats import xlsx
from tests.helpers.pages_in_process import Dashboard

ASKED = [
    "# 数据",
    "数据 [数据项] of 数据项, 指标解释, 填报情况, 数据来源, 下载",
    '搜索 = "" ‹指标、地区、项目，拼音或代码› ≤100',
    "专题 [] ‹全部专题› of 8: 劳动法律监督, 职业技能竞赛 … 企业服务职工",
]
HEAD = "指标 | 地区 | 报告期 | 数值 | 原文位置"


def test_every_figure_is_listed(board: Dashboard) -> None:
    found = board.tab().open("data").said
    assert found[:6] == [*ASKED, "table: 49个数据项", HEAD]
    assert len(found) == 6 + 49
    assert found[6] == (
        "协会会员单位 | 中国机电产品进出口商会 | 2024年11月 | 1.5万多个 | 社会工作综述，第7段"
    )
    assert found[-1] == (
        "集体合同覆盖职工 | 新疆维吾尔自治区 | 2024年 | 4.75万人 | 新疆新就业形态报道，第4段"
    )


def test_a_search_within_a_topic_stands_in_the_address(board: Dashboard) -> None:
    tab = board.tab().open("data", q="彭水")
    assert tab.said[2:5] == [
        '搜索 = "彭水" ‹指标、地区、项目，拼音或代码› ≤100',
        ASKED[3],
        "table: 4个数据项",
    ]
    tab.choose("专题", "model_workers")
    assert tab.address == {"q": "彭水", "topic": "model_workers"}
    assert tab.said[3:] == [
        "专题 [劳模工匠] ‹全部专题› of 8: 劳动法律监督, 职业技能竞赛 … 企业服务职工",
        "table: 3个数据项",
        HEAD,
        "劳动模范（全国劳动模范） | 彭水苗族土家族自治县 | 2024年11月 | 4名 | ¶1",
        "劳动模范（省部级劳动模范） | 彭水苗族土家族自治县 | 2024年11月 | 40名 | ¶1",
        "宣讲听众 | 彭水苗族土家族自治县 | 2024年11月 | 380名 | 彭水劳模帮扶报道，第2段",
    ]
    tab.choose("搜索", "没有这个词")
    assert tab.address == {"q": "没有这个词", "topic": "model_workers"}
    assert tab.said[4:] == ["没有符合条件的数据项。 .empty"]
    tab.choose("搜索", "")
    assert (tab.address, tab.said[4]) == ({"topic": "model_workers"}, "table: 3个数据项")


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
    found = board.tab().open("data", q=asked).said[4:]
    wanted = [f"table: {count}个数据项", HEAD] if count else ["没有符合条件的数据项。 .empty"]
    assert (found[:2], len(found)) == (wanted, len(wanted) + count)


def test_a_part_is_chosen_by_its_tab_or_its_address(board: Dashboard) -> None:
    tab = board.tab().open("data", show="sources")
    assert tab.said[1:4] == [
        "数据 [数据来源] of 数据项, 指标解释, 填报情况, 数据来源, 下载",
        "table: 数据来源",
        "发布单位 | 题名 | 发布日期 | 引用格式",
    ]
    tab.choose("数据", "definitions")
    assert tab.address == {"show": "definitions"}
    assert tab.said[2:5] == [
        "table: 指标解释",
        "指标 | 指标解释 | 计量单位 | 类型 | 代码",
        "劳动法律监督提示函 | 报告期内各级工会向用人单位发出的工会劳动法律监督提示函份数。 | 份"
        " | 时期数 | supervision_notices",
    ]
    assert len(tab.said) == 4 + 40
    assert board.tab().open("data", show="nothing").said[:4] == ASKED


def test_sources_are_cited(board: Dashboard) -> None:
    assert board.tab().open("data", show="sources", lang="en").said[2:5] == [
        "table: Sources",
        "Producer | Title | Published | Citation",
        "Workers' Daily (inferred from the manner of the page) | Page of union news, ten pieces"
        " | 2024-11-05 | Newspaper page of 5 November 2024, ten pieces; that the paper is Workers'"
        " Daily is inferred. The survey of social work is a Xinhua dispatch of 4 November 2024.",
    ]


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
