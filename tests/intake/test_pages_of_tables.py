"""Tables whose head is repeated on each page: one title and period, one total of all pages."""

import pytest

from intake.result import CheckResult
from tests.helpers.made_uploads import COUNTIES, codes, figures, the, upload

HEAD = "地区,工会会员人数（人）\n"
ITEMS = "行业,工会会员人数（人）\n"


def pages(
    break_: str, total: str, *, title: str = "宁波市2024年工会会员", at: int = 4
) -> CheckResult:
    """The ten counties with 1 to 10 members on two pages; `break_` stands above the second head."""
    rows = [f"{name},{number}\n" for number, name in enumerate(COUNTIES, 1)]
    text = f"{title}\n{HEAD}{''.join(rows[:at])}{break_}{HEAD}{''.join(rows[at:])}{total}"
    return upload(("1.csv", text.encode()))


@pytest.mark.parametrize(
    "break_",
    [
        *("", "第2页,\n", "续表,\n", "续表：,\n", "第 2 页 共 3 页,\n", "— 2/3 —,\n"),
        *(
            "第二页,\n",
            "Page 2 of 3,\n",
            "宁波市2024年工会会员（续）,\n",
            "宁波市2024年工会会员,\n",
        ),
    ],
)
def test_a_total_on_the_last_page_is_that_of_all_pages(break_) -> None:
    checked = pages(break_, "合计,55\n")
    assert [row[3:] for row in figures(checked)] == [("2024", number) for number in range(1, 11)]
    assert codes(checked) == ["total_row"]
    differing = the(pages(break_, "合计,56\n"), "total_differs")
    expected = {"total": 56.0, "sum": 55.0, "difference": 1.0}
    assert (differing.level, differing.hints) == ("warning", expected)


def test_pages_with_subtotals_have_one_total() -> None:
    checked = pages("小计,10\n第2页,\n", "小计,45\n合计,55\n")
    assert "total_differs" not in codes(checked)
    assert the(pages("小计,11\n第2页,\n", "小计,45\n合计,55\n"), "total_differs").row == 7


def test_a_page_after_a_total_begins_a_new_sum() -> None:
    checked = pages("合计,10\n第2页,\n", "合计,45\n")
    assert "total_differs" not in codes(checked)


def test_another_table_with_the_same_head_has_its_own_total() -> None:
    checked = pages("宁波市2023年工会会员,\n", "合计,45\n")
    assert {row[3] for row in figures(checked)} == {"2024", "2023"}
    assert "total_differs" not in codes(checked)


def test_items_that_are_no_areas_are_added_over_pages() -> None:
    text = f"宁波市2024年\n{ITEMS}采矿业,1\n建筑业,2\n第2页,\n{ITEMS}餐饮业,3\n合计,{{}}\n"
    for total, differs in ((6, False), (7, True)):
        checked = upload(("1.csv", text.format(total).encode()))
        assert ("total_differs" in codes(checked)) == differs
        assert [row[4] for row in figures(checked)] == [1, 2, 3]


def test_the_total_of_a_whole_city_beside_some_of_its_counties_is_no_sum() -> None:
    text = f"宁波市2024年\n{HEAD}全市合计,230\n海曙区,10\n江北区,12\n"
    checked = upload(("1.csv", text.encode()))
    assert (codes(checked), [row[4] for row in figures(checked)]) == (["total_row"], [10, 12])
    own = upload(("1.csv", text.encode()), choices={"total_row": "own"})
    assert [row[1:] for row in figures(own)][:1] == [("330200", "", "2024", 230)]
    assert codes(own, "warning") == []
