"""The everyday indicators: each says what is counted and what is not; no word has two owners."""

import pytest

from curation.releases.code_list_checks import find_catalogue_problems
from extraction.indicator_words import prepare_indicators
from intake.rules.relation_syntax import parse_relations
from quantities.annual_targets import with_annual_targets
from tests.helpers.dataset_tables import resource, table
from tests.helpers.report_copy import REPORT

BY_CODE = {entry["code"]: entry for entry in table("indicators")}
OF_THE_REPORT = {
    line.removeprefix("- code: ")
    for line in (REPORT / "indicators.yaml").read_text("utf-8").splitlines()
    if line.startswith("- code: ")
}
PUBLISHED = {row["indicator"] for row in table("figures")} - OF_THE_REPORT
EVERYDAY = [code for code in BY_CODE if code not in OF_THE_REPORT]
REVISED = ["collective_contracts", "workers_covered", "model_workers"]
LEAST = {
    **{"organisation": 15, "new_employment": 18, "rights": 23, "assistance": 22},
    **{"craft": 11, "funds": 5},
}
RELATIONS = """
women_members <= union_members|migrant_worker_members <= union_members
union_members <= staff_and_workers|platform_workers_joined <= new_members
disputes_settled <= disputes_taken|hazards_removed <= hazards_found
small_enterprise_joint_unions <= grassroots_unions|couriers_joined <= platform_workers_joined
"""
HARMLESS = {"提岗", "职书", "追工", "追欠", "讨欠"}
"""Short forms of 提供岗位, 职工书屋, 追回工资 and their like, which no report writes."""
RATIOS = {
    ("union_members", "staff_and_workers"): "",
    ("disputes_settled", "disputes_taken"): "",
    ("hazards_removed", "hazards_found"): "",
    ("help_funds", "workers_helped"): "元/人次",
    ("student_funds", "students_helped"): "元/人",
    ("union_dues", "dues_units"): "元/家",
}


def test_the_topics_of_a_union_have_their_indicators() -> None:
    assert BY_CODE.keys() >= OF_THE_REPORT
    assert len(EVERYDAY) >= 84
    topics = [entry["topic"] for entry in BY_CODE.values()]
    for topic, least in LEAST.items():
        assert topics.count(topic) >= least, topic


@pytest.mark.parametrize("code", [*EVERYDAY, *REVISED])
def test_a_definition_says_what_is_counted_and_what_is_not(code: str) -> None:
    entry = BY_CODE[code]
    zh, en = entry["definition"]["zh"], entry["definition"]["en"]
    points = ("报告期",) if entry["kind"] == "flow" else ("期末", "报告期内")
    assert zh.startswith(points)
    assert "period" in en
    assert "不" in zh.split("；", 1)[-1]
    assert any(word in en for word in ("no ", "not ", "none ", "never ", "neither ", "without "))
    assert entry["unit"]["zh"] in entry["classifiers"]
    # What is published under a long name of its own needs no other words, and is not added up.
    assert len(entry.get("terms", ())) >= 3 or code in PUBLISHED
    kinds = {("stock", "last"), ("stock", "none"), ("flow", "sum"), ("ratio", "none")}
    apart = {(kind, "none") for kind in ("stock", "flow", "ratio", "target")}
    assert (entry["kind"], entry["aggregation"]) in kinds | (apart if code in PUBLISHED else set())


def test_relations_and_ratios_name_indicators_that_there_are() -> None:
    relations, unreadable = parse_relations(BY_CODE.values())
    assert unreadable == []
    assert {code for relation in relations for code in relation.codes} <= BY_CODE.keys()
    told = {relation.text for relation in relations}
    assert {text for line in RELATIONS.strip().split("\n") for text in line.split("|")} <= told
    for (numerator, denominator), unit in RATIOS.items():
        ratios = {each["denominator"]: each for each in BY_CODE[numerator]["ratios"]}
        assert ratios[denominator].get("unit", {}).get("zh", "") == unit


def test_nothing_is_named_that_nothing_knows_and_no_word_has_two_owners() -> None:
    fields = {field["name"]: field for field in resource("indicators")["schema"]["fields"]}
    topics = fields["topic"]["constraints"]["enum"]
    assert find_catalogue_problems(BY_CODE.values(), topics) == ()


def test_breakdowns_are_those_of_ownership_industry_and_groups_of_workers() -> None:
    of = {
        code: [each["code"] for each in entry["breakdowns"]]
        for code, entry in BY_CODE.items()
        if "breakdowns" in entry
    }
    assert of["union_members"][:2] == ["public_enterprises", "non_public_enterprises"]
    assert of["disputes_taken"][:2] == ["manufacturing", "construction"]
    assert of["people_employed"] == ["migrant_workers", "other_workers"]


def test_every_flow_has_its_target() -> None:
    entries = with_annual_targets(BY_CODE.values())
    flows = {entry["code"] for entry in entries if entry["kind"] == "flow"}
    assert len(flows) >= 60
    assert {entry.get("target_for") for entry in entries if entry["kind"] == "target"} >= flows


def test_no_everyday_word_is_so_short_that_a_report_may_mean_anything() -> None:
    """Two characters, as 工会 or 热线, are in every report; so are short forms of longer words."""
    words = {
        each.code: [word for word in (*each.terms, *each.breakdown_terms) if len(word) < 3]
        for each in prepare_indicators(BY_CODE.values())
        if each.code in EVERYDAY
    }
    assert {word for found in words.values() for word in found} <= HARMLESS, words
