"""What a sheet hides or merges, and days that are months: told, and taken only by choice."""

import io
import zipfile

import pytest
import xlsxwriter

from intake.problem_messages import format_problem_message
from locales import Words
from tests.helpers.made_uploads import codes, figures, fill, the, upload
from tests.helpers.made_workbooks import SHEET

ROWS = [
    ["指标", "地区", "报告期", "数值", "计量单位"],
    ["工会会员人数", "宁波市", "2023", 5, "人"],
    ["工会会员人数", "温州市", "2023", 6, "人"],
    ["工会会员人数", "嘉兴市", "2023", 7, "人"],
]
WIDE = [["2023年各市工会"], ["地区", "工会会员人数", "提示函份数"],
        ["宁波市", 5, 1], ["温州市", 6, 2], ["嘉兴市", 7, 3]]  # fmt: skip


def made(cells: list[list[object]], **hidden: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        fill(sheet, cells)
        for row in hidden.get("rows", ()):
            sheet.set_row(row, None, None, {"hidden": True})
        for column in hidden.get("columns", ()):
            sheet.set_column(column, column, None, None, {"hidden": True})
        for first, last, value in hidden.get("merged", ()):
            sheet.merge_range(f"{first}:{last}", value)
        if hidden.get("filtered"):
            sheet.autofilter(0, 0, 3, 4)
            sheet.filter_column(1, "x == 宁波市")
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.set_row(3, None, None, {"hidden": True})
    return out.getvalue()


def rewritten(data: bytes, old: str, new: str) -> bytes:
    """The workbook with other words in the XML of its sheet, as another program writes them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w") as changed:
        for name in book.namelist():
            part = book.read(name)
            changed.writestr(
                name, part.replace(old.encode(), new.encode()) if name == SHEET else part
            )
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (made(ROWS, filtered=True), "3–4"),
        (made(ROWS, rows=[2, 3]), "3–4"),
        (rewritten(made(ROWS, rows=[2, 3]), 'hidden="1"', 'hidden="true"'), "3–4"),
    ],
)
def test_rows_that_are_hidden_are_no_figures_until_they_are_chosen(data: bytes, value: str) -> None:
    checked = upload(("1.xlsx", data))
    assert [one[1] for one in figures(checked)] == ["330200"]
    asked = the(checked, "hidden_cells")
    assert (asked.level, asked.sheet, asked.row, asked.value) == ("error", "台账", 3, value)
    checked = upload(("1.xlsx", data), choices={"hidden_cells": "take"})
    assert ([one[4] for one in figures(checked)], codes(checked)) == ([5, 6, 7], ["chosen"])
    checked = upload(("1.xlsx", data), choices={"hidden_cells": "leave_out"})
    assert ([one[4] for one in figures(checked)], codes(checked)) == ([5], ["chosen"])


def test_hidden_columns_and_rows_of_a_wide_table() -> None:
    data = made(WIDE, rows=[3], columns=[2])
    checked = upload(("1.xlsx", data))
    assert [(one[1], one[4]) for one in figures(checked)] == [("330200", 5), ("330400", 7)]
    asked = the(checked, "hidden_cells")
    assert (asked.value, asked.hints["rows"], asked.hints["columns"]) == ("4, C", 1, 1)
    assert format_problem_message(asked, Words("zh")) == (
        "工作表中有隐藏的内容，未填报：1行（第4行）、1列（C列）。"
    )


@pytest.mark.parametrize(
    ("hidden", "zh", "en"),
    [
        ({"rows": [2, 3]}, "2行（第3–4行）", "rows 3–4 (2)"),
        ({"columns": [2]}, "1列（C列）", "columns C (1)"),
    ],
)
def test_only_what_is_hidden_is_named(hidden: dict[str, list[int]], zh: str, en: str) -> None:
    asked = the(upload(("1.xlsx", made(WIDE, **hidden))), "hidden_cells")
    assert format_problem_message(asked, Words("zh")) == f"工作表中有隐藏的内容，未填报：{zh}。"
    assert format_problem_message(asked, Words("en")) == (
        f"The sheet hides cells, which were not taken: {en}."
    )


def test_hidden_rows_without_a_text_are_nothing_to_be_told_of() -> None:
    assert upload(("1.xlsx", made(ROWS, rows=[4, 5, 9], columns=[7]))).problems == ()


def test_a_figure_in_merged_cells_is_asked_about() -> None:
    data = made(WIDE, merged=[("B3", "B4", 11)])
    checked = upload(("1.xlsx", data))
    asked = the(checked, "merged_figure")
    assert (asked.level, asked.row, asked.column, asked.value) == ("error", 3, "B", "11")
    assert (11 in [one[4] for one in figures(checked)], asked.hints["last"]) == (False, "B4")
    checked = upload(("1.xlsx", data), choices={"merged_figure": "first"})
    assert ("members", "330200", "", "2023", 11) in figures(checked)
    checked = upload(("1.xlsx", data), choices={"merged_figure": "leave_out"})
    assert 11 not in [one[4] for one in figures(checked)]
    assert codes(checked, "error") == []


@pytest.mark.parametrize(
    ("heads", "periods"),
    [
        (["2023-01-01", "2023-02-01"], ["2023-01", "2023-02"]),
        (["2023年1月", "2023-02-01"], ["2023-01", "2023-02"]),
        (["2023/1/1", "2023/2/1"], ["2023-01", "2023-02"]),
        (["2023-01-01", "2023-02-02"], ["2023-01-01", "2023-02-02"]),
        (["2023-05-01"], ["2023-05-01"]),
        (["2023", "2023-02-01"], ["2023", "2023-02-01"]),
    ],
)
def test_first_days_among_months_are_months(heads: list[str], periods: list[str]) -> None:
    wide = f"地区,{','.join(heads)}\n宁波市,{','.join('12'[: len(heads)])}\n"
    checked = upload(("提示函份数.csv", wide.encode()))
    assert [one[3] for one in figures(checked)] == periods
    assert ("day_is_month" in codes(checked)) == (periods[-1] == "2023-02")
    rows = "".join(f"提示函份数,宁波市,{head},5,份\n" for head in heads)
    checked = upload(("1.csv", f"指标,地区,报告期,数值,计量单位\n{rows}".encode()))
    assert [one[3] for one in figures(checked)] == periods


def test_a_day_of_our_own_format_is_a_day() -> None:
    head = "indicator,ref_area,time_period,as_reported,value,value_low,value_high\n"
    rows = "".join(f"notices,330200,{day},5份,5,5,5\n" for day in ("2023-05-01", "2023-10-01"))
    checked = upload(("1.csv", (head + rows).encode()))
    assert [one[3] for one in figures(checked)] == ["2023-05-01", "2023-10-01"]


def test_a_year_and_its_months_from_january_to_december_are_one_period() -> None:
    rows = "".join(f"提示函份数,宁波市,{period},{n},份\n" for n, period in
                   enumerate(("2023年", "2023年1—12月", "2023-01-01/2023-12-31")))  # fmt: skip
    checked = upload(("1.csv", f"指标,地区,报告期,数值,计量单位\n{rows}".encode()))
    assert {one[3] for one in figures(checked)} == {"2023"}
    assert codes(checked) == ["duplicate_key", "duplicate_key"]
