"""Periods of uploaded tables: titles, heads and cells read whole, or the table asks."""

import pytest

from file_formats import csv
from intake.model.upload_labels import RememberedLabels
from intake.problem_messages import format_problem_message
from intake.result import CheckResult
from locales import Words
from tests.helpers.made_uploads import (
    codes,
    figures,
    known,
    published,
    row,
    the,
    tidy,
    upload,
    workbook,
)


def table(*rows: list[object], **options: object) -> CheckResult:
    """Check a table laid out by hand; as a CSV, which is read without another process."""
    text = csv.write_csv([[str(cell) for cell in row] for row in rows])
    return upload(("1.csv", text), **options)


def wide(title: str, *heads: str, **options: object) -> CheckResult:
    """Check a table of one indicator with these heads above 1, 2, 3 …."""
    return table(
        [title],
        ["指标", *heads],
        ["工会会员人数（人）", *range(1, len(heads) + 1)],
        **options,
    )


def periods(checked: CheckResult) -> list[str]:
    """The periods of the figures of an upload, in order."""
    return [figure[3] for figure in figures(checked)]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("宁波市2023年10月至2024年9月工会情况表", "2023-10/2024-09"),
        ("宁波市2024年1月1日至9月30日工会情况表", "2024-01/2024-09"),
        ("宁波市2024Q3工会情况表", "2024-07/2024-09"),
        ("宁波市2024年前9个月工会情况表", "2024-01/2024-09"),
        ("宁波市2024年1～3季度工会情况表", "2024-01/2024-09"),
        ("宁波市2024年1月份至9月份工会情况表", "2024-01/2024-09"),
        ("宁波市2024年10月—2025年3月工会情况表", "2024-10/2025-03"),
        ("宁波市2024年三季度末工会情况表", "2024-09"),
        ("2024年宁波市1—9月工会情况表", "2024-01/2024-09"),
        ("Ningbo 宁波市, January–September 2024", "2024-01/2024-09"),
    ],
)
def test_the_span_of_a_title_is_read_whole(title: str, period: str) -> None:
    checked = wide(title, "数值")
    assert periods(checked) == [period]
    assert "period_unclear" not in codes(checked)
    inside = workbook(Sheet1=[[title], ["指标", "数值"], ["工会会员人数（人）", 1]])
    assert periods(upload(("1.xlsx", inside))) == [period]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("宁波市2019年以来工会情况表", "2019年以来"),
        ("宁波市2024年9月至今工会情况表", "2024年9月至今"),
        ("宁波市2023年与2024年工会情况对比表", "2023年 / 2024年"),
        ("宁波市2024年1月和3月工会情况表", "2024年1月和3月"),
        ("宁波市2024年9—1月工会情况表", "2024年9—1月"),
        ("宁波市2024年第35周工会情况表", "2024年第35周"),
    ],
)
def test_a_title_that_leaves_its_period_open_asks(title: str, words: str) -> None:
    checked = wide(title, "数值")
    problem = the(checked, "period_unclear")
    assert (problem.level, problem.value, problem.row) == ("error", words, 2)
    assert (periods(checked), "period_missing" in codes(checked)) == ([""], False)
    told = [format_problem_message(problem, Words(language)) for language in ("zh", "en")]
    assert all(words in text for text in told)
    assert "完整的报告期" in told[0]
    assert "one whole period" in told[1]
    # The answer of the person who uploads it is what counts.
    answered = wide(title, "数值", period="2024年1—9月")
    assert (periods(answered), codes(answered, "error")) == (["2024-01/2024-09"], [])


def test_an_unclear_title_over_clear_heads_asks_nothing() -> None:
    checked = wide("宁波市2023年与2024年工会情况对比表", "2023年", "2024年")
    assert periods(checked) == ["2023", "2024"]
    assert codes(checked, "error") == []


@pytest.mark.parametrize(
    ("printed", "period"),
    [
        ("2024.1-9", "2024-01/2024-09"),
        ("2024年1-9", "2024-01/2024-09"),
        ("2024/1-9", "2024-01/2024-09"),
        ("2024.01-09", "2024-01/2024-09"),
        ("2024.1—3", "2024-01/2024-03"),
        ("2024.1-9月", "2024-01/2024-09"),
        ("2024-1-9", "2024-01-09"),
        ("2024.1.9", "2024-01-09"),
        ("二〇二四年九月", "2024-09"),
        ("2024年前9个月", "2024-01/2024-09"),
        ("2024-Q3", "2024-07/2024-09"),
        ("2024年三季度末", "2024-09"),
        ("2024年1—3季度", "2024-01/2024-09"),
        ("2024年9月30号", "2024-09-30"),
        ("2024年1月1日至9月30日", "2024-01/2024-09"),
        ("2024年年底", "2024-12"),
        ("2024年11月3—9日", "2024-11-03/2024-11-09"),
        ("2023年10月1日—2024年9月30日", "2023-10/2024-09"),
        ("January–September 2024", "2024-01/2024-09"),
    ],
)
def test_a_cell_and_a_head_are_read_alike(printed: str, period: str) -> None:
    cell = tidy(row(time_period=printed, value="1"))
    assert periods(cell) == [period]
    head = wide("宁波市工会情况表", printed)
    assert periods(head) == [period]
    down = table(["宁波市工会情况表"], ["报告期", "工会会员人数（人）"], [printed, 5])
    assert periods(down) == [period]


def test_the_end_of_last_year_is_not_last_years_period() -> None:
    span = wide("宁波市2024年1—9月工会情况表", "本期", "上年同期", "上年末")
    assert periods(span) == ["2024-01/2024-09", "2023-01/2023-09", "2023-12"]
    month = wide("宁波市2024年9月工会情况表", "本期", "上年同期", "去年底", "年初数")
    assert periods(month)[:3] == ["2024-09", "2023-09", "2023-12"]
    assert codes(month, "error") == ["duplicate_key"]  # the year began as the last one ended
    year = wide("宁波市2024年工会情况表", "本年", "上年末")
    assert periods(year) == ["2024", "2023"]


def test_the_28th_is_last_years_29_february() -> None:
    checked = wide("宁波市工会情况表（截至2024年2月29日）", "本期", "上年同期")
    assert periods(checked) == ["2024-02-29", "2023-02-28"]
    assert codes(checked, "error") == []


def test_heads_of_a_unions_year_lie_in_it() -> None:
    title = "宁波市2023年10月至2024年9月工会情况表"
    checked = wide(title, "11月", "3月", "四季度", "上半年", "上年同期", "累计")
    assert periods(checked) == [
        "2023-11", "2024-03", "2023-10/2023-12", "2024-01/2024-06", "2022-10/2023-09",
        "2023-10/2024-09",
    ]  # fmt: skip
    rows = table(
        [title],
        ["月份", "当月提示函份数（份）", "累计"],
        ["11月", 2, 3],
        ["3月", 4, 9],
        remembered=RememberedLabels({"当月提示函份数": "notices"}),
    )
    assert {"2023-11", "2024-03"} <= {figure[3] for figure in figures(rows)}


def test_what_is_counted_up_to_a_month_begins_with_the_unions_year() -> None:
    checked = table(
        ["宁波市2023年10月至2024年9月提示函份数（份）"],
        ["", "3月", "", "11月", ""],
        ["", "本月", "累计", "本月", "累计"],
        ["提示函份数", 1, 6, 2, 3],
    )
    assert periods(checked) == ["2024-03", "2023-10/2024-03", "2023-11", "2023-10/2023-11"]


@pytest.mark.parametrize("head", ["下半年", "9—11月", "上年末", "全年", "1、3月"])
def test_a_head_that_lies_nowhere_in_its_table_asks(head: str) -> None:
    title = "宁波市2023年10月至2024年9月工会情况表"
    checked = wide(title, "本期", head)
    assert periods(checked) == ["2023-10/2024-09", ""]
    problem = the(checked, "heading_period_unclear")
    assert (problem.value, problem.row, problem.column) == (head, 2, "C")
    assert problem.hints == {"figures": 1}
    for language in ("zh", "en"):
        assert head in format_problem_message(problem, Words(language))


def test_an_open_head_asks_and_gives_no_part_of_itself() -> None:
    checked = wide("宁波市2024年工会情况表", "2023年10月至今", "2023年")
    assert periods(checked) == ["", "2023"]
    assert the(checked, "heading_period_unclear").value == "2023年10月至今"


def test_a_long_table_asks_for_the_period_of_an_unclear_line() -> None:
    text = "宁波市2023年与2024年工会情况\n指标,地区,数值\nmembers,330200,5\n"
    checked = upload(("1.csv", text.encode()))
    assert the(checked, "period_unclear").value == "2023年 / 2024年"
    clear = text.replace("2023年与2024年", "2023年10月至2024年9月")
    assert periods(upload(("1.csv", clear.encode()))) == ["2023-10/2024-09"]


SPELLINGS = ["2023", "2023年1—12月", "2023-01/2023-12", "2023年1月1日—12月31日", "2023.1-12"]


@pytest.mark.parametrize("second", SPELLINGS[1:])
def test_two_spellings_of_one_period_are_a_duplicate(second: str) -> None:
    checked = tidy(
        row(time_period="2023", value="120"),
        row(time_period=second, value="125"),
    )
    problem = the(checked, "duplicate_key")
    assert (problem.level, problem.row) == ("error", 3)
    days = [row(time_period=p, value="1") for p in ("2024年9月", "2024年9月1日—30日")]
    assert codes(tidy(*days), "error") == ["duplicate_key"]


@pytest.mark.parametrize("stored", ["2023", "2023-01/2023-12", "2023-01-01/2023-12-31"])
@pytest.mark.parametrize("printed", SPELLINGS)
def test_what_is_published_in_another_spelling_is_published(stored: str, printed: str) -> None:
    base = known(published(("members", "330200", "", stored, 120)))
    appended = tidy(row(time_period=printed, value="121"), base=base, mode="append")
    assert codes(appended, "error") == ["already_published"]
    replaced = tidy(row(time_period=printed, value="121"), base=base, mode="replace")
    assert (replaced.removed, "replace_removes" in codes(replaced)) == ((), False)
    slip = tidy(row(time_period=printed, value="1200000"), base=base)
    assert "scale_slip" in codes(slip)


def test_last_year_of_a_relation_is_found_in_another_spelling() -> None:
    rule = """
- {code: opening, name: {zh: 年初会员数, en: Opening}, unit: {zh: 人, en: persons},
   classifiers: [人], topic: supervision, kind: stock, aggregation: last,
   checks: [opening = members@last_year]}
"""
    for stored, now in (
        ("2023-01/2023-12", "2024"),
        ("2023-02-28", "2024-02-29"),
        ("2023-09-01/2023-09-30", "2024-09"),
    ):
        base = known(published(("members", "330200", "", stored, 120)), rule)
        checked = tidy(row(indicator="opening", time_period=now, value="125"), base=base)
        assert codes(checked, "error") == ["relation_failed"], (stored, now)


@pytest.mark.parametrize(
    ("heads", "last"),
    [
        ("1月,2月,累计", "2024-01/2024-02"),
        ("3月,4月,年初至今", "2024-01/2024-04"),
        ("一季度,二季度,累计", "2024-01/2024-06"),
        ("2024年3月,2024年4月,累计", "2024-01/2024-04"),
        ("11月,12月,累计", "2024"),
        ("上半年,7月,累计", "2024-01/2024-07"),
    ],
)
def test_a_sum_since_january_ends_with_the_last_month_beside_it(heads: str, last: str) -> None:
    across = f"宁波市2024年\n指标,{heads}\n提示函份数（份）,1,2,3\n"
    assert figures(upload(("1.csv", across.encode())))[-1][3:] == (last, 3)
    rows = "".join(f"{head},{n}\n" for n, head in enumerate(heads.split(","), 1))
    down = f"宁波市2024年\n月份,提示函份数（份）\n{rows}"
    assert figures(upload(("1.csv", down.encode())))[-1][3:] == (last, 3)


def test_a_growth_rate_between_month_and_sum_does_not_matter() -> None:
    text = "宁波市2024年\n指标,4月,同比（%）,累计,同比（%）\n提示函份数（份）,1,2,3,4\n"
    periods = [figure[3:] for figure in figures(upload(("1.csv", text.encode())))]
    assert periods == [("2024-04", 1), ("2024-01/2024-04", 3)]
