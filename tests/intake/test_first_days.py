"""First days of a year or a quarter: asked, unless the table says what they are."""

import datetime

import pytest

from tests.helpers.made_uploads import codes, figures, the, upload, workbook

YEARS = ["2021-01-01", "2022-01-01", "2023-01-01"]
YEAR_ENDS = ["2021-12-31", "2022-12-31"]
QUARTER_ENDS = ["2023-03-31", "2023-06-30"]
QUARTERS = ["2023-01-01", "2023-04-01", "2023-10-01"]


def down(head: str, days: list[str], title: str = "宁波市") -> bytes:
    rows = "".join(f"{day},{10 + at}\n" for at, day in enumerate(days))
    return f"{title}\n{head},提示函份数（份）\n{rows}".encode()


def long(head: str, days: list[str]) -> bytes:
    rows = "".join(f"宁波市,{day},提示函份数,{10 + at},份\n" for at, day in enumerate(days))
    return f"地区,{head},指标,数值,单位\n{rows}".encode()


@pytest.mark.parametrize("make", [down, long])
@pytest.mark.parametrize("head", ["时间", "报告期", "期间"])
@pytest.mark.parametrize(
    ("days", "code", "spans", "months"),
    [
        (YEARS, "years_or_months", ["2021", "2022", "2023"], ["2021-01", "2022-01", "2023-01"]),
        (
            QUARTERS,
            "quarters_or_months",
            ["2023-01/2023-03", "2023-04/2023-06", "2023-10/2023-12"],
            ["2023-01", "2023-04", "2023-10"],
        ),
        (YEAR_ENDS, "years_or_months", ["2021", "2022"], ["2021-12", "2022-12"]),
        (
            QUARTER_ENDS,
            "quarters_or_months",
            ["2023-01/2023-03", "2023-04/2023-06"],
            ["2023-03", "2023-06"],
        ),
    ],
)
def test_first_days_of_years_or_quarters_are_asked(make, head, days, code, spans, months) -> None:
    asked = the(upload(("1.csv", make(head, days))), code)
    assert (asked.level, asked.value) == ("error", days[0])
    for choice, periods in ((code.partition("_")[0], spans), ("months", months)):
        checked = upload(("1.csv", make(head, days)), choices={code: choice})
        assert [one[3] for one in figures(checked)] == periods
        assert set(codes(checked)) <= {"chosen", "normalised"}


@pytest.mark.parametrize("make", [down, long])
@pytest.mark.parametrize(
    ("head", "days", "periods"),
    [
        ("年份", YEARS, ["2021", "2022", "2023"]),
        ("年度", YEARS, ["2021", "2022", "2023"]),
        ("月份", YEARS, ["2021-01", "2022-01", "2023-01"]),
        ("月份", QUARTERS, ["2023-01", "2023-04", "2023-10"]),
        ("季度", QUARTERS, ["2023-01/2023-03", "2023-04/2023-06", "2023-10/2023-12"]),
        ("时间", ["2023-01-01", "2023-02-01"], ["2023-01", "2023-02"]),
        ("时间", ["2023-01-01", "2023-02"], ["2023-01", "2023-02"]),
        ("时间", ["2023-01-01", "2023-02-03"], ["2023-01-01", "2023-02-03"]),
        ("时间", ["2023-01-01"], ["2023-01-01"]),
        ("时间", ["2024-01-31", "2024-02-29", "2024-03-31"], ["2024-01", "2024-02", "2024-03"]),
        ("时间", ["2023-01-31", "2023-02"], ["2023-01", "2023-02"]),
        ("季度", QUARTER_ENDS, ["2023-01/2023-03", "2023-04/2023-06"]),
        ("时间", ["2024-01-31", "2024-02-28"], ["2024-01-31", "2024-02-28"]),
        ("时间", ["2024-01-01", "2024-02-29"], ["2024-01-01", "2024-02-29"]),
    ],
)
def test_what_the_heading_or_the_days_say_is_not_asked(make, head, days, periods) -> None:
    checked = upload(("1.csv", make(head, days)))
    assert [one[3] for one in figures(checked)] == periods
    assert codes(checked, "error") == []


@pytest.mark.parametrize(
    ("title", "periods"),
    [
        ("宁波市历年提示函", ["2021", "2022", "2023"]),
        ("宁波市分年度情况", ["2021", "2022", "2023"]),
        ("宁波市各月情况", ["2021-01", "2022-01", "2023-01"]),
    ],
)
def test_what_the_title_says_is_not_asked(title: str, periods: list[str]) -> None:
    checked = upload(("1.csv", down("时间", YEARS, title)))
    assert [one[3] for one in figures(checked)] == periods


def test_dates_of_a_workbook_across_are_asked_too() -> None:
    days = [datetime.date.fromisoformat(day).isoformat() for day in YEARS]
    rows = [["宁波市"], ["指标", *days], ["提示函份数（份）", 1, 2, 3]]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert (the(checked, "years_or_months").row, the(checked, "years_or_months").column) == (2, "B")
    checked = upload(("1.xlsx", workbook(Sheet1=rows)), choices={"years_or_months": "years"})
    assert [one[3] for one in figures(checked)] == ["2021", "2022", "2023"]
