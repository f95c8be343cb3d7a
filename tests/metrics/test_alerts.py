"""What to look at: thresholds, the largest first, nothing told twice, who lacks what."""

import pandas as pd
import pytest

from metrics.alerts import Alert, AlertRules, find_alerts
from metrics.rollup.area_results import (
    AreaIndicator,
    AreaOverview,
    AreaTotal,
    Completion,
    Coverage,
    Growth,
)
from quantities import Quantity

ONE = Quantity(1.0, 1.0, 1.0, unit="人", digits=1)


def indicator(
    code: str, coverage: Coverage, *, kind: str = "flow", source: str = "units", timed=True
):
    """An indicator with its coverage; `timed`: its task is compared with the time elapsed."""
    total = AreaTotal("2025-01/2025-09", ONE, source, False, True, coverage)  # type: ignore[arg-type]
    completion = Completion(ONE, ONE, ONE, coverage, 75.0 if timed else None)
    growth = Growth(None, None, None, coverage)
    return AreaIndicator(
        *(code, "人", kind, total, total, growth, None, completion, None, None, None, (), ())
    )


def overview(rows: list[tuple[str, str, float, float]], *indicators: AreaIndicator) -> AreaOverview:
    """An overview at 75 % of the year; a row is indicator, unit, completion, growth."""
    units = pd.DataFrame(rows, columns=["indicator", "ref_area", "completion", "growth"])
    return AreaOverview("c", "2025-09", "year", "2025-01/2025-09", 75.0, indicators, units)


WHOLE = Coverage(3, 3)
NAN = float("nan")


def test_units_are_listed_from_the_threshold_on_the_furthest_first() -> None:
    rows = [
        ("a", "x", 65.0, 5.0),
        ("a", "y", 65.1, 5.0),
        ("a", "z", 40.0, 5.0),
        ("a", "w", NAN, NAN),
    ]
    found = find_alerts(overview(rows, indicator("a", WHOLE)), AlertRules(most=9))
    assert found == [
        Alert("behind", "z", ("a",), 40.0, 35.0),
        Alert("behind", "x", ("a",), 65.0, 10.0),
    ]
    assert [
        each.unit for each in find_alerts(overview(rows, indicator("a", WHOLE)), AlertRules(most=1))
    ] == ["z"]


def test_a_fall_is_listed_once_and_not_of_shares_or_what_should_fall() -> None:
    rows = [
        *[("a", "x", 50.0, -30.0), ("a", "y", 80.0, -15.0), ("a", "z", 80.0, -14.9)],
        *[("b", "x", NAN, -40.0), ("c", "x", NAN, -50.0)],
    ]
    shown = [
        indicator("a", WHOLE),
        indicator("b", WHOLE, kind="ratio", timed=False),
        indicator("c", WHOLE, timed=False),
    ]
    found = find_alerts(overview(rows, *shown), AlertRules(most=9), ["c"])
    assert [(each.kind, each.unit) for each in found] == [("behind", "x"), ("fallen", "y")]
    everything = find_alerts(overview(rows, *shown), AlertRules(most=9))
    assert [each.indicators for each in everything if each.kind == "fallen"] == [("c",), ("a",)]


def test_a_stock_with_a_goal_is_behind_no_time() -> None:
    rows = [("a", "x", 10.0, NAN)]
    assert find_alerts(overview(rows, indicator("a", WHOLE, timed=False)), AlertRules()) == []


def test_who_lacks_everything_is_missing_and_who_lacks_some_lacks_these() -> None:
    all_but = Coverage(1, 3, ("x", "y"), lacking={"x": ("2025-09",), "y": ("2025-08",)})
    shown = [
        indicator("a", all_but),
        indicator("b", Coverage(2, 3, ("x",), lacking={"x": ("2025-09",)})),
        indicator("own", Coverage(1, 1), source="own"),
        indicator("nobody", Coverage(0, 3, ("x", "y", "z")), source="none"),
    ]
    found = find_alerts(overview([], *shown), AlertRules())
    assert found == [
        Alert("missing", "x", ("a", "b"), months=("2025-09",)),
        Alert("lacking", "y", ("a",), months=("2025-08",)),
    ]


def test_who_never_reports_an_indicator_lacks_nothing() -> None:
    shown = [indicator("a", Coverage(2, 3, ("x",))), indicator("b", WHOLE)]
    assert find_alerts(overview([], *shown), AlertRules()) == []


@pytest.mark.parametrize("rows", [[], [("a", "x", NAN, NAN)]])
def test_without_numbers_there_is_nothing_to_look_at(rows) -> None:
    assert find_alerts(overview(rows, indicator("a", WHOLE)), AlertRules()) == []
