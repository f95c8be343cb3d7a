"""The screen of an upload: the sheet as it was read, and the way through its open points."""

from auth import Role
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.workspaces import table

FILES = "表格文件（XLSX、XLS、ODS、CSV等，可多选）"
SOURCE = "page-2024-11-05"
MONTHLY = """宁波市2024年10月劳动法律监督月报
填报单位：宁波市总工会,,
地区,劳动法律监督提示函（份）,备注
海曙区,{},
江北区,{},补报中
合计,{},
注：按发出日期统计
"""
LEGEND = [
    "<.sheet-legend>",
    "- .heading 表头、单位",
    "- .area 地区",
    "- .period 报告期",
    "- .figure 数据",
    "- .left_out 不报",
    "- .doubt 存疑",
    "- .wrong 错误",
]


def begun(work: Dashboard, *files: tuple[str, bytes]) -> Tab:
    """A new draft of some files, on its screen."""
    tab = work.tab(work.person("screen", Role.STAFF)).open("upload")
    return tab.upload(FILES, *files).click("上传并校验")


def sheet(tab: Tab) -> list[str]:
    """The rows of the sheet that is shown, its letters first, with its legend."""
    lines = tab.inside("sheet")
    return lines[1 : next(n for n, each in enumerate(lines) if each.startswith("文件和工作表"))]


def test_each_cell_says_what_it_was_taken_as(work: Dashboard) -> None:
    tab = begun(work, ("月报.csv", MONTHLY.format(12, 7, 19).encode()))
    assert sheet(tab) == [
        " | A | B | C",
        "1 | 宁波市2024年10月劳动法律监督月报 !title |  | ",
        "2 | 填报单位：宁波市总工会 !area |  | ",
        "3 | 地区 !heading | 劳动法律监督提示函（份） !heading | 备注 !left_out",
        "4 | 海曙区 !area | 12 !figure |  !left_out",
        "5 | 江北区 !area | 7 !figure | 补报中 !left_out",
        "6 | 2 → ? .mark to=#point-0-2 “第2处” 合计 !total | 19= 各行相加 !total |  !left_out",
        "7 | 注：按发出日期统计 !note |  !note |  !note",
        *LEGEND,
    ]


def test_wrong_and_doubtful_cells_lead_to_their_points(work: Dashboard) -> None:
    tab = begun(work, ("月报.csv", MONTHLY.format("1O", 7, 29).encode()))
    assert sheet(tab)[4] == (
        "4 | 海曙区 !area | 2 → ? .mark to=#point-0-2 “第2处” 1O !figure wrong |  !left_out"
    )
    tab = begun(work, ("月报.csv", MONTHLY.format(12, 7, 29).encode()))
    assert sheet(tab)[6] == (
        "6 | 3 → ? .mark to=#point-0-3 “第3处” 合计 !total"
        " | 2 → ? .mark to=#point-0-2 “第2处” 29≠ 19，差10 !total doubt |  !left_out"
    )
    unknown = MONTHLY.replace("劳动法律监督提示函", "没有的事项").format(12, 7, 19)
    tab = begun(work, ("月报.csv", unknown.encode()))
    assert "2 → ? .mark to=#point-0-2 “第2处” 没有的事项（份） !heading doubt" in sheet(tab)[3]


def test_a_wrong_cell_is_mended_in_place_and_undone(work: Dashboard) -> None:
    tab = begun(work, ("月报.csv", MONTHLY.format("1O", 7, 17).encode())).choose("来源", SOURCE)
    assert 'B4改为 = "1O" ≤200' in tab.inside("rail")
    tab.choose("B4改为", "10")
    assert sheet(tab)[4] == "4 | 海曙区 !area | 1O 10 !figure |  !left_out"
    assert "17= 各行相加 !total" in sheet(tab)[6]
    assert tab.inside("upload-foot")[0] == "1个文件，共2个数：新增2，更正0，待定0 .sum"
    tab.click("撤销上一步")
    assert "1O !figure wrong" in sheet(tab)[4]


def test_a_suggested_text_is_taken_with_one_click(work: Dashboard) -> None:
    tab = begun(work, ("月报.csv", MONTHLY.format("1O", 7, 17).encode())).choose("来源", SOURCE)
    assert tab.inside("rail")[3:6] == [
        "“1O”不是能够识别的数。请只填一个数，可带万、亿、余、近、约、以上和计量单位，如 "
        "2300万余元、4.75万人、1,088。可将B4改为10。",
        "(B4改为10)",
        'B4改为 = "1O" ≤200',
    ]
    tab.click("B4改为10")
    assert sheet(tab)[4] == "4 | 海曙区 !area | 1O 10 !figure |  !left_out"
    assert tab.said[-1] == "(发布) main"


def test_a_cell_with_a_warning_is_mended_in_place_or_kept_with_a_reason(work: Dashboard) -> None:
    file = ("月报.csv", MONTHLY.format(12, 7, 29).encode())
    tab = begun(work, file).choose("来源", SOURCE)
    assert tab.inside("rail")[:6] == [
        "## 本表待定 1处 .rail-title",
        "<.point>",
        "### 1 .mark B6 29",
        "合计29，各行相加19，差10。请核对合计和各行的数。",
        'B6改为 = "29" ≤200',
        '保留并说明（随版本保存） = "" ‹例如：口径调整，已与业务部门核实› ≤500',
    ]
    tab.choose("B6改为", "19")
    assert "19= 各行相加 !total" in sheet(tab)[6]
    assert tab.said[-1] == "(发布) main"
    tab.click("撤销上一步").choose("保留并说明", "按原表")
    assert "29≠ 19，差10 !total doubt" in sheet(tab)[6]
    assert tab.said[-1] == "(发布) main"


def test_a_digit_too_many_is_taken_out_with_one_click(work: Dashboard) -> None:
    row = "supervision_notices,,{},,2019-09,{}份,page-2024-11-05,¶1"
    tab = begun(work, ("前.csv", table(row.format("330203", 178), row.format("330205", 190))))
    tab.step("changes").fill("发布理由", "补报").click("发布")
    file = ("后.csv", MONTHLY.replace("2024", "2019").format(1940, 200, 394).encode())
    tab = begun(work, file).choose("来源", SOURCE)
    assert tab.inside("upload-foot")[0] == "1个文件，共2个数：新增2，更正0，待定1 .sum"
    assert "(B4改为194)" in tab.inside("rail"), tab.inside("rail")
    tab.click("B4改为194")
    assert sheet(tab)[4].startswith("4 | 海曙区 !area | 1940 194178—")
    assert tab.inside("upload-foot")[0] == "1个文件，共2个数：新增2，更正0，待定0 .sum"


def test_many_errors_of_one_kind_are_one_point(work: Dashboard) -> None:
    rows = [f"supervision_notices,,330203,,2018-{n:02},{n}ab份,{SOURCE}," for n in range(1, 10)]
    tab = begun(work, ("九.csv", table(*rows)))
    assert tab.inside("rail")[:4] == [
        "## 本表待定 1处 .rail-title",
        "<.point>",
        "### 1 .mark 同类错误（9处）",
        "F2、F3、F4、F5、F6、F7、F8和F9等9处：“1ab份”不是能够识别的数。请只填一个数，可带万、亿、余、近、约、"
        "以上和计量单位，如 2300万余元、4.75万人、1,088。",
    ]
    few = begun(work, ("八.csv", table(*rows[:8])))
    assert few.inside("rail")[0] == "## 本表待定 8处 .rail-title"


def test_definitions_made_on_the_page_are_no_files_of_the_draft(work: Dashboard) -> None:
    text = MONTHLY.replace("劳动法律监督提示函", "走访职工户数").format(12, 7, 19)
    tab = begun(work, ("月报.csv", text.encode())).choose("来源", SOURCE).click("另立指标")
    assert tab.said[2].startswith("草稿 · 1个文件")
    assert tab.inside("file-row")[0].startswith("月报.csv 已认全 .done → ?file=1")
    assert "yaml" not in tab.inside("file-row")[0]
    assert tab.inside("upload-foot")[0].startswith("1个文件，共2个数：新增2")


def test_last_month_and_last_year_stand_below_a_figure_with_a_jump(work: Dashboard) -> None:
    row = "supervision_notices,,330203,,{},{}份,page-2024-11-05,¶1"
    earlier = [row.format("2021-10", 100), row.format("2022-09", 300)]
    tab = begun(work, ("前.csv", table(*earlier))).step("changes")
    tab.fill("发布理由", "补报").click("发布")
    new = MONTHLY.replace("2024年10月", "2022年10月").format(30, 7, 37)
    assert sheet(begun(work, ("后.csv", new.encode())))[4:6] == [
        "4 | 海曙区 !area | 30300100为上月的0.1倍 !figure |  !left_out",
        "5 | 江北区 !area | 7 !figure | 补报中 !left_out",
    ]


def test_text_of_a_file_is_shown_and_not_obeyed(work: Dashboard) -> None:
    hostile = "<script>alert(1)</script><b>&"
    tab = begun(work, ("a.csv", MONTHLY.format(12, 7, 19).replace("补报中", hostile).encode()))
    assert f"7 !figure | {hostile} !left_out" in sheet(tab)[5]


def test_the_source_of_three_files_is_asked_once(work: Dashboard) -> None:
    names = ("海曙区", "余姚市", "北仑区")
    text = "{}2024年10月月报\n指标,数值\n劳动法律监督提示函（份）,{}\n"
    files = [(f"{name}.csv", text.format(name, n).encode()) for n, name in enumerate(names, 3)]
    tab = begun(work, *files)
    assert tab.inside("rail") == [
        "## 本表待定 1处 .rail-title",
        "<.point>",
        "### 1 .mark 来源",
        "3个数没有写明来源。请选择来源，对整个文件有效。",
        "在上面填写 → ? to=.st-key-stated-once",
    ]
    assert tab.said[-1] == ("处理下一处（剩1处） → ?file=1&sheet= .way-on to=.st-key-stated-once")
    tab.choose("来源", SOURCE)
    assert tab.inside("upload-foot") == [
        "3个文件，共3个数：新增3，更正0，待定0 .sum",
        "(撤销上一步) quiet",
        "(放弃草稿) quiet",
        "(发布) main",
    ]


def test_the_next_point_leads_through_all_files_to_publishing(work: Dashboard) -> None:
    one = MONTHLY.replace("劳动法律监督提示函", "没有的事项").format(12, 7, 19)
    two = MONTHLY.replace("2024年10月", "2024年11月").format(12, 7, 29)
    tab = begun(work, ("一.csv", one.encode()), ("二.csv", two.encode()))
    assert tab.said[-1].startswith("处理下一处（剩3处） → ?file=1&sheet= .way-on")
    tab.choose("来源", SOURCE)
    assert tab.said[-1] == "处理下一处（剩2处） → ?file=1&sheet= .way-on to=#point-0-1"
    tab.choose("对应已有指标", "劳动法律监督提示函")
    assert tab.said[-1] == "处理下一处（剩1处） → ?file=2&sheet= .way-on to=#point-1-1"
    tab.go("upload", **{**tab.address, "file": "2"})
    tab.choose("保留并说明", "按原表")
    assert tab.said[-1] == "(发布) main"
    tab.click("发布").choose("发布理由", "十一月").click("发布")
    assert tab.said[0].startswith("已发布第")
