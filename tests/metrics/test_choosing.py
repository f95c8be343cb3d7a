"""Figures are chosen, counted and cut in the order of their keys."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.figure_queries import (
    choose,
    count_by,
    counts_by_value,
    filter_lazy,
    first_rows,
    search,
    within_area,
)
from metrics.figure_source import InMemoryFigures, OverlaidFigures

Figures = Callable[[dict[str, str]], pd.DataFrame]


@pytest.fixture(params=["in memory", "overlaid", "overlaid the other way"])
def rows(figures: Figures, request: pytest.FixtureRequest) -> pd.DataFrame | OverlaidFigures:
    """Two months of two cities, and one figure of a province: in one source or in two."""
    cities = {f"visits..{c}..2024-0{m}": f"{m}人" for c in ("330100", "330200") for m in (1, 2)}
    frame = figures({**cities, "members..340000..2024": "300余人"})
    if request.param == "in memory":
        return frame
    one = InMemoryFigures(frame[frame["ref_area"] == "330200"])
    other = InMemoryFigures(frame[frame["ref_area"] != "330200"])
    pair = (one, other) if request.param == "overlaid" else (other, one)
    return OverlaidFigures(*pair)


def test_counts_by_one_column_and_by_two(rows: pd.DataFrame):
    assert counts_by_value(rows, "ref_area") == {"330100": 2, "330200": 2, "340000": 1}
    assert counts_by_value(rows, "time_period", indicator="visits") == {"2024-01": 2, "2024-02": 2}
    table = count_by(rows, ["indicator", "ref_area"], topic="supervision")
    assert table.to_numpy().tolist() == [
        ["members", "340000", 1],
        ["visits", "330100", 2],
        ["visits", "330200", 2],
    ]


def test_a_window_follows_the_keys(rows: pd.DataFrame):
    assert list(first_rows(rows, 2)["key"]) == ["members..340000..2024", "visits..330100..2024-01"]
    assert list(first_rows(rows, 5, 2, indicator="visits")["key"]) == [
        "visits..330200..2024-01",
        "visits..330200..2024-02",
    ]


def test_an_area_holds_what_lies_below_it(rows: pd.DataFrame):
    assert counts_by_value(within_area(rows, "330000"), "ref_area") == {"330100": 2, "330200": 2}
    assert counts_by_value(within_area(rows, "100000"), "indicator") == {"members": 1, "visits": 4}


def test_a_text_is_found_in_keys_wordings_and_codes(rows: pd.DataFrame):
    assert list(choose(search(rows, "余", {}))["ref_area"]) == ["340000"]
    assert counts_by_value(search(rows, "2024-01", {"ref_area": ["340000"]}), "ref_area") == {
        "330100": 1,
        "330200": 1,
        "340000": 1,
    }
    assert choose(search(filter_lazy(rows, indicator="visits"), "members", {})).empty


def test_the_newest_of_each_series_are_chosen(rows: pd.DataFrame):
    source = rows if isinstance(rows, OverlaidFigures) else InMemoryFigures(rows)
    assert list(source.latest().choose()["key"]) == [
        "members..340000..2024",
        "visits..330100..2024-02",
        "visits..330200..2024-02",
    ]
    before = source.filter(time_period=["2024-01", "2024"]).latest()
    assert list(before.choose(indicator="visits")["key"]) == [
        "visits..330100..2024-01",
        "visits..330200..2024-01",
    ]
