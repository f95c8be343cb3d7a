"""The marked workbook, the template and what is told of an upload, with two of everything."""

import pytest

from file_formats import FileFormatError, FileLimits, csv, xlsx
from intake import annotated_workbook, template
from intake.annotated_workbook import annotate_workbook, build_problem_header, build_problem_rows
from intake.model.problem import Problem, Problems, problem_from_error
from intake.problem_messages import (
    format_advice,
    format_field_heading,
    format_level,
    format_place,
    format_problem_message,
)
from locales import Words
from tests.helpers.made_uploads import HEADER, figures, known, row, tidy, upload, workbook

ZH, EN = Words("zh"), Words("en")


def test_a_refusal_is_a_problem_with_its_place() -> None:
    refusal = FileFormatError(
        "cell_too_long", line=3, column=27, sheet="表", value="x", values={"limit": 5}
    )
    found = problem_from_error(refusal, "a.csv")
    assert (found.code, found.level, found.file, found.sheet) == (
        "cell_too_long", "error", "a.csv", "表",
    )  # fmt: skip
    assert (found.row, found.column, found.value) == (3, "AA", "x")
    assert (dict(found.hints), found.domain) == ({"limit": 5}, "files")
    assert problem_from_error(FileFormatError("renamed"), "a.csv").column == ""


def test_problems_are_listed_by_file_sheet_and_row_and_a_flood_is_counted() -> None:
    kept = Problems(["b.csv", "a.csv"])
    kept.add(Problem("x", file="a.csv", row=2))
    kept.add(Problem("x", "warning", file="b.csv", sheet="二", row=9))
    kept.add(Problem("y", file="b.csv", sheet="一", row=3))
    kept.add(Problem("y", file="b.csv", sheet="二", row=1))
    kept.add_many((Problem("z", file="a.csv", row=at) for at in (8, 7)), 1_500)
    mark_here = kept.checkpoint()
    kept.extend([Problem("w", file="a.csv"), Problem("z", file="a.csv")])
    kept.undo_to(mark_here)
    told = [(p.code, p.file, p.sheet, p.row) for p in kept.sorted()]
    assert told == [
        ("y", "b.csv", "二", 1),
        ("x", "b.csv", "二", 9),
        ("y", "b.csv", "一", 3),
        ("x", "a.csv", "", 2),
        ("z", "a.csv", "", 7),
        ("z", "a.csv", "", 8),
        ("more_of_same", "a.csv", "", 0),
    ]
    more = kept.sorted()[-1]
    assert (more.level, more.value, more.hints) == ("error", "z", {"more": 500, "total": 1_500})


@pytest.mark.parametrize(("count", "more"), [(999, 0), (1_000, 0), (1_001, 1)])
def test_a_thousand_of_one_kind_are_listed_one_by_one(count: int, more: int) -> None:
    kept = Problems()
    kept.extend(Problem("x", "notice", file="a.csv", row=at) for at in range(count))
    kept.extend(Problem("x", "warning", file="b.csv", row=at) for at in range(2))
    found = kept.sorted()
    assert sum(p.code == "x" for p in found) == min(count, 1_000) + 2
    assert [(p.level, p.hints["more"]) for p in found if p.code == "more_of_same"] == (
        [("notice", more)] if more else []
    )


def test_problems_are_said_with_place_value_and_mending() -> None:
    checked = tidy(
        row(as_reported="5元"), row(value="7", ref_area="330203", note="x\u202e"),
        row(value="8", ref_area="鼓楼区"), row(value="9", breakdown="men", ref_area="330205"),
    )  # fmt: skip
    assert [format_problem_message(p, ZH) + format_advice(p, ZH) for p in checked.problems] == [
        "计量单位不符：填的是“元”，该指标的计量单位是“人”。请核对指标和计量单位。",
        "“x\u202e”中有不可见字符（U+202E）。请删除本格内容后重新输入。",
        "“鼓楼区”有多个同名地区。请连同上级地区写全称，或改填六位行政区划代码。"
        "可能是：320106、320302、350102、410204。",
        "分组“men”不属于该指标。请改为该指标的分组，或留空。可能是：women、migrants。",
    ]


def test_the_list_of_problems_is_a_table_in_both_languages() -> None:
    checked = tidy(row(as_reported="100人", value="101"), row(value="x", ref_area="330203"))
    assert build_problem_header(ZH) == [
        "级别", "文件", "工作表", "行", "列", "所填内容", "问题", "修改办法", "问题代码",
    ]  # fmt: skip
    assert len(build_problem_header(EN)) == len(set(build_problem_header(EN))) == 9
    first, second = build_problem_rows(checked.problems, ZH)
    assert first == [
        "错误", "t.csv", "", 2, "G", "101", "数值101与原文“100人”不一致。",
        "按原文应为100，请改正其中一处，或只填原文。", "wording_disagrees",
    ]  # fmt: skip
    assert second[:6] == ["错误", "t.csv", "", 3, "G", "x"]
    assert build_problem_rows([Problem("no_table", file="a.csv")], EN)[0][3:6] == ["", "", ""]
    assert [format_level(p, EN) for p in checked.problems] == ["Error", "Error"]


def test_the_list_leaves_room_for_words_and_none_for_row_numbers() -> None:
    page = annotated_workbook._build_problems_sheet([], ZH)
    assert page.widths is not None
    assert min(page.widths[6], page.widths[7]) >= 40
    assert max(page.widths[3], page.widths[4]) <= 8
    assert page.wrap


def test_each_sheet_is_marked_with_its_own_problems() -> None:
    head = ["指标", "地区", "报告期", "数值"]
    one = [head, ["membrs", "330200", "2023", 5], ["members", "33020", "2023", -6]]
    two = [head, ["members", "330205", "2023", 7], ["members", "330206", "20233", 8]]
    data = workbook(一月=one, 二月=two)
    checked = upload(("a.xlsx", data), ("b.csv", (HEADER + row(indicator="z", value="1")).encode()))
    found = xlsx.read_xlsx(annotate_workbook("a.xlsx", data, checked.problems, ZH))
    assert [sheet.name for sheet in found] == ["校验问题", "一月", "二月"]
    assert [line[1:5] for line in found[0].rows[1:]] == [
        ["a.xlsx", "一月", 2, "A"],
        ["a.xlsx", "一月", 3, "B"],
        ["a.xlsx", "二月", 3, "C"],
    ]
    assert [sheet.rows[2][:4] for sheet in found[1:]] == [
        ["members", "33020", "2023", -6],
        ["members", "330206", "20233", 8],
    ]
    pages = [
        annotated_workbook._annotate_sheet(
            name, rows, [p for p in checked.problems if p.sheet == name], ZH
        )
        for name, rows in (("一月", one), ("二月", two))
    ]
    assert [sorted(page.notes) for page in pages] == [[(1, 0), (2, 1)], [(2, 2)]]


def test_two_problems_of_a_cell_are_said_one_below_the_other() -> None:
    faults = [
        Problem("unknown_indicator", file="a.csv", row=2, column="B", value="甲"),
        Problem("missing", "warning", file="a.csv", row=2, column="B", expected="value"),
        Problem("no_table", file="a.csv", row=3),
        Problem("no_figures", file="a.csv"),
    ]
    page = annotated_workbook._annotate_sheet("数据", [["a", "b"]], faults, ZH)
    assert list(page.notes) == [(1, 1), (2, 0)]
    first, second = page.notes[1, 1].split("\n\n")
    assert first.startswith("错误: ")
    assert second.startswith("警告: ")
    assert first.count("\n") == second.count("\n") == 1


def test_a_long_sheet_comes_back_with_its_head_and_its_faulty_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(annotated_workbook, "MAX_ROWS", 30)
    lines = [row(ref_area="330203", time_period=f"{1950 + at}", value="1") for at in range(40)]
    lines[28] = row(ref_area="330203", time_period="1978", value="x")
    data = (HEADER + "".join(lines)).encode()
    checked = upload(("a.csv", data))
    page = xlsx.read_xlsx(annotate_workbook("a.csv", data, checked.problems, ZH))[1]
    assert page.rows[0] == ["原行号", *[""] * 14]
    assert [line[0] for line in page.rows[1:]] == [*range(1, 21), 30]
    assert page.rows[1][1:3] == ["indicator", "programme"]
    assert page.rows[-1][:6] == [30, "members", "", "330203", "", "1978"]
    made = annotated_workbook._shorten_sheet("a", [["x"]] * 40, {(29, 6): "注"}, ZH)
    assert (made.notes, made.header_rows) == ({(21, 7): "注"}, 1)
    short = (HEADER + "".join(lines[:29])).encode()
    whole = xlsx.read_xlsx(annotate_workbook("a.csv", short, (), ZH))[1]
    assert len(whole.rows) == 30
    assert whole.rows[0][0] == "indicator"


def test_sheets_whose_names_excel_does_not_take_get_others() -> None:
    taken = {"校验问题"}
    names = ["a/b:c", "A b c", "x" * 40, "x" * 31, "x" * 35, "[]", "校验问题"]
    assert [annotated_workbook._make_unique_sheet_name(name, taken) for name in names] == [
        "a b c", "A b c 2", "x" * 31, "x" * 29 + " 2", "x" * 29 + " 3", "1", "校验问题 2",
    ]  # fmt: skip


def test_a_file_of_another_encoding_is_marked_in_the_answered_one() -> None:
    data = (HEADER + row(value="5", note="臺北")).encode("big5")
    found = xlsx.read_xlsx(annotate_workbook("a.csv", data, (), ZH, FileLimits(), "big5hkscs"))
    assert found[1].rows[1][13] == "臺北"


def test_the_template_offers_every_list_with_names_in_the_readers_language() -> None:
    base = known()
    for words, area, indicator, part in (
        (ZH, "330200 宁波市", "notices 提示函份数", "women 女会员"),
        (EN, "330200 Ningbo", "notices Notices", "women Women"),
    ):
        sheets = {
            sheet.name: sheet for sheet in xlsx.read_xlsx(template.build_xlsx_template(base, words))
        }
        listed = list(sheets.values())[2].rows
        columns = [[line[at] for line in listed[1:] if at < len(line) and line[at]]
                   for at in range(7)]  # fmt: skip
        assert indicator in columns[0]
        assert len(columns[0]) == len(base.indicators)
        assert columns[1] == [f"ningbo-supervision {'一函两书' if words is ZH else 'Scheme'}"]
        assert any(item.startswith(area) for item in columns[2])
        assert part in columns[3]
        assert len(columns[3]) == 5
        assert columns[4] == [
            "exact", "and_more", "at_least", "more_than", "nearly", "below", "about", "several",
        ]  # fmt: skip
        assert columns[5][0] == "A"
        assert columns[5][-1] == "V"
        assert columns[6] == [f"yearbook-2023 {'宁波工会年鉴' if words is ZH else 'Yearbook'}"]
        assert listed[0] == [format_field_heading(name, words) for name in template._CHOICE_COLUMNS]


def test_the_template_explains_each_column_and_marks_what_is_needed() -> None:
    sheets = xlsx.read_xlsx(template.build_xlsx_template(known(), ZH))
    (head,) = sheets[0].rows
    assert [cell for cell in head if str(cell).endswith("*")] == ["指标*", "地区*", "报告期*"]
    explained = sheets[1].rows
    assert [line[0] for line in explained[1:]] == [str(cell).rstrip("*") for cell in head]
    assert all(len(str(line[1])) > 4 for line in explained[1:])
    (english,) = csv.read_csv(template.build_csv_template(EN)).rows
    assert english[:3] == ["indicator*", "programme", "ref_area*"]


def test_the_place_of_a_problem_is_said_as_far_as_it_is_known() -> None:
    whole = Problem("x", file="a.xlsx", sheet="表", row=3, column="B", field="地区")
    assert format_place(whole, ZH) == "a.xlsx工作表“表”第3行B列（地区）"
    assert format_place(Problem("x", file="a.csv"), ZH) == "a.csv"
    assert format_place(Problem("x"), ZH) == ""


def test_suggestions_are_named_by_what_they_are() -> None:
    names = {
        "area": {"330203": {"zh": "海曙区", "en": "Haishu"}},
        "indicator": {"members": {"zh": "会员", "en": "Members"}},
        "programme": {"p-1": {"zh": "项目", "en": "Programme"}},
    }
    zh = Words("zh", names)

    def said(code: str, expected: str) -> str:
        problem = Problem(code, value="x", expected=expected)
        return format_advice(problem, zh).partition("可能是：")[2]

    assert said("unknown_area", "330203, 330205") == "海曙区 (330203)、330205。"
    assert said("area_unconfirmed", "330203") == "海曙区 (330203)。"
    assert said("area_ambiguous", "330203") == "海曙区 (330203)。"
    assert said("indicator_unconfirmed", "members.women, members") == (
        "会员 (members.women)、会员 (members)。"
    )
    assert said("unknown_programme", "p-1") == "项目 (p-1)。"
    assert said("look_alike", "members") == "members。"
    assert said("unknown_area", "") == ""


def test_files_and_rows_are_kept_beside_the_figures() -> None:
    data = workbook(
        数据=[
            ["指标", "地区", "报告期", "原文数值", "数值"],
            ["members", "330200", "2023", "5人", 5],
        ],
        二=[["指标", "地区", "报告期", "数值"], [], ["members", "330203", "2023", 6]],
    )
    checked = upload(("a.xlsx", data), ("b.csv", (HEADER + row(value="7")).encode()))
    assert figures(checked) == [
        ("members", "330200", "", "2023", 5),
        ("members", "330203", "", "2023", 6),
        ("members", "330200", "", "2023", 7),
    ]
    assert checked.places.astype(str).to_numpy().tolist() == [
        ["a.xlsx", "数据", "2", "D"],
        ["a.xlsx", "二", "3", "D"],
        ["b.csv", "", "2", "F"],
    ]
    assert [(shape.file, shape.sheet, shape.figures) for shape in checked.shapes] == [
        ("a.xlsx", "数据", 1), ("a.xlsx", "二", 1), ("b.csv", "", 1),
    ]  # fmt: skip
    assert [p.level for p in checked.errors] == ["error"]
    assert checked.warnings == ()
