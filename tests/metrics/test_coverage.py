"""How much is reported, how far it reaches, and what belongs to which province."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.reporting_coverage import (
    count_by_province,
    map_to_provinces,
    measure_extent,
    select_province_values,
)
from tests.helpers.releases import PROGRAMMES, codes

Figures = Callable[[dict[str, str]], pd.DataFrame]

AREAS = codes()["areas"]


def test_the_extent_counts_figures_indicators_and_areas_up_to_the_last_month(figures: Figures):
    rows = {
        "visits..330100..2024-09": "5人",
        "visits..330100..2024-01/2024-10": "50人",
        "visits..330200..2024-08-31": "5人",
        "members..330100..2023": "7人",
    }
    found = measure_extent(figures(rows))
    assert (found.figures, found.indicators, found.areas) == (4, 2, 2)
    assert found.last_month == "2024-10"
    assert measure_extent(figures(rows).head(0)) == (0, 0, 0, "")


def test_every_area_below_a_province_belongs_to_it_and_the_country_to_none():
    home = map_to_provinces(AREAS)
    assert [home.get(code) for code in ("330000", "330100", "330203", "340200", "500000")] == [
        "330000", "330000", "330000", "340000", "500000",
    ]  # fmt: skip
    assert "100000" not in home


def test_an_area_whose_parents_are_not_listed_belongs_to_no_province():
    lost = pd.DataFrame(
        [
            {"code": "999900", "parent": "990000", "level": "prefecture"},
            {"code": "999901", "parent": "999900", "level": "county"},
            {"code": "ORG-X", "parent": "", "level": "organisation"},
        ]
    )
    assert map_to_provinces(lost) == {}


@pytest.mark.parametrize(("count", "listed"), [(100, 100), (101, 0)])
def test_a_province_lists_its_figures_as_long_as_they_can_be_read(
    figures: Figures, count: int, listed: int
):
    days = pd.date_range("2024-01-01", periods=count).strftime("%Y-%m-%d")
    rows = {f"visits..330203..{day}": "5人" for day in days}
    rows |= {"visits..340100..2024": "5人", "visits..340000..2024": "9人"}
    rows |= {"visits..100000..2024": "90人"}
    table = count_by_province(figures(rows), PROGRAMMES, AREAS).set_index("ref_area")
    assert list(table.index) == ["330000", "340000", "500000"]
    assert list(table["value"]) == [count, 2, 0]
    assert list(table["programmes"]) == [2, 0, 0]
    assert [len(keys) for keys in table["figures"]] == [listed, 2, 0]
    assert set(table.loc["340000", "figures"]) == {"visits..340000..2024", "visits..340100..2024"}


def test_a_programme_counts_in_the_province_of_its_area(figures: Figures):
    places = ("330203", "340000", "340000", "100000", "")
    programmes = [{"ref_area": area} for area in places]
    table = count_by_province(figures({"visits..500000..2024": "5人"}), programmes, AREAS)
    assert list(table["programmes"]) == [1, 2, 0]
    assert list(table["value"]) == [0, 0, 1]


def test_values_of_provinces_are_those_of_one_breakdown(figures: Figures):
    rows = {
        "members..330000..2024": "9人",
        "members..330000.women.2024": "5人",
        "members..330100..2024": "3人",
        "members..100000..2024": "90人",
        "visits..330000..2024": "1人",
    }
    table = figures(rows)
    assert list(select_province_values(table, "members", AREAS)["key"]) == ["members..330000..2024"]
    assert list(select_province_values(table, "members", AREAS, "women")["key"]) == [
        "members..330000.women.2024"
    ]
