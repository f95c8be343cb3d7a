"""The grid of 填报情况 on small tables: what is owed, who reports for whom, and what is none."""

import pandas as pd
import pytest

from metrics.reporting_grid import ReportingGrid, ReportState, build_reporting_grid
from metrics.reporting_units import ReportingUnits
from metrics.rollup.unit_tree import UnitTree

MONTHS = ("2025-07", "2025-08", "2025-09")
AREAS = """330000,,province,
330200,330000,prefecture,
330203,330200,county,
330204,330200,county,
330205,330200,county,
330206,330200,county,2025-09
330300,330000,prefecture,
ORG-X,330200,organisation,
ORG-Y,330200,organisation,"""
ABSENT, REPORTED, CORRECTED, LACKING, MISSING = ReportState


def units() -> ReportingUnits:
    lines = [line.split(",") for line in AREAS.splitlines()]
    areas = pd.DataFrame(lines, columns=["code", "parent", "level", "since"])
    return ReportingUnits(UnitTree(areas), [], {})


def grid_of(*figures: str, area: str = "330200", corrected: tuple = ()) -> ReportingGrid:
    """The grid of figures such as `visits 330203 2025-07`."""
    rows = [figure.split() for figure in figures]
    items = pd.DataFrame(rows, columns=["indicator", "ref_area", "time_period"], dtype="category")
    return build_reporting_grid(items, units(), area, MONTHS, ("visits", "funds"), corrected)


def all_of(item: str, months: tuple[str, ...] = MONTHS) -> list[str]:
    return [f"{item} {area} {month}" for area in ("330203", "330204", "330205") for month in months]


def states(grid: ReportingGrid) -> dict[str, list[ReportState]]:
    return {
        code: [ReportState(each) for each in row]
        for code, row in zip(grid.reporters, grid.states.tolist(), strict=True)
    }


def test_a_unit_lacks_what_it_reports_at_other_times_and_most_have_reported() -> None:
    figures = [*all_of("visits"), *all_of("funds")]
    figures.remove("funds 330204 2025-08")
    figures.remove("visits 330205 2025-09")
    figures.remove("funds 330205 2025-09")
    grid = grid_of(*figures, corrected=(("330203", "2025-07"),))
    assert states(grid) == {
        "330203": [CORRECTED, REPORTED, REPORTED],
        "330204": [REPORTED, LACKING, REPORTED],
        "330205": [REPORTED, REPORTED, MISSING],
        "330206": [ABSENT, ABSENT, MISSING],
    }
    assert grid.indicators == ("visits", "funds")
    assert grid.list_lacking((1, 1)) == ["funds"]
    assert grid.list_reported((1, 1)) == ["visits"]
    assert grid.list_lacking((2, 2)) == ["visits", "funds"]
    assert grid.list_lacking((3, 2)) == []  # what it will report is not known yet
    assert list(grid.list_late(2)) == [(2, MISSING), (3, MISSING)]
    assert grid.count_reporters(grid.rows).tolist() == [[3, 3, 2], [3, 3, 4]]
    assert grid.count_states() == {ABSENT: 2, REPORTED: 6, CORRECTED: 1, LACKING: 1, MISSING: 2}


def test_what_half_have_reported_is_not_owed() -> None:
    grid = grid_of(*all_of("visits"), "funds 330203 2025-07", "funds 330204 2025-08")
    assert grid.list_lacking((1, 0)) == []
    assert MISSING not in states(grid)["330204"]


def test_a_span_counts_with_its_last_month_and_a_year_where_there_are_months() -> None:
    months = ("2024-10", "2024-11", "2024-12")
    rows = [
        *(("visits", "330203", period) for period in ("2024-01/2024-10", "2024-11", "2024")),
        ("funds", "330204", "2024"),
    ]
    items = pd.DataFrame(rows, columns=["indicator", "ref_area", "time_period"], dtype="category")
    grid = build_reporting_grid(items, units(), "330200", months)
    assert states(grid)["330203"] == [REPORTED, REPORTED, REPORTED]
    assert states(grid)["330204"] == [MISSING, MISSING, MISSING]


def test_organisations_come_last_once_they_report_and_owe_what_their_own_kind_reports() -> None:
    grid = grid_of(*all_of("visits"), "funds ORG-X 2025-07", "funds ORG-X 2025-09")
    assert [row.unit for row in grid.rows] == ["330203", "330204", "330205", "330206", "ORG-X"]
    assert states(grid)["ORG-X"] == [REPORTED, MISSING, REPORTED]
    assert grid.list_lacking((4, 1)) == []  # nobody of its kind has reported the month


def test_an_area_above_counts_those_below_that_report_else_itself() -> None:
    grid = grid_of(*all_of("visits"), "visits 330200 2025-09", area="330000")
    assert [(row.unit, row.reports, len(row.reporters)) for row in grid.rows] == [
        *(("330200", False, 4), ("330300", True, 1))
    ]
    assert grid.count_reporters(grid.rows[:1]).tolist() == [[3, 3, 3], [3, 3, 4]]
    assert states(grid)["330300"] == [MISSING] * 3


def test_an_area_to_which_nothing_answers_is_a_row_itself() -> None:
    grid = grid_of(*all_of("visits"), area="330203")
    assert [row.unit for row in grid.rows] == ["330203"]
    assert states(grid) == {"330203": [REPORTED] * 3}
    assert grid.find_cell("330203", "2025-08") == (0, 1)
    assert grid.find_cell("330203", "2024-08") is None
    assert grid.find_cell("330204", "2025-08") is None


@pytest.mark.parametrize(
    ("figures", "is_followed"),
    [
        (all_of("visits"), True),
        (["visits 330203 2025-07"], False),
        ([], False),
        (["visits 330203 2025-07", "visits 330204 2025-07"], True),
    ],
)
def test_a_stream_is_one_that_half_have_reported_once(figures, is_followed: bool) -> None:
    assert grid_of(*figures).is_followed(50) is is_followed
