"""Progress in words: late and lagging, rise and fall, places, and what is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.pages_in_process import Dashboard
from tests.helpers.releases import small
from tests.helpers.small_year import months

ROWS = {
    **months("330100", 2023, dict.fromkeys(range(1, 10), 10)),
    **months("330100", 2024, dict.fromkeys(range(1, 10), 12)),
    "visits_target..330100..2024": "200人",
    "visits..330200..2023-01/2023-09": "100人",
    "visits..330200..2024-01/2024-09": "100人",
    "visits_target..330200..2024": "150人",
    **months("340100", 2024, dict.fromkeys((1, 2, 3, 4, 6, 9), 5)),
    "visits..340200..2023-01/2023-09": "50余人",
    "visits..340200..2024-01/2024-09": "40余人",
    "visits_target..340200..2024": "50人",
    "competitors.p.330203..2024-01/2024-09": "近30人",
    "competitors.p.330203..2024-10": "2人",
    "members..330203.women.2024": "9人",
}
HEAD = "指标 | 地区 | 累计 | 去年同期 | 同比 | 年度目标 | 完成率 | 序时进度 | 位次"
NO_YEAR, NO_TARGET = "去年同期未报告 !missing", "目标未报告 !missing"
THROUGH = "10: 2024年1—10月, 2024年1—9月 … 2023年1月"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a year of months."""
    folder = tmp_path_factory.mktemp("months")
    small(folder / "store", ROWS)
    return folder


@pytest.fixture(scope="module")
def months_of(folder: Path) -> Dashboard:
    return Dashboard(folder)


@pytest.fixture
def year(months_of: Dashboard) -> Iterator[Dashboard]:
    """The dashboard of that year."""
    with months_of.open() as board:
        yield board


@pytest.fixture
def anew(folder: Path) -> Iterator[Dashboard]:
    """The same, whose pages have made nothing yet."""
    with Dashboard(folder).open() as board:
        yield board


def test_the_page_opens_with_the_month_that_most_have_reported(year: Dashboard) -> None:
    assert year.tab().open("progress").said[:3] == [
        "# 进度",
        "累计至 [2024年1—9月] of 19: 2024年1—10月, 2024年1—9月 … 2023年1月",
        "指标 [] ‹全部指标› of 指标6, 指标11",
    ]


def test_what_is_behind_comes_first_and_what_is_missing_is_said(year: Dashboard) -> None:
    tab = year.tab().open("progress", through="2024-10")
    tab.choose("累计至", "2024-09")
    assert tab.address == {"through": "2024-09"}
    assert tab.said[3:] == [
        "<.behind>",
        "- 杭州市　指标6：完成率54%，落后序时进度21个百分点 .late",
        "- 宁波市　指标6：完成率66.7%，落后序时进度8.33个百分点 .lagging",
        "table: 2024年1—9月主要指标完成情况",
        HEAD,
        "指标6 | 杭州市 | 108人 | 90人 | ▲增长20% !red | 200人 | 54% !late | 75% | 第1位 ▲1",
        "指标6 | 宁波市 | 100人 | 100人 | 持平 | 150人 | 66.7% !lagging | 75% | 第2位 ▼1",
        f"指标6 | 合肥市 | 缺5月和7—8月 !missing | {NO_YEAR} | {NO_YEAR} | {NO_TARGET}"
        " | — !none | 75% | —",
        "指标6 | 芜湖市 | 40余人 | 50余人 | ▼下降约20% !green"
        " | 50人 | 约80% !on_time | 75% | 第3位",
        f"指标11 | 海曙区 | 近30人 | {NO_YEAR} | {NO_YEAR} | {NO_TARGET} | — !none | 75% | —",
    ]


def test_the_same_in_english(year: Dashboard) -> None:
    found = year.tab().open("progress", through="2024-09", lang="en").said
    assert found[3:9] == [
        "<.behind>",
        "- Hangzhou, Visits: 54% completed, 21 percentage points behind the time elapsed .late",
        "- Ningbo, Visits: 66.7% completed, 8.33 percentage points behind the time elapsed"
        " .lagging",
        "table: Progress, January–September 2024",
        "Indicator | Area | Cumulative | Same period last year | Year on year | Target | Completion"
        " | Time elapsed | Place",
        "Visits | Hangzhou | 108 people | 90 people | ▲ up 20% !red | 200 people | 54% !late | 75%"
        " | 1 ▲1",
    ]
    assert found[10] == (
        "Visits | Hefei | missing: month 5 and months 7–8 !missing | last year not reported"
        " !missing | last year not reported !missing | target not reported !missing | — !none"
        " | 75% | —"
    )
    assert found[11].startswith(
        "Visits | Wuhu | more than 40 people | more than 50 people | ▼ down"
    )


def test_some_indicators_and_a_month_alone(year: Dashboard) -> None:
    tab = year.tab().open("progress", through="2024-01")
    tab.choose("指标", ["visits"])
    assert tab.address == {"through": "2024-01", "indicators": "visits"}
    assert tab.said[2:] == [
        "指标 [指标6] ‹全部指标› of 指标6, 指标11",
        "<.behind>",
        "- 杭州市　指标6：完成率6%，落后序时进度2.33个百分点 .lagging",
        "table: 2024年1月主要指标完成情况",
        HEAD,
        "指标6 | 杭州市 | 12人 | 10人 | ▲增长20% !red | 200人 | 6% !lagging | 8.33% | 第1位",
        f"指标6 | 合肥市 | 5人 | {NO_YEAR} | {NO_YEAR} | {NO_TARGET} | — !none | 8.33% | 第2位",
    ]


def test_why_there_is_no_completion_is_said(year: Dashboard) -> None:
    tab = year.tab().open("progress", through="2024-10", indicators="competitors")
    assert tab.said[3:] == [
        "本期没有报告年度目标，无法计算完成率。 .finding",
        "table: 2024年1—10月主要指标完成情况",
        HEAD,
        f"指标11 | 海曙区 | 约30人 | {NO_YEAR} | {NO_YEAR} | {NO_TARGET} | — !none | 83.3% | —",
    ]
    # There are targets, and no October to hold against them.
    tab = year.tab().open("progress", through="2024-10")
    assert tab.said[3] == "报告了年度目标的指标缺少月份，或目标为零，无法计算完成率。 .finding"
    assert tab.said[8].startswith("指标6 | 合肥市 | 缺5月、7—8月和10月 !missing | ")


def test_nothing_is_behind_where_all_are_within_the_limit(
    anew: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = anew.page("state.release").get_settings()
    limits = settings.progress.model_copy(update={"lagging": 21.0, "late": 30.0})
    changed = settings.model_copy(update={"progress": limits})
    monkeypatch.setattr(anew.page("state.release"), "get_settings", lambda: changed)
    found = anew.tab().open("progress", through="2024-09").said
    assert found[3] == "没有落后于序时进度的指标。 .finding"
    assert [line.split(" | ")[6] for line in found[6:8]] == ["54% !on_time", "66.7% !on_time"]


def test_limits_and_colours_are_those_of_the_settings(
    anew: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = anew.page("state.release").get_settings()
    limits = settings.progress.model_copy(update={"lagging": 8.5, "late": 21.0})
    changed = settings.model_copy(update={"progress": limits, "up_colour": "green"})
    monkeypatch.setattr(anew.page("state.release"), "get_settings", lambda: changed)
    found = anew.tab().open("progress", through="2024-09").said
    assert found[3:5] == [
        "<.behind>",
        "- 杭州市　指标6：完成率54%，落后序时进度21个百分点 .lagging",
    ]
    rows = [line.split(" | ") for line in found[7:]]
    assert [row[4] for row in rows[:4]] == ["▲增长20% !green", "持平", NO_YEAR, "▼下降约20% !red"]
    assert [row[6] for row in rows[:2]] == ["54% !lagging", "66.7% !on_time"]


def test_of_many_areas_those_right_below_one_are_shown(
    anew: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metrics.progress.MAX_AREAS", 4)
    tab = anew.tab().open("progress", through="2024-09")
    assert tab.said[3:] == [
        "(全国) quiet off",
        "下级地区 [] of 浙江省（24）, 安徽省（9）",
        "所选地区本级及其直接下级均未报告，可在上方选择下级地区。 .empty",
    ]
    tab.choose("下级地区", "330000")
    assert tab.address == {"through": "2024-09", "area": "330000"}
    assert tab.said[3:6] == [
        "(全国) quiet",
        "(浙江省) quiet off",
        "下级地区 [] of 杭州市（19）, 宁波市（5）",
    ]
    assert [line.split(" | ")[1] for line in tab.said if line.startswith("指标6 | ")] == [
        *("杭州市", "宁波市")
    ]
    tab.click("全国")
    assert tab.address == {"through": "2024-09", "area": "100000"}


def test_of_many_figures_the_first_indicators_are_shown(
    anew: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metrics.progress.MAX_FIGURES", 29)
    found = anew.tab().open("progress", through="2024-09").said
    assert [line for line in found if line.startswith("指标11 | ")] == []
    assert found[-1] == "另有1个指标未列出，可在上方选择指标查看。 .foot"


def test_a_release_without_months_has_no_progress(tmp_path: Path) -> None:
    small(tmp_path / "store", {"visits..330100..2024": "3人", "members..330100..2024-05": "2人"})
    with Dashboard(tmp_path).open() as board:
        assert board.tab().open("progress").said == [
            "# 进度",
            "还没有按月累计的数据；上传各月数据后显示进度。 .empty",
        ]
