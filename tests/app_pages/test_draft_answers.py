"""What a table does not say and a person is asked, without a browser."""

from datetime import date

from auth import Role
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import read_draft, read_draft_file, review_draft
from curation.upload_answers import Answers
from file_formats import yaml
from file_formats.csv import write_csv
from file_formats.xlsx import SheetToWrite as Sheet
from file_formats.xlsx import write_xlsx
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.workspaces import HAISHU, notices, table

FILES = "表格文件（XLSX、XLS、ODS、CSV等，可多选）"
CONFIRM = "确认并重新校验"
SAME, NEW, PART, OUT = "对应已有指标", "另立指标", "作为分组", "本次不报"
YEARBOOK = write_xlsx(
    [
        Sheet(
            "3-2",
            [
                ["表3-2 宁波市工会服务职工情况"],
                ["单位：人"],
                ["指标", "2022年", "2023年"],
                ["培训劳动法律监督员", "3020", "4100余"],
                ["参加疗休养职工", "312", "…"],
                ["数据来源：宁波市总工会"],
            ],
        )
    ],
    "年鉴",
)
PLAIN = "指标,数值\n投入资金,3元\n会员人数,4\n".encode()
COUNTIES = "地区,投入资金（万元）\n海署区,3\n江北区,4\n".encode()


def asked(work: Dashboard, *files: tuple[str, bytes], lang: str = "zh") -> Tab:
    """A new draft of some files, at what is asked of it."""
    tab = work.tab(work.person("zhao", Role.STAFF)).open("upload", lang=lang)
    label, button = (FILES, "上传并校验") if lang == "zh" else ("Spreadsheets", "Upload and check")
    return tab.upload(label, *files).click(button)


def lines(tab: Tab) -> list[str]:
    """What is open in the file that is shown, without the boxes of points."""
    return [line for line in tab.inside("rail") if line != "<.point>"]


def summed(tab: Tab) -> str:
    """What the draft comes to."""
    return tab.inside("upload-foot")[0].removesuffix(" .sum")


def read_draft_of(work: Dashboard, tab: Tab) -> Draft:
    """The draft that a tab shows."""
    return read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))


NO_SOURCE = [
    "### 1 .mark 来源",
    "数据来源“宁波市总工会”未列入来源，3个数没有来源。请选择一个来源或新增，对整个文件有效。",
    "在上面填写 → ? to=.st-key-stated-once",
]
RECUPERATION = [
    "### 2 .mark A5 参加疗休养职工",
    "1个文件，1个数。可能是：疗休养人数。",
    "对应已有指标 [] ‹选择已有指标› of 79: 疗休养人数, 劳动法律监督提示函 … 健康驿站",
    "(另立指标)",
    "(本次不报)",
]
SOURCE = "page-2024-11-05"


def test_a_label_that_is_not_certain_is_asked_about_with_what_is_near(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    # What is near is told and listed first, and nothing is chosen.
    assert lines(tab) == ["## 本表待定 2处 .rail-title", *NO_SOURCE, *RECUPERATION]
    options = tab.widget("对应已有指标").options
    assert options[:2] == ["疗休养人数", "劳动法律监督提示函"]
    assert len(options) == len(set(options)) == 79
    # While something is open, the way leads to it and not to the changes.
    assert tab.said[-1].startswith("处理下一处（剩2处）")
    tab.choose("对应已有指标", "疗休养人数")
    assert lines(tab) == ["## 本表待定 1处 .rail-title", *NO_SOURCE]
    tab.choose("来源", SOURCE)
    assert lines(tab) == ["## 本表待定 0处 .rail-title"]
    assert tab.said[-1] == "(发布) main"
    answers = read_draft_of(work, tab).answers
    assert answers.indicators == {"参加疗休养职工": "recuperation_participants"}
    assert answers.source == SOURCE


def test_a_label_is_left_out_and_that_is_changed_at_the_label(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK)).click("本次不报")
    assert summed(tab) == "1个文件，共3个数：新增2，更正0，待定1，不报1"
    tab.edit({1: {"indicator": "疗休养人数", "decision": SAME}}, "保存修改")
    assert summed(tab) == "1个文件，共3个数：新增3，更正0，待定1"
    assert read_draft_of(work, tab).answers.indicators == {
        "参加疗休养职工": "recuperation_participants"
    }


def test_a_new_indicator_is_defined_by_one_click_and_undone_in_one(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK)).click("另立指标")
    assert summed(tab) == "1个文件，共3个数：新增3，更正0，待定1"
    answers = read_draft_of(work, tab).answers.indicators
    assert answers == {"参加疗休养职工": "canjialiaoxiuyangzhigong"}
    tab.click("撤销上一步")
    assert read_draft_of(work, tab).answers == Answers()
    assert summed(tab) == "1个文件，共3个数：新增3，更正0，待定2"


def test_a_new_source_is_added_in_the_bar_and_taken_for_all_files(work: Dashboard) -> None:
    tab = asked(work, *COUNTIES_OF_ONE_FORM[:3]).click("另立指标").click("另立指标")
    assert lines(tab)[1:3] == [
        "### 1 .mark 来源",
        "6个数没有写明来源。请选择来源，对整个文件有效。",
    ]
    tab.fill("标题", "区县月报").click("新增并使用")
    assert tab.said[0] == "新来源要写标题和发布日期。 .said refused"
    tab.fill("发布单位", "市总工会").fill("标题", "区县月报")
    tab.fill("发布日期", date(2025, 10, 8)).click("新增并使用")
    assert tab.said[-1] == "(发布) main"
    draft = read_draft_of(work, tab)
    assert draft.answers.source == "source-2025-10-08"
    actor = work.actor(tab.cookies)
    (entry,) = yaml.load_yaml(read_draft_file(work.workspace, actor, draft.id, "sources.yaml"))[
        "sources"
    ]
    assert entry["title"] == {"zh": "区县月报", "en": "区县月报"}
    assert entry["citation"]["zh"] == "市总工会，《区县月报》，2025-10-08"
    _, review = review_draft(work.workspace, actor, draft.id)
    assert set(review.checked.figures["source"]) == {"source-2025-10-08"}
    # It is undone like any other step.
    tab.click("撤销上一步")
    assert read_draft_of(work, tab).answers.source == ""


def test_two_quick_answers_are_both_kept(work: Dashboard) -> None:
    tab = asked(work, ("c.csv", COUNTIES.decode().replace("海署区", "鼓楼区").encode()))
    first, second = (each for each in tab.app.selectbox if "地区" in each.label)
    first.set_value("320106")
    second.set_value("330205")
    tab.run()
    assert read_draft_of(work, tab).answers.areas == {"鼓楼区": "320106", "江北区": "330205"}


DEFINED = {
    "code": "liaoxiuyangzhigong",
    "name": {"zh": "疗休养职工", "en": "Workers on leave"},
    "definition": {"zh": "参加的职工人数。", "en": ""},
    "unit": {"zh": "人", "en": "人"},
    "classifiers": ["人"],
    "topic": "recuperation",
    "kind": "flow",
    "aggregation": "sum",
}


NEW_CHANGES = [
    "新增1项，修改0项，删除0项。 .lead",
    "变化 | 指标 | 地区 | 报告期 | 数值",
    "新增 | 疗休养职工 | 宁波市 | 2024年 | 312人",
    "- 新增指标：疗休养职工",
]
MANY = write_csv(
    [
        ["宁波市2024年情况（单位：人）"],
        ["指标", "2024年"],
        ["疗休养的职工", "312"],
        ["甲乙事项", "1"],
        ["丙丁事项", "2"],
        ["戊己事项", "3"],
    ]
)


def test_many_labels_are_answered_in_a_table_and_undone_in_one_step(work: Dashboard) -> None:
    tab = asked(work, ("一览.csv", MANY)).choose("来源", SOURCE)
    assert lines(tab) == [
        "## 本表待定 1处 .rail-title",
        "### 1 .mark 表头",
        "4个表头没有对应的指标，请在下面的表中一次处理。",
        "到下面的表中处理 → ? to=.st-key-open-labels",
    ]
    # What lacks something is told, and nothing is guessed.
    tab.edit({0: {"decision": SAME}}, CONFIRM)
    assert tab.said[0] == (
        "“疗休养的职工”还没有定：对应或作为分组要选指标，另立指标要写名称。 .said refused"
    )
    assert read_draft_of(work, tab).answers.indicators == {}
    row = {"decision": NEW, "name": "疗休养职工", "kind": "时期数", "topic": "职工疗休养"}
    row |= {"definition": "参加的职工人数。", "english": " Workers on leave "}
    tab.edit({0: row}, "其余全部本次不报")
    assert summed(tab) == "1个文件，共4个数：新增1，更正0，待定0，不报3"
    actor, name = work.actor(tab.cookies), str(tab.address["draft"])
    draft = read_draft(work.workspace, actor, name)
    assert [file.name for file in draft.files] == ["一览.csv", "indicators.yaml"]
    (entry,) = yaml.load_yaml(read_draft_file(work.workspace, actor, name, "indicators.yaml"))[
        "indicators"
    ]
    assert entry == DEFINED
    tab.click("发布")
    assert sorted(line for line in tab.brief if line in NEW_CHANGES) == sorted(NEW_CHANGES)
    tab.click("撤销上一步")
    assert tab.said[0] == "已撤销上一步。 .said done"
    undone = read_draft(work.workspace, actor, name)
    assert (undone.files, undone.answers) == (draft.files[:1], Answers(source=SOURCE))
    assert [step.what for step in undone.steps] == ["created", "changed", "files_added", "undone"]


def test_area_and_period_that_a_table_does_not_name_are_typed_once(work: Dashboard) -> None:
    tab = asked(work, ("短.csv", PLAIN)).choose("来源", SOURCE)
    bar = tab.inside("stated-once")
    assert '地区 = "" ‹如：宁波市 或 330200› ≤60' in bar
    assert '报告期 = "" ‹如：2024-09› ≤60' in bar
    assert [line for line in lines(tab) if line.startswith("### ")] == [
        "### 1 .mark 地区",
        "### 2 .mark 报告期",
        "### 3 .mark A3 会员人数",
    ]
    not_found = "没有找到，或有多个同名，要写上级地区（如宁波市江北区）或代码：{} .said refused"
    tab.choose("地区", "没有这里")
    assert tab.said[0] == not_found.format("没有这里")
    # Two counties have this name.
    tab.choose("地区", "江北区")
    assert tab.said[0] == not_found.format("江北区")
    tab.choose("报告期", " 2024 ").choose("地区", "宁波市").click("本次不报")
    assert summed(tab) == "1个文件，共2个数：新增1，更正0，待定0，不报1"
    assert tab.said[-1] == "(发布) main"
    assert '地区 = "宁波市" ‹如：宁波市 或 330200› ≤60' in tab.inside("stated-once")
    answers = read_draft_of(work, tab).answers
    assert (answers.area, answers.period) == ("330200", "2024")
    assert answers.indicators == {"会员人数": ""}


def test_an_area_is_chosen_or_typed(work: Dashboard) -> None:
    tab = asked(work, ("c.csv", COUNTIES), lang="en").choose("Source", SOURCE)
    assert lines(tab)[-8:] == [
        "### 2 .mark A2 海署区",
        "files: 1, numbers: 1",
        "Choose or type an area or its code [] ‹Choose or type an area or its code› of  or typed",
        "(Leave this out)",
        "### 3 .mark A3 江北区",
        "files: 1, numbers: 1. Perhaps: Jiangbei District, Ningbo City (330205)"
        " and Jiangbei District, Chongqing (500105).",
        "Choose or type an area or its code [] ‹Choose or type an area or its code›"
        " of Jiangbei District, Ningbo City (330205), Jiangbei District, Chongqing (500105)"
        " or typed",
        "(Leave this out)",
    ]
    tab.choose("Period", "2024")
    _, second = (each for each in tab.app.selectbox if "area" in each.label)
    second.set_value("330205")
    tab.run()
    tab.type_and_send("Choose or type an area", "海曙区", "Add and use")
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert draft.answers.areas == {"海署区": "330203", "江北区": "330205"}


def test_an_encoding_is_chosen_by_how_the_text_reads(work: Dashboard) -> None:
    data = table(notices(HAISHU, "2024-10", 12)).decode().encode("gb18030")
    tab = asked(work, ("甲.csv", data), ("$x$.csv", data))
    read = (
        "supervision\\_notices\\,ningbo\\-supervision\\,330203\\,\\,2024\\-10\\,12份"
        "\\,page\\-2024\\-11\\-05\\,¶1"
    )
    assert lines(tab) == [
        "## 本表待定 1处 .rail-title",
        "### 1 .mark 甲.csv",
        lines(tab)[2],
        f"请选择: ○ gb18030 ({read})",
    ]
    tab.choose("请选择", "gb18030")
    assert summed(tab) == "2个文件，共1个数：新增1，更正0，待定1"
    tab.choose("请选择", "gb18030")
    assert summed(tab) == "2个文件，共2个数：新增1，更正0，待定1"
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert draft.answers.encodings == {"甲.csv": "gb18030", "$x$.csv": "gb18030"}
    tab.go("upload", draft=draft.id, file="2")
    _, marked = tab.download("下载标注后的表格")
    assert marked[:2] == b"PK"


COUNTY = "{}2025年9月工会工作月报\n地区,新发展会员数（人）,其中：农民工（人）\n{},{},{}\n"
COUNTIES_OF_ONE_FORM = [
    (f"{name}.csv", COUNTY.format(name, name, count, count // 2).encode())
    for count, name in enumerate(("海曙区", "余姚市", "北仑区", "镇海区", "鄞州区"), start=10)
]


def test_a_heading_of_several_files_is_asked_once_for_all(work: Dashboard) -> None:
    tab = asked(work, *COUNTIES_OF_ONE_FORM)
    strip = [line for line in tab.inside("shared-points") if line.startswith(("### ", "5", "("))]
    assert strip == [
        "### 1 .mark B2 新发展会员数",
        "5个文件，5个数",
        "(另立指标)",
        "(本次不报)",
        "### 2 .mark C2 新发展会员数/农民工",
        "5个文件，5个数",
        "(另立指标)",
        "(作为分组)",
        "(本次不报)",
    ]
    tab.click("另立指标").click("作为分组").choose("来源", SOURCE)
    assert summed(tab) == "5个文件，共10个数：新增10，更正0，待定0"
    assert read_draft_of(work, tab).answers.indicators == {
        "新发展会员数": "xinfazhanhuiyuanshu",
        "新发展会员数/农民工": "xinfazhanhuiyuanshu.nongmingong",
    }


ODD_LABELS = [
    *("托管家庭（含寒暑假）", "AED配置点", "读书会，线上", "心理咨询：热线", "＃流动会员站"),
    *("其中：女代表", "1、读书点数①", "（一）书屋（个数）", "Ｇ２０联络点", "A&B_c点"),
    *("㈠站点", "驿站[1]", "“两微一端”", "人/次数", "*重点*站", "$书角$", "~点~", "讀書點"),
    *("按行业分：书屋间数", "阅览 席 数", "点数（注1）", "50%以上书屋", "<b>点</b>", "#其中：晚间"),
]


def test_an_answer_holds_whatever_the_signs_in_its_label(work: Dashboard) -> None:
    rows = [["台州市2023年工会组织情况"], ["项目", "2022年", "2023年"]]
    data = write_csv([*rows, *([label, "3", "4"] for label in ODD_LABELS)])
    tab = asked(work, ("一览.csv", data))
    tab.edit({0: {"decision": NEW, "unit": "个", "for_rest": True}}, CONFIRM)
    count = 2 * len(ODD_LABELS)
    assert summed(tab) == f"1个文件，共{count}个数：新增{count}，更正0，待定1"
    tab.edit({row: {"decision": OUT} for row in range(len(ODD_LABELS))}, "保存修改")
    assert summed(tab) == f"1个文件，共{count}个数：新增0，更正0，待定1，不报{count}"


def test_a_table_of_unknown_labels_is_settled_by_one_button(work: Dashboard) -> None:
    heads = [f"事项{letter}甲" for letter in "ABCDEFGHIJ"]
    rows = [[f"乙{number}类", *map(str, range(10))] for number in range(12)]
    data = write_csv([["宁波市2025年9月情况"], ["事项", *heads], *rows])
    tab = asked(work, ("一览.csv", data))
    assert len([line for line in tab.said if " ¦ " in line]) == 120
    tab.click("其余全部另立指标")
    assert summed(tab) == "1个文件，共120个数：新增120，更正0，待定1"
