"""Places, averages and changes of place on the demonstration, as the mock-up of an area prints."""

import pytest

from ledger import Snapshot
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_results import AreaOverview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.operand_rows import OperandsInMemory
from metrics.rollup.places import count_places_gained, find_standings
from metrics.rollup.unit_tree import UnitTree
from periods.spans import count_month
from quantities.better import read_better
from tests.helpers.mocked_up_area import ABOVE, AREA, ROWS, THROUGH


@pytest.fixture(scope="module")
def overviews(snapshot: Snapshot) -> dict[tuple[str, str], AreaOverview]:
    """The overviews of all counties and their city, through two months."""
    source, tree = OperandsInMemory(snapshot.figures), UnitTree(snapshot.areas)
    codes = [row.code for row in ROWS]
    areas = [ABOVE, *(each for each in tree.list_units_of(ABOVE) if not each.startswith("ORG"))]
    return {
        (area, month): build_area_overview(
            source, tree, snapshot.indicators, codes, AreaScope(area, count_month(month))
        )
        for area in areas
        for month in (THROUGH, "2025-08")
    }


def test_places_and_their_changes_are_those_of_the_mock_up(snapshot, overviews) -> None:
    better = {entry["code"]: read_better(entry) for entry in snapshot.indicators}
    now, before = (
        find_standings(overviews[ABOVE, month], AREA, better) for month in (THROUGH, "2025-08")
    )
    for row in ROWS:
        found = now[row.code]
        assert f"{found.place}/{found.ranked}" == row.place, row.code
        signs = "" if found.measure != "growth" else "+"
        for number, printed in ((found.own, row.own), (found.average, row.average)):
            assert f"{number:{signs}.1f}%".replace("-", "−") == printed, row.code
        assert found.lean == row.lean, row.code
        gained = count_places_gained(found, before[row.code])
        expected = {"—": 0, "▲1": 1, "▼1": -1}[row.gained]
        assert gained == expected, row.code


def test_the_place_in_an_areas_own_overview_is_the_same(snapshot, overviews) -> None:
    better = {entry["code"]: read_better(entry) for entry in snapshot.indicators}
    for area, month in overviews:
        if area == ABOVE:
            continue
        standings = find_standings(overviews[ABOVE, month], area, better)
        for indicator in overviews[area, month].indicators:
            there, here = indicator.place, standings[indicator.code]
            assert (there and (there.place, there.ranked)) == (
                here.place and (here.place, here.ranked)
            )
