"""What the store of the demonstration holds, item by item, read back from its newest release."""

import csv
from collections import Counter

import pytest

import auth
from curation.maintenance.workspace_verification import verify_workspace
from demonstration import figures
from demonstration.figures import COUNTIES, MONTHS, SPECIAL_CASES
from metrics.figure_queries import choose
from metrics.progress import compute_cumulative
from metrics.ranking import rank_areas
from metrics.sums_and_ratios import compute_ratios, index_ratios
from metrics.targets import compare_with_target
from metrics.year_on_year import list_changes
from tests.helpers.report_copy import ROOT

SUMS_OF_2025 = {
    "new_members": 31307,
    "new_grassroots_unions": 874,
    "workers_trained": 48108,
    "cool_workers": 173703,
    "hotline_calls": 18436,
}
"""Sums of the pictures' own numbers, January to September 2025."""


def of(snapshot, **conditions):
    """Rows of the release by their columns."""
    return choose(snapshot.figures, **conditions)


def numbers(snapshot, indicator, area):
    """Values by period."""
    rows = of(snapshot, indicator=indicator, ref_area=area)
    return dict(zip(rows["time_period"], rows["value"], strict=True))


@pytest.fixture(scope="module")
def printed():
    with (ROOT / "demonstration/months.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_numbers_of_the_pictures_stand_as_they_are_printed(snapshot, printed):
    wordings = dict(
        zip(
            zip(
                *(snapshot.figures[n] for n in ("indicator", "ref_area", "time_period")),
                strict=True,
            ),
            snapshot.figures["as_reported"],
            strict=True,
        )
    )
    wanted, unreported = {}, set()
    for row in printed:
        for month in MONTHS:
            key = (row["indicator"], row["ref_area"], month)
            if row[month]:
                wanted[key] = f"{row[month]}{row['unit']}"
            else:
                unreported.add(key)
        if row["target_2025"]:
            key = (f"{row['indicator']}_target", row["ref_area"], "2025")
            wanted[key] = f"{row['target_2025']}{row['unit']}"
    assert (len(printed), len(wanted), len(unreported)) == (121, 2587, 14)
    assert {key: wordings.get(key) for key in wanted} == wanted
    assert unreported & set(wordings) == set()


@pytest.mark.parametrize(("indicator", "total"), SUMS_OF_2025.items())
def test_they_add_up_to_what_the_pictures_show(snapshot, indicator, total):
    rows = of(snapshot, indicator=indicator, ref_area=[*COUNTIES, figures.CITY])
    assert rows[rows["time_period"].str.startswith("2025")]["value"].sum() == total


@pytest.mark.parametrize("county", COUNTIES)
def test_a_county_reports_thirty_indicators_over_21_months(snapshot, county):
    rows = of(snapshot, ref_area=county)
    ends = rows["time_period"].str[-7:]
    months = Counter(indicator for indicator, _ in set(zip(rows["indicator"], ends, strict=True)))
    left_out = sum(
        {"area": county, "month": month}
        in (SPECIAL_CASES["newest_month_missing"], SPECIAL_CASES["month_missing"])
        for month in MONTHS
    )
    assert sum(count >= 21 - left_out for count in months.values()) >= 30


def test_one_county_is_late_with_the_newest_month(snapshot):
    county, month = SPECIAL_CASES["newest_month_missing"].values()
    assert (county, month) == ("990123", "2025-09")
    ends = of(snapshot, ref_area=county)["time_period"].str[-7:]
    assert (ends.max(), month in set(ends)) == ("2025-08", False)
    reported = of(snapshot, indicator="new_members", time_period=month, ref_area=COUNTIES)
    assert set(COUNTIES) - set(reported["ref_area"]) == {county}


def test_one_county_misses_a_month_in_the_middle_of_a_year(snapshot):
    county, month = SPECIAL_CASES["month_missing"].values()
    stations = numbers(snapshot, "outdoor_service_stations", county)
    assert set(MONTHS) - set(stations) == {month}
    totals = compute_cumulative(snapshot.figures, "culture_activities", 2025, 8)
    missing = dict(zip(totals["ref_area"], totals["missing"], strict=True))
    assert {area: months for area, months in missing.items() if months} == {county: (5,)}


def test_a_nil_report_has_its_reason(snapshot):
    indicator, county, month = SPECIAL_CASES["nil_report"]["figure"]
    (row,) = of(snapshot, indicator=indicator, ref_area=county, time_period=month).to_dict(
        "records"
    )
    assert (row["as_reported"], row["value"]) == ("0场", 0)
    assert row["note"].startswith("当月防汛")
    assert "Nil report" in row["note"]


def test_one_month_was_corrected_by_the_county(workspace):
    corrections = workspace.store.corrections()
    (row,) = corrections.to_dict("records")
    assert row["key"] == "workers_trained..990123..2025-05"
    assert (row["old_as_reported"], row["new_as_reported"]) == ("323人次", "332人次")
    assert (row["author"], row["release"]) == ("county-clerk", 5)


def test_a_break_in_definition_stops_the_comparison(snapshot):
    changes = list_changes(snapshot.figures, "mutual_aid_members", "2025-06", "2024-06")
    assert len(changes) == 15
    assert set(changes.values()) == {None}
    first = of(snapshot, indicator="mutual_aid_members", obs_status="B")
    assert set(first["time_period"]) == {"2025-01"}
    assert set(first["ref_area"]) >= set(COUNTIES)
    assert all(" | From January 2025" in note for note in first["note"])


def test_a_growth_rate_is_below_zero(snapshot):
    changes = list_changes(snapshot.figures, "new_members", "2025-09", "2024-09")
    change = changes["new_members", "", "990122", ""]
    assert change is not None
    assert round(change.value, 1) == -28.6  # 147人 after 206人


@pytest.mark.parametrize(
    ("qualifier", "sign"), [("and_more", "余"), ("nearly", "近"), ("about", "约")]
)
def test_wordings_are_approximate(snapshot, qualifier, sign):
    rows = of(snapshot, qualifier=qualifier)
    assert len(rows) > 20
    assert all(sign in wording for wording in rows["as_reported"])
    low, high = rows["value_low"].isna(), rows["value_high"].isna()
    bounds = {"and_more": (False, False), "nearly": (True, False), "about": (True, True)}
    assert (low.all(), high.all()) == bounds[qualifier]


def test_two_districts_of_two_cities_have_one_name(snapshot):
    areas = snapshot.areas[snapshot.areas["name_zh"] == "东湖区"]
    assert dict(zip(areas["code"], areas["parent"], strict=True)) == {
        "990102": "990100",
        "990302": "990300",
    }
    ranked = rank_areas(snapshot.figures, "workers_covered", "2025-08")
    assert set(ranked["ref_area"]) == {*COUNTIES, "990302"}


def test_four_units_and_an_organisation_are_no_areas(snapshot):
    units = snapshot.areas[snapshot.areas["level"] == "organisation"]
    answers = dict(zip(units["code"], units["reports_to"], strict=True))
    assert answers == {**dict.fromkeys(figures.UNITS, "990100"), figures.ORGANISATION: ""}
    assert set(units["parent"]) == {"100000"}  # so that no sum over an area includes them
    for unit in answers:
        assert set(numbers(snapshot, "labour_contests", unit)) == set(MONTHS)


def test_a_second_city_has_only_totals(snapshot):
    assert len(numbers(snapshot, "hotline_calls", SPECIAL_CASES["other_city"]["area"])) == 20
    inside = (
        snapshot.figures["parents"]
        .str.split("/")
        .map(lambda above: SPECIAL_CASES["other_city"]["area"] in above)
    )
    assert not inside.any()


def test_some_counties_count_since_january_some_by_months_one_both(snapshot):
    by_months = numbers(snapshot, "legal_aid_cases", "990105")
    since = numbers(snapshot, "legal_aid_cases", "990104")
    both = numbers(snapshot, "legal_aid_cases", "990106")
    assert set(by_months) == set(MONTHS)
    spans = {m if m.endswith("-01") else f"{m[:4]}-01/{m}" for m in MONTHS}
    assert set(since) == spans - {"2024-01/2024-12"} | {"2024"}  # the whole year
    differences = {
        month: both[f"2025-01/{month}"] - sum(both[m] for m in MONTHS if "2025" <= m <= month)
        for month in MONTHS
        if month > "2025-01"
    }
    assert list(differences.values()) == [0, 0, 0, 0, 4, 4, 4, 4]


def test_a_rate_stands_with_its_parts_or_without_them(snapshot):
    rates = of(snapshot, indicator="membership_rate", time_period="2025-08")
    assert set(rates["ref_area"]) == {
        SPECIAL_CASES["reported_rate"]["area_with_denominator"],
        *SPECIAL_CASES["reported_rate"]["areas_without_denominator"],
    }
    workers = of(snapshot, indicator="staff_and_workers", time_period="2025-08")
    assert set(COUNTIES) - set(workers["ref_area"]) == set(
        SPECIAL_CASES["reported_rate"]["areas_without_denominator"]
    )
    declared = index_ratios(snapshot.indicators)
    ratios = compute_ratios(snapshot.figures, "union_members", "staff_and_workers", declared)
    computed = choose(ratios, ref_area=[*COUNTIES], time_period="2025-08")
    assert set(COUNTIES) - set(computed["ref_area"]) == set(
        SPECIAL_CASES["reported_rate"]["areas_without_denominator"]
    )
    (printed_rate,) = choose(
        rates, ref_area=SPECIAL_CASES["reported_rate"]["area_with_denominator"]
    )["value"]
    (rate,) = choose(computed, ref_area=SPECIAL_CASES["reported_rate"]["area_with_denominator"])[
        "value"
    ]
    assert round(100 * rate, 1) == printed_rate


def test_each_county_has_its_targets_of_the_year(snapshot):
    targets = of(snapshot, kind="target")
    assert Counter(targets["ref_area"]) == dict.fromkeys(COUNTIES, 6)
    compared = compare_with_target(snapshot.figures, "new_members", "new_members_target")
    east = choose(compared, ref_area="990102", measure="target")
    assert list(east["value"]) == [5700]


def test_every_step_came_through_the_ordinary_door(workspace, snapshot):
    history = workspace.store.history()
    accounts = Counter(release.author for release in history if ":" not in release.author)
    assert accounts == {"city-clerk": 5, "county-clerk": 1, "reviewer": 1}
    known = {
        account.name for account in auth.list_accounts(auth.operator_actor(workspace.database, "t"))
    }
    assert set(accounts) < known == {"leader", *accounts}
    assert verify_workspace(workspace, auth.operator_actor(workspace.database, "t")) == []
    assert set(snapshot.figures["source"]) == {"demonstration-monthly"}
    assert [
        release.notes["accepted_by"] for release in history if "accepted_by" in release.notes
    ] == ["reviewer"]


def test_the_same_seed_gives_the_same_figures(snapshot):
    rows = figures.list_rows()
    assert rows == figures.list_rows()
    assert len(rows) == len(snapshot.figures) == len({row[:3] for row in rows})
