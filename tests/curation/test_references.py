"""Every code that figures and lists refer to is in a list, and every entry has what it needs."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from curation.releases.changes import to_table
from curation.releases.code_list_checks import find_code_list_problems
from tests.helpers.releases import codes as small_codes
from tests.helpers.releases import figures_of
from tests.helpers.small_desk import LISTS, MEMBERS, REPORTED, VISITS, programme


def lists(**instead: Any) -> dict[str, Any]:
    return {**LISTS, "areas": small_codes()["areas"], **instead}


def figures(*changed: tuple[str, str]) -> pa.Table:
    """The figures of release 1, and one more for each column that is changed."""
    table = figures_of(REPORTED)
    rows = [table.iloc[-1].to_dict() | {name: value} for name, value in changed]
    return to_table(pd.concat([table, pd.DataFrame(rows)], ignore_index=True))


def found(table: pa.Table | None = None, **instead: Any) -> list[tuple[str, str, str, str]]:
    problems = find_code_list_problems(table, lists(**instead))
    assert {problem.level for problem in problems} <= {"error"}
    return [(each.code, each.file, each.field, each.value) for each in problems]


def without(entry: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != name}


def test_a_whole_state_has_nothing_broken():
    assert found() == []
    assert found(figures()) == []
    assert found(figures(("programme", ""), ("source", ""), ("breakdown", ""))) == []


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("indicator", "unknown_indicator"),
        ("ref_area", "unknown_area"),
        ("programme", "unknown_programme"),
        ("source", "unknown_source"),
        ("breakdown", "unknown_breakdown"),
    ],
)
def test_what_figures_refer_to_is_named_once_for_each_word(column, code):
    table = figures((column, "zz"), (column, "aa"), (column, "zz"))
    assert found(table) == [
        (code, "figures.csv", column, "aa"),
        (code, "figures.csv", column, "zz"),
    ]
    assert found(None) == []


def test_a_breakdown_belongs_to_its_indicator():
    table = figures_of({**REPORTED, "visits..330200.women.2024": "5人"})
    assert found(to_table(table)) == [("unknown_breakdown", "figures.csv", "breakdown", "women")]
    assert found(figures(), indicators=[VISITS, without(MEMBERS, "breakdowns")]) == [
        ("unknown_indicator", "figures.csv", "indicator", "teams"),
        ("unknown_breakdown", "figures.csv", "breakdown", "men"),
        ("unknown_breakdown", "figures.csv", "breakdown", "women"),
    ]


EVENT = {"date": "2024-05", "kind": "notice"}


@pytest.mark.parametrize(
    ("column", "code"),
    [("ref_area", "unknown_area"), ("part_of", "unknown_programme"), ("source", "unknown_source")],
)
def test_what_programmes_and_their_events_refer_to_is_named(column, code):
    right = {"ref_area": "330200", "part_of": "p", "source": "s"}[column]
    for value, problems in ((right, []), ("", []), ("x", [(code, "programmes.yaml", column, "x")])):
        entry = programme("r", "丙项目", "330200") | {column: value}
        assert found(programmes=[*LISTS["programmes"], entry]) == problems
        events = [EVENT, EVENT | {column: value}]
        entry = programme("r", "丙项目", "330200") | {"events": events}
        assert found(programmes=[*LISTS["programmes"], entry]) == problems


@pytest.mark.parametrize("name", [{}, {"en": "x"}, {"zh": "", "en": "x"}, "名", None])
def test_programmes_and_indicators_have_a_chinese_name(name):
    entry = programme("r", "丙项目", "330200") | {"name": name}
    (problem,) = find_code_list_problems(None, lists(programmes=[entry]))
    assert (problem.code, problem.file, problem.field, problem.value, problem.expected) == (
        *("entry_lacks", "programmes.yaml", "name", "r"),
        "name",
    )
    assert problem.domain == "curation"
    assert found(indicators=[VISITS | {"name": name}]) == [
        ("entry_lacks", "indicators.yaml", "name", "visits")
    ]


@pytest.mark.parametrize(
    ("field", "wrong", "expected"),
    [
        ("unit", [None, {}, ""], "unit"),
        ("kind", [None, "", "river"], "stock, flow, target, ratio"),
        ("aggregation", [None, "", "product"], "sum, last, none"),
    ],
)
def test_indicators_have_a_unit_a_kind_and_a_way_to_add_up(field, wrong, expected):
    for value in wrong:
        (problem,) = find_code_list_problems(
            None, lists(indicators=[VISITS | {field: value}, MEMBERS])
        )
        assert (problem.code, problem.file, problem.field, problem.value, problem.expected) == (
            *("entry_lacks", "indicators.yaml", field, "visits"),
            expected,
        )
    for kind in ("stock", "flow", "target", "ratio"):
        for way in ("sum", "last", "none"):
            assert found(indicators=[VISITS | {"kind": kind, "aggregation": way}]) == []


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"aggregation": {"areas": "last", "time": "sum"}}, "aggregation.areas", "sum, none"),
        ({"aggregation": {"areas": "sum"}}, "aggregation.time", "sum, last, none"),
        (
            {"aggregation": {"areas": "sum", "time": "sum", "units": "sum"}},
            *("aggregation.units", "areas, time"),
        ),
        ({"better": "fewer"}, "better", "more, less, none"),
        ({"numerator": "visits"}, "denominator", "ratio"),
        ({"numerator": "visits", "denominator": "members"}, "kind", "ratio"),
        ({"breaks": [{"note": {"zh": "口径有变"}}]}, "breaks.0.since", "breaks.0.since"),
        (
            {"breaks": [{"since": "2025-01", "note": {"en": "new"}}]},
            "breaks.0.note",
            "breaks.0.note",
        ),
    ],
)
def test_what_a_total_needs_is_told_with_its_key(changes, field, expected):
    (problem,) = find_code_list_problems(None, lists(indicators=[VISITS | changes, MEMBERS]))
    assert (problem.code, problem.file, problem.field, problem.value, problem.expected) == (
        *("entry_lacks", "indicators.yaml", field, "visits"),
        expected,
    )


def test_both_spellings_of_an_aggregation_breaks_and_parts_are_taken():
    both = VISITS | {"aggregation": {"areas": "sum", "time": "none"}}
    assert found(indicators=[both]) == []
    note = {"since": "2025-01", "note": {"zh": "口径有变", "en": "new definition"}}
    assert found(indicators=[VISITS | {"breaks": [note]}]) == []
    for way in ("more", "less", "none"):
        assert found(indicators=[VISITS | {"better": way}]) == []
    parts = {"kind": "ratio", "numerator": "visits", "denominator": "members"}
    assert found(indicators=[VISITS, MEMBERS, VISITS | {"code": "share"} | parts]) == []


def test_the_months_of_an_area_are_periods():
    areas = small_codes()["areas"].assign(since="", until="")
    assert found(areas=areas) == []
    areas.loc[areas["code"] == "330203", "until"] = "June"
    assert found(areas=areas) == [("entry_lacks", "areas.csv", "until", "330203")]


def test_a_target_is_one_of_an_indicator():
    target = VISITS | {"code": "visits_target", "kind": "target", "target_for": "visits"}
    assert found(indicators=[VISITS, target]) == []
    assert found(indicators=[target]) == [
        ("unknown_indicator", "indicators.yaml", "target_for", "visits")
    ]


def test_an_area_lies_in_one_that_is_listed():
    areas = small_codes()["areas"]
    assert found(areas=areas[areas["code"] != "330200"]) == [
        ("unknown_area", "programmes.yaml", "ref_area", "330200"),
        ("unknown_area", "areas.csv", "parent", "330200"),
    ]


def test_a_hundred_are_named():
    table = figures(*(("ref_area", f"x{number:03}") for number in range(101)))
    problems = found(table)
    assert [value for *_, value in problems] == [f"x{number:03}" for number in range(100)]
