"""What a table does not say and a person is asked, without a browser."""

from auth import Role
from curation.drafts.draft_editing import read_draft, read_draft_file
from file_formats import yaml
from file_formats.xlsx import SheetToWrite as Sheet
from file_formats.xlsx import write_xlsx
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.workspaces import HAISHU, notices, table

FILES = "表格文件（XLSX、CSV、YAML，可多选）"
LEAVE, NEW = "\x00leave", "\x00new"
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
PLAIN = "指标,数值\n投入资金,3\n会员人数,4\n".encode()
COUNTIES = "地区,投入资金（万元）\n海署区,3\n江北区,4\n".encode()


def asked(work: Dashboard, *files: tuple[str, bytes], lang: str = "zh") -> Tab:
    """A new draft of some files, at what is asked of it."""
    tab = work.tab(work.person("zhao", Role.STAFF)).open("upload", lang=lang)
    label, button = (FILES, "上传并校验") if lang == "zh" else ("Spreadsheets", "Upload and check")
    return tab.upload(label, *files).click(button)


def lines(tab: Tab) -> list[str]:
    """What is asked, up to the button."""
    return tab.said[5 : [line.startswith("<.problems") for line in tab.said].index(True)]


def test_a_label_that_is_not_certain_is_asked_about_with_what_is_near(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    assert lines(tab) == [
        "### 需要确认",
        "“参加疗休养职工”是什么？（1个数） [] ‹选择指标› of 63: 疗休养人数, 新增指标… … 健康驿站",
        "(确认并重新校验) main",
    ]
    # While something is asked, the way to the changes is not offered.
    assert tab.said[-1] == "⇩(下载标注了问题的表格：年鉴\\.xlsx)"
    options = list(tab.widget("“参加疗休养职工”是什么").proto.options)
    assert options[:4] == ["疗休养人数", "新增指标…", "不填报此项", "劳动法律监督提示函"]
    # What is near stands once; the targets by rule can be answered, too.
    assert len(options) == 63
    tab.fill("“参加疗休养职工”是什么", "recuperation_participants").click("确认并重新校验")
    assert tab.said[4:] == ["读取数据项3个，错误0处，警告0处。 .lead", "(查看变化) main"]
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert draft.answers.indicators == {"参加疗休养职工": "recuperation_participants"}


def test_nothing_said_is_nothing_kept(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    tab.click("确认并重新校验")
    assert lines(tab)[0] == "### 需要确认"
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert draft.answers.indicators == {}


def test_a_label_is_left_out(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    tab.fill("“参加疗休养职工”是什么", LEAVE).click("确认并重新校验")
    assert tab.said[4:] == ["读取数据项2个，错误0处，警告0处。 .lead", "(查看变化) main"]


EMPTY_DEFINITION = [
    "### 新增指标：参加疗休养职工",
    '代码（小写字母、数字、下划线） = "canjialiaoxiuyangzhigong" ≤200',
    '英文名称 = "参加疗休养职工" ≤200',
    '英文解释 = "" ≤200',
    '英文计量单位 = "人" ≤200',
    '中文名称 = "参加疗休养职工" ≤200',
    '指标解释 = "" ≤200',
    '计量单位 = "人" ≤200',
    "专题 [劳动法律监督] of 8: 劳动法律监督, 职业技能竞赛 … 企业服务职工",
    "类型 [时点数] of 时点数, 时期数, 目标, 比率",
    "汇总方式 [取最近一期] of 相加, 取最近一期, 不汇总",
    "(加入草稿) main",
]


DEFINED = {
    "code": "workers_recuperated",
    "name": {"zh": "疗休养职工", "en": "Workers on leave"},
    "definition": {"zh": "参加的职工人数。", "en": "Workers who took part."},
    "unit": {"zh": "人", "en": "people"},
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


def test_a_new_indicator_is_defined_on_the_spot(work: Dashboard) -> None:
    tab = asked(work, ("年鉴.xlsx", YEARBOOK))
    tab.fill("“参加疗休养职工”是什么", NEW).click("确认并重新校验")
    assert lines(tab)[3:] == EMPTY_DEFINITION
    for label, text in (
        *(("代码", "workers_recuperated"), ("英文名称", " Workers on leave ")),
        *(("英文计量单位", "people"), ("中文名称", "疗休养职工"), ("指标解释", "参加的职工人数。")),
        *(("英文解释", "Workers who took part."), ("专题", "recuperation")),
        *(("类型", "flow"), ("汇总方式", "sum")),
    ):
        tab.fill(label, text)
    tab.click("加入草稿")
    assert tab.said[0] == "指标“疗休养职工”已加入草稿，随数据一起发布。 .said done"
    assert tab.said[2:] == [
        "年鉴.xlsx .lead",
        "草稿 · 2个文件 · zhao .place",
        "步骤 [2 问题] of 1 文件, 2 问题, 3 变化",
        "读取数据项3个，错误0处，警告0处。 .lead",
        "(查看变化) main",
    ]
    tab.click("查看变化")
    assert tab.brief[4:10] == NEW_CHANGES
    actor, name = work.actor(tab.cookies), str(tab.address["draft"])
    file = read_draft(work.workspace, actor, name).files[1].name
    assert file == "指标 workers_recuperated.yaml"
    (entry,) = yaml.load_yaml(read_draft_file(work.workspace, actor, name, file))["indicators"]
    assert entry == DEFINED


def test_area_and_period_that_a_table_does_not_name_are_typed(work: Dashboard) -> None:
    tab = asked(work, ("短.csv", PLAIN))
    assert lines(tab)[2:] == [
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
    tab.fill("表中没有写明地区", "宁波市").fill("“会员人数”是什么", LEAVE)
    tab.click("确认并重新校验")
    assert tab.said[4:] == ["读取数据项1个，错误0处，警告0处。 .lead", "(查看变化) main"]
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert (draft.answers.area, draft.answers.period) == ("330200", "2024")
    assert draft.answers.indicators == {"会员人数": ""}


def test_an_area_is_chosen_or_typed(work: Dashboard) -> None:
    tab = asked(work, ("c.csv", COUNTIES), lang="en")
    assert lines(tab) == [
        "### To be confirmed",
        "What is “海署区”? (1 number) [] ‹Choose or type an area or its code›"
        " of Leave this out or typed",
        "What is “江北区”? (1 number) [Jiangbei District, Ningbo City (330205)]"
        " ‹Choose or type an area or its code› of Jiangbei District, Ningbo City (330205),"
        " Jiangbei District, Chongqing (500105), Leave this out or typed",
        'The table names no period; which is it? = "" ‹For example 2024, 2024-09, 2024-01/2024-09›'
        " ≤60",
        "(Confirm and check again) main",
    ]
    tab.fill("The table names no period", "2024")
    tab.type_and_send("What is “海署区”", "海曙区", "Confirm and check again")
    assert tab.said[4:] == [
        "2 figures read; errors: 0, warnings: 0. .lead",
        "(See the changes) main",
    ]
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
    assert tab.said[4] == "读取数据项2个，错误0处，警告1处。 .lead"
    draft = read_draft(work.workspace, work.actor(tab.cookies), str(tab.address["draft"]))
    assert draft.answers.encodings == {"甲.csv": "gb18030", "$x$.csv": "gb18030"}
    _, marked = tab.download("下载标注了问题的表格：\\$x\\$\\.csv")
    assert marked[:2] == b"PK"
