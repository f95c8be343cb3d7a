"""Totals (合计) of what are no areas: units, industries, months, 其中 lines, items."""

import pytest

from intake.result import CheckResult
from tests.helpers.made_uploads import codes, figures, the, upload

OF_ROWS = {
    "行业": ["制造业,{},100", "建筑业,{},200"],
    "单位": ["第一机械厂工会,{},100", "第二机械厂工会,{},200"],
    "系统": ["教育系统,{},100", "卫生系统,{},200"],
    "项目": ["男会员,{},100", "女会员,{},200"],
    "类别": ["企业,{},300", "其中：国有企业,{},100"],
}


def of_rows(head: str, total: object = 300, label: str = "合计", **options: object) -> CheckResult:
    lines = [line.format("人") for line in OF_ROWS[head]]
    text = (
        f"宁波市2023年\n{head},单位,工会会员人数\n" + "\n".join(lines) + f"\n{label},人,{total}\n"
    )
    if head == "单位":
        text = text.replace(",人,", ",").replace(
            "单位,单位,工会会员人数", "单位,工会会员人数（人）"
        )
    return upload(("1.csv", text.encode()), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("head", OF_ROWS)
def test_a_total_below_rows_that_are_no_areas_is_a_check(head: str) -> None:
    checked = of_rows(head)
    assert ("members", "330200", "", "2023", 300) not in figures(checked)[2:]
    asked = the(checked, "total_row")
    assert (asked.level, asked.row, asked.value, asked.hints["area"]) == (
        *("notice", 5, "合计", "330200"),
    )
    chosen = of_rows(head, choices={"total_row": "own"})
    assert figures(chosen)[-1] == ("members", "330200", "", "2023", 300)


@pytest.mark.parametrize("label", ["合计", "总计", "小计", "合　计"])
def test_a_total_that_is_not_the_sum_is_never_the_areas_figure(label: str) -> None:
    checked = of_rows("行业", 310, label, choices={"total_row": "own"})
    assert [one[4] for one in figures(checked)] == [100, 200]
    assert the(checked, "total_of_rows").value == label
    differs = the(checked, "total_differs")
    assert (differs.level, differs.row, differs.column) == ("warning", 5, "C")
    assert differs.hints == {"total": 310.0, "sum": 300.0, "difference": 10.0}


def test_lines_of_which_are_no_further_parts_of_a_total() -> None:
    checked = of_rows("类别", 400, choices={"total_row": "own"})
    assert the(checked, "total_differs").hints == {
        "total": 400.0,
        "sum": 300.0,
        "difference": 100.0,
    }
    assert "total_row" not in codes(checked)


def test_a_total_of_unlike_things_is_neither_added_nor_taken() -> None:
    text = "宁波市2023年\n指标,单位,数量\n工会会员人数,人,10\n基层工会组织数,个,20\n合计,,30\n"
    checked = upload(("1.csv", text.encode()), choices={"total_row": "own"})
    assert [one[4] for one in figures(checked)] == [10, 20]
    assert codes(checked) == ["total_of_rows"]


def test_a_total_right_of_its_parts_is_a_check_and_one_left_of_them_a_figure() -> None:
    text = "宁波市2023年\n指标,企业工会,机关工会,合计\n基层工会组织数（个）,10,20,30\n"
    checked = upload(("1.csv", text.encode()))
    assert [one[2] for one in figures(checked)] == ["enterprise", "office"]
    assert the(checked, "total_row").column == "D"
    chosen = upload(("1.csv", text.encode()), choices={"total_row": "own"})
    assert [(one[2], one[4]) for one in figures(chosen)][2:] == [("", 30)]
    left = "宁波市2023年\n指标,合计,企业工会,机关工会\n基层工会组织数（个）,30,10,20\n"
    checked = upload(("1.csv", left.encode()))
    assert ([one[4] for one in figures(checked)], codes(checked)) == ([30, 10, 20], [])


def test_a_total_of_the_items_of_each_area() -> None:
    rows = "海曙区,企业工会,10\n,机关工会,20\n,合计,30\n江北区,企业工会,1\n,机关工会,2\n,合计,4\n"
    text = f"2023年\n地区,类别,基层工会组织数（个）\n{rows}"
    checked = upload(("1.csv", text.encode()), choices={"total_row": "own"})
    assert [(one[1], one[2], one[4]) for one in figures(checked)] == [
        ("330203", "enterprise", 10), ("330203", "office", 20), ("330203", "", 30),
        ("330205", "enterprise", 1), ("330205", "office", 2),
    ]  # fmt: skip
    assert codes(checked) == ["chosen", "total_of_rows", "total_differs"]


def test_a_total_of_months_is_left_out() -> None:
    text = "宁波市2023年\n月份,提示函份数（份）\n1月,10\n2月,20\n合计,30\n"
    checked = upload(("1.csv", text.encode()), choices={"total_row": "own"})
    assert [(one[3], one[4]) for one in figures(checked)] == [("2023-01", 10), ("2023-02", 20)]
    assert codes(checked) == ["derived_left_out"]
