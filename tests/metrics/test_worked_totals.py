"""The rule of a total on cases that were worked by hand on paper."""

import math

import pytest

from metrics.rollup.area_results import AreaIndicator, Coverage, Place
from metrics.rollup.area_scope import TotalRules
from quantities import format_rate, format_total
from tests.helpers.worked_totals import (
    AREAS,
    INDICATORS,
    every_month,
    months,
    number,
    overview_of,
    worked,
)

FOUR = ("C1", "C2", "C3", "C4")


def of_four(number_of_each: str = "10人", last: int = 9, year: int = 2025) -> dict[str, str]:
    """Four counties with the same number a month."""
    rows: dict[str, str] = {}
    for county in FOUR:
        rows |= every_month(f"joined..{county}.", number_of_each, last, year)
    return rows


def percent(indicator: AreaIndicator) -> str | None:
    """The growth or fall of an indicator, in percent with one decimal."""
    change = indicator.growth.change
    return f"{change.value:+.1f}{change.unit}" if change else None


def test_1_a_span_that_is_reported_is_told_as_printed() -> None:
    found = worked({"joined..C..2025-01/2025-09": "300余人"} | of_four())
    assert number(found) == (300, 300, 400)
    assert (found.total.source, found.total.derived) == ("own", False)
    assert format_total(found.total.quantity) == "300余人"
    assert found.total.coverage == Coverage(1, 1)
    assert found.total.operands == ("joined..C..2025-01/2025-09",)


def test_2_a_quarter_is_the_difference_of_two_counts_since_january() -> None:
    rows = {"joined..C..2025-01/2025-09": "90人", "joined..C..2025-01/2025-06": "55人"}
    found = worked(rows, since="quarter")
    assert number(found) == (35, 35, 35)
    assert (found.total.source, found.total.derived) == ("own", True)
    assert found.total.operands == ("joined..C..2025-01/2025-09", "joined..C..2025-01/2025-06")
    unsure = worked(rows | {"joined..C..2025-01/2025-06": "50余人"}, since="quarter")
    assert number(unsure) == (40, 30, 40)


def test_3_all_months_make_the_span_and_one_missing_makes_nothing() -> None:
    rows = every_month("joined..C.", "7人")
    assert number(worked(rows)) == (63, 63, 63)
    del rows["joined..C..2025-04"]
    found = worked(rows)
    assert number(found) == (None, None, None)
    assert (found.total.source, found.growth.reason) == ("none", "not_reported")


def test_4_quarters_laid_end_to_end_make_the_span() -> None:
    rows = {
        "joined..C..2025-01/2025-06": "60人",
        "joined..C..2025-04/2025-06": "31人",
        **months("joined..C.", {7: "5人", 8: "6人", 9: "7人"}),
    }
    found = worked(rows)
    assert number(found) == (78, 78, 78)
    assert found.total.operands[0] == "joined..C..2025-01/2025-06"
    assert len(found.total.operands) == 4


def test_5_without_an_own_number_the_units_are_added() -> None:
    found = worked(of_four())
    assert number(found) == (360, 360, 360)
    assert (found.total.source, found.total.derived, found.total.at_least) == ("units", True, False)
    assert found.total.coverage == Coverage(4, 4)
    assert len(found.total.operands) == 36


def test_6_a_unit_with_a_part_of_the_span_is_named_and_not_in_the_sum() -> None:
    rows = of_four()
    del rows["joined..C4..2025-09"]
    found = worked(rows)
    assert number(found) == (270, 270, None)
    assert found.total.at_least
    assert found.total.coverage == Coverage(3, 4, ("C4",), (), {"C4": ("2025-09",)})
    assert format_total(found.total.quantity) == "至少270人"


def test_7_below_half_of_the_units_there_is_no_total() -> None:
    rows = every_month("joined..C1.", "10人")
    found = worked(rows)
    assert number(found) == (None, None, None)
    assert (found.total.coverage.reporting, found.total.coverage.expected) == (1, 4)
    half = worked(rows | every_month("joined..C2.", "10人"))
    assert number(half) == (180, 180, None)


def test_8_last_year_is_compared_with_the_same_units() -> None:
    rows = of_four("11人") | of_four("10人", year=2024)
    assert percent(worked(rows)) == "+10.0%"
    rows |= every_month("joined..C4.", "100人", year=2024)
    del rows["joined..C4..2025-09"]
    found = worked(rows)
    assert (found.growth.now.value, found.growth.before.value) == (297, 270)
    assert percent(found) == "+10.0%"
    assert found.growth.coverage == Coverage(3, 4, ("C4",))
    assert found.before.quantity.value == 1170


def test_9_a_break_stops_the_growth_and_a_unit_with_one_is_left_out() -> None:
    rows = every_month("joined..C.", "11人") | every_month("joined..C.", "10人", year=2024)
    broken = worked(rows, status={"joined..C..2025-01": "B"})
    assert (broken.growth.change, broken.growth.reason, broken.growth.broken) == (
        None,
        "broken",
        ("C",),
    )
    rows = of_four("11人") | of_four("10人", year=2024)
    found = worked(rows, status={"joined..C1..2025-03": "B"})
    assert percent(found) == "+10.0%"
    assert (found.growth.coverage.missing, found.growth.broken) == (("C1",), ("C1",))
    dated = [INDICATORS[0] | {"breaks": [{"since": "2025-01", "note": {"zh": "口径有变"}}]}]
    cut = worked(rows, indicators=dated)
    assert (cut.growth.reason, cut.growth.notes) == ("broken", ("口径有变",))
    assert [month.period for month in cut.months if month.is_break] == ["2025-01"]
    assert [month.period for month in found.months if month.is_break] == ["2025-03"]


def test_10_a_stock_is_that_of_the_last_month_and_never_an_older_one() -> None:
    rows = {f"members..{county}..2025-09": "100人" for county in FOUR[:3]}
    rows |= {"members..C4..2025-08": "100人"}
    found = worked(rows, "members")
    assert number(found) == (300, 300, None)
    assert (found.total.period, found.total.coverage.missing) == ("2025-09", ("C4",))
    last_day = worked({"members..C..2025-09-30": "512人"}, "members")
    assert number(last_day) == (512, 512, 512)
    assert (last_day.total.operands, last_day.total.derived) == (("members..C..2025-09-30",), False)
    year = worked({"members..C..2024": "500人"}, "members", through="2024-12")
    assert number(year) == (500, 500, 500)


def test_11_a_ratio_is_that_of_the_sums_of_units_with_both_parts() -> None:
    rows = every_month("settled..C1.", "1件") | every_month("taken..C1.", "2件")
    rows |= every_month("settled..C2.", "9件") | every_month("taken..C2.", "10件")
    rows |= every_month("settled..C3.", "5件")
    found = worked(rows, "share")
    assert found.total.quantity.value == pytest.approx(100 * 90 / 108)
    assert found.total.quantity.bounds == (None, None)
    assert format_total(found.total.quantity) == "83.3%"
    assert (found.total.coverage.reporting, found.total.coverage.missing) == (2, ("C3", "C4"))
    assert (found.best.unit, found.weakest.unit) == ("C2", "C1")
    assert (
        worked({"rate..C1..2025-09": "50%", "rate..C2..2025-09": "60%"}, "rate").total.source
        == "none"
    )


def test_12_a_reported_ratio_goes_before_its_parts() -> None:
    rows = {"share..C..2025-01/2025-09": "81.5%"}
    rows |= every_month("settled..C.", "1件") | every_month("taken..C.", "2件")
    found = worked(rows, "share")
    assert (found.total.quantity.value, found.total.derived) == (81.5, False)
    del rows["share..C..2025-01/2025-09"]
    joined = worked(rows, "share")
    assert (joined.total.quantity.value, joined.total.source, joined.total.derived) == (
        50,
        "own",
        True,
    )


def test_13_units_that_disagree_with_the_own_number_stand_beside_it() -> None:
    rows = {"joined..C..2025-01/2025-09": "365人"} | of_four()
    (beside,) = worked(rows).disagreements
    assert (beside.summed_from, beside.quantity.value, beside.difference.value) == ("units", 360, 5)
    assert worked(rows | {"joined..C..2025-01/2025-09": "300余人"}).disagreements == ()


def test_14_months_that_disagree_with_a_count_since_january_stand_beside_it() -> None:
    rows = {"joined..C..2025-01/2025-09": "66人"} | every_month("joined..C.", "7人")
    (beside,) = worked(rows).disagreements
    assert (beside.summed_from, beside.quantity.value, beside.difference.value) == ("months", 63, 3)


def test_15_a_union_year_goes_over_new_year() -> None:
    rows = {"joined..C..2024": "120人", "joined..C..2024-01/2024-09": "85人"}
    rows |= {"joined..C..2025-01/2025-06": "60人", "joined..C..2025-07": "9人"}
    rows |= {"joined_target..C..2024-10/2025-09": "208人", "joined_target..C..2025": "999人"}
    found = worked(rows, through="2025-07", since="union-year")
    assert (found.total.period, number(found)) == ("2024-10/2025-07", (104, 104, 104))
    assert found.completion.elapsed == pytest.approx(100 * 10 / 12)
    assert (found.target.quantity.value, found.completion.rate.value) == (208, 50)
    whole = worked({"joined..C..2024-10/2025-09": "150人"}, since="union-year")
    assert (number(whole), whole.total.derived) == ((150, 150, 150), False)


def test_16_completion_compares_units_that_have_both() -> None:
    rows = of_four() | {f"joined_target..{county}..2025": "100人" for county in FOUR[:3]}
    found = worked(rows)
    assert format_rate(found.completion.rate, "zh") == "90"
    assert (found.completion.done.value, found.completion.target.value) == (270, 300)
    assert (found.completion.elapsed, found.completion.coverage.missing) == (75, ("C4",))
    assert (found.target.quantity.value, found.target.at_least) == (300, True)
    own = worked(rows | {"joined_target..C..2025": "480人"})
    assert format_rate(own.completion.rate, "zh") == "75"
    assert (own.target.quantity.value, own.target.source) == (480, "own")


def test_17_a_whole_target_is_not_compared_with_a_part_of_the_units() -> None:
    rows = of_four() | {"joined_target..C..2025": "480人"}
    del rows["joined..C4..2025-09"]
    found = worked(rows)
    assert (number(found), found.completion.rate) == ((270, 270, None), None)
    tasks = {f"joined_target..{county}..2025": "120人" for county in FOUR}
    of_three = worked(rows | tasks).completion
    assert (of_three.done.value, of_three.target.value) == (270, 360)
    assert of_three.coverage == Coverage(3, 4, ("C4",))


def test_18_a_union_of_an_industry_is_asked_for_what_it_reports() -> None:
    rows = of_four() | every_month("joined..ORG-U.", "1人")
    found = worked(rows)
    assert (number(found), found.total.coverage) == ((369, 369, 369), Coverage(5, 5))
    del rows["joined..ORG-U..2025-02"]
    lacks = worked(rows)
    assert (lacks.total.coverage.missing, lacks.total.coverage.lacking) == (
        ("ORG-U",),
        {"ORG-U": ("2025-02",)},
    )
    assert worked(of_four()).total.coverage.expected == 4


def test_19_a_province_adds_its_cities_and_a_lower_bound_stays_one() -> None:
    rows = of_four() | every_month("joined..D1.", "5人")
    assert number(worked(rows, area="330000")) == (405, 405, 405)
    del rows["joined..C4..2025-09"]
    found = worked(rows, area="330000")
    assert number(found) == (315, 315, None)
    assert found.total.coverage == Coverage(2, 2, (), ("C",))
    own = worked(rows | {"joined..C..2025-01/2025-09": "361人"}, area="330000")
    assert (number(own), own.total.coverage) == ((406, 406, 406), Coverage(2, 2))


def test_20_an_area_counts_from_and_to_its_month() -> None:
    lines = AREAS.replace("C3,C,county,,,", "C3,C,county,,,2025-05").replace(
        "C4,C,county,,,", "C4,C,county,,2025-04,"
    )
    rows = every_month("joined..C1.", "10人") | every_month("joined..C2.", "10人")
    rows |= every_month("joined..C3.", "3人", last=5)
    rows |= months("joined..C4.", dict.fromkeys(range(4, 10), "4人"))
    found = worked(rows, areas=lines)
    assert number(found) == (180 + 15 + 24, 219, 219)
    assert found.total.coverage == Coverage(4, 4)
    stocks = {f"members..{county}..2025-09": "50人" for county in FOUR}
    assert number(worked(stocks, "members", areas=lines)) == (150, 150, 150)


def test_21_bounds_go_through_sums_and_the_wording_is_no_finer() -> None:
    rows = every_month("joined..C1.", "300余人", last=1) | every_month(
        "joined..C2.", "20人", last=1
    )
    rows |= every_month("joined..C3.", "近50人", last=1) | every_month("joined..C4.", "0人", last=1)
    found = worked(rows, through="2025-01")
    assert number(found) == (370, 320, 470)
    assert format_total(found.total.quantity) == "约400人"


def test_22_time_none_takes_the_reported_span_alone() -> None:
    rows = every_month("insured..C1.", "10人")
    assert worked(rows, "insured").total.coverage.reporting == 0
    spans = {f"insured..{county}..2025-01/2025-09": "70人" for county in FOUR}
    assert number(worked(spans, "insured")) == (280, 280, 280)


def test_23_what_a_programme_reports_is_no_units_number() -> None:
    alone = worked({"joined.p.C..2025-01/2025-09": "77人"})
    assert (number(alone), alone.total.operands) == ((77, 77, 77), ("joined.p.C..2025-01/2025-09",))
    two = {"joined.p.C..2025-01/2025-09": "77人", "joined.q.C..2025-01/2025-09": "70人"}
    assert worked(two).total.source == "none"
    assert worked({"joined.p.C1..2025-01/2025-09": "77人"}).total.coverage.reporting == 0


def test_24_places_are_among_those_that_have_a_number() -> None:
    rows = {f"joined..{county}..2025-09": f"{n}人" for n, county in enumerate(FOUR[:3], 10)}
    rows |= {f"joined..{county}..2024-09": "10人" for county in FOUR}
    found = worked(rows, area="C2", since="month")
    assert found.place == Place(2, 3, "growth")
    targets = {f"joined_target..{county}..2025": "500人" for county in FOUR}
    assert worked(rows | targets, area="C2", since="month").place == Place(2, 3, "growth")
    assert worked(of_four() | targets, area="C2").place == Place(1, 4, "completion")


def test_25_a_task_says_which_units_are_asked() -> None:
    rows = of_four()
    del rows["joined..C4..2025-09"]
    found = worked(rows, asked={"joined": ["C1", "C2"]})
    assert (number(found), found.total.coverage) == ((180, 180, 180), Coverage(2, 2))
    with_union = worked(rows, asked={"joined": ["C1", "ORG-U"]})
    assert (number(with_union), with_union.total.coverage.missing) == ((90, 90, None), ("ORG-U",))


def test_26_without_siblings_all_but_the_place_is_the_same() -> None:
    rows = of_four("11人") | of_four("10人", year=2024) | every_month("joined..D1.", "5人")
    rows |= every_month("joined..D1.", "5人", year=2024)
    alone, among = worked(rows, among_siblings=False), worked(rows)
    assert (alone.place, among.place) == (None, Place(1, 2, "growth"))
    assert (alone.total, alone.growth) == (among.total, among.growth)
    assert alone.months[-9:] == among.months[-9:]


def test_27_less_than_the_share_of_the_settings_is_no_total() -> None:
    rows = of_four()
    del rows["joined..C4..2025-09"]
    assert worked(rows, rules=TotalRules(least_share=76)).total.source == "none"
    assert worked(rows, rules=TotalRules(least_share=75)).total.at_least


def test_28_nothing_reported_is_told_in_every_part() -> None:
    for area in ("C", "C1", "330000"):
        found = worked({"members..C..2025-09": "5人"}, area=area)
        assert (found.total.source, found.before.source) == ("none", "none")
        assert (found.growth.reason, found.target, found.completion) == ("not_reported", None, None)
        assert (found.place, found.best, found.weakest) == (None, None, None)
        assert found.disagreements == ()
        assert len(found.months) == 21


def test_29_units_stand_side_by_side_with_all_their_numbers() -> None:
    rows = of_four("10人", year=2024) | every_month("joined..C1.", "11人")
    rows |= every_month("joined..C2.", "24人") | {"joined..C3..2025-01/2025-09": "7人"}
    rows |= {"joined_target..C1..2025": "132人", "joined_target..C2..2025": "144人"}
    rows |= {"joined..D..2025-01/2025-09": "50人", "joined..D..2024-01/2024-09": "40人"}
    columns = ["ref_area", "value", "is_sum", "at_least", "growth"]
    columns += ["completion", "measure", "measured"]
    units = overview_of(rows).units
    assert list(units.columns) == ["indicator", *columns]
    assert set(units["indicator"]) == {"joined"}
    nothing = None
    assert units[columns].astype(object).where(
        units[columns].notna(), None
    ).to_numpy().tolist() == [
        ["C1", 99, False, False, pytest.approx(10), 75, "completion", 75],
        ["C2", 216, False, False, pytest.approx(140), 150, "completion", 150],
        ["C3", 7, False, False, pytest.approx(-8300 / 90), nothing, "completion", nothing],
        ["C4", nothing, False, False, nothing, nothing, "completion", nothing],
        ["ORG-U", nothing, False, False, nothing, nothing, "completion", nothing],
    ]
    cities = overview_of(rows, area="330000").units[columns[:5]].to_numpy().tolist()
    growth = pytest.approx((322 - 270) / 270 * 100)  # of the three with both years
    assert cities == [["C", 322, True, True, growth], ["D", 50, False, False, 25]]


@pytest.mark.parametrize(
    ("own", "of_each", "difference"),
    [
        *[("40人", "10人", None), ("39人", "10人", -1), ("41人", "10人", 1)],
        *[("40余人", "10人", None), ("50余人", "10人", 10), ("不足40人", "10人", None)],
        *[("超过40人", "10人", None), ("超过20人", "10人", None), ("超过41人", "10人", 1)],
    ],
)
def test_30_numbers_disagree_where_their_bounds_lie_apart(
    own: str, of_each: str, difference: float | None
) -> None:
    rows = {f"joined..{county}..2025-09": of_each for county in FOUR}
    found = worked(rows | {"joined..C..2025-09": own}, since="month").disagreements
    assert [(each.summed_from, each.quantity.value) for each in found] == (
        [] if difference is None else [("units", 40)]
    )
    assert [each.difference.value for each in found] == ([] if difference is None else [difference])


def test_31_the_best_and_the_weakest_are_by_what_all_units_are_measured_by() -> None:
    rows = {f"settled..{county}..2025-09": f"{n}件" for n, county in enumerate(FOUR, 1)}
    rows |= {f"taken..{county}..2025-09": "5件" for county in FOUR}
    shares = worked(rows, "share", since="month")
    assert (shares.best.unit, shares.best.measure, shares.best.quantity.value) == (
        "C4",
        "value",
        80,
    )
    assert (shares.weakest.unit, shares.weakest.quantity.value) == ("C1", 20)
    less = [each | {"better": "less"} for each in INDICATORS]
    turned = worked(rows, "share", since="month", indicators=less)
    assert (turned.best.unit, turned.weakest.unit) == ("C1", "C4")
    rows = {f"joined..{county}..2025-09": f"{n}0人" for n, county in enumerate(FOUR, 1)}
    alone = worked(rows, since="month")  # totals of areas of different size are not compared
    assert (alone.best, alone.weakest) == (None, None)
    rows |= {f"joined..{county}..2024-09": f"{n}人" for n, county in enumerate(FOUR, 5)}
    grown = worked(rows, since="month")
    assert (grown.best.unit, grown.best.measure) == ("C4", "growth")
    assert grown.best.quantity.value == pytest.approx(400)  # 8 to 40
    assert grown.weakest.quantity.value == pytest.approx(100)  # 5 to 10
    one = {key: each for key, each in rows.items() if ".C1." in key}
    assert (worked(one, since="month").best, worked(one, since="month").weakest) == (None, None)


def test_32_compared_numbers_keep_the_wording_of_the_area_alone() -> None:
    rows = {"joined..C..2025-01/2025-09": "110余人", "joined..C..2024-01/2024-09": "近100人"}
    rows |= {"joined..C1..2025-01/2025-09": "50余人", "joined..C1..2024-01/2024-09": "40人"}
    found = worked(rows)
    assert (found.growth.now.wording, found.growth.before.wording) == ("110余人", "近100人")
    city = worked(rows | {"joined..D..2025-01/2025-09": "9人"}, area="330000")
    assert (city.growth.now.value, city.growth.now.wording) == (110, "")  # of one city of two
    both = {"joined..D..2025-01/2025-09": "20人", "joined..D..2024-01/2024-09": "10人"}
    summed = worked(rows | both, area="330000")
    assert (summed.growth.now.wording, summed.growth.before.wording) == ("", "")
    assert (summed.best.unit, summed.best.quantity.value) == ("D", 100)


def test_33_a_unit_that_was_there_for_other_months_is_not_compared() -> None:
    lines = AREAS.replace("C4,C,county,,,", "C4,C,county,,,2025-05")
    rows = of_four("11人") | of_four("10人", year=2024)
    rows = {key: each for key, each in rows.items() if not key.startswith("joined..C4..2025-0")}
    rows |= every_month("joined..C4.", "11人", last=5)
    found = worked(rows, areas=lines)
    assert found.total.quantity.value == 3 * 99 + 55
    assert (found.growth.now.value, found.growth.before.value) == (297, 270)
    assert percent(found) == "+10.0%"
    # In the same months of both years it is.
    both = AREAS.replace("C4,C,county,,,", "C4,C,county,,2024-04,2025-12")
    assert percent(worked(rows, areas=both)) == "+10.0%"


@pytest.mark.parametrize(
    ("taken", "share"), [("1件", 100), ("0件", None), ("0.5件", 200), ("2件", 50)]
)
def test_34_a_ratio_needs_a_denominator_above_zero(taken: str, share: float | None) -> None:
    span = "2025-01/2025-09"
    found = worked({f"settled..C..{span}": "1件", f"taken..C..{span}": taken}, "share")
    assert number(found)[0] == share
    unit = worked({f"settled..C1..{span}": "1件", f"taken..C1..{span}": taken}, "share", "C1")
    assert number(unit)[0] == share
    units = overview_of({f"settled..C1..{span}": "1件", f"taken..C1..{span}": taken}, "share").units
    (value,) = units[units["ref_area"] == "C1"]["value"]
    assert value == share if share is not None else math.isnan(value)
