"""Places among siblings: ties as printed, less is better, like with like."""

import numpy as np
import pytest

from metrics.rollup.places import Standing, count_places_gained, find_place, find_standings
from quantities.better import read_better
from tests.helpers.worked_totals import every_month, overview_of

NAN = float("nan")


@pytest.mark.parametrize(
    ("own", "measure", "unit", "better", "expected"),
    [
        (80.0, "completion", "人", "more", (1, 4)),
        (79.96, "completion", "人", "more", (1, 4)),  # both print as 80.0%
        (79.94, "completion", "人", "more", (3, 4)),
        (60.0, "growth", "人", "less", (1, 4)),
        (80.0, "growth", "人", "none", (1, 4)),
        (79.96, "value", "人/份", "more", (2, 4)),  # no rate: nothing is rounded
        (NAN, "growth", "人", "more", None),
    ],
)
def test_a_place_is_that_of_the_printed_number(own, measure, unit, better, expected) -> None:
    values = np.array([80.0, 79.96, 79.94, 60.0, NAN])
    assert find_place(values, own, measure, unit, better) == expected


def test_alone_there_is_no_place() -> None:
    assert find_place(np.array([80.0, NAN]), 80.0, "growth", "人", "more") is None


def test_better_is_more_where_nothing_is_said() -> None:
    assert [read_better(entry) for entry in ({}, {"better": "less"}, {"better": "none"})] == [
        *("more", "less", "none")
    ]


def standing(values: dict[str, float], average: float = 0, **more: object) -> Standing:
    """A standing of area A."""
    parts = {"measure": "growth", "better": "more", "place": None, "ranked": 3, "lean": "even"}
    return Standing(code="x", unit="人", area="A", values=values, average=average, **parts | more)


def test_nobody_gains_a_place_because_another_has_not_reported() -> None:
    before = standing({"A": 1, "B": 3, "C": 2})
    assert count_places_gained(standing({"A": 2, "C": 1}), before) == 1  # among A and C
    assert count_places_gained(standing({"A": 1, "C": 2}), before) == 0
    assert count_places_gained(standing({"B": 1, "C": 2}), before) is None
    new = standing({"A": 2, "B": 3, "C": 1})  # B is new, and first
    assert count_places_gained(new, standing({"A": 1, "C": 2})) == 1
    middle = standing({"A": 2, "B": 3, "C": 1})
    assert count_places_gained(standing({"A": 4, "B": 3, "C": 1}), middle) == 1  # 2nd of 3
    assert count_places_gained(standing({"A": 0, "B": 3, "C": 1}), middle) == -1
    assert count_places_gained(before, None) is None
    by_value = standing({"A": 1, "B": 3}, measure="value")
    assert count_places_gained(by_value, before) is None


@pytest.mark.parametrize(
    ("better", "lean", "place"), [("more", "behind", 2), ("less", "ahead", 1), ("none", "even", 2)]
)
def test_less_is_turned_round_and_neither_leans(better, lean, place) -> None:
    rows = {}
    for county, now in {"C1": "10人", "C2": "14人"}.items():
        rows |= every_month(f"joined..{county}.", now) | every_month(
            f"joined..{county}.", "10人", year=2024
        )
    found = find_standings(overview_of(rows), "C1", {"joined": better})["joined"]
    assert (found.values, found.average) == ({"C1": 0.0, "C2": pytest.approx(40)}, 20)
    assert (found.lean, found.place, found.ranked) == (lean, place, 2)
