"""Which units answer to an area, which months they have reported, and what a page opens with."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.reporting_units import (
    MonthCoverage,
    ReportingUnits,
    find_lacking,
    read_reported_months,
)
from metrics.rollup.unit_tree import UnitTree

Figures = Callable[[dict[str, str]], pd.DataFrame]
CITY, TEN = "330200", [f"33020{n}" for n in range(1, 10)] + ["330225"]
AREAS = [
    ("100000", "", "country"),
    ("330000", "100000", "province"),
    (CITY, "330000", "prefecture"),
    *((code, CITY, "county") for code in TEN),
    ("340000", "100000", "province"),
    ("ORG-X", "100000", "organisation"),
]


def listed(rows: list[tuple[str, str, str]] = AREAS, **more: dict[str, str]) -> pd.DataFrame:
    """A list of areas, with further columns by code."""
    table = pd.DataFrame(rows, columns=["code", "parent", "level"])
    return table.assign(**{name: table["code"].map(each).fillna("") for name, each in more.items()})


def units(
    months: dict[str, str], share: float = 80, areas: pd.DataFrame | None = None
) -> ReportingUnits:
    """Units with the months that each has reported: {"330200": "2025-09 2025-08"}."""
    own = {code: frozenset(text.split()) for code, text in months.items()}
    return ReportingUnits(UnitTree(listed() if areas is None else areas), list(own), own, share)


def counties(*months: str, until: int = 10) -> dict[str, str]:
    """The first counties, all with the same months."""
    return {code: " ".join(months) for code in TEN[:until]}


def test_a_month_is_reported_by_a_month_or_by_a_span_that_ends_with_it(figures: Figures) -> None:
    rows = {
        "visits..330100..2024-09": "5人",
        "visits..330100..2024-01/2024-10": "50人",
        "visits..330200..2024": "60人",  # with months of visits: through December
        "members..330200..2024": "7人",  # a year alone
        "visits_target..340100..2024": "70人",
    }
    assert read_reported_months(figures(rows)) == {
        "330100": {"2024-09", "2024-10"},
        "330200": {"2024-12"},
    }
    assert read_reported_months(figures(rows).head(0)) == {}
    assert read_reported_months(figures({"members..330200..2024": "7人"})) == {}


def test_areas_with_the_same_months_share_one_set(figures: Figures) -> None:
    rows = {f"visits..{area}..2024-{n:02d}": "9人" for area in ("330100", "330200") for n in (1, 2)}
    found = read_reported_months(figures(rows | {"visits..340100..2024-02": "9人"}))
    assert found["330100"] is found["330200"] == {"2024-01", "2024-02"}
    assert found["340100"] == {"2024-02"}


def test_one_early_county_is_never_the_month() -> None:
    # Five of ten have reported October, nine September.
    months = {code: "2025-08 2025-09" for code in TEN[:9]} | {TEN[9]: "2025-08"}
    months |= {code: f"{months[code]} 2025-10" for code in TEN[:5]}
    found = units(months)
    assert found.find_default_month(CITY) == "2025-09"
    assert found.cover(CITY, "2025-09") == ("2025-09", tuple(TEN), (TEN[9],))
    assert (found.cover(CITY, "2025-10").reported, len(found.cover(CITY, "2025-10").missing)) == (
        *(5, 5),
    )
    assert found.list_months(CITY) == ["2025-10", "2025-09", "2025-08"]
    # What answers to nobody else opens with the same month, also what has reported more or less.
    assert {found.find_default_month(code) for code in TEN} == {"2025-09"}


@pytest.mark.parametrize(("share", "month"), [(90, "2025-09"), (90.1, "2025-08"), (10, "2025-10")])
def test_the_share_is_a_setting_and_its_border_counts(share: float, month: str) -> None:
    months = counties("2025-08", "2025-09") | {TEN[0]: "2025-08", TEN[1]: "2025-08 2025-09 2025-10"}
    assert units(months, share).find_default_month(CITY) == month


def test_where_no_month_has_enough_it_is_the_own_one_else_that_of_most() -> None:
    months = {TEN[0]: "2025-10 2025-09", TEN[1]: "2025-09", TEN[2]: "2025-08"}
    assert units(months).find_default_month(CITY) == "2025-09"
    assert units(months | {CITY: "2025-07 2025-06"}).find_default_month(CITY) == "2025-07"
    assert units({}).find_default_month(CITY) == ""
    assert units({"340000": ""}).find_default_month("100000") == ""


def test_an_area_without_figures_has_reported_what_enough_of_its_units_have() -> None:
    found = units(counties("2025-08") | counties("2025-08", "2025-09", until=7))
    assert found.find_months_of(CITY) == found.find_months_of("330000") == {"2025-08"}
    assert found.cover("330000", "2025-09") == ("2025-09", (CITY,), (CITY,))
    # What it has reported itself is what it has reported.
    found = units(counties("2025-08") | {CITY: "2025-07"})
    assert found.find_months_of(CITY) == {"2025-07"}


def test_what_answers_elsewhere_is_expected_there_and_organisations_where_nothing_else_is() -> None:
    rows = [*AREAS, ("ORG-Y", "100000", "organisation"), ("ORG-Z", "100000", "organisation")]
    areas = listed(rows, reports_to={"ORG-Y": CITY, "ORG-Z": "340000"})
    found = units({}, areas=areas)
    assert found.list_units_of(CITY) == [*TEN, "ORG-Y"]
    assert found.list_expected_units(CITY, "2025-09") == tuple(TEN)
    assert found.list_expected_units("340000", "2025-09") == ("ORG-Z",)
    assert found.list_expected_units("100000", "2025-09") == ("330000", "340000")
    assert found.list_path_to("ORG-Y") == ["100000", "330000", CITY, "ORG-Y"]


def test_what_was_opened_or_abolished_counts_from_and_to_its_date() -> None:
    areas = listed(since={TEN[0]: "2025-09-10"}, until={TEN[1]: "2025-08"})
    found = units({}, areas=areas)
    for month, expected in (("2025-08", TEN[1:]), ("2025-09", [TEN[0], *TEN[2:]])):
        assert found.list_expected_units(CITY, month) == tuple(expected)


def test_areas_in_a_circle_are_not_followed_for_ever() -> None:
    areas = listed([("1", "3", "county"), ("2", "1", "county"), ("3", "2", "county")])
    found = units({"1": "2025-09"}, areas=areas)
    assert found.list_path_to("1") == ["2", "3", "1"]
    assert (found.list_units_of("1"), found.list_months("1")) == ([], ["2025-09"])
    assert (found.find_default_month("1"), found.find_default_month("2")) == ("2025-09", "")


@pytest.mark.parametrize(
    ("reporting", "area"),
    [
        (TEN, CITY),
        ([CITY, *TEN], CITY),
        ([TEN[3]], TEN[3]),
        ([TEN[3], "330000"], "330000"),
        ([TEN[3], "ORG-X"], "100000"),
        ([TEN[3], "999999"], TEN[3]),
        ([], ""),
    ],
)
def test_the_usual_area_is_the_lowest_that_holds_all(reporting: list[str], area: str) -> None:
    assert units(dict.fromkeys(reporting, "2025-09")).find_default_area() == area


def test_areas_can_be_chosen_that_have_figures_or_something_below_that_has() -> None:
    found = units({TEN[3]: "", "ORG-X": "2025-09"})
    assert found.list_scopes() == ["100000", "330000", CITY, TEN[3], "ORG-X"]


def test_a_unit_lacks_what_it_reports_at_other_times_and_most_others_report_now() -> None:
    def table(**reported: str) -> pd.DataFrame:
        rows = [(area, code) for area, codes in reported.items() for code in codes]
        return pd.DataFrame(rows, columns=["ref_area", "indicator"])

    ever = table(a="123", b="123", c="13", d="123", e="123")
    # Nobody reports 3 now; c has never reported 2; e has reported nothing; f is nobody's.
    assert find_lacking(ever, table(a="12", b="1", c="1", d="2", f="2"), "abcde") == {"d": ("1",)}
    # Two of four are not most of them, three are.
    assert find_lacking(ever, table(a="12", b="1", c="1", d="12"), "abcd") == {}
    assert find_lacking(ever, table(a="12", b="12", d="1"), "abd") == {"d": ("2",)}


def test_half_of_ten_is_told_as_five_of_ten() -> None:
    half = MonthCoverage("2025-10", tuple(TEN), tuple(TEN[5:]))
    assert (half.reported, half.reaches(50), half.reaches(50.1)) == (5, True, False)
    assert not MonthCoverage("2025-10", (), ()).reaches(1)
