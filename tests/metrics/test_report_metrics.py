"""What the report's figures come to, with exact numbers and their bounds."""

import math

import pandas as pd
import pytest

from ledger import Snapshot
from metrics import matched_funds, reporting_coverage, sums_and_ratios, targets
from metrics.figure_queries import list_reported
from metrics.metric_table import to_records
from quantities import NotCombinableError
from tests.helpers.dataset_tables import table

RATIOS = sums_and_ratios.index_ratios(table("indicators"))
SIDE_BY_SIDE = ("contest_events", "competing_teams", "competing_enterprises", "competitors")
REACHED = ("workers_covered", "health_service_users", "screening_beneficiaries")
PEOPLE = ("registered_volunteers", "new_employment_workers", "exam_applicants")
Row = dict[str, object]


def only(metric: pd.DataFrame) -> Row:
    """The single row of a metric."""
    assert len(metric) == 1
    return to_records(metric)[0]


def bounds(row: Row) -> tuple[object, ...]:
    """Value, low and high of a row, None for an open bound."""
    return tuple(
        None if isinstance(n, float) and math.isnan(n) else n
        for n in (row["value"], row["value_low"], row["value_high"])
    )


def by(metric: pd.DataFrame, *names: str) -> dict[object, tuple[object, ...]]:
    """Value and bounds of every row, by the columns that tell them apart."""
    return {
        row[names[0]] if len(names) == 1 else tuple(row[n] for n in names): bounds(row)
        for row in to_records(metric)
    }


def test_prize_winners_are_a_share_of_the_competitors(report: Snapshot):
    share = only(
        sums_and_ratios.compute_ratios(report.figures, "prize_winners", "competitors", RATIOS)
    )
    assert bounds(share) == (156 / 211, 156 / 211, 156 / 211)
    assert share["unit"] == ""
    assert share["derived"]
    assert share["digits"] == 3
    assert share["figures"] == (
        "prize_winners.tyre-contest-2024.100000.first.2024-11",
        "prize_winners.tyre-contest-2024.100000.second.2024-11",
        "prize_winners.tyre-contest-2024.100000.third.2024-11",
        "competitors.tyre-contest-2024.100000..2024-11",
    )


def test_prizes_by_class_add_up_to_156(report: Snapshot):
    prizes = list_reported(report.figures, indicator="prize_winners")
    assert by(prizes, "breakdown") == {
        "first": (32, 32, 32),
        "second": (52, 52, 52),
        "third": (72, 72, 72),
    }
    assert not prizes["derived"].any()
    winners = only(sums_and_ratios.sum_by_event(report.figures, "prize_winners"))
    assert bounds(winners) == (156, 156, 156)
    assert (winners["unit"], winners["derived"]) == ("人", True)


def test_competitors_per_team_and_per_enterprise(report: Snapshot):
    team = only(
        sums_and_ratios.compute_ratios(report.figures, "competitors", "competing_teams", RATIOS)
    )
    assert (team["value"], team["unit"], team["digits"]) == (211 / 31, "人/支", 2)
    enterprise = only(
        sums_and_ratios.compute_ratios(
            report.figures, "competitors", "competing_enterprises", RATIOS
        )
    )
    assert (enterprise["value"], enterprise["unit"]) == (40 / 13, "人/家")
    assert enterprise["programme"] == "huairou-forklift-contest"


def test_contests_stand_side_by_side(report: Snapshot):
    assert by(list_reported(report.figures, indicator=SIDE_BY_SIDE), "programme", "indicator") == {
        ("tyre-contest-2024", "contest_events"): (3, 3, 3),
        ("tyre-contest-2024", "competing_teams"): (31, 31, 31),
        ("tyre-contest-2024", "competitors"): (211, 211, 211),
        ("huairou-forklift-contest", "competing_enterprises"): (13, 13, 13),
        ("huairou-forklift-contest", "competitors"): (40, 40, 40),
    }
    assert by(list_reported(report.figures, indicator="awarded_organisations"), "breakdown") == {
        "excellent_organiser": (12, 12, 12),
        "outstanding_contribution": (7, 7, 7),
    }


def test_workers_per_collective_contract_keep_three_significant_digits(report: Snapshot):
    row = only(
        sums_and_ratios.compute_ratios(
            report.figures, "workers_covered", "collective_contracts", RATIOS
        )
    )
    assert bounds(row) == (47500 / 535, 47500 / 535, 47500 / 535)
    assert (row["unit"], row["digits"], f"{row['value']:.1f}") == ("人/份", 3, "88.8")


def test_the_clinics_funds_per_person_lie_above_89_7_and_up_to_104_7_yuan(report: Snapshot):
    row = only(
        sums_and_ratios.compute_ratios(
            report.figures, "funds_invested", "health_service_users", RATIOS
        )
    )
    assert row["unit"] == "元/人"
    assert bounds(row) == (6_280_000 / 60_000, 6_280_000 / 70_000, 6_280_000 / 60_000)
    assert (row["low_exclusive"], row["high_exclusive"]) == (True, False)
    assert row["value_low"] > 89.7
    assert row["value_high"] <= 104.7
    assert row["digits"] == 1


def test_funds_stand_side_by_side_and_are_never_summed(report: Snapshot):
    funds = list_reported(report.figures, indicator=("funds_invested", "subsidy_budget"))
    assert by(funds, "programme") == {
        "xinjiang-service-projects": (23_000_000, 23_000_000, 24_000_000),
        "xinjiang-remote-clinic": (6_280_000, 6_280_000, 6_280_000),
        "huizhou-recuperation-fund": (2_000_000, 2_000_000, 2_000_000),
    }
    invested = report.figures[report.figures["indicator"] == "funds_invested"]
    with pytest.raises(NotCombinableError) as refused:
        sums_and_ratios.sum_figures(invested)
    assert refused.value.code == "programmes_differ"
    assert set(refused.value.keys) == set(invested["key"])


def test_people_reached_and_projects_are_shown_as_reported(report: Snapshot):
    assert by(list_reported(report.figures, indicator=REACHED), "indicator") == {
        "workers_covered": (47500, 47500, 47500),
        "health_service_users": (60000, 60000, 70000),
        "screening_beneficiaries": (10000, 10000, 10000),
    }
    assert bounds(only(list_reported(report.figures, indicator="service_projects"))) == (11, 11, 11)


def test_honours_come_to_58(report: Snapshot):
    assert by(list_reported(report.figures, indicator="model_workers"), "breakdown") == {
        "national": (4, 4, 4),
        "provincial": (40, 40, 40),
        "may_first_medal": (14, 14, 14),
    }
    honoured = only(sums_and_ratios.sum_by_event(report.figures, "model_workers"))
    assert bounds(honoured) == (58, 58, 58)
    assert honoured["derived"]
    assert len(honoured["figures"]) == 3
    assert by(
        list_reported(
            report.figures,
            programme="pengshui-volunteer-teams",
            indicator=("volunteer_teams", "talk_attendees"),
        ),
        "indicator",
    ) == {
        "talk_attendees": (380, 380, 380),
        "volunteer_teams": (5, 5, 5),
    }


def test_a_matched_pool_of_four_million_yuan_is_derived(report: Snapshot):
    pool = matched_funds.derive_pool(report.figures, "subsidy_budget", "matching_ratio")
    assert by(pool, "part") == {
        "fund": (2_000_000, 2_000_000, 2_000_000),
        "match": (2_000_000, 2_000_000, 2_000_000),
        "pool": (4_000_000, 4_000_000, 4_000_000),
    }
    assert list(pool["derived"]) == [False, True, True]
    assert set(pool["unit"]) == {"元"}
    keys = (
        "subsidy_budget.huizhou-recuperation-fund.441300..2024",
        "matching_ratio.huizhou-recuperation-fund.441300..2024",
    )
    assert list(pool["figures"]) == [keys[:1], keys, keys]


def test_participants_have_an_open_bound_and_no_budget_each(report: Snapshot):
    row = only(list_reported(report.figures, indicator="recuperation_participants"))
    assert bounds(row) == (600, 600, None)
    assert (row["low_exclusive"], row["derived"]) == (True, False)
    with pytest.raises(NotCombinableError) as refused:
        sums_and_ratios.compute_ratios(
            report.figures, "subsidy_budget", "recuperation_participants", RATIOS
        )
    assert refused.value.code == "not_declared"


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [
        ("typical_problems_resolved", "supervision_notices"),
        ("new_employment_workers", "registered_volunteers"),
        ("supervision_organisations", "supervision_coverage_target"),
    ],
)
def test_ratios_that_the_report_does_not_support_are_refused(
    report: Snapshot, numerator: str, denominator: str
):
    with pytest.raises(NotCombinableError) as refused:
        sums_and_ratios.compute_ratios(report.figures, numerator, denominator, RATIOS)
    assert (refused.value.code, refused.value.keys) == ("not_declared", (numerator, denominator))


def test_volunteers_per_team(report: Snapshot):
    row = only(
        sums_and_ratios.compute_ratios(
            report.figures, "registered_volunteers", "volunteer_teams", RATIOS
        )
    )
    assert row["value"] == 237_000_000 / 1_350_000
    assert (row["unit"], row["digits"], round(row["value"])) == ("人/支", 3, 176)
    assert row["figures"] == (
        "registered_volunteers.social-work-survey.100000..2024-10",
        "volunteer_teams.social-work-survey.100000..2024-10",
    )


def test_the_social_work_survey_as_reported(report: Snapshot):
    assert by(list_reported(report.figures, indicator=PEOPLE), "indicator") == {
        "registered_volunteers": (237_000_000, 237_000_000, 237_000_000),
        "new_employment_workers": (84_000_000, 84_000_000, 84_000_000),
        "exam_applicants": (1_889_000, 1_889_000, 1_889_000),
    }
    assert by(
        list_reported(report.figures, indicator=("policy_proposals", "investment_projects")),
        "indicator",
    ) == {
        "policy_proposals": (65_000, None, 65_000),
        "investment_projects": (33_000, None, None),
    }
    assert by(
        list_reported(report.figures, indicator=("decoupled_associations", "association_members")),
        "indicator",
    ) == {
        "decoupled_associations": (70_000, 70_000, 80_000),
        "association_members": (15_000, 15_000, 16_000),
    }
    assert by(
        list_reported(report.figures, indicator=("centre_floor_area", "centre_functions")),
        "indicator",
    ) == {
        "centre_floor_area": (4000, None, 4000),
        "centre_functions": (20, 20, 30),
    }


def test_all_notices_are_reported_as_one_figure(report: Snapshot):
    assert (
        bounds(only(list_reported(report.figures, indicator="supervision_notices"))) == (177,) * 3
    )


def test_supervision_organisations_and_training_as_reported(report: Snapshot):
    assert by(
        list_reported(report.figures, indicator="supervision_organisations"), "breakdown"
    ) == {
        "township_unions": (156, 156, 156),
        "enterprises": (9100, 9100, 9200),
    }
    assert bounds(only(list_reported(report.figures, indicator="supervisors_trained"))) == (
        4315,
        4315,
        4315,
    )


def test_the_coverage_target_stands_beside_an_actual_that_is_not_reported(report: Snapshot):
    measures = targets.compare_with_target(
        report.figures, "supervision_coverage", "supervision_coverage_target"
    )
    assert by(measures, "measure") == {"actual": (None, None, None), "target": (50, 50, None)}
    assert list(measures["figures"]) == [
        (),
        ("supervision_coverage_target.ningbo-supervision.330200..2024",),
    ]
    assert not measures["derived"].any()


def test_services_built_are_in_two_units(report: Snapshot):
    built = list_reported(report.figures, indicator=("upgrade_projects", "health_stations"))
    assert by(built, "indicator") == {"upgrade_projects": (324,) * 3, "health_stations": (26,) * 3}
    assert list(built["unit"]) == ["个", "项"]


def test_each_province_counts_its_own_figures_and_programmes(report: Snapshot):
    provinces = reporting_coverage.count_by_province(
        report.figures, report.programmes, report.areas
    )
    counts = {
        row["ref_area"]: (row["value"], row["programmes"])
        for row in to_records(provinces)
        if row["value"] or row["programmes"]
    }
    assert len(provinces) == 34
    assert counts == {
        "110000": (2, 1),
        "310000": (2, 0),
        "320000": (0, 1),
        "330000": (11, 1),
        "340000": (0, 2),
        "440000": (3, 1),
        "500000": (5, 1),
        "650000": (7, 2),
    }
    assert [len(keys) for keys in provinces["figures"]] == list(provinces["value"])
    outside = len(report.figures) - provinces["value"].sum()
    assert outside == report.figures["ref_area"].str.match("100000|ORG-").sum() == 19


def test_a_province_is_never_given_a_citys_value(report: Snapshot):
    values = reporting_coverage.select_province_values(
        report.figures, "supervision_notices", report.areas
    )
    assert values.empty
    funds = reporting_coverage.select_province_values(
        report.figures, "service_projects", report.areas
    )
    assert list(funds["ref_area"]) == ["650000"]
