"""Cells that a person corrects: in place before anything is read, and told of."""

import io
import random

import pytest
import xlsxwriter

from file_formats import LIMITS, csv_text
from intake.corrected_cells import MAX_CORRECTIONS, CellCorrection, correct_cells
from intake.problem_messages import format_advice, format_problem_message
from intake.result import CheckResult
from intake.tables.open_file import open_file
from locales import Words
from tests.helpers.made_uploads import codes, figures, fill, the, upload, workbook

Rows = list[list[object]]
COUNTY: Rows = [
    ["宁波市2023年9月工会会员情况"],
    ["填报单位：宁波市总工会", "单位：人"],
    ["地区", "会员人数"],
    ["海曙区", "4O3"],
    ["江北区", 30],
    ["合计", 433],
]
LONG = (
    "指标,地区,时间,数值,备注\r\n"
    '工会会员人数,宁波市,2023,5,"说,\r\n明"\r\n'
    "\r\n"
    "工会会员人数,海曙区,2023,4O3\r\n"
    "工会会员人数,江北区,2023,'-8,\r\n"
)


def corrected(name: str, data: bytes, *cells: tuple[str, str, str, str | None]) -> CheckResult:
    """A check with corrections, each (sheet, cell, text, what stood there)."""
    made = (CellCorrection(name, *cell) for cell in cells)
    return upload((name, data), cells=tuple(made))


def test_a_corrected_cell_is_read_as_if_it_stood_in_the_file() -> None:
    wrong = upload(("1.xlsx", workbook(表=COUNTY)))
    assert codes(wrong, "error") == ["number_unreadable"]
    mended = corrected("1.xlsx", workbook(表=COUNTY), ("表", "B4", "403", "4O3"))
    right = upload(("1.xlsx", workbook(表=[*COUNTY[:3], ["海曙区", "403"], *COUNTY[4:]])))
    assert (
        figures(mended)
        == figures(right)
        == [
            ("members", "330203", "", "2023-09", 403.0),
            ("members", "330205", "", "2023-09", 30.0),
        ]
    )
    assert codes(mended) == ["cell_corrected", *codes(right)]
    told = the(mended, "cell_corrected")
    assert (told.level, told.file, told.sheet, told.row, told.column) == (
        ("notice", "1.xlsx", "表", 4, "B")
    )  # fmt: skip
    assert format_problem_message(told, Words("zh")) == "B4由“4O3”改为“403”。"
    assert format_problem_message(told, Words("en")) == "B4 was corrected from 4O3 to 403."
    assert mended.sheets[0].corrected == {"B4": "4O3"}
    assert mended.sheets[0].cells[3] == ("海曙区", "403")


def read(checked: CheckResult) -> str:
    """The figures of a check, to be compared: a number that is none equals itself."""
    return str(figures(checked))


@pytest.mark.parametrize(
    ("cell", "text", "found"),
    [
        ("A1", "宁波市2023年10月工会会员情况", ("members", "330205", "", "2023-10", 30.0)),
        ("B2", "单位：万人", ("members", "330205", "", "2023-09", 300_000.0)),
        ("B3", "劳动模范人数", ("model_workers", "330205", "", "2023-09", 30.0)),
        ("A5", "鄞州区", ("members", "330212", "", "2023-09", 30.0)),
        ("B5", "31", ("members", "330205", "", "2023-09", 31.0)),
        ("B5", "-5", ("members", "330205", "", "2023-09", -5.0)),
    ],
)
def test_any_cell_may_be_corrected(cell: str, text: str, found: tuple[object, ...]) -> None:
    checked = corrected("1.xlsx", workbook(表=COUNTY), ("", cell, text, None))
    assert found in figures(checked)


@pytest.mark.parametrize("text", ["", "—", "-", "未报"])
def test_an_emptied_cell_is_not_reported(text: str) -> None:
    checked = corrected("1.xlsx", workbook(表=COUNTY), ("表", "B5", text, "30"))
    assert [one[1] for one in figures(checked)] == ["330203"]
    assert checked.sheets[0].roles[4] == "am"


def test_blanks_are_named() -> None:
    data = workbook(表=COUNTY)
    emptied = the(
        corrected("1.xlsx", workbook(表=COUNTY), ("表", "B5", "", "30")), "cell_corrected"
    )
    assert format_problem_message(emptied, Words("zh")) == "B5由“30”改为“空白”。"
    filled = the(corrected("1.xlsx", data, ("表", "B1", "x", "")), "cell_corrected")
    assert format_problem_message(filled, Words("en")) == "B1 was corrected from (blank) to x."


def test_what_no_longer_stands_there_is_not_corrected() -> None:
    checked = corrected("1.xlsx", workbook(表=COUNTY), ("表", "B5", "300", "3O"))
    assert read(checked) == read(upload(("1.xlsx", workbook(表=COUNTY))))
    told = the(checked, "cell_changed")
    assert (told.level, told.row, told.column) == ("warning", 5, "B")
    assert format_problem_message(told, Words("zh")) == "B5现为“30”，不是更正时的“3O”，更正未采用。"
    assert format_advice(told, Words("en")) == (
        "Check the cell, and take back the correction if it is no longer needed."
    )
    assert checked.sheets[0].corrected == {}


@pytest.mark.parametrize(
    ("sheet", "cell", "code", "value"),
    [
        ("表", "B99", "cell_outside", "B99"),
        ("表", "C4", "cell_outside", "C4"),
        ("表", "ZZZ9999999", "cell_outside", "ZZZ9999999"),
        ("表", "b4", "cell_outside", "b4"),
        ("表", "A0", "cell_outside", "A0"),
        ("表", "=A1", "cell_outside", "=A1"),
        ("另表", "A1", "cell_outside", "另表!A1"),
    ],
)
def test_a_cell_that_is_not_there_is_told(sheet: str, cell: str, code: str, value: str) -> None:
    checked = corrected("1.xlsx", workbook(表=COUNTY), (sheet, cell, "5", None))
    told = the(checked, code)
    assert (told.level, told.value, told.file) == ("error", value, "1.xlsx")
    assert format_problem_message(told, Words("zh")) == f"表中没有{value}这一格，更正未采用。"
    assert read(checked) == read(upload(("1.xlsx", workbook(表=COUNTY))))


def test_of_several_sheets_the_correction_names_one() -> None:
    two = workbook(甲=COUNTY, 乙=COUNTY)
    told = the(corrected("1.xlsx", two, ("", "B4", "403", None)), "cell_unclear")
    assert (told.level, told.value) == ("error", "甲、乙")
    mended = corrected("1.xlsx", two, ("乙", "B4", "403", "4O3"))
    assert [view.corrected for view in mended.sheets] == [{}, {"B4": "4O3"}]


def test_a_cell_of_another_file_is_left_alone() -> None:
    files = [("1.xlsx", workbook(表=COUNTY)), ("2.xlsx", workbook(表=COUNTY))]
    checked = upload(*files, cells=(CellCorrection("2.xlsx", "表", "B4", "403", "4O3"),))
    assert [view.cells[3][1] for view in checked.sheets] == ["4O3", "403"]


def test_formats_of_a_corrected_cell_are_no_more() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        fill(sheet, [["宁波市2023年建会率"], ["地区", "建会率"], ["海曙区"], ["江北区"]])
        sheet.write(2, 1, 0.5, book.add_format({"num_format": "0%"}))
        sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")
        sheet.merge_range("A6:B6", "注：无")
    data = out.getvalue()
    assert codes(upload(("1.xlsx", data)), "error") == ["cell_error"]
    cells = [("表", "B3", "60%", "50%"), ("表", "B4", "70%", "#DIV/0!")]
    checked = corrected("1.xlsx", data, *cells)
    assert [one[4] for one in figures(checked)] == [60, 70]
    assert codes(checked) == ["cell_corrected"] * 2
    assert codes(corrected("1.xlsx", data, ("表", "D1", "x", None))) == [
        "cell_outside",
        "cell_error",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_cells_of_a_csv_keep_all_other_bytes(encoding: str) -> None:
    cells = [
        ("", "D4", "403", "4O3"), ("", "E4", '甲,"乙"', ""),
        ("", "D2", "6", "5"), ("", "D5", "8", "'-8"), ("", "F2", "x", None), ("", "A9", "x", None),
    ]  # fmt: skip
    data = LONG.encode(encoding)
    checked = corrected("1.csv", data, *cells)
    assert [one[4] for one in figures(checked)] == [6, 403, 8]
    assert [problem.value for problem in checked.problems if problem.code == "cell_outside"] == [
        "F2", "A9",
    ]  # fmt: skip
    opened, _ = correct_cells(
        open_file("1.csv", data, LIMITS), [CellCorrection("1.csv", *cell) for cell in cells]
    )
    assert opened.text is not None
    assert opened.text.data.decode() == LONG.replace("2023,5", "2023,6").replace(
        "4O3", '403,"甲,""乙"""'
    ).replace("'-8", "8")


def test_a_ragged_row_stays_a_problem_beside_a_correction() -> None:
    data = (LONG + "工会会员人数,镇海区,2023,9,,,\r\n").encode()
    checked = corrected("1.csv", data, ("", "D2", "6", "5"), ("", "D4", "403", "4O3"))
    assert [problem.row for problem in checked.problems if problem.code == "row_width"] == [4, 6]


def test_no_correction_changes_nothing() -> None:
    files = [("1.xlsx", workbook(表=COUNTY)), ("2.csv", LONG.encode())]
    plain = upload(*files)
    for name, data in files:
        opened = open_file(name, data, LIMITS)
        assert correct_cells(opened, []) == (opened, [])
    # What is typed as it stands is no correction.
    same = (
        CellCorrection("1.xlsx", "表", "B5", "30", "30"),
        CellCorrection("2.csv", "", "D2", "5", None),
    )
    again = upload(*files, cells=same)
    assert (read(again), again.problems, again.sheets) == (
        (read(plain), plain.problems, plain.sheets)
    )  # fmt: skip


def test_a_correction_and_the_file_that_has_it_read_alike() -> None:
    chance = random.Random(28)
    texts = ["", "5", "4O3", "海曙区", "宁波市", "1,200", "—", "2022年", "会员人数（万人）", "合计"]
    for _ in range(30):
        row, column, text = chance.randrange(6), chance.randrange(2), chance.choice(texts)
        changed: Rows = [[*cells, *[""] * (2 - len(cells))] for cells in COUNTY]
        changed[row][column] = text
        cell = f"{'AB'[column]}{row + 1}"
        mended = corrected("1.xlsx", workbook(表=COUNTY), ("表", cell, text, None))
        direct = upload(("1.xlsx", workbook(表=changed)))
        problems = [each for each in mended.problems if each.code != "cell_corrected"]
        assert read(mended) == read(direct), (cell, text)
        assert problems == list(direct.problems), (cell, text)


@pytest.mark.parametrize(
    ("cell", "text", "fault"),
    [
        ("C6", "=1+1", "cell_formula"),
        ("C6", " ＝SUM(A1)", "cell_formula"),
        ("C6", "@cmd", "cell_formula"),
        ("C6", "+5", "cell_formula"),
        ("C6", "'=1", "cell_formula"),
        ("C6", "a\0b", "cell_formula"),
        ("C6", "\ud800", "cell_formula"),
        ("C6", "x" * 32_768, "cell_text_long"),
        ("c6", "5", "cell_malformed"),
        ("C6:D7", "5", "cell_malformed"),
        ("C06", "5", "cell_malformed"),
        ("C6\n", "5", "cell_malformed"),
        ("Ｃ6", "5", "cell_malformed"),
        ("C6", "x" * 32_767, ""),
        ("C6", "-5", ""),
        ("C6", "--", ""),
        ("C6", "甲\n乙", ""),
    ],
)
def test_what_cannot_stand_in_a_cell_is_refused(cell: str, text: str, fault: str) -> None:
    assert CellCorrection("1.xlsx", "表", cell, text).error_code == fault


def test_rows_behind_a_fault_of_a_csv_are_not_found() -> None:
    text = csv_text.open_csv_text(b'a,b\n1,2\n3,"4\n')
    assert {row: found.cells for row, found in csv_text.find_rows(text, {1, 2, 3}).items()} == {
        1: ("a", "b"),
        2: ("1", "2"),
    }
    assert csv_text.replace_rows(text, {}).data == text.data
    assert MAX_CORRECTIONS == 1_000
