"""Bars of one period: what they are compared with, and the line across them."""

from dataclasses import replace

import pytest

from charts.catalogue import make_chart
from charts.chart import Chart, ReferenceLine
from charts.figures_of_area import find_comparable_figures, select_comparable, select_earlier
from locales import Language
from tests.helpers.made_charts import materials_of
from tests.helpers.report_copy import CONFIG
from tests.helpers.snapshots import small_in_memory

HANGZHOU, NINGBO, HEFEI, WUHU = "330100", "330200", "340100", "340200"
NOW, BEFORE, YEAR_AGO = "2025-09", "2025-08", "2024-09"
ROWS = {
    **{f"visits..{HANGZHOU}..{NOW}": "11人", f"visits..{NINGBO}..{NOW}": "14人"},
    **{f"visits..{HEFEI}..{NOW}": "23人", f"visits..{WUHU}..{NOW}": "38人"},
    **{f"visits..{HANGZHOU}..{BEFORE}": "11人", f"visits..{NINGBO}..{BEFORE}": "11人"},
    **{f"visits..{HEFEI}..{BEFORE}": "20余人", f"visits..{WUHU}..{BEFORE}": "11人"},
    **{f"visits..{HANGZHOU}..{YEAR_AGO}": "10人", f"visits..{NINGBO}..{YEAR_AGO}": "20人"},
    f"visits..{HEFEI}..{YEAR_AGO}": "30人",
    f"visits..100000..{NOW}": "91人",
    **{f"coverage..{city}..{NOW}": "52%" for city in (HANGZHOU, NINGBO)},
    **{f"coverage..{city}..{YEAR_AGO}": "50%" for city in (HANGZHOU, NINGBO)},
    f"coverage..100000..{NOW}": "48.5%",
    **{f"members..{city}..{NOW}": "5人" for city in (HANGZHOU, NINGBO)},
}


def bars(
    indicator: str,
    *against: str,
    language: Language = "zh",
    rows: dict[str, str] | None = None,
    period: str = NOW,
) -> Chart:
    """The bars of the cities in a month, compared as a reader has chosen."""
    data = materials_of(small_in_memory(rows or ROWS), CONFIG)[language]
    found = find_comparable_figures(data, indicator, "100000", "prefecture")
    figures, above = select_comparable(data.figures, found, indicator, "100000", [period])
    earlier, bases = select_earlier(data.figures, found, indicator, period, against)
    if not against:
        earlier = None
    chosen = replace(data, figures=figures, above=above, earlier=earlier, bases=bases)
    return make_chart(f"{indicator}.bar", chosen)


def details(chart: Chart) -> dict[str, str]:
    return dict(zip(chart.table["category"], chart.table["detail"], strict=True))


def test_each_bar_says_its_change_against_last_year_and_against_the_month_before() -> None:
    assert details(bars("visits", "last_year", "previous")) == {
        "芜湖市": "同比无同期数 · 环比▲245.5%",
        "合肥市": "同比▼23.3% · 环比升降不定（超过-23.4%、不超过15%）",
        "宁波市": "同比▼30% · 环比▲27.3%",
        "杭州市": "同比▲10% · 环比持平",
    }
    assert details(bars("visits", "previous"))["宁波市"] == "环比▲27.3%"
    english = details(bars("visits", "last_year", "previous", language="en"))
    assert english["Wuhu"] == "nothing last year · vs previous ▲245.5%"
    assert english["Hangzhou"] == "vs last year ▲10% · vs previous unchanged"
    assert set(details(bars("visits")).values()) == {""}


def test_shares_are_compared_in_points_and_small_bases_in_the_unit() -> None:
    assert details(bars("coverage", "last_year", "previous")) == dict.fromkeys(
        ("杭州市", "宁波市"), "同比▲2个百分点 · 环比无上期数"
    )
    from_nothing = ROWS | {f"visits..{HANGZHOU}..{YEAR_AGO}": "0人"}
    assert details(bars("visits", "last_year", rows=from_nothing))["杭州市"] == "同比▲11人"


def test_bars_of_counts_have_their_average_and_are_told_what_contains_them() -> None:
    chart = bars("visits")
    meaning = "4个数的平均21.5人（推算）"
    assert chart.reference == ReferenceLine(21.5, "平均21.5人", meaning, f"虚线为{meaning}。")
    assert chart.notes == (
        f"虚线为{meaning}。",
        "全国91人，包含所列地区，不并列。",
    )
    english = bars("visits", language="en")
    assert english.notes[0] == "Dashed line: average 21.5 people, of 4 (derived)."
    assert english.notes[1] == "China: 91 people, which contains the areas shown and so has no bar."


@pytest.mark.parametrize(("count", "average"), [(3, 16), (2, None)])
def test_an_average_is_of_three_bars_or_more(count: int, average: float | None) -> None:
    cities = (HANGZHOU, NINGBO, HEFEI)[:count]
    rows = {key: each for key, each in ROWS.items() if key.split(".")[2] in (*cities, "100000")}
    chart = bars("visits", rows=rows)
    assert (chart.reference.value if chart.reference else None) == average
    assert chart.notes[-1] == "全国91人，包含所列地区，不并列。"


def test_bars_of_shares_have_the_line_of_the_area_above() -> None:
    chart = bars("coverage")
    assert chart.reference == ReferenceLine(48.5, "全国48.5%", "全国48.5%", "虚线为全国48.5%。")
    assert chart.notes == ("虚线为全国48.5%。",)
    alone = {key: each for key, each in ROWS.items() if ".100000." not in key}
    without = bars("coverage", rows=alone)
    assert (without.reference, without.notes) == (None, ())
    assert bars("members", rows=alone).notes == ()


def test_bars_of_several_periods_say_their_own_and_compare_nothing() -> None:
    rows = {key: each for key, each in ROWS.items() if key != f"visits..{HANGZHOU}..{NOW}"}
    data = materials_of(small_in_memory(rows), CONFIG)["zh"]
    found = find_comparable_figures(data, "visits", "100000", "prefecture")
    figures, _ = select_comparable(data.figures, found, "visits", "100000", [NOW, BEFORE])
    earlier, bases = select_earlier(data.figures, found, "visits", NOW, ["last_year"])
    chart = make_chart("visits.bar", replace(data, figures=figures, earlier=earlier, bases=bases))
    assert details(chart) == {
        **dict.fromkeys(("芜湖市", "合肥市", "宁波市"), "2025年9月"),
        "杭州市": "2025年8月",
    }
    assert chart.reference is None
