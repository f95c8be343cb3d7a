"""Releases, figures, checks and changes as the JSON that programs read."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest

import auth
from cli import as_json, local_files
from curation.code_names import read_code_names
from curation.drafts import draft_editing
from curation.errors import CurationError, PublishBlockedError
from curation.releases import upload_review
from curation.releases.publishing import publish_upload
from curation.releases.upload_review import Upload
from file_formats import FileFormatError
from intake.model.problem import Problem
from ledger import Provenance
from ledger.queries.compare import ReleaseComparison
from locales import Words
from settings import SettingsError
from tests.helpers.auth_db import account_now
from tests.helpers.reviews import publish_now
from tests.helpers.small_desk import files, signed_in

MARCH, MEN, JANUARY = (
    "visits.p.330203..2024-03",
    "members..330200.men.2024",
    "visits.p.330203..2024-01",
)
UNKNOWN = "地区“339999”不在地区代码表中。请填写六位行政区划代码或规范全称。"
PAPER = {"zh": "甲报2024年11月5日", "en": "Paper s, 5 November 2024"}


def words(workspace, language="zh") -> Words:
    return Words(language, read_code_names(workspace.store.read()))


def test_a_figure_has_its_columns_its_key_and_the_names_of_its_codes(small):
    rows = [*as_json.iterate_figure_rows(small.store.read())]
    assert [row["key"] for row in rows] == small.store.read().figures["key"].tolist()
    men = next(row for row in rows if row["key"] == MEN)
    told = {
        "key": MEN,
        "indicator": "members",
        "programme": "",
        "ref_area": "330200",
        "breakdown": "men",
        "time_period": "2024",
        "as_reported": "601人",
        "value": 601.0,
        "value_low": 601.0,
        "value_high": 601.0,
        "qualifier": "exact",
        "obs_status": "V",
        "source": "s",
        "locator": "¶1",
        "note": "",
        "unit": "人",
        "kind": "stock",
        "topic": "supervision",
        "indicator_name": {"zh": "会员", "en": "Members"},
        "programme_name": None,
        "ref_area_name": {"zh": "宁波市", "en": "Ningbo"},
        "breakdown_name": {"zh": "男", "en": "Men"},
        "source_name": PAPER,
    }
    assert list(men.items()) == list(told.items())
    january = next(row for row in rows if row["key"] == JANUARY)
    assert january["programme_name"] == {"zh": "甲项目", "en": "Programme p"}
    assert january["breakdown_name"] is None
    assert json.loads(as_json.format_json(men)) == told


def test_an_open_bound_is_null(small):
    zhao = signed_in(small, "zhao")
    publish_now(small, zhao, Upload(files({MARCH: "近20人"})), reason="x")
    row = next(
        row for row in as_json.iterate_figure_rows(small.store.read()) if row["key"] == MARCH
    )
    assert (row["value"], row["value_low"], row["value_high"]) == (20.0, None, 20.0)


def test_json_is_for_people_too():
    assert as_json.format_json({"名": [1]}) == '{\n "名": [\n  1\n ]\n}'


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([], ["[]"]),
        ([{"名": 1}], ['[{"名": 1}', "]"]),
        ([{"a": 1}, {"a": None}, {"a": 3}], ['[{"a": 1}', ',{"a": null}', ',{"a": 3}', "]"]),
    ],
)
def test_a_long_list_is_written_line_by_line(rows, lines):
    assert [*as_json.iterate_json_lines(rows)] == lines
    assert json.loads("\n".join(lines)) == rows


def test_a_row_is_named_in_a_readers_language(small):
    rows = {row["key"]: row for row in as_json.iterate_figure_rows(small.store.read())}
    chinese = as_json.replace_codes_by_names(rows[MARCH], words(small))
    assert (chinese["indicator"], chinese["ref_area"]) == ("走访职工", "海曙区")
    assert chinese["time_period"] == "2024年3月"
    english = as_json.replace_codes_by_names(rows[MARCH], words(small, "en"))
    assert (english["indicator"], english["ref_area"]) == ("Visits", "Haishu")
    assert english["time_period"] == "March 2024"
    kept = {name: each for name, each in rows[MARCH].items() if name not in chinese}
    assert kept == {}
    assert (chinese["programme"], chinese["key"], chinese["value"]) == ("p", MARCH, 12.0)
    bare = {**rows[MARCH], "indicator_name": None, "ref_area_name": None}
    shown = as_json.replace_codes_by_names(bare, words(small))
    assert (shown["indicator"], shown["ref_area"]) == ("visits", "330203")


def test_what_is_told_of_an_account(small):
    boss = signed_in(small, "boss")
    made = auth.create_account(boss, "hu", "胡", auth.Role.REVIEWER)
    (account,) = [each for each in auth.list_accounts(boss) if each.name == "hu"]
    told = as_json.account_to_json(account)
    at = made.created_at.isoformat(timespec="seconds")
    assert told == {
        "name": "hu",
        "display_name": "胡",
        "area": "",
        "disabled": False,
        "has_password": False,
        "external": "",
        "role": "reviewer",
        "created_at": at,
    }
    auth.disable_account(boss, account_now(boss, account.id))
    found = {each.name: as_json.account_to_json(each) for each in auth.list_accounts(boss)}
    assert found["hu"]["disabled"] is True
    assert (found["li"]["area"], found["li"]["has_password"]) == ("330200", True)


def test_what_history_tells_of_a_release(small):
    release = small.store.release(2)
    assert as_json.release_to_json(release) == {
        "release": 2,
        "at": release.at.isoformat(timespec="seconds"),
        "author": "sun",
        "reason": "三月",
        "kind": "publish",
        "restored": None,
        "figures": 9,
        "source_sha256": release.source_sha256,
        "proofs": {},
    }
    small.store.restore(2, 1, Provenance(author="王", reason="退回", proofs={"a.pdf": b"1"}))
    restored = as_json.release_to_json(small.store.release(3))
    assert (restored["kind"], restored["restored"]) == ("restore", 1)
    assert (restored["figures"], list(restored["proofs"])) == (8, ["a.pdf"])


def test_a_check_of_one_file_names_its_sheet_alone_and_of_two_the_file_too(small):
    zhao, bad = signed_in(small, "zhao"), files({"visits.p.339999..2024-03": "12人"})
    told = as_json.review_to_json(
        upload_review.check_upload(small, zhao, Upload(bad)), words(small)
    )
    problem = {
        "code": "unknown_area",
        "level": "error",
        "sheet": "",
        "row": 2,
        "column": "C",
        "value": "339999",
        "message": UNKNOWN,
    }
    assert told == {"shape": "tidy", "figures": 1, "problems": [problem]}
    both = [*bad, *files({JANUARY: "9000人"}, "g.csv")]
    told = as_json.review_to_json(
        upload_review.check_upload(small, zhao, Upload(both)), words(small)
    )
    assert [each["sheet"] for each in told["problems"]] == ["[f.csv]", "[g.csv]"]
    assert [each["level"] for each in told["problems"]] == ["error", "warning"]
    one = [*files({MARCH: "12人"}), *files({"visits.p.339999..2024-03": "12人"}, "g.csv")]
    told = as_json.review_to_json(
        upload_review.check_upload(small, zhao, Upload(one)), words(small)
    )
    assert [each["sheet"] for each in told["problems"]] == ["[g.csv]"]
    nowhere = as_json.problem_to_json(
        Problem("no_figures", sheet="表", domain="curation"), words(small)
    )
    assert (nowhere["row"], nowhere["column"], nowhere["sheet"]) == (None, None, "表")


def test_what_came_of_publishing(small):
    zhao = signed_in(small, "zhao")
    upload = Upload(files({MARCH: "13人", "visits.p.330203..2024-04": "14人"}))
    found = upload_review.check_upload(small, zhao, upload)
    nothing = {"added": 0, "changed": 0, "removed": 0}
    shown = as_json.review_to_json(found, words(small))
    assert as_json.result_to_json(local_files.LocalPublishResult(found), words(small)) == {
        **shown,
        "release": None,
        **nothing,
    }
    draft = draft_editing.create_draft(small, zhao, upload.files)
    waits = as_json.result_to_json(local_files.LocalPublishResult(found, draft=draft), words(small))
    assert waits == {**shown, "release": None, **nothing, "draft": draft.id}
    outcome = publish_upload(small, zhao, upload, reason="x", reviewed=found)
    told = as_json.result_to_json(local_files.LocalPublishResult(found, outcome), words(small))
    assert told == {**shown, "release": 3, "added": 1, "changed": 1, "removed": 0}


def test_a_refusal_has_the_form_of_what_came_of_publishing(small):
    empty = {"shape": "unknown", "figures": 0}
    nothing = {"release": None, "added": 0, "changed": 0, "removed": 0}
    place = {"level": "error", "sheet": "", "row": None, "column": None, "value": ""}

    def one(code: str, message: str) -> dict[str, object]:
        return {**empty, "problems": [{"code": code, **place, "message": message}], **nothing}

    settings = SettingsError(Path("/srv/config.yaml"), "title", "missing")
    said = as_json.error_to_json(settings, words(small))
    assert said == one("settings", f"/srv/config.yaml: title: {settings.describe_expected('zh')}")
    assert as_json.error_to_json(CurationError("no_changes"), words(small, "en")) == one(
        "no_changes", "It is what is published already; nothing would change."
    )
    bad = Problem("unknown_area", file="f.csv", row=3, column="C", value="339999")
    blocked = as_json.error_to_json(PublishBlockedError("has_errors", (bad, bad)), words(small))
    told = {**place, "code": "unknown_area", "row": 3, "column": "C", "value": "339999"}
    assert blocked == {**empty, "problems": [told | {"message": UNKNOWN}] * 2, **nothing}
    (found,) = as_json.error_to_json(FileFormatError("yaml_alias", 7), words(small))["problems"]
    assert (found["code"], found["row"]) == ("yaml_alias", 7)


def test_differences_are_listed_with_their_numbers_and_side_by_side(small):
    found = as_json.comparison_to_json(small.store.compare(1, 2))
    assert found == {
        "added": [{"key": MARCH, "as_reported": "12人", "value": 12.0}],
        "changed": [
            {
                "key": MEN,
                "old_as_reported": "600人",
                "new_as_reported": "601人",
                "old_value": 600.0,
                "new_value": 601.0,
                "percent": pytest.approx(1 / 6),
            }
        ],
        "removed": [],
        "codes": [],
    }
    assert [*as_json.iterate_comparison_rows(small.store.compare(1, 2), words(small))] == [
        {"key": MARCH, "old": "", "new": "12人", "percent": ""},
        {"key": MEN, "old": "600人", "new": "601人", "percent": "+0.2%"},
    ]
    assert [*as_json.iterate_comparison_rows(small.store.compare(2, 1), words(small))] == [
        {"key": MEN, "old": "601人", "new": "600人", "percent": "-0.2%"},
        {"key": MARCH, "old": "12人", "new": "", "percent": ""},
    ]
    small.store.write(
        2, None, {"sources": [], "programmes": []}, Provenance(author="x", reason="x")
    )
    assert as_json.comparison_to_json(small.store.compare(2, 3))["codes"] == [
        "programmes",
        "sources",
    ]


def test_a_change_from_nothing_has_no_percentage(small):
    columns = ("key", "old_as_reported", "new_as_reported", "old_value", "new_value", "percent")
    pair = pd.DataFrame([("k", "", "3人", math.nan, 3.0, math.nan)], columns=columns)
    empty = pd.DataFrame(columns=["key", "as_reported", "value"])
    gone = pd.DataFrame([("g", "", math.nan)], columns=["key", "as_reported", "value"])
    changes = ReleaseComparison(empty, pair, gone, {}, ("areas",))
    found = as_json.comparison_to_json(changes)
    assert (found["changed"][0]["old_value"], found["changed"][0]["percent"]) == (None, None)
    assert found["removed"] == [{"key": "g", "as_reported": "", "value": None}]
    assert [*as_json.iterate_comparison_rows(changes, words(small))] == [
        {"key": "k", "old": "", "new": "3人", "percent": "—"},
        {"key": "g", "old": "", "new": "", "percent": ""},
    ]
