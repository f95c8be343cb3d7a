"""What a wrong cell may have been meant to say: offered where it is certain, never applied."""

import pytest

from intake.check_options import CheckOptions
from intake.corrected_cells import CellCorrection
from intake.in_child import check_files_in_child
from intake.model.reference import Reference
from intake.problem_messages import format_advice
from intake.result import CheckResult
from locales import Words
from tests.helpers.made_uploads import (
    TODAY,
    codes,
    figures,
    known,
    published,
    the,
    upload,
    workbook,
)

HAISHU, JIANGBEI, BEILUN = "330203", "330205", "330206"
Rows = list[list[object]]


def counties(*numbers: object, total: object, unit: str = "人") -> Rows:
    names = ("海曙区", "江北区", "北仑区")
    return [
        [f"宁波市2023年9月工会会员人数（{unit}）"],
        ["地区", "工会会员人数"],
        *([name, number] for name, number in zip(names, numbers, strict=True)),
        ["合计", total],
    ]


def last_month(*numbers: float, period: str = "2023-08") -> Reference:
    areas = (HAISHU, JIANGBEI, BEILUN)
    rows = [
        ("members", area, "", period, number) for area, number in zip(areas, numbers, strict=True)
    ]
    return known(published(*rows))


def check(rows: Rows, base: Reference | None = None) -> CheckResult:
    return upload(("1.xlsx", workbook(表=rows)), base=base)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("4O3", "403"),
        ("4o3", "403"),
        ("l2", "12"),
        ("I2人", "12人"),
        ("１O", "10"),
        ("1,O03", "1,003"),
        ("约5O余", "约50余"),
        ("12。5万", "12.5万"),
        ("4〇3", "403"),
        ("4О3", "403"),
    ],
)
def test_letters_that_look_like_digits(written: str, meant: str) -> None:
    rows = counties(written, 30, 40, total="")
    checked = check(rows)
    (problem,) = [each for each in checked.problems if each.level == "error"]
    assert problem.suggested == ("B3", meant)
    assert figures(checked)[0][4] != figures(checked)[0][4]  # it is not applied
    correction = CellCorrection("1.xlsx", "表", *problem.suggested, before=written)
    mended = upload(
        ("1.xlsx", workbook(表=counties(written, 30, 40, total=""))), cells=(correction,)
    )
    assert codes(mended, "error") == []


def test_a_value_beside_its_unit_is_told_of_once() -> None:
    head = "指标,地区,时间,数值,单位\n"
    lines = "工会会员人数,宁波市,2023,4O3,人\n工会会员人数,宁波市,2022,40①,人\n"
    checked = upload(("1.csv", (head + lines).encode()))
    told = [(each.code, each.row, each.column, each.suggested) for each in checked.problems]
    assert told == [
        ("number_unreadable", 2, "D", ("D2", "403")),
        ("normalised", 3, "D", None),
    ]


@pytest.mark.parametrize("written", ["OO", "lI", "甲5乙", "5x", "1-2-3", "Oil5"])
def test_what_may_mean_anything_has_no_suggestion(written: str) -> None:
    checked = check(counties(written, 30, 40, total=""))
    assert {each.suggested for each in checked.problems} == {None}


def test_a_digit_too_many_that_makes_the_total_equal() -> None:
    checked = check(counties(1940, 200, 139, total=533), last_month(178, 190, 140))
    assert codes(checked, "warning") == ["large_change", "total_differs"]
    assert the(checked, "large_change").suggested == ("B3", "194")
    assert the(checked, "total_differs").suggested == ("B3", "194")
    advice = format_advice(the(checked, "large_change"), Words("zh"))
    assert advice.endswith("可将B3改为194。")
    assert format_advice(the(checked, "total_differs"), Words("en")) == (
        "Check the total and its rows. B3 may be meant to be 194."
    )


@pytest.mark.parametrize(
    ("numbers", "total", "before", "suggested"),
    [
        # One county's number is last month's with another digit: with that the total is equal.
        ((31, 200, 139), 385, (46, 190, 140), ("B3", "46")),
        ((31, 200, 139), 361, (46, 191, 140), ("B4", "191")),
        ((1940, 200, 139), 533, (178, 190, 140), ("B3", "194")),
        ((194, 2002, 139), 535, (178, 190, 140), ("B4", "202")),
        # No number of last month, and no digit too many, makes it equal.
        ((31, 200, 139), 386, (46, 190, 140), None),
        # Two counties could be meant.
        ((31, 31, 139), 216, (46, 46, 140), None),
        # A tenth that is far from last month's.
        ((1940, 200, 139), 533, (1800, 190, 140), None),
        # Nothing is published to compare with.
        ((1940, 200, 139), 533, (), None),
        # The total fits already.
        ((1940, 200, 139), 2279, (178, 190, 140), None),
    ],
)
def test_the_cell_that_makes_a_total_equal(
    numbers: tuple[int, ...], total: int, before: tuple[int, ...], suggested: tuple[str, str] | None
) -> None:
    base = last_month(*before) if before else known()
    checked = check(counties(*numbers, total=total), base)
    found = [each.suggested for each in checked.problems if each.code == "total_differs"]
    assert found == ([] if total == sum(numbers) else [suggested])
    if suggested:
        cells = (CellCorrection("1.xlsx", "表", *suggested),)
        mended = upload(
            ("1.xlsx", workbook(表=counties(*numbers, total=total))), base=base, cells=cells
        )
        assert "total_differs" not in codes(mended)


def test_a_suggestion_is_in_the_unit_of_its_cell() -> None:
    rows = counties(3.1, 20, 13.9, total=38.5, unit="万人")
    base = last_month(46_000, 190_000, 140_000)
    assert the(check(rows, base), "total_differs").suggested == ("B3", "4.6")


def test_totals_of_rows_and_parts() -> None:
    across: Rows = [
        ["宁波市2023年9月工会会员人数（人）"],
        ["指标", "海曙区", "江北区", "北仑区", "合计"],
        ["工会会员人数", 31, 200, 139, 385],
    ]
    told = the(check(across, last_month(46, 190, 140)), "total_differs")
    assert told.suggested == ("B3", "46")
    halves = counties(31, 200, 139, total=370)
    halves[4:] = [["小计", 246], ["北仑区", 139], ["合计", 385]]
    found = [
        (each.row, each.suggested)
        for each in check(halves, last_month(46, 190, 140)).problems
        if each.code == "total_differs"
    ]
    assert found[0] == (5, ("B3", "46"))


def test_the_child_tells_of_suggestions() -> None:
    files = [("1.xlsx", workbook(表=counties("4O3", 30, 40, total="")))]
    told = check_files_in_child(files, known(), CheckOptions(today=TODAY))
    assert [each.suggested for each in told.problems if each.level == "error"] == [("B3", "403")]
