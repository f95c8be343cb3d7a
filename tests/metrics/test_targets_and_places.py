"""Targets and their actuals, funds and their match, places."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.matched_funds import derive_pool
from metrics.metric_table import to_records
from metrics.ranking import rank_areas, rank_quantities
from metrics.targets import compare_with_target
from quantities import NotCombinableError, parse_quantity
from tests.helpers.known_numbers import known
from tests.helpers.releases import INDICATORS, codes, figures_of
from tests.helpers.snapshots import in_memory

Figures = Callable[[dict[str, str]], pd.DataFrame]


COVERAGE = [
    {**INDICATORS[7], "code": "supervision_coverage"},
    {**INDICATORS[7], "code": "supervision_coverage_target", "kind": "target"},
]
MONEY = [
    {**INDICATORS[6], "code": "subsidy_budget"},
    {**INDICATORS[7], "code": "matching_ratio", "unit": {"zh": "", "en": ""}},
]


def more(rows: dict[str, str]) -> pd.DataFrame:
    """Figures of indicators that only the report has."""
    lists = codes(indicators=[*INDICATORS, *COVERAGE, *MONEY])
    return in_memory(figures_of(rows), lists).figures


@pytest.mark.parametrize(
    ("period", "fits"),
    [
        ("2024", True),
        ("2024-12", True),
        ("2024-12-31", True),
        ("2024-01-01", True),
        ("2024-01/2024-12", True),
        ("2025-01-01", False),
        ("2023-12-31", False),
        ("2023-12/2024-12", False),
        ("2024-12/2025-01", False),
    ],
)
def test_an_actual_counts_from_the_first_to_the_last_day_of_its_targets_period(
    period: str, fits: bool
):
    rows = {
        "supervision_coverage_target.p.330200..2024": "50%以上",
        f"supervision_coverage.p.330200..{period}": "48%",
    }
    actual, target = to_records(
        compare_with_target(more(rows), "supervision_coverage", "supervision_coverage_target")
    )
    assert (actual["measure"], target["measure"]) == ("actual", "target")
    assert known([actual["value"]]) == ([48] if fits else [None])
    assert len(actual["figures"]) == int(fits)
    assert (target["value"], target["unit"], actual["unit"]) == (50, "%", "%")
    assert {actual["time_period"], target["time_period"]} == {"2024"}


def test_the_newest_actual_of_the_same_programme_and_place_stands_beside_a_target():
    rows = {
        "supervision_coverage_target.p.330200..2024": "50%以上",
        "supervision_coverage.p.330200..2024-09": "40%",
        "supervision_coverage.p.330200..2024-10": "45%",
        "supervision_coverage.q.330200..2024-11": "46%",
        "supervision_coverage.p.330100..2024-12": "47%",
        "supervision_coverage_target.q.330100..2024": "60%",
    }
    measures = to_records(
        compare_with_target(more(rows), "supervision_coverage", "supervision_coverage_target")
    )
    assert [(row["measure"], row["ref_area"], *known([row["value"]])) for row in measures] == [
        ("actual", "330200", 45),
        ("target", "330200", 50),
        ("actual", "330100", None),
        ("target", "330100", 60),
    ]


def test_a_fund_is_matched_by_the_rule_of_its_own_programme_place_and_year():
    rows = {
        "subsidy_budget.p.330100..2024": "200余万元",
        "matching_ratio.p.330100..2024": "1：2",
        "subsidy_budget.q.330100..2024": "90万元",
        "subsidy_budget.p.330100..2023": "80万元",
        "matching_ratio.p.330200..2023": "1：1",
    }
    pool = to_records(derive_pool(more(rows), "subsidy_budget", "matching_ratio"))
    assert [(row["part"], row["time_period"]) for row in pool] == [
        ("fund", "2024"), ("match", "2024"), ("pool", "2024"),
    ]  # fmt: skip
    fund, match, whole = pool
    assert (fund["value_low"], fund["value_high"]) == (2_000_000, 3_000_000)
    assert fund["as_reported"] == "200余万元"
    assert whole["value_low"] == fund["value_low"] + match["value_low"]
    assert whole["value_high"] == fund["value_high"] + match["value_high"]
    assert (match["derived"], whole["derived"], fund["derived"]) == (True, True, False)


@pytest.mark.parametrize(("most", "shown"), [(None, 4), (3, 3), (4, 4), (9, 4)])
def test_a_ranking_shows_at_most_so_many_and_ties_in_the_order_of_codes(
    figures: Figures, most: int | None, shown: int
):
    values = {"330200": 7, "330100": 7, "340200": 9, "340100": 1}
    table = figures({f"visits..{area}..2024": f"{n}人" for area, n in values.items()})
    ranked = rank_areas(table, "visits", "2024", max_rows=most)
    assert list(ranked["ref_area"]) == ["340200", "330100", "330200", "340100"][:shown]
    assert list(ranked["place"]) == [1, 2, 2, 4][:shown]
    assert ranked["place_change"].isna().all()


def test_a_ranking_needs_one_figure_an_area_before_as_well(figures: Figures):
    rows = {"visits..330100..2024": "9人", "visits.p.330100..2023": "4人",
            "visits.q.330100..2023": "3人"}  # fmt: skip
    with pytest.raises(NotCombinableError) as refused:
        rank_areas(figures(rows), "visits", "2024", "2023")
    assert refused.value.code == "programmes_differ"
    assert len(refused.value.keys) == 2


def test_places_skip_what_has_none_and_need_a_neighbour():
    found = rank_quantities(
        [
            parse_quantity("5人"),
            parse_quantity("5人"),
            None,
            parse_quantity("1人"),
            parse_quantity("3人"),
        ],
        [1, 1, 1, 1, 2],
    )
    assert known(found) == [1, 1, None, 3, None]
