"""What a table does not say and a person is asked, without a browser."""

import json

from auth import Role
from curation.answers import Answers
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import read_draft, read_draft_file
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
    """What is asked, up to the button."""
    return tab.said[7 : [line.startswith(("<.problems", "⇩")) for line in tab.said].index(True)]


def read_draft_of(work: Dashboard, tab: Tab) -> Draft:
    """The draft that a tab shows."""
    return read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))


HINT = (
    "下面1个表头没有对应的指标。每行选“怎样处理”；可从Excel成片粘贴，"
    "勾“以下同此”则下面未定的各行照此处理。"
)
RECUPERATION = (
    "参加疗休养职工 ¦ 1个文件，1个数 ¦ 疗休养人数 ¦ {} ¦ 参加疗休养职工 ¦ 人 ¦ 时点数"
    " ¦ 劳动法律监督 ¦ False ¦  ¦ "
)


def test_a_label_that_is_not_certain_is_asked_about_with_what_is_near(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    # What is near is told and listed first, and nothing is chosen.
    assert lines(tab) == [
        "### 需要确认",
        HINT,
        RECUPERATION.format(" ¦ "),
        f"({CONFIRM}) main",
        "年鉴\\.xlsx：3个数没有写明来源。请选择来源，对整个文件有效。"
        " [] of 中华人民共和国民政部2025年, 工人日报（据版面推断）2024年11月5日",
        f"({CONFIRM})",
        "培训劳动法律监督员 ¦ 1个文件，2个数 ¦ 培训劳动法律监督员 ¦  ¦  ¦ 培训劳动法律监督员"
        " ¦ 人 ¦ 时点数 ¦ 劳动法律监督 ¦ False ¦  ¦ ",
        "(保存修改)",
    ]
    columns = json.loads(tab.app.data_editor[0].proto.columns)
    options = columns["indicator"]["type_config"]["options"]
    assert options[:2] == ["疗休养人数", "劳动法律监督提示函"]
    assert len(options) == len(set(options)) == 79
    # While something is asked, the way to the changes is not offered.
    assert tab.said[-1] == "⇩(下载标注了问题的表格：年鉴\\.xlsx)"
    tab.edit({0: {"indicator": "疗休养人数"}}, CONFIRM)
    assert tab.said[-1] == "(查看变化) main"
    assert read_draft_of(work, tab).answers.indicators == {
        "参加疗休养职工": "recuperation_participants"
    }


def test_nothing_said_is_nothing_kept(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    tab.click(CONFIRM)
    assert lines(tab)[0] == "### 需要确认"
    assert read_draft_of(work, tab).answers.indicators == {}
    # What lacks something is told, and nothing is guessed.
    tab.edit({0: {"decision": SAME}}, CONFIRM)
    assert tab.said[0] == (
        "“参加疗休养职工”还没有定：对应或作为分组要选指标，另立指标要写名称。 .said refused"
    )
    assert read_draft_of(work, tab).answers.indicators == {}


def test_a_label_is_left_out_and_that_is_changed_at_the_label(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    tab.edit({0: {"decision": OUT}}, CONFIRM)
    assert "读取数据项2个，错误0处，警告0处。 .lead" in tab.said
    assert RECUPERATION.format(f"{OUT} ¦ ").replace("疗休养人数 ¦ ", " ¦ ") in tab.said
    tab.edit({1: {"indicator": "疗休养人数", "decision": SAME}}, "保存修改")
    assert "读取数据项3个，错误0处，警告0处。 .lead" in tab.said
    assert read_draft_of(work, tab).answers.indicators == {
        "参加疗休养职工": "recuperation_participants"
    }


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
    "新增3项，修改0项，删除0项。 .lead",
    "变化 | 指标 | 地区 | 报告期 | 数值",
    "新增 | 培训劳动法律监督员 | 宁波市 | 2022年 | 3020人",
    "新增 | 培训劳动法律监督员 | 宁波市 | 2023年 | 4100余人",
    "新增 | 疗休养职工 | 宁波市 | 2022年 | 312人",
    "- 新增指标：疗休养职工",
]


def test_a_new_indicator_is_defined_on_the_spot_and_undone_in_one_step(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    row = {"decision": NEW, "name": "疗休养职工", "kind": "时期数", "topic": "职工疗休养"}
    row |= {"definition": "参加的职工人数。", "english": " Workers on leave "}
    tab.edit({0: row}, CONFIRM)
    assert "读取数据项3个，错误0处，警告0处。 .lead" in tab.said
    actor, name = work.actor(tab.cookies), str(tab.address["draft"])
    draft = read_draft(work.workspace, actor, name)
    assert [file.name for file in draft.files] == ["年鉴.xlsx", "indicators.yaml"]
    (entry,) = yaml.load_yaml(read_draft_file(work.workspace, actor, name, "indicators.yaml"))[
        "indicators"
    ]
    assert entry == DEFINED
    tab.click("查看变化")
    assert sorted(line for line in tab.brief if line in NEW_CHANGES) == sorted(NEW_CHANGES)
    tab.click("撤销上一步")
    assert tab.said[0] == "已撤销上一步。 .said done"
    undone = read_draft(work.workspace, actor, name)
    assert (undone.files, undone.answers) == (draft.files[:1], Answers())
    assert [step.what for step in undone.steps] == ["created", "files_added", "undone"]
    assert "(撤销上一步) quiet off" in tab.said


def test_area_and_period_that_a_table_does_not_name_are_typed(work: Dashboard) -> None:
    tab = asked(work, ("短.csv", PLAIN))
    assert lines(tab)[3:6] == [
        '表中没有写明地区，请填写 = "" ‹如：宁波市 或 330200› ≤60',
        '表中没有写明报告期，请填写 = "" ‹如：2024、2024-09、2024-01/2024-09› ≤60',
        "(确认并重新校验) main",
    ]
    tab.fill("表中没有写明地区", "没有这里").fill("表中没有写明报告期", " 2024 ")
    tab.click("确认并重新校验")
    assert (
        tab.said[0]
        == "没有找到，或有多个同名，要写上级地区（如宁波市江北区）或代码：没有这里 .said refused"
    )
    assert '表中没有写明地区，请填写 = "没有这里" ‹如：宁波市 或 330200› ≤60' in tab.said
    assert not [line for line in tab.said if line.startswith("表中没有写明报告期")]
    # Two counties have this name.
    tab.fill("表中没有写明地区", "江北区").click("确认并重新校验")
    assert (
        tab.said[0]
        == "没有找到，或有多个同名，要写上级地区（如宁波市江北区）或代码：江北区 .said refused"
    )
    tab.fill("表中没有写明地区", "宁波市").edit({0: {"decision": OUT}}, CONFIRM)
    assert tab.said[6] == "读取数据项1个，错误0处，警告0处。 .lead"
    assert tab.said[-1] == "(查看变化) main"
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert (draft.answers.area, draft.answers.period) == ("330200", "2024")
    assert draft.answers.indicators == {"会员人数": ""}


def test_an_area_is_chosen_or_typed(work: Dashboard) -> None:
    tab = asked(work, ("c.csv", COUNTIES), lang="en")
    assert lines(tab)[:5] == [
        "### To be confirmed",
        "What is “海署区”? (1 number) [] ‹Choose or type an area or its code›"
        " of Leave this out or typed",
        "What is “江北区”? (1 number) []"
        " ‹Choose or type an area or its code› of Jiangbei District, Ningbo City (330205),"
        " Jiangbei District, Chongqing (500105), Leave this out or typed",
        'The table names no period; which is it? = "" ‹For example 2024, 2024-09, 2024-01/2024-09›'
        " ≤60",
        "(Confirm and check again) main",
    ]
    tab.fill("The table names no period", "2024").fill("What is “江北区”", "330205")
    tab.type_and_send("What is “海署区”", "海曙区", "Confirm and check again")
    assert tab.said[6] == "2 figures read; errors: 0, warnings: 0. .lead"
    assert tab.said[-1] == "(See the changes) main"
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
        "### 需要确认",
        f"“甲\\.csv”的文字怎样才是对的？: ○ gb18030 ({read})",
        f"“\\$x\\$\\.csv”的文字怎样才是对的？: ○ gb18030 ({read})",
        "(确认并重新校验) main",
    ]
    tab.fill("“甲\\.csv”的文字", "gb18030").click("确认并重新校验")
    assert lines(tab)[1] == f"“\\$x\\$\\.csv”的文字怎样才是对的？: ○ gb18030 ({read})"
    tab.fill("“\\$x\\$\\.csv”的文字", "gb18030").click("确认并重新校验")
    assert tab.said[6] == "读取数据项2个，错误0处，警告1处。 .lead"
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert draft.answers.encodings == {"甲.csv": "gb18030", "$x$.csv": "gb18030"}
    _, marked = tab.download("下载标注了问题的表格：\\$x\\$\\.csv")
    assert marked[:2] == b"PK"


COUNTY = "{}2025年9月工会工作月报\n地区,新发展会员数（人）,其中：农民工（人）\n{},{},{}\n"
COUNTIES_OF_ONE_FORM = [
    (f"{name}.csv", COUNTY.format(name, name, count, count // 2).encode())
    for count, name in enumerate(("海曙区", "余姚市", "北仑区", "镇海区", "鄞州区"), start=10)
]


def test_a_heading_of_several_files_is_asked_once_for_all(work: Dashboard) -> None:
    tab = asked(work, *COUNTIES_OF_ONE_FORM)
    table = [line for line in tab.said if " ¦ " in line]
    assert [line.split(" ¦ ")[:2] for line in table] == [
        ["新发展会员数", "5个文件，5个数"],
        ["新发展会员数/农民工", "5个文件，5个数"],
    ]
    tab.edit({0: {"decision": NEW, "kind": "时期数"}, 1: {"decision": PART}}, CONFIRM)
    assert tab.said[6] == "读取数据项10个，错误0处，警告0处。 .lead"
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
    assert tab.said[6] == f"读取数据项{2 * len(ODD_LABELS)}个，错误0处，警告0处。 .lead"
    tab.edit({row: {"decision": OUT} for row in range(len(ODD_LABELS))}, "保存修改")
    assert tab.said[6] == "读取数据项0个，错误0处，警告1处。 .lead"


def test_a_table_of_unknown_labels_is_settled_by_one_button(work: Dashboard) -> None:
    heads = [f"事项{letter}甲" for letter in "ABCDEFGHIJ"]
    rows = [[f"乙{number}类", *map(str, range(10))] for number in range(12)]
    data = write_csv([["宁波市2025年9月情况"], ["事项", *heads], *rows])
    tab = asked(work, ("一览.csv", data))
    assert len([line for line in tab.said if " ¦ " in line]) == 120
    tab.click("其余全部另立指标")
    assert "需要确认" not in "".join(tab.said)
    assert tab.said[6].startswith("读取数据项120个，错误0处")
