"""The year's target of a flow: made where a list is read, left out where one is written."""

from typing import Any

from quantities.annual_targets import with_annual_targets, without_annual_targets

VISITS: dict[str, Any] = {
    "code": "visits",
    "name": {"zh": "走访户数", "en": "Visits"},
    "unit": {"zh": "户", "en": "households"},
    "classifiers": ["户", "家"],
    "topic": "assistance",
    "kind": "flow",
    "aggregation": "sum",
    "breakdowns": [{"code": "deep", "name": {"zh": "深度困难", "en": "Deep"}}],
    "terms": ["走访户"],
    "checks": ["visits <= members"],
    "ratios": [{"denominator": "members"}],
}
MEMBERS = VISITS | {"code": "members", "kind": "stock", "aggregation": "last"}
MADE = {
    "code": "visits_target",
    "name": {"zh": "走访户数年度任务", "en": "Visits: target of the year"},
    "definition": {
        "zh": "走访户数在一年内应完成的任务数，由下达任务的工会确定；统计范围与“走访户数”相同。",
        "en": (
            "What is to be reached of “Visits” in a year, as the union sets it; counted likewise."
        ),
    },
    "kind": "target",
    "target_for": "visits",
    "aggregation": "none",
    "terms": [
        *(
            "走访户数年度目标",
            "走访户数全年任务",
            "走访户数全年目标",
            "走访户数目标任务",
            "走访户数目标",
        ),
        *("走访户年度任务", "走访户年度目标", "走访户全年任务", "走访户全年目标", "走访户目标任务"),
        "走访户目标",
    ],
    **{key: VISITS[key] for key in ("unit", "classifiers", "topic", "breakdowns")},
}


def test_a_flow_is_followed_by_its_target_and_nothing_else_has_one() -> None:
    shares = VISITS | {"code": "share", "kind": "ratio"}
    assert with_annual_targets([VISITS, MEMBERS, shares]) == [VISITS, MADE, MEMBERS, shares]


def test_a_target_that_is_written_out_wins() -> None:
    own = MADE | {"name": {"zh": "目标", "en": "Aim"}}
    assert with_annual_targets([own, VISITS]) == [own, VISITS]
    elsewhere = own | {"code": "aim"}
    assert with_annual_targets([VISITS, elsewhere]) == [VISITS, elsewhere]
    something_else = MEMBERS | {"code": "visits_target"}
    assert with_annual_targets([VISITS, something_else]) == [VISITS, something_else]


def test_what_was_made_is_left_out_again_and_what_was_written_stays() -> None:
    lists = [VISITS, MEMBERS]
    assert without_annual_targets(with_annual_targets(lists)) == lists
    own = MADE | {"terms": ["任务"]}
    assert without_annual_targets([VISITS, own]) == [VISITS, own]
    assert without_annual_targets([MADE, MEMBERS]) == [MADE, MEMBERS]
    made = with_annual_targets(lists)
    assert without_annual_targets(made, keep={"visits_target"}) == made


def test_made_once_is_made_for_good() -> None:
    assert with_annual_targets(with_annual_targets([VISITS])) == [VISITS, MADE]


def test_a_flow_of_which_little_is_known_has_a_target_too() -> None:
    (_, made) = with_annual_targets([{"code": "x", "name": "数", "kind": "flow"}])
    assert made["name"] == {"zh": "数年度任务", "en": "数: target of the year"}
    assert "unit" not in made
