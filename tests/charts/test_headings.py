"""Place, period and title in one line, and what stands out: when it is told and when it is not."""

from typing import Any

import pandas as pd
import pytest

from charts.catalogue import make_chart
from charts.chart import Chart, ChartData
from charts.headings import (
    count_months,
    find_highest,
    find_newest_period,
    find_place,
    write_subject,
)
from locales import Language, Words
from tests.helpers.made_charts import materials_of
from tests.helpers.releases import codes, figures_of
from tests.helpers.report_copy import CONFIG
from tests.helpers.snapshots import in_memory, small_in_memory


def data_of(rows: dict[str, str], language: Language = "zh") -> ChartData:
    return materials_of(small_in_memory(rows), CONFIG)[language]


def charted(address: str, rows: dict[str, str], language: Language = "zh") -> Chart:
    return make_chart(address, data_of(rows, language))


def table(*keys: str) -> pd.DataFrame:
    """Marks with one figure each."""
    return pd.DataFrame({"figures": [(key,) for key in keys]})


@pytest.mark.parametrize(
    ("areas", "place"),
    [
        *[((), ""), (("330100",), "330100"), (("330100", "330200"), "330000")],
        (("330000", "330100", "330200"), "330000"),  # the area above stands beside those below
        *[(("330100", "340100"), ""), (("330000", "340000"), ""), (("100000",), "")],
        (("100000", "330000", "340000"), ""),
        *[(("330100", "330203"), ""), (("unknown",), "unknown")],
    ],
)
def test_a_chart_is_of_its_only_area_or_of_the_one_around_its_areas(
    areas: tuple[str, ...], place: str
) -> None:
    data = data_of({"visits..330100..2024": "5人"})
    assert find_place(table(*(f"visits..{area}..2024" for area in areas)), data) == place


@pytest.mark.parametrize(
    ("periods", "newest"),
    [
        *[((), ""), (("2023", "2024"), "2024"), (("2024-12", "2024"), "2024-12")],
        (("2024-01/2024-09", "2024-09", "2024-08"), "2024-09"),
        (("2024-10", "2024-01/2024-11"), "2024-01/2024-11"),
    ],
)
def test_the_newest_period_ends_last_and_is_the_shortest(
    periods: tuple[str, ...], newest: str
) -> None:
    assert find_newest_period(table(*(f"visits..1..{period}" for period in periods))) == newest


@pytest.mark.parametrize(
    ("title", "place", "period", "chinese", "english"),
    [
        ("会员", "宁波市", "2024年", "宁波市2024年会员", "会员, 宁波市, 2024年"),
        ("宁波市会员", "宁波市", "2024年", "2024年宁波市会员", "宁波市会员, 2024年"),
        ("2024年会员", "宁波市", "2024年", "宁波市2024年会员", "2024年会员, 宁波市"),
        ("会员", "", "", "会员", "会员"),
    ],
)
def test_what_the_title_says_is_not_said_twice(
    title: str, place: str, period: str, chinese: str, english: str
) -> None:
    assert write_subject(title, place, period, Words("zh")) == chinese
    assert write_subject(title, place, period, Words("en")) == english


@pytest.mark.parametrize(
    ("period", "months"),
    [
        *[("2024", 12), ("2024-02", 1), ("2024-01/2024-09", 9), ("2023-11/2024-02", 4)],
        *[("2022/2024", 36), ("2024-02-29", 0), ("2024-01-01/2024-02-28", 0)],
        *[("2024-01-02/2024-02-29", 0), ("2024-02-01/2024-02-29", 1)],
    ],
)
def test_months_are_counted_of_whole_months_alone(period: str, months: int) -> None:
    assert count_months(period) == months


def marks(*bounds: tuple[float, float, float]) -> pd.DataFrame:
    columns = ["value", "value_low", "value_high"]
    return pd.DataFrame(bounds, columns=columns).assign(category=[*"甲乙丙丁"[: len(bounds)]])


@pytest.mark.parametrize(
    ("found", "highest"),
    [
        (marks((1, 1, 1), (5, 5, 5), (2, 2, 2)), "乙"),
        (marks((1, 1, 1), (5, 5, 5)), ""),  # of two it would say too much
        (marks((1, 1, 1), (5, 5, 5), (5, 5, 5)), ""),
        (marks((4, 4, 5), (5, 5, 6), (2, 2, 2)), ""),  # the bounds touch
        (marks((4, 4, 4.9), (5, 5, 6), (2, 2, 2)), "乙"),
        (marks((1, 1, float("nan")), (5, 5, 5), (2, 2, 2)), ""),
        (marks((1, 1, 1), (5, 5, float("nan")), (2, 2, 2)), "乙"),
        (marks((1, 1, 1), (5, float("nan"), 5), (2, 2, 2)), ""),
    ],
)
def test_the_highest_is_told_where_no_bound_reaches_it(found: pd.DataFrame, highest: str) -> None:
    assert find_highest(found) == highest


CITIES = {"330100": "5人", "330200": "9人", "340100": "7人"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        # Of different provinces; of one; one reports another month; of two figures each.
        ({f"visits..{city}..2024-09": each for city, each in CITIES.items()}, ""),
        (
            {
                "visits..330000..2024-09": "5人",
                "visits..340000..2024-09": "9人",
                "visits..500000..2024-09": "7人",
            },
            "安徽省",
        ),
        (
            {
                "visits..330000..2024-09": "5人",
                "visits..340000..2024-09": "9人",
                "visits..500000..2024-08": "7人",
            },
            "",
        ),
    ],
)
def test_bars_name_the_highest_of_areas_of_one_parent_and_period(
    rows: dict[str, str], told: str
) -> None:
    heading = charted("visits.bar", rows).heading
    assert heading.endswith(f"：{told}最高" if told else "指标6")


def line(*numbers: int, kind: str = "2024-{:02d}", area: str = "330100") -> dict[str, str]:
    return {
        f"visits..{area}..{kind.format(month)}": f"{number}人"
        for month, number in enumerate(numbers, 1)
    }


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (line(5, 9, 7), "2024年2月"),
        (line(5, 9), ""),
        (line(5, 9, 7) | line(1, 2, 3, area="330200"), ""),  # two lines
        ({key: each for key, each in line(5, 9, 7, 8).items() if "-03" not in key}, "2024年2月"),
        (line(5, 9, 7, kind="2024-01/2024-{:02d}"), ""),  # grows through the year
        (line(5, 9, 7, kind="202{:d}"), "2022年"),
    ],
)
def test_a_line_names_its_highest_point_where_its_periods_are_equal(
    rows: dict[str, str], told: str
) -> None:
    heading = charted("visits.trend", rows).heading
    assert heading.endswith("最高") is bool(told)
    assert told in heading


@pytest.mark.parametrize(("points", "is_told"), [(59, True), (60, False)])
def test_a_line_of_many_points_may_lack_its_highest(points: int, is_told: bool) -> None:
    rows = {
        f"visits..330100..{2019 + month // 12}-{month % 12 + 1:02d}": f"{month + 1}人"
        for month in range(points)
    }
    assert charted("visits.trend", rows).heading.endswith("最高") is is_told


def with_breaks(rows: dict[str, str], **notes: str) -> Chart:
    """A trend with a break at some figures, by the end of their key, with its note."""
    figures = figures_of(rows)
    for index, key in enumerate(rows):
        for end, note in notes.items():
            if key.endswith(end.replace("_", "-").removeprefix("m")):
                figures.loc[index, ["obs_status", "note"]] = ["B", note]
    lists: dict[str, Any] = codes()
    return make_chart("visits.trend", materials_of(in_memory(figures, lists), CONFIG)["zh"])


def test_a_break_is_noted_once_with_the_lines_that_have_it() -> None:
    two = line(5, 9, 7, 8) | line(1, 2, 3, 4, area="330200")
    both = with_breaks(two, m2024_03="新口径")
    assert both.notes == ("自2024年3月起口径有变，与此前不可比：新口径（杭州市和宁波市）",)
    one = with_breaks(line(5, 9, 7, 8), m2024_03="新口径", m2024_04="")
    assert one.notes == (
        "自2024年3月起口径有变，与此前不可比：新口径",
        "自2024年4月起口径有变，与此前不可比",
    )
    assert (
        one.heading == "杭州市2024年4月指标6变化趋势"
    )  # nothing is the highest of two definitions
    details = dict(zip(one.table["category"], one.table["detail"], strict=True))
    assert details["2024年2月"] == ""
    assert details["2024年3月"] == one.notes[0]


def test_a_trend_is_named_with_its_indicator_and_unit() -> None:
    chart = charted("visits.trend", line(5, 9, 7), "en")
    assert (chart.title.startswith("Visits"), chart.unit) == (True, "people")
    assert charted("visits.trend", line(5, 9, 7)).unit == "人"
