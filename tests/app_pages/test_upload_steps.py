"""A draft from its files to its release: each step as staff meet it, without a browser."""

import pytest

from auth import Role
from curation.drafts.draft_editing import read_draft
from file_formats import csv, xlsx
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.workspaces import HAISHU, JIANGBEI, NINGBO, notices, table

FILES = "表格文件（XLSX、XLS、ODS、CSV等，可多选）"
ENDINGS = "⇧ several of .csv .txt .tsv .xlsx .xls .et .ods .yaml .yml .zip"
MODES = (
    "更新（新增和修改） (同一数据项以新报的为准，其余不变)",
    "只新增 (只添加新的数据项，已有的不改)",
    "替换整个指标 (表中出现的指标整个换成这次所报)",
)
SHEET = "文件和工作表 | 数据项个数 | 未报告 | 地区 | 报告期 | 计量单位"
HEAD = "变化 | 指标 | 地区 | 报告期 | 数值"
GOOD = table(notices(HAISHU, "2024-10", 12), notices(JIANGBEI, "2024-10", 7))
BAD = table(
    "nothing_such,,330200,,2024-10,12份,page-2024-11-05,",
    notices("999999", "2024-10", 3),
    notices("999998", "2024-10", 3),
    notices(HAISHU, "2024-10", 12),
)
REASON = '发布理由 = "" ‹例如：更新2024年9月数据（来源：各县报表）› ≤2000'


def mode(now: int) -> str:
    return "填报方式: " + " ".join(f"{'●' if n == now else '○'} {m}" for n, m in enumerate(MODES))


def begun(work: Dashboard, *files: tuple[str, bytes], who: str = "zhao") -> Tab:
    """Somebody's new draft of some files."""
    tab = work.tab(work.person(who, Role.STAFF)).open("upload")
    return tab.upload(FILES, *files).click("上传并校验")


def test_it_begins_with_files_or_an_empty_template(work: Dashboard) -> None:
    tab = work.tab(work.person("qian", Role.STAFF)).open("upload")
    start = [
        "# 数据填报",
        "请选择表格文件。上传后先校验，查看问题和变化，确认后再发布；随时可以中断，草稿会保存。",
        f"{FILES} {ENDINGS}",
        mode(0),
    ]
    templates = [
        "没有现成表格？可下载空白模板，代码可在下拉列表中选择。 .place",
        "⇩(下载Excel模板)",
        "⇩(下载CSV模板)",
    ]
    assert tab.said == [*start, "(上传并校验) main off", *templates]
    tab.upload(FILES, ("a.csv", GOOD))
    assert tab.said == [*start, "(上传并校验) main", *templates]
    name, data = tab.download("下载Excel模板")
    assert name == "工会统计数据填报模板.xlsx"
    assert str(xlsx.read_xlsx(data)[0].rows[0][0]).startswith("指标")
    name, data = tab.download("下载CSV模板")
    assert name == "工会统计数据填报模板.csv"
    assert csv.read_csv(data).rows[0][0].startswith("指标")


RAIL = [
    "## 本表待定 4处 .rail-title",
    "<.point>",
    "### 1 .mark A2 nothing_such",
    "指标“nothing_such”不在指标目录中。请改为目录中的指标，或在“指标”表中补充定义。"
    "可能是：资金配套比例 (matching_ratio)。",
    'A2改为 = "nothing_such" ≤200',
    "<.point>",
    "### 2 .mark C3 999999",
    "地区“999999”不在地区代码表中。请填写六位行政区划代码或规范全称。",
    'C3改为 = "999999" ≤200',
    "<.point>",
    "### 3 .mark C4 999998",
    "地区“999998”不在地区代码表中。请填写六位行政区划代码或规范全称。",
    'C4改为 = "999998" ≤200',
    "<.point>",
    "### 4 .mark F5 12份",
    "海曙区2024年10月劳动法律监督提示函在a.csv第2行也报了，数值相同（12份）。"
    "可以说明后通过，也可以删去一处。",
    'F5改为 = "12份" ≤200',
    '保留并说明（随版本保存） = "" ‹例如：口径调整，已与业务部门核实› ≤500',
]


def test_every_problem_is_a_point_of_its_file(work: Dashboard) -> None:
    tab = begun(work, ("a.csv", GOOD), ("b.csv", BAD))
    # The file that something is open in is shown.
    assert tab.inside("file-row")[0] == (
        "a.csv 已认全 .done → ?file=1&sheet=b.csv 待定4 .open → ?file=2&sheet="
    )
    assert tab.inside("rail") == RAIL
    assert tab.inside("upload-foot") == [
        "2个文件，共6个数：新增4，更正0，待定4 .sum",
        "(撤销上一步) quiet off",
        "(放弃草稿) quiet",
        "⇩(下载标注后的表格) quiet",
        "处理下一处（剩4处） → ?file=2&sheet= .way-on to=#point-1-1",
    ]
    name, data = tab.download("下载标注后的表格")
    assert (name, data[:2]) == ("b-问题.xlsx", b"PK")
    assert len(xlsx.read_xlsx(data)[0].rows) >= 5
    draft = str(tab.address["draft"])
    tab.go("upload", draft=draft, file="1")
    assert tab.inside("rail") == ["## 本表待定 0处 .rail-title"]
    # What must be mended first shows no changes.
    tab.step("changes")
    assert tab.said[6:] == [
        "有错误或警告未处理，处理后才能发布。可在原表中改正后重新上传同名文件。 .empty"
    ]
    tab.go("upload", draft=draft, file="2", lang="en")
    assert tab.inside("rail")[:3] == [
        "## Open in this file 4 .rail-title",
        "<.point>",
        "### 1 .mark A2 nothing_such",
    ]


def test_what_was_recognised_and_who_is_missing_is_folded(work: Dashboard) -> None:
    tab = begun(work, ("a.csv", GOOD), ("b.csv", BAD))
    missing = ["北仑区", "镇海区", "鄞州区", "奉化区", "象山县", "宁海县", "余姚市", "慈溪市"]
    assert tab.inside("read-tables") == [
        SHEET,
        "a.csv | 2 | — | — | — | —",
        "b.csv | 4 | — | — | — | —",
        "table: 各地填报情况",
        "地区 | 文件 | 数据项个数",
        "海曙区 | a.csv和b.csv | 2",
        "江北区 | a.csv | 1",
        *(f"{name} | 未报 !late | —" for name in missing),
        "宁波市 | b.csv | 1",
    ]
    tools = tab.inside("file-row")[1:]
    assert tools == [
        "a.csv · 0.233 KB",
        "(移除) quiet",
        "b.csv · 0.363 KB",
        "(移除) quiet",
        f"添加或更换文件（同名文件将被替换） {ENDINGS}",
        mode(0),
        "佐证材料 .name",
        "尚未附佐证材料（照片、盖章扫描件），可不附。",
        "附加照片或扫描件（JPG、PNG、TIFF、PDF）"
        " ⇧ several of .jpg .jpeg .png .tif .tiff .webp .pdf",
    ]


def test_proofs_are_kept_and_what_is_none_is_refused(work: Dashboard) -> None:
    tab = begun(work, ("a.csv", GOOD))
    scan = b"\x89PNG\r\n\x1a\n" + bytes(9)
    tab.upload(
        "附加照片或扫描件", ("盖章件.png", scan), ("表.png", b"no picture"), ("二.png", scan)
    )
    assert tab.said[0] == (
        "附件表.png不是照片或扫描件。请用 JPG、PNG、TIFF、WebP 或 PDF。 .said refused"
    )
    at = tab.said.index("佐证材料 .name")
    assert tab.said[at + 1] == "盖章件.png和二.png"
    assert tab.run().said[0] == "# 数据填报"  # it was told once


def test_a_warning_is_explained_and_then_the_way_is_free(work: Dashboard) -> None:
    tab = begun(work, ("a.csv", GOOD), ("b.csv", table(notices(HAISHU, "2024-10", 12))))
    assert tab.said[-1] == "处理下一处（剩1处） → ?file=2&sheet= .way-on to=#point-1-1"
    tab.choose("保留并说明", "两处相同")
    # It may still be changed.
    tab.go("upload", **{**tab.address, "file": "2"})
    assert tab.inside("rail")[:2] == ["## 本表待定 0处 .rail-title", "## 请确认 1处 .rail-title"]
    assert tab.inside("rail")[-1] == (
        '保留并说明（随版本保存） = "两处相同" ‹例如：口径调整，已与业务部门核实› ≤500'
    )
    assert tab.said[-1] == "(发布) main"
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert list(draft.explanations.values()) == ["两处相同"]
    tab.click("发布")
    assert tab.address["step"] == "changes"
    assert tab.brief[6:] == [
        "新增2项，修改0项，删除0项。 .lead",
        "数据来源：工人日报（据版面推断）2024年11月5日 .place",
        HEAD,
        "新增 | 劳动法律监督提示函 | 海曙区 | 2024年10月 | 12份",
        "新增 | 劳动法律监督提示函 | 江北区 | 2024年10月 | 7份",
        REASON,
        "(发布) main",
        "### 1张图表有变化",
        "变化前 .place",
        *SHOWN,
        "chart: 变化前: 各省份报告情况 (still)",
        "变化后 .place",
        *SHOWN,
        "chart: 变化后: 各省份报告情况 (still)",
    ]


SHOWN = [
    "<.chart-head>",
    "### 各省份报告情况",
    "单位：数据项个数 .unit",
    "34个省级行政区中8个有数据项或工作项目。 .finding",
]


def test_a_draft_is_discarded_and_listed_as_such(work: Dashboard) -> None:
    tab = begun(work, ("弃.csv", GOOD), who="sun")
    name = tab.address["draft"]
    tab.click("放弃草稿")
    day = work.day(1)
    assert tab.address == {}
    assert tab.said[0] == "草稿已放弃。 .said done"
    assert tab.said[-3:] == [
        "### 我的草稿",
        "<.drafts>",
        f"- 弃.csv → upload?draft={name}&lang=zh · 已放弃 · {day}",
    ]
    tab.go("upload", draft=str(name))
    assert tab.said == [
        "# 数据填报",
        "弃.csv .lead",
        "已放弃 · 1个文件 · sun .place",
        "草稿已放弃。 .empty",
    ]


def test_drafts_of_others_are_not_listed(work: Dashboard) -> None:
    begun(work, ("甲.csv", GOOD), who="wu")
    begun(work, ("乙.csv", GOOD), who="wu")
    listed = work.tab(work.person("wu", Role.STAFF)).open("upload").said
    titles = [line.split(" → ")[0] for line in listed if line.startswith("- ")]
    assert titles == ["- 乙.csv", "- 甲.csv"]
    other = work.tab(work.person("zheng", Role.STAFF)).open("upload").said
    assert "### 我的草稿" not in other


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_draft_that_is_not_there_says_so_and_another_begins(work: Dashboard, lang: str) -> None:
    tab = work.tab(work.person("li", Role.STAFF)).open("upload", draft="20250101-x", lang=lang)
    said = {"zh": "没有这份草稿。", "en": "There is no such draft."}[lang]
    assert tab.said[1] == f"{said} .said refused"
    assert tab.said[3].endswith(ENDINGS)


def test_another_area_is_refused_by_name(work: Dashboard) -> None:
    cookies = work.person("county", Role.STAFF, HAISHU)
    tab = work.tab(cookies).open("upload")
    tab.upload(FILES, ("a.csv", table(notices(NINGBO, "2024-10", 7)))).click("上传并校验")
    assert tab.inside("rail")[2:] == [
        "### 1 .mark 330200",
        "地区330200不在你的填报范围（330203）内。请删去这些行，或请有权限的人员填报。",
    ]


def test_new_figures_stand_beside_those_of_last_month_and_last_year(work: Dashboard) -> None:
    earlier = [notices(HAISHU, "2023-05", 100), notices(HAISHU, "2024-04", 300)]
    tab = begun(work, ("前.csv", table(*earlier))).step("changes")
    tab.fill("发布理由", "补报").click("发布")
    tab = begun(work, ("后.csv", table(notices(HAISHU, "2024-05", 30)))).step("changes")
    at = tab.said.index("table: 与上月、去年同月对照")
    assert tab.said[at + 1 : at + 3] == [
        "指标 | 地区 | 报告期 | 数值 | 上月 | 去年同月 | 提示",
        "劳动法律监督提示函 | 海曙区 | 2024年5月 | 30份 | 300份 | 100份 | 为上月的0.1倍 !late",
    ]
