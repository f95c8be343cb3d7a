"""Refusals as people read them, and what of them programs go by."""

from pathlib import Path

import pytest

from auth import DatabaseUnavailableError, PermissionDeniedError
from curation.error_messages import (
    format_error,
    format_problem,
    format_start_error,
    list_problems_of_error,
)
from curation.errors import CurationError, PublishBlockedError, UnreadableFolderError
from curation.upload_answers import Answers, parse_answers
from errors import UserError
from file_formats import FileFormatError
from intake.model.problem import Problem
from ledger import CorruptFileError, ReleaseConflictError, StoreError
from locales import Words
from settings import SettingsError

ZH, EN = Words("zh"), Words("en")
CONFIG = Path("/srv/config.yaml")
AREA = Problem("unknown_area", file="f.csv", row=3, column="C", value="339999")
ALIAS = Problem("yaml_alias", domain="files")


def test_a_problem_is_said_and_how_to_mend_it():
    assert format_problem(ZH, AREA) == (
        "地区“339999”不在地区代码表中。请填写六位行政区划代码或规范全称。"
    )
    english = format_problem(EN, AREA)
    assert english.count(". ") == 1
    assert "339999" in english
    nowhere = Problem("unknown_area", value="x", domain="no_such_domain")
    assert format_problem(EN, nowhere) == "unknown_area"


def test_what_blocks_is_listed_with_its_place():
    blocked = PublishBlockedError(
        "has_errors", (AREA, Problem("no_figures", file="g.csv", domain="curation"))
    )
    assert format_error(EN, blocked).split("\n") == [
        "It has errors and cannot be published:",
        f"f.csv, row 3, column C: {format_problem(EN, AREA)}",
        "g.csv: It holds no figures. Check that there are rows below the header.",
    ]
    assert blocked.values == {"count": 2}
    assert list_problems_of_error(blocked) == blocked.problems


def test_what_blocks_is_short_for_whoever_programs():
    problems = tuple(Problem(f"p{n}", file=f"{n}.csv") for n in range(6))
    assert str(PublishBlockedError("has_errors", problems)) == (
        "has_errors, count 6; 0.csv, p0; 1.csv, p1; 2.csv, p2; 3.csv, p3; 4.csv, p4"
    )
    placed = Problem("x", file="f.csv", row=2, column="C", field="地区", value="9")
    assert str(PublishBlockedError("unexplained", (placed,))) == (
        "unexplained, count 1; f.csv, x, row 2, column 地区, value 9"
    )
    assert "column C" in str(PublishBlockedError("unexplained", (AREA,)))
    assert (
        str(CurationError("reason_long", {"limit": 2000, "n": 1})) == "reason_long, limit 2000, n 1"
    )
    assert CurationError("x").args == ("x",)


def test_a_table_that_cannot_be_read_names_its_place():
    path = Path("/srv/tables/figures.csv")
    bad = UnreadableFolderError("missing_column", path, 1, "value", "甲" * 81)
    assert bad.values == {"file": "figures.csv", "row": 1, "column": "value", "value": "甲" * 80}
    assert (bad.code, bad.domain, bad.value) == ("missing_column", "curation", "甲" * 80)
    assert format_error(EN, bad) == (
        "figures.csv, row 1, (value): The column value is missing. Add the column."
    )
    (problem,) = list_problems_of_error(bad)
    assert (problem.code, problem.level, problem.file) == ("missing_column", "error", "figures.csv")
    assert (problem.row, problem.field, problem.column) == (1, "value", "")
    assert (problem.value, problem.domain) == ("甲" * 80, "curation")
    inside = UnreadableFolderError("yaml_alias", path, 7, cause=FileFormatError("yaml_alias", 7))
    assert format_error(EN, inside).startswith("figures.csv, row 7: ")
    assert [each.domain for each in list_problems_of_error(inside)] == ["files"]


def test_each_kind_of_refusal_has_its_words():
    settings = SettingsError(CONFIG, "title", "missing")
    said = {
        "settings": (settings, f"/srv/config.yaml: title: {settings.describe_expected('en')}"),
        "whole file": (
            SettingsError(CONFIG, "", "missing"),
            f"/srv/config.yaml: {settings.describe_expected('en')}",
        ),
        "store": (
            StoreError("disk_full", "a/b"),
            "The disk is full; nothing was published and what was published is unharmed. a/b",
        ),
        "store detail": (
            StoreError("duplicate_key", detail="a.b.c.d.e"),
            "A figure stands twice: a.b.c.d.e",
        ),
        "corrupt": (
            CorruptFileError("missing", "codes/x", 3),
            "A stored file is missing: codes/x",
        ),
        "unknown of the store": (StoreError("odd", "a/b", "why"), "odd: a/b why"),
        "curation": (
            CurationError("reason_long", {"limit": 9}),
            "A reason has at most 9 characters.",
        ),
        "another room": (UserError("yes"), "yes"),
        "file": (
            FileFormatError("yaml_alias"),
            format_problem(EN, Problem("yaml_alias", domain="files")),
        ),
    }
    for fault, text in said.values():
        assert format_error(EN, fault) == text
        assert isinstance(fault, UserError)
    assert "area" in format_error(EN, PermissionDeniedError("area", {"action": "publish"})).lower()
    assert [
        list_problems_of_error(said[kind][0]) for kind in ("store", "curation", "settings")
    ] == [()] * 3
    (problem,) = list_problems_of_error(said["file"][0])
    assert (problem.code, problem.file) == ("yaml_alias", "")


def test_a_conflict_says_who_which_and_when_by_the_clock_of_the_machine(small):
    head = small.store.release()
    at = head.at.astimezone().strftime("%Y-%m-%d %H:%M")
    assert format_error(EN, ReleaseConflictError(head)) == (
        f"sun published release 2 at {at}; review the changes again before publishing."
    )


@pytest.mark.parametrize("code", ["unreachable", "read_only", "device", "disk_full", "gone"])
def test_a_start_that_the_store_stops_says_where_to_look(code):
    fault = StoreError(code, "/data/store", "/srv/snapshot")
    said = format_start_error(EN, fault, CONFIG).split("\n")
    assert said[0] == format_error(EN, fault)
    look = (
        "Check store in /srv/config.yaml (its address, its keys) and who may write there;"
        " then start again."
    )
    assert said[1:] == ([look] if code in ("unreachable", "read_only", "device") else [])


def test_a_start_that_the_accounts_stop_says_where_to_look():
    said = format_start_error(EN, DatabaseUnavailableError("database_unreachable"), CONFIG)
    assert said == (
        "The accounts' database cannot be used. Check sign_in.accounts in /srv/config.yaml, and"
        " that the database runs and may be written; then start again."
    )
    newer = DatabaseUnavailableError("schema_newer", {"found": 9, "known": 3})
    assert format_start_error(EN, newer, CONFIG) == format_error(EN, newer)
    refused = CurationError("database_unreachable")
    assert format_start_error(EN, refused, CONFIG) == "database_unreachable"


def test_labels_are_matched_with_areas_and_indicators():
    said = parse_answers(["海曙=330203", "企业=ORG-A1-2", "会员数=members", "a=b=members.women"])
    assert said.areas == {"海曙": "330203", "企业": "ORG-A1-2"}
    assert said.indicators == {"会员数": "members", "a=b": "members.women"}
    assert parse_answers(["合计="]).indicators == {"合计": ""}
    assert parse_answers(["x=33020", "y=3302033", "z=org-a"]).areas == {}
    assert parse_answers([]) == Answers()


@pytest.mark.parametrize("match", ["members", "=members", "  =members", "", "x" * 90])
def test_a_match_without_a_label_or_a_code_is_refused(match):
    with pytest.raises(CurationError) as refused:
        parse_answers(["海曙=330203", match])
    assert (refused.value.code, refused.value.values) == (
        "match_malformed",
        {"match": match[:80]},
    )


def test_answers_are_added_to_and_the_newer_holds():
    said = Answers(areas={"海曙": "330203"}, unit="人")
    more = said.with_answers("areas", {"江北": "330205", "海曙": ""}).with_answers(
        "subjects", {"a\tb": "c"}
    )
    assert more.areas == {"海曙": "", "江北": "330205"}
    assert (more.subjects, more.unit, said.areas) == ({"a\tb": "c"}, "人", {"海曙": "330203"})
    standing = more.with_defaults({"area": "330200", "unit": "份"})
    assert (standing.area, standing.unit, standing.areas) == ("330200", "份", more.areas)
