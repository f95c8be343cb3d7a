"""Sheets as they are shown: their first rows, and what every cell was taken as."""

import io
import json
from dataclasses import asdict

import pytest
import xlsxwriter

from intake.check_options import CheckOptions
from intake.in_child import check_files_in_child
from intake.model.problem import Problem
from intake.model.sheet_view import MAX_TEXT, CellRole, SheetView, cell_name
from intake.result import CheckResult
from tests.helpers.made_uploads import TODAY, fill, known, published, upload, workbook

Rows = list[list[object]]
MONTHLY: Rows = [
    ["宁波市2023年9月组织建设情况月报表"],
    ["填报单位：宁波市总工会组织部", "", "", "", "单位：人"],
    ["地区", "会员人数", "", "序号", "同比", "备注"],
    ["", "合计", "其中：女性"],
    ["海曙区", "4O3", 12, 1, 0.2],
    ["江北区", 30, "…", 2, 0.1, "补报中"],
    ["合计", 40, 12, 3],
    ["注：会员按实有人数统计"],
]
YEARS: Rows = [
    ["宁波市工会基本情况"],
    [],
    ["指标", "计量单位", "2021年", "2022年", "2023年", "比上年增减"],
    ["工会会员人数", "人", 10, 20, 30, 10],
    ["  其中：女性", "人", 1, "", 3, 1],
    ["基层工会组织数", "个", 5, 6, 7, 1],
    [],
    ["填表人：周宁", "", "", "2024年1月9日"],
]
SIDE_BY_SIDE: Rows = [
    ["2023年各区县工会会员人数（人）"],
    ["地区", "工会会员人数", "", "地区", "工会会员人数"],
    ["海曙区", 1, "", "鄞州区", 5],
    ["江北区", 2, "", "奉化区", 6],
    ["北仑区", 3, "", "象山县", "—"],
]


def the_sheet(checked: CheckResult) -> SheetView:
    (view,) = checked.sheets
    return view


@pytest.mark.parametrize(
    ("rows", "roles"),
    [
        (
            MONTHLY,
            ["i.....", "a...u.", "hhhxxx", "hhhxxx", "affxxx", "afmxxx", "tttxxx", "nnnnnn"],
        ),
        (YEARS, ["i.....", "......", "hhpppx", "hufffx", "hufmfx", "hufffx", "......", "nnnnnn"]),
        (SIDE_BY_SIDE, ["i....", "hhxhh", "afxaf", "afxaf", "afxam"]),
    ],
)
def test_every_cell_says_what_it_was_taken_as(rows: Rows, roles: list[str]) -> None:
    view = the_sheet(upload(("1.xlsx", workbook(表=rows))))
    assert list(view.roles) == roles
    assert [cells[0] for cells in view.cells] == [str(row[0]) if row else "" for row in rows]
    assert (view.rows, view.columns) == (len(rows), max(map(len, rows)))


def test_figures_have_their_keys_and_faults_their_level() -> None:
    checked = upload(("1.xlsx", workbook(表=MONTHLY)))
    view = the_sheet(checked)
    assert view.keys == {
        "B5": "members..330203..2023-09",
        "C5": "members..330203.women.2023-09",
        "B6": "members..330205..2023-09",
    }
    assert view.levels == {"B5": "error"}
    assert view.periods == {"A1": ((3, 10),)}
    assert view.cells[0][0][3:10] == "2023年9月"
    assert view.role(4, 1) is CellRole.FIGURE


def test_a_long_table_has_the_roles_of_its_columns() -> None:
    text = (
        "2023年工会\n单位：人\n指标,地区,时间,数值,备注,别的\n"
        "工会会员人数,宁波市,2023,5,说明,1\n,,,,,\n工会会员人数,海曙区,2023,,,\n填表人：周\n"
    )
    roles = ["i.....", "u.....", "hhhhhx", "hapfnx", "......", "hap.nx", "nnnnnx"]
    for name, data in (
        ("1.csv", text.encode()),
        ("1.xlsx", workbook(表=[list(line.split(",")) for line in text.splitlines()])),
    ):
        view = the_sheet(upload((name, data)))
        assert list(view.roles) == roles
        assert view.keys["D4"] == "members..330200..2023"
        assert view.levels == {"F3": "warning", "D6": "error"}


def test_hidden_cells_are_shown_as_hidden_until_they_are_taken() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        fill(sheet, SIDE_BY_SIDE)
        sheet.set_column("E:E", None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})
    left_out = the_sheet(upload(("1.xlsx", out.getvalue())))
    assert [row[0] for row in left_out.roles] == list("ihada")
    assert {row[4] for row in left_out.roles} == {"d"}
    assert left_out.cells[3][0] == "江北区"
    taken = the_sheet(upload(("1.xlsx", out.getvalue()), choices={"hidden_cells": "take"}))
    assert taken.roles[3] == "afxaf"


def test_sheets_of_definitions_and_without_a_table() -> None:
    sources: Rows = [["id", "title_zh", "title_en"], ["a-2023", "甲", "A"]]
    rows: Rows = [["a", "b"], [], ["说明", "无"]]
    checked = upload(("1.xlsx", workbook(来源=sources, 表=SIDE_BY_SIDE, 空=[], 别=rows)))
    assert [(view.sheet, len(view.cells)) for view in checked.sheets] == [
        ("来源", 2),
        ("表", 5),
        ("空", 0),
        ("别", 3),
    ]
    assert list(checked.sheets[0].roles) == ["eee", "eee"]
    assert list(checked.sheets[3].roles) == ["..", "..", ".."]


def test_merged_heads_are_one_cell_which_a_problem_below_it_names() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        fill(sheet, [[], [], ["", "", "女"], ["海曙区", 1, 2]])
        for cells, text in (("A1:C1", "2023年（人）"), ("A2:A3", "地区"), ("B2:B3", "会员甲")):
            sheet.merge_range(cells, text)
        sheet.write("C2", "女性")
    checked = upload(("1.xlsx", out.getvalue()))
    view = the_sheet(checked)
    assert sorted(view.merged) == [(0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 2, 1)]
    assert list(view.roles)[:3] == ["iii", "hhh", "hhh"]
    assert view.levels["B2"] == "error"
    below = Problem("x", file="1.xlsx", sheet="表", row=3, column="B")
    assert view.find_cell(below) == "B2"
    assert [
        view.find_cell(Problem("x", file=file, sheet="表", row=row, column=column))
        for file, row, column in (
            ("2.xlsx", 3, "B"), ("1.xlsx", 0, "B"), ("1.xlsx", 5, "B"), ("1.xlsx", 2, "D"),
            ("1.xlsx", 2, ""),
        )
    ] == [""] * 5  # fmt: skip


def test_of_a_large_sheet_the_first_rows_are_shown_and_the_rest_is_told() -> None:
    lines = [f"工会会员人数,宁波市,{1950 + n % 70},{n},{'x' * 300}" for n in range(5_000)]
    data = "\n".join(["指标,地区,时间,数值,备注", *lines, ""]).encode()
    view = the_sheet(upload(("1.csv", data)))
    assert (view.rows, view.columns, len(view.cells)) == (5_001, 5, 200)
    assert len(view.cells[1][4]) == MAX_TEXT
    assert set(view.keys) == {f"D{row}" for row in range(2, 201)}
    wide: Rows = [["甲"] * 100] * 302
    view = the_sheet(upload(("1.xlsx", workbook(表=wide))))
    assert (view.rows, view.columns, len(view.cells)) == (302, 100, 200)
    assert {len(row) for row in (*view.roles, *view.cells)} == {60}


def test_many_sheets_together_are_shown_up_to_a_limit() -> None:
    sheets: Rows = [["甲"] * 60] * 252
    files = [(f"{n}.xlsx", workbook(表=sheets)) for n in range(18)]
    views = upload(*files).sheets
    assert [len(view.cells) for view in views] == [200] * 16 + [133, 0]
    assert {view.rows for view in views} == {252}


def test_formulas_faults_and_dates_are_shown_as_in_the_workbook() -> None:
    rows: Rows = [
        ["2023年（人）"],
        ["地区", "会员人数"],
        ["海曙区", 112.19999999999999],
        ["江北区", "#REF!"],
    ]
    view = the_sheet(upload(("1.xlsx", workbook(表=rows))))
    assert [row[1] for row in view.cells] == ["", "会员人数", "112.2", "#REF!"]


def test_the_child_gives_the_same_sheets() -> None:
    files = [("1.xlsx", workbook(表=MONTHLY, 年=YEARS)), ("2.csv", b"a,b\n1,2\n")]
    base = known(published(("members", "330203", "", "2022", 5)))
    options = CheckOptions(today=TODAY)
    here = upload(*files, base=base)
    there = check_files_in_child(files, base, options)
    assert there.sheets == here.sheets
    assert json.loads(json.dumps(asdict(there.sheets[0])))["roles"][4] == "affxxx"
    assert cell_name(5, 27) == "AB6"
