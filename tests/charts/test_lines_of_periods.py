"""Lines of quarters, half-years and counts since January; where they break; what statuses say."""

from typing import Any

import pytest

from app_pages.state.release import build_chart_data
from charts.catalogue import make_chart
from charts.chart import Chart, ChartData
from charts.labels import OBS_STATUSES, format_status
from charts.marks import split_lines
from curation.code_names import read_code_names
from intake.values.codes import STATUSES
from locales import LANGUAGES, Words
from metrics.trend import build_trend, list_line_types
from tests.helpers.drawn_texts import drawn
from tests.helpers.known_numbers import known
from tests.helpers.native_charts import slides
from tests.helpers.releases import codes, figures_of
from tests.helpers.small_material import material
from tests.helpers.snapshots import in_memory

QUARTERS = ("01/{}-03", "04/{}-06", "07/{}-09", "10/{}-12")


def figures(periods: dict[str, float], area: str = "330100") -> dict[str, str]:
    return {f"visits..{area}..{period}": f"{number}人" for period, number in periods.items()}


def quarters(*years: int) -> list[str]:
    return [f"{year}-{quarter.format(year)}" for year in years for quarter in QUARTERS]


def with_statuses(rows: dict[str, tuple[str, str, str]], language: Any = "zh") -> ChartData:
    """Figures by key, each with its wording, its observation status and its note."""
    table = figures_of({key: wording for key, (wording, _, _) in rows.items()})
    table["obs_status"] = [status for _, status, _ in rows.values()]
    table["note"] = [note for *_, note in rows.values()]
    snapshot = in_memory(table, codes())
    return build_chart_data(snapshot, read_code_names(snapshot), language)


def lines(chart: Chart) -> dict[str, list[list[float | None]]]:
    return {
        name: [known(run["value"]) for run in runs]
        for name, runs in split_lines(chart.table).items()
    }


def test_twelve_quarters_are_twelve_points_that_are_named_as_quarters():
    periods = quarters(2023, 2024, 2025)
    chart = make_chart(
        "visits.trend", material(figures(dict(zip(periods, range(1, 13), strict=True))))
    )
    assert list(chart.table["category"]) == [
        f"{year}年第{number}季度" for year in (2023, 2024, 2025) for number in "一二三四"
    ]
    assert lines(chart) == {"": [[float(n) for n in range(1, 13)]]}
    english = make_chart("visits.trend", material(figures({periods[0]: 1, periods[1]: 2}), "en"))
    assert list(english.table["category"]) == ["first quarter of 2023", "second quarter of 2023"]


def test_a_missing_quarter_is_a_gap_that_nothing_joins():
    rows = figures(dict.fromkeys((quarters(2024)[0], quarters(2024)[1], quarters(2024)[3]), 5))
    chart = make_chart("visits.trend", material(rows))
    assert list(chart.table["category"])[2] == "2024年第三季度"
    assert lines(chart) == {"": [[5.0, 5.0, None, 5.0]]}


def test_half_years_are_spans_of_their_own():
    halves = ("2023-01/2023-06", "2023-07/2023-12", "2024-01/2024-06", "2024-07/2024-12")
    chart = make_chart("visits.trend", material(figures(dict.fromkeys(halves, 7))))
    assert list(chart.table["category"]) == [
        "2023年上半年", "2023年下半年", "2024年上半年", "2024年下半年",
    ]  # fmt: skip


def test_counts_since_january_begin_with_january_and_break_with_the_year():
    periods = {
        "2024-01": 3, "2024-01/2024-02": 5, "2024-01/2024-03": 9, "2024-01/2024-12": 40,
        "2025-01": 4, "2025-01/2025-02": 6,
    }  # fmt: skip
    chart = make_chart("visits.trend", material(figures(periods)))
    assert lines(chart) == {"": [[3, 5, 9, 40], [4, 6]]}
    assert list(chart.table["category"])[:2] == ["2024年1月", "2024年1—2月"]
    traces = [trace for trace in drawn(chart)["data"] if trace.get("customdata")]
    assert [(trace["x"], trace["y"]) for trace in traces] == [
        ([0, 1, 2, 3], [3, 5, 9, 40]),
        ([4, 5], [4, 6]),
    ]
    assert len({trace["line"]["color"] for trace in traces}) == 1
    (_, native), *_ = slides(chart)[0].charts
    assert [(series.fill, series.values) for series in native.series] == [
        ("accent1", [3, 5, 9, 40, None, None]),
        ("accent1", [None, None, None, None, 4, 6]),
    ]
    assert [series.labels for series in native.series] == [{}, {5: "6人"}]


def test_a_count_that_only_another_area_reports_is_a_gap():
    whole = {"2024-01": 1, "2024-01/2024-02": 2, "2024-01/2024-03": 3}
    rows = figures(whole) | figures({"2024-01": 1, "2024-01/2024-03": 8}, area="330200")
    assert lines(make_chart("visits.trend", material(rows))) == {
        "宁波市": [[1, None, 8]],
        "杭州市": [[1, 2, 3]],
    }


@pytest.mark.parametrize(
    ("period", "types"),
    [
        ("2024-01", ("month", "since_january")),
        ("2024-02", ("month",)),
        ("2024-01/2024-03", ("quarter", "since_january")),
        ("2024-04/2024-06", ("quarter",)),
        ("2024-02/2024-04", ("span",)),
        ("2024-01/2024-06", ("half_year", "since_january")),
        ("2024-07/2024-12", ("half_year",)),
        ("2024-04/2024-09", ("span",)),
        ("2024-01/2024-05", ("since_january",)),
        ("2024-01/2024-12", ("year",)),
        ("2023-10/2024-03", ("span",)),
        ("2024-01-01/2024-03-30", ("span",)),
        ("2024-01-05", ("day",)),
    ],
)
def test_what_lines_a_period_may_be_on(period: str, types: tuple[str, ...]):
    assert list_line_types(period) == types


def test_januaries_among_months_are_no_counts():
    rows = figures({"2024-12": 1, "2025-01": 2, "2025-02": 3, "2025-01/2025-02": 5})
    assert list(build_trend(material(rows).figures, "visits")["time_period"]) == [
        "2024-12", "2025-01", "2025-02",
    ]  # fmt: skip


def test_the_type_with_lines_is_drawn_and_not_the_one_with_single_points():
    rows = figures({"2023": 5, "2024": 6}) | figures({"2024-10": 900}, area="330200")
    rows |= figures({"2024-11": 800}, area="340100")
    chart = make_chart("visits.trend", material(rows))
    assert lines(chart) == {"杭州市": [[5, 6]]}  # it says whose line is drawn
    assert slides(chart)[0].charts[0][1].legend is True
    assert chart.notes == ("仅列前1项，其余2项见数据页。",)


BREAK = "口径调整：自2025年起含社区队伍 | Break: community teams included from 2025"
BROKEN = {
    "visits..330100..2023": ("40人", "A", ""),
    "visits..330100..2024": ("42人", "A", ""),
    "visits..330100..2025": ("143人", "B", BREAK),
    "visits..330100..2026": ("150人", "A", ""),
}


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("zh", "自2025年起口径有变，与此前不可比：口径调整：自2025年起含社区队伍"),
        (
            "en",
            "Break in the series from 2025, not comparable with what comes before: "
            "Break: community teams included from 2025",
        ),
    ],
)
def test_a_line_is_cut_where_the_series_breaks_and_the_note_says_why(language: str, note: str):
    chart = make_chart("visits.trend", with_statuses(BROKEN, language))
    assert lines(chart) == {"": [[40, 42], [143, 150]]}
    assert chart.notes == (note,)
    assert list(chart.table["detail"]) == ["", "", note, ""]
    *runs, dotted = drawn(chart)["data"]
    assert [run["x"] for run in runs] == [[0, 1], [2, 3]]
    assert (dotted["x"], dotted["line"]["dash"]) == ([1.5, 1.5], "dot")
    (_, native), *_ = slides(chart)[0].charts
    assert [series.values for series in native.series] == [
        [40, 42, None, None],
        [None, None, 143, 150],
    ]
    assert native.legend is False


def test_of_several_lines_the_note_names_the_broken_one():
    rows = BROKEN | {f"visits..330200..{year}": ("9人", "A", "") for year in range(2023, 2027)}
    rows["visits..330100..2025"] = ("143人", "B", "")
    chart = make_chart("visits.trend", with_statuses(rows))
    assert chart.notes == ("自2025年起口径有变，与此前不可比（杭州市）",)


def test_what_is_estimated_or_provisional_is_said_below_any_chart():
    rows = {
        "visits..330100..2025": ("17人", "E", ""),
        "visits..330200..2025": ("18人", "P", ""),
        "visits..340100..2025": ("19人", "P", ""),
        "visits..340200..2025": ("20人", "V", ""),
    }
    for form in ("bar", "ranking", "trend"):
        chart = make_chart(f"visits.{form}", with_statuses(rows))
        assert chart.notes == ("其中估计值1项和初步数2项。",)
    english = make_chart("visits.bar", with_statuses(rows, "en"))
    assert english.notes == ("Status of some figures: Estimated (1) and Provisional (2).",)


def test_every_status_that_a_check_takes_has_its_words_in_both_languages():
    assert set(STATUSES) == OBS_STATUSES
    for language in LANGUAGES:
        found = [format_status(code, Words(language)) for code in STATUSES]
        assert len(set(found)) == len(STATUSES)
        assert not set(found) & set(STATUSES)


def test_a_trend_without_figures_is_empty():
    data = material({"funds..330100..2025": "1元"})
    assert build_trend(data.figures, "visits").empty
    assert make_chart("visits.trend", data).empty
