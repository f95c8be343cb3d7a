"""Words of office tables: heads of columns, marks, what stands above them and below."""

import pytest

from file_formats import csv
from intake.model.upload_labels import RememberedLabels
from intake.result import CheckResult
from tests.helpers.made_uploads import codes, figures, known, the, upload


def table(*rows: list[object], **options: object) -> CheckResult:
    """Check a table laid out by hand; as a CSV, which is read without another process."""
    text = csv.write_csv([[str(cell) for cell in row] for row in rows])
    return upload(("1.csv", text), **options)


MARKS = [
    "-", "--", "—", "——", "－", "─", "…", "……", "...", "..", "/", "\\", "×", "〃", "·",
    "*", "n/a", "NA", "#N/A", "未报", "未报告", "未上报", "未统计", "未填", "未填报", "暂无",
    "暂缺", "缺", "空缺", "无数据", "不详", "-----", "......",
]  # fmt: skip


def test_no_mark_for_what_is_not_reported_is_a_figure() -> None:
    rows = [[f"{1900 + at}年", mark, at] for at, mark in enumerate(MARKS, 70)]
    checked = table(["宁波市"], ["年份", "工会会员人数", "提示函份数"], *rows, ["2023年", 5, 6])
    assert {one[0] for one in figures(checked)[:-2]} == {"notices"}
    assert checked.count == len(MARKS) + 2
    assert checked.shapes[0].not_reported == len(MARKS)
    assert checked.problems == ()


@pytest.mark.parametrize("heading", ["序号", "编号", "行次", "No.", "no", "栏次"])
def test_numbers_that_only_count_rows_are_no_figures(heading: str) -> None:
    checked = table(
        ["2023年宁波市工会情况"],
        [heading, "指标", "数值", "备注"],
        [1, "工会会员人数", 5, 9],
        [2, "提示函份数", 6, 8],
    )
    assert [(one[0], one[4]) for one in figures(checked)] == [("members", 5), ("notices", 6)]
    assert checked.problems == ()


@pytest.mark.parametrize("heading", ["备注", "说明", "附注", "note", "Remarks"])
def test_numbers_among_remarks_are_no_figures(heading: str) -> None:
    checked = table(
        ["2023年宁波市工会情况"],
        ["指标", "数值", heading],
        ["工会会员人数", 5, 9],
        ["提示函份数", 6, ""],
    )
    assert [(one[0], one[4]) for one in figures(checked)] == [("members", 5), ("notices", 6)]
    assert checked.problems == ()


@pytest.mark.parametrize("heading", ["单位", "计量单位", "unit", "计量", "量"])
def test_a_column_of_units_is_known_by_its_heading_or_by_its_cells(heading: str) -> None:
    checked = table(
        ["2023年宁波市工会情况"],
        ["指标", heading, "数值"],
        ["工会会员人数", "万人", 5],
        ["工会经费收入", "万元", 6],
    )
    assert [(one[0], one[4]) for one in figures(checked)] == [("members", 5e4), ("funds", 6e4)]
    assert checked.problems == ()


def test_below_a_heading_of_units_most_cells_are_enough() -> None:
    def told(*cells: str) -> tuple[list[tuple[str, float]], list[str]]:
        names = ["工会会员人数", "工会经费收入", "提示函份数", "建会率"]
        rows = [[name, cell, 5] for name, cell in zip(names, cells, strict=True)]
        checked = table(["2023年宁波市工会情况"], ["指标", "单位", "数值"], *rows)
        return [(one[0], one[4]) for one in figures(checked)], codes(checked)

    assert told("万人", "万元", "见注", "见注")[0][:2] == [("members", 5e4), ("funds", 5e4)]
    assert "indicator_unmatched" not in told("万人", "万元", "份", "%")[1]


@pytest.mark.parametrize("heading", ["代码", "指标代码", "编码", "行号"])
def test_the_line_numbers_of_a_form_are_no_figures(heading: str) -> None:
    checked = table(
        ["2023年宁波市工会情况"],
        ["指标", heading, "数值"],
        ["工会会员人数", "01", 5],
        ["提示函份数", "02", 6],
    )
    assert [(one[0], one[4]) for one in figures(checked)] == [("members", 5), ("notices", 6)]
    assert checked.problems == ()


@pytest.mark.parametrize("heading", ["", "行政区划代码", "地区编码", "区划"])
def test_areas_may_be_told_by_their_codes_alone(heading: str) -> None:
    checked = table(
        ["2023年工会会员人数"],
        [heading, "名称", "工会会员人数"],
        ["330203", "甲", 5],
        ["330205", "乙", 6],
    )
    assert [one[1] for one in figures(checked)] == ["330203", "330205"]


SAYING_NOTHING = [
    "数值", "数量", "数据", "指标值", "绝对数", "本期数", "数额", "完成数", "实际数", "实绩",
    "总计", "合计", "value", "TOTAL", "amount", "number",
]  # fmt: skip


@pytest.mark.parametrize("heading", SAYING_NOTHING)
def test_headings_that_say_nothing_leave_the_row_to_say_it(heading: str) -> None:
    checked = table(
        ["2023年宁波市工会情况"],
        ["指标", heading],
        ["工会会员人数", 5],
        ["提示函份数", 6],
    )
    assert [one[0] for one in figures(checked)] == ["members", "notices"]
    assert checked.problems == ()


DERIVED = [
    "同比", "环比", "比上年", "比去年", "比上月", "较上年", "增减", "增幅", "升降", "位次",
    "排名", "增长", "增速",
]  # fmt: skip


def test_columns_that_others_give_are_left_out_and_named() -> None:
    checked = table(
        ["2023年宁波市工会情况"],
        ["指标", "数值", *(f"{word}情况" for word in DERIVED)],
        ["工会会员人数", 5, *range(1, len(DERIVED) + 1)],
        ["提示函份数", 6, *["…"] * len(DERIVED)],
    )
    assert [(one[0], one[4]) for one in figures(checked)] == [("members", 5), ("notices", 6)]
    assert [(p.code, p.level, p.value) for p in checked.problems] == [
        ("derived_left_out", "notice", f"{word}情况") for word in DERIVED
    ]
    assert checked.shapes[0].not_reported == 0


AREA_HEADS = [
    "地区", "区域", "区县", "县区", "市县", "县(市、区)", "区（县、市）", "市(县、区)", "各地",
    "单位名称", "填报单位", "工会名称", "region", "Area",
]  # fmt: skip


@pytest.mark.parametrize("heading", AREA_HEADS)
def test_below_a_heading_of_areas_a_label_is_an_area_or_asked_about(heading: str) -> None:
    checked = table(
        ["2023年宁波市工会会员人数（人）"],
        [heading, "工会会员人数"],
        ["海曙区", 5],
        ["高新区", 6],
        ["经开", 7],
        ["前湾", 8],
    )
    assert [one[1] for one in figures(checked)] == ["330203", "", "", ""]
    assert [(p.code, p.row, p.value) for p in checked.problems] == [
        ("area_unmatched", 4, "高新区"),
        ("area_unmatched", 5, "经开"),
        ("area_unmatched", 6, "前湾"),
    ]


@pytest.mark.parametrize(
    "above",
    [
        ["填报单位：海曙区总工会"],
        ["填报单位（盖章）：", "海曙区总工会"],
        ["上报单位: 海曙区工会"],
        ["编制单位：海曙区"],
        ["报送单位：海曙"],
        ["制表单位：海曙区工会联合会"],
        ["统计单位：宁波市海曙区总工会"],
        ["海曙区总工会2023年统计"],
    ],
)
def test_who_reports_is_the_area(above: list[str]) -> None:
    checked = table(
        above, ["2023年工会情况"], ["指标", "数值"], ["工会会员人数", 5], ["提示函份数", 6]
    )
    assert [one[1:4:2] for one in figures(checked)] == [("330203", "2023")] * 2


@pytest.mark.parametrize(
    "above",
    [
        "有效期至：2025年6月",
        "有效期：2025年6月",
        "批准机关：国家统计局2022年",
        "批准文号：国统制〔2022〕5号",
        "备案文号：2022年5号",
        "文号：浙工〔2022〕5号",
        "表号：2022年工统1表",
        "制定机关：北京市2022年",
        "填报日期：2024年1月5日",
        "报出时间：2024年1月5日",
        "制表日期：2024年1月5日",
        "打印时间：2024年1月5日",
        "上报日期：2024年1月5日",
        "报送日期：2024年1月5日",
    ],
)
def test_when_a_form_was_made_and_by_whom_is_no_period_and_no_area(above: str) -> None:
    checked = table(
        [above], ["宁波市2023年工会情况表"], ["指标", "数值"], ["工会会员人数", 5],
        ["提示函份数", 6],
    )  # fmt: skip
    assert [one[1:4:2] for one in figures(checked)] == [("330200", "2023")] * 2


@pytest.mark.parametrize(
    "line",
    ["报告期：2023年9月", "统计时间：2023年9月", "统计期间：2023年9月", "统计时段：2023年9月",
     "所属时期：2023年9月", "所属期间：2023年9月", "数据时间：2023年9月"],
)  # fmt: skip
def test_the_period_that_is_stated_goes_first(line: str) -> None:
    checked = table(
        ["宁波市2022年工会情况"], [line], ["指标", "数值"], ["工会会员人数", 5], ["提示函份数", 6]
    )
    assert [one[3] for one in figures(checked)] == ["2023-09"] * 2


NOTES = [
    "注：快报数1。",
    "（注：含非公企业1。）",
    "说明：含非公企业1。",
    "备注：含非公企业1。",
    "附注1：含非公企业。",
    "资料：年报1。",
    "单位负责人：张某1",
    "负责人：张某1",
    "填表人：李某1",
    "制表：李某1",
    "审核人：王某1",
    "复核：王某1",
    "统计负责人：王某1",
    "联系电话：87654321",
    "报出日期：2024年1月5日",
    "报送单位：海曙区1",
    "分管领导：赵某1",
    "Note: preliminary 1.",
    "① 快报数，含非公企业。",
    "[1] 快报数，含非公企业。",
    "*快报数，含非公企业一家。",
]


@pytest.mark.parametrize("note", NOTES)
def test_notes_below_a_table_are_kept_and_are_no_figures(note: str) -> None:
    checked = table(
        ["2023年宁波市工会情况"],
        ["指标", "数值"],
        ["工会会员人数", 5],
        ["提示函份数", 6],
        [note, 7],
    )
    assert [one[4] for one in figures(checked)] == [5, 6]
    assert (checked.shapes[0].note_rows, checked.problems) == ((5,), ())
    assert checked.shapes[0].notes == (f"{note} 7",)


@pytest.mark.parametrize(
    ("note", "source"),
    [
        ("数据来源：宁波工会年鉴", "yearbook-2023"),
        ("资料来源： 宁波工会年鉴", "yearbook-2023"),
        ("来源:yearbook-2023", "yearbook-2023"),
        ("Source: Yearbook", "yearbook-2023"),
        ("来源：浙江工会年鉴", ""),
        ("注：见宁波工会年鉴", ""),
    ],
)
def test_the_source_below_a_table_is_that_of_its_figures(note: str, source: str) -> None:
    rows = [["2023年宁波市"], ["指标", "数值"], ["工会会员人数", 5], ["提示函份数", 6], [note]]
    assert table(*rows).figures["source"].tolist() == [source] * 2
    given = table(*rows, source="yearbook-2023")
    assert given.figures["source"].tolist() == ["yearbook-2023"] * 2


HEADS = ["指标", "指标名称", "项目", "名称", "类别", "行业", "item", "indicator"]


@pytest.mark.parametrize("heading", HEADS)
def test_the_head_of_labels_begins_a_table(heading: str) -> None:
    checked = table(
        ["宁波市工会情况"],
        [heading, 2022, 2023],
        ["工会会员人数", 5, 6],
        [],
        ["宁波市工会情况（续）"],
        [heading, 2020, 2021],
        ["提示函份数", 7, 8],
    )
    assert [(one[0], one[3], one[4]) for one in figures(checked)] == [
        ("members", "2022", 5),
        ("members", "2023", 6),
        ("notices", "2020", 7),
        ("notices", "2021", 8),
    ]
    assert checked.problems == ()
    assert [shape.header_rows for shape in checked.shapes] == [(2,), (6,)]


def test_the_title_is_the_longest_line_and_names_what_is_counted() -> None:
    rows = [["地区", "2022年", "2023年"], ["海曙区", 5, 6], ["江北区", 7, 8]]
    for title in (
        "宁波市各区县工会会员人数",
        "表2-3 宁波市分地区工会会员人数情况",
        "10-3-2  历年宁波市工会会员人数统计表",
        "附表1 宁波市工会会员人数（2022年—2023年）",
        "宁波市2022年工会会员人数汇总表",
        "宁波市工会会员人数一览表",
    ):
        checked = table(["附件"], [title], ["单位：万人"], *rows)
        assert {one[0] for one in figures(checked)} == {"members"}, title
        assert figures(checked)[3] == ("members", "330205", "", "2023", 80_000)
        assert (checked.shapes[0].title, checked.shapes[0].unit) == (title, "万人")
        assert checked.problems == ()


def test_an_indicator_named_above_a_table_goes_before_its_title() -> None:
    checked = table(
        ["宁波市提示函份数情况表"],
        ["指标名称：工会会员人数（万人）"],
        ["地区", "2022年", "2023年"],
        ["海曙区", 5, 6],
    )
    assert {one[0] for one in figures(checked)} == {"members"}


def test_areas_and_periods_of_the_person_stand_where_a_table_says_none() -> None:
    rows = [["指标", "数值"], ["工会会员人数", 5], ["提示函份数", 6]]
    given = {"area": "330203", "period": "2022", "unit": "万"}
    checked = table(["工会情况"], *rows, **given)
    assert figures(checked) == [
        ("members", "330203", "", "2022", 50_000),
        ("notices", "330203", "", "2022", 60_000),
    ]
    said = table(
        ["2023年宁波市江北区工会情况", "", "单位：个"], *rows[:1], ["基层工会组织数", 5], **given
    )
    assert figures(said) == [("unions", "330205", "", "2023", 5)]


def test_what_is_missing_is_counted() -> None:
    rows = [["情况"], ["指标", "数值", "份额"], ["工会会员人数", 5, 1], ["提示函份数", 6, 2]]
    answers = RememberedLabels({"工会会员人数/份额": "", "提示函份数/份额": ""})
    checked = table(*rows, period="2023", remembered=answers)
    missing = the(checked, "area_missing")
    assert (missing.level, missing.row, missing.hints) == ("error", 2, {"figures": 4})
    assert checked.count == 2
    checked = table(*rows, area="330200", remembered=answers)
    assert the(checked, "period_missing").hints == {"figures": 4}
    checked = table(*rows, area="330200", period="2023", remembered=answers)
    assert (checked.count, checked.problems) == (2, ())


def test_labels_are_told_once_with_what_they_may_mean_and_how_many_figures_they_head() -> None:
    checked = table(
        ["宁波市"],
        ["地区", "会员", "职工之家（个）"],
        ["海曙区", 5, 6],
        ["江北区", 7, 8],
        ["高新区", 9, 1],
        period="2023",
    )
    told = [(p.code, p.level, p.row, p.column, p.value, p.hints) for p in checked.problems]
    assert told == [
        ("indicator_unconfirmed", "error", 2, "B", "会员", {"unit": ""}),
        ("indicator_unmatched", "error", 2, "C", "职工之家", {"unit": "个"}),
        ("area_unmatched", "error", 5, "A", "高新区", {"unit": ""}),
    ]
    labels = [(one.kind, one.text, one.code, one.figures, one.sure) for one in checked.labels]
    assert labels == [
        ("indicator", "会员", "", 3, False),
        ("indicator", "职工之家", "", 3, False),
        ("area", "高新区", "", 2, False),
    ]
    assert checked.problems[0].expected.startswith("members")
    assert checked.labels[0].suggestions[0].code == "members"
    kept = known()
    sure = table(
        ["宁波市"], ["地区", "会员数"], ["海曙区", 5], ["江北区", 6], period="2023", base=kept
    )
    assert [(one.text, one.code, one.figures, one.sure) for one in sure.labels] == [
        ("会员数", "members", 2, True)
    ]
