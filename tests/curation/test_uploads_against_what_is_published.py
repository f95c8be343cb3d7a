"""What an upload would change: compared with what is published, and put in its place."""

from dataclasses import replace

import numpy as np
import pytest

from curation.drafts import draft_editing
from curation.releases import upload_review
from curation.releases.changes import CodeChange, compare_states, entries_by_code, to_table
from curation.releases.proposed_release import (
    build_proposed_release,
    build_proposed_snapshot,
    collect_code_lists,
    mark_reviewed,
    merge_entries,
    read_changes,
    rebase,
)
from curation.releases.upload_review import Upload, build_check_options
from file_formats import LIMITS, yaml
from ledger import Provenance
from tests.helpers.releases import figures_of
from tests.helpers.reviews import accept_draft_now, publish_now, submit_draft_now
from tests.helpers.small_desk import (
    LISTS,
    MEMBERS,
    REPORTED,
    TEAMS,
    VISITS,
    files,
    indicator,
    signed_in,
    source,
)
from tests.helpers.workspaces import seen_now

WITH_TARGET = ["visits", "visits_target", "members", "teams"]  # a flow has a target by rule
MARCH, MEN = "visits.p.330203..2024-03", "members..330200.men.2024"
JANUARY, FEBRUARY, TEAM = (
    "visits.q.340200..2024-01",
    "visits.q.340200..2024-02",
    "teams..330200..2024",
)


def test_open_bounds_are_equal_to_open_bounds_alone():
    old = figures_of({JANUARY: "近10人", FEBRUARY: "20人以上", MARCH: "5人"})
    assert not compare_states(old, old.copy())
    closed = old.assign(value_low=[10.0, 20.0, 5.0])
    assert compare_states(old, closed).changed["key"].tolist() == [JANUARY]
    assert compare_states(closed, old).changed["key"].tolist() == [JANUARY]
    assert compare_states(old, old.assign(note=["x", "", ""])).changed["key"].tolist() == [JANUARY]


def test_changes_stand_in_the_order_of_keys_with_old_and_new_beside_each_other():
    old = figures_of({JANUARY: "10人", FEBRUARY: "0人", MARCH: "5人", TEAM: "7支"})
    new = figures_of({TEAM: "9支", JANUARY: "5人", FEBRUARY: "3人", MEN: "8人"})
    found = compare_states(old, new)
    assert found.added["key"].tolist() == [MEN]
    assert found.removed["key"].tolist() == [MARCH]
    changed = found.changed
    assert changed["key"].tolist() == [TEAM, JANUARY, FEBRUARY]
    assert changed["old_as_reported"].tolist() == ["7支", "10人", "0人"]
    assert changed["new_as_reported"].tolist() == ["9支", "5人", "3人"]
    percent = changed["percent"].tolist()
    assert percent[:2] == [pytest.approx(200 / 7), -50]
    assert np.isnan(percent[2])
    assert changed.index.tolist() == [0, 1, 2]
    assert changed.columns.tolist()[0] == "key"
    assert found.keys == [MEN, TEAM, JANUARY, FEBRUARY, MARCH]
    assert found.areas == ["330200", "330203", "340200"]
    for kind in (found.added, found.removed):
        assert kind.columns.tolist()[:2] == ["key", "indicator"]
    below = old.assign(value=[-10.0, 0.0, 5.0, 7.0])
    above = compare_states(below, below.assign(value=[-5.0, 0.0, 5.0, 7.0])).changed
    assert np.isnan(above["percent"].item())  # no rate on a negative base


@pytest.mark.parametrize(
    "more", [{}, {"added": 1}, {"changed": 1}, {"removed": 1}, {"codes": 1}], ids=str
)
def test_each_kind_of_change_is_one(more):
    old = figures_of({JANUARY: "10人"})
    new = {
        "added": figures_of({JANUARY: "10人", MARCH: "5人"}),
        "changed": figures_of({JANUARY: "11人"}),
        "removed": old.iloc[:0],
    }
    kind = next(iter(more), "")
    lists = {"sources": LISTS["sources"][:1]} if kind == "codes" else {}
    found = compare_states(old, new.get(kind, old), LISTS, lists)
    assert bool(found) is bool(more)
    assert tuple(map(len, found.frames)) == tuple(
        int(kind == each) for each in ("added", "changed", "removed")
    )
    assert found.codes == ((CodeChange("sources", "t", "removed"),) if kind == "codes" else ())


def test_entries_go_by_their_codes_and_the_numbers_of_areas_are_texts(small):
    head = small.store.read()
    assert list(entries_by_code(head.indicators)) == WITH_TARGET
    assert list(entries_by_code(head.sources)) == ["s", "t"]
    areas = entries_by_code(head.areas)
    assert areas["330000"]["tile_row"] == "4"
    assert areas["330203"]["tile_row"] == ""
    assert list(merge_entries(LISTS["sources"], [source("t", "新"), source("u1", "丙")])) == [
        source("s", "甲报"),
        source("t", "新"),
        source("u1", "丙"),
    ]


def test_the_same_key_twice_is_what_was_said_last(small):
    zhao = signed_in(small, "zhao")
    both = [*files({JANUARY: "31人"}, "a.csv"), *files({JANUARY: "32人", TEAM: "7支"}, "b.csv")]
    found = upload_review.check_upload(small, zhao, Upload(both))
    assert [problem.code for problem in found.errors] == ["reports_disagree"]
    assert found.proposal.changes.changed["new_as_reported"].tolist() == ["32人"]


def test_a_proposal_holds_the_indicators_it_touches_and_no_others(small):
    zhao, head = signed_in(small, "zhao"), small.store.read()
    posts = indicator("posts", "服务站", "座", "stock", "last")
    lists = yaml.dump_yaml({"indicators": [posts]})
    found = upload_review.check_upload(
        small, zhao, Upload([*files({JANUARY: "31人"}), ("i.yaml", lists)])
    )
    proposal = found.proposal
    assert (proposal.parent, proposal.only_indicators) == (2, ("posts", "visits"))
    assert set(proposal.figures["indicator"].to_pylist()) == {"visits"}
    assert list(proposal.codes) == ["indicators"]
    state = build_proposed_snapshot(head, proposal)
    wanted = dict(zip(head.figures["key"], head.figures["as_reported"], strict=True))
    wanted[JANUARY] = "31人"
    assert dict(zip(state.figures["key"], state.figures["as_reported"], strict=True)) == wanted
    assert state.figures["key"].is_monotonic_increasing
    assert state.figures.index.tolist() == [*range(9)]
    assert [each["code"] for each in state.indicators] == [*WITH_TARGET, "posts"]
    assert (state.release, state.sources) == (head.release, head.sources)
    row = state.figures.set_index("key").loc[JANUARY]
    assert (row["unit"], row["parents"], row["topic"]) == ("人", "340000/100000", "supervision")
    whole = build_proposed_release(head, head.figures.iloc[:2], {"sources": LISTS["sources"]})
    assert (whole.only_indicators, dict(whole.codes), len(whole.changes.removed)) == (None, {}, 7)
    assert len(build_proposed_snapshot(head, whole).figures) == 2


def test_replacing_on_behalf_of_a_draft_takes_nothing_from_areas_that_came_since(open_two):
    workspace = open_two(approval=True)
    zhao, sun, qian = (signed_in(workspace, name) for name in ("zhao", "sun", "qian"))
    draft = draft_editing.create_draft(workspace, zhao, files({FEBRUARY: "31人"}), mode="replace")
    draft_editing.change_draft(
        workspace, zhao, seen_now(workspace, draft.id), explanations={"*": "改报"}
    )
    waiting = submit_draft_now(workspace, zhao, draft.id, reason="x")
    assert waiting.areas == ("330100", "330203", "340200")
    other = draft_editing.create_draft(workspace, sun, files({"visits.q.500000..2024-02": "50人"}))
    submit_draft_now(workspace, sun, other.id, reason="x")
    accept_draft_now(workspace, qian, other.id, 2)
    _, shown = draft_editing.review_draft(workspace, qian, draft.id)
    outcome = accept_draft_now(workspace, qian, draft.id, 3)
    for changes in (shown.proposal.changes, outcome.changes):
        assert changes.areas == ["330100", "330203", "340200"]
        assert len(changes.removed) == 5
    left = workspace.store.read().figures
    assert left[left["indicator"] == "visits"]["key"].tolist() == [
        FEBRUARY,
        "visits.q.500000..2024-02",
    ]
    # While nobody has submitted it, a draft in that mode replaces the whole indicator.
    mine = draft_editing.create_draft(workspace, zhao, files({JANUARY: "30人"}), mode="replace")
    _, found = draft_editing.review_draft(workspace, zhao, mine.id)
    assert found.proposal.changes.areas == ["340200", "500000"]


def test_the_settings_say_how_uploads_are_checked(small):
    settings = small.settings
    limits = settings.limits.model_copy(
        update={"size_mb": 3, "cells": 7, "seconds": 9, "memory_mb": 5}
    )
    checks = settings.checks.model_copy(update={"factor": 2.5, "logical": "warning"})
    workspace = replace(
        small, settings=settings.model_copy(update={"limits": limits, "checks": checks})
    )
    options = build_check_options(workspace)
    assert options.limits == replace(LIMITS, size=3 * 2**20, cells=7, seconds=9, memory=5 * 2**20)
    assert (options.factor, options.relations) == (2.5, "warning")
    zhao = signed_in(workspace, "zhao")
    few = small_cells(workspace, memory_mb=5)
    short = upload_review.check_upload(few, zhao, Upload(files({JANUARY: "75人"})))
    assert [problem.code for problem in short.problems] == ["too_much_memory"]
    for wording, codes in (("75人", []), ("76人", ["large_change"])):
        found = upload_review.check_upload(
            small_cells(workspace), zhao, Upload(files({JANUARY: wording}))
        )
        assert [problem.code for problem in found.problems] == codes


def small_cells(workspace, memory_mb=1024):
    """The same desk with room for a few rows, and memory to read them."""
    limits = workspace.settings.limits.model_copy(update={"cells": 100, "memory_mb": memory_mb})
    return replace(workspace, settings=workspace.settings.model_copy(update={"limits": limits}))


def test_only_figures_that_wait_become_reviewed():
    table = figures_of({JANUARY: "10人", FEBRUARY: "20人", MARCH: "5人"})
    table = to_table(table.assign(obs_status=["V", "V", "M"]))
    found = mark_reviewed(table, [JANUARY, MARCH]).to_pylist()
    assert [row["obs_status"] for row in found] == ["A", "V", "M"]
    assert mark_reviewed(table, []).equals(table)


def test_what_differs_between_two_releases(small):
    first = read_changes(small.store, 0, 1)
    assert tuple(map(len, first.frames)) == (8, 0, 0)
    assert first.codes == ()
    lists = {"sources": LISTS["sources"][:1]}
    small.store.write(2, None, lists, Provenance(author="x", reason="x"))
    assert read_changes(small.store, 2, 3).codes == (CodeChange("sources", "t", "removed"),)
    assert read_changes(small.store, 3, 2).codes == (CodeChange("sources", "t", "added"),)
    found = read_changes(small.store, 1, 3)
    assert (found.added["key"].tolist(), found.changed["key"].tolist()) == ([MARCH], [MEN])
    assert tuple(map(len, read_changes(small.store, 3, 1).frames)) == (0, 1, 1)


def test_what_a_state_changed_is_carried_over_what_others_did(small):
    base, head = small.store.read(1), small.store.read(2)
    mine = {**REPORTED, JANUARY: "33人", FEBRUARY: "31人"}
    del mine[TEAM]
    lists = {"indicators": [VISITS, MEMBERS], "sources": LISTS["sources"]}
    proposal = rebase(base, figures_of(mine), lists, head)
    changes = proposal.changes
    assert (proposal.parent, proposal.only_indicators) == (2, None)
    assert changes.added["key"].tolist() == [FEBRUARY]
    assert changes.changed["key"].tolist() == [JANUARY]
    assert changes.removed["key"].tolist() == [TEAM]
    assert changes.codes == (CodeChange("indicators", "teams", "removed"),)
    assert collect_code_lists(build_proposed_snapshot(head, proposal))["sources"] == head.sources
    # On the release itself, the state is the whole truth.
    alone = rebase(base, figures_of(mine), lists, base)
    assert (alone.parent, len(alone.changes.removed)) == (1, 1)


def test_a_definition_that_comes_again_takes_the_place_of_the_earlier(small):
    zhao = signed_in(small, "zhao")

    def publish(wording: str, **lists: object):
        upload = Upload([*files({TEAM: wording}), ("l.yaml", yaml.dump_yaml(lists))])
        return publish_now(small, zhao, upload, reason="x", explanations={"*": "x"})

    publish("8支", sources=[source("u1", "丙报"), source("u2", "丁报")])
    other = {**TEAMS, "name": {"zh": "队伍", "en": "Teams"}}
    outcome = publish("9支", indicators=[other], sources=[source("u1", "新报")])
    assert [(c.list, c.code, c.what) for c in outcome.changes.codes] == [
        ("indicators", "teams", "changed"),
        ("sources", "u1", "changed"),
    ]
    head = small.store.read()
    assert [each["code"] for each in head.indicators] == WITH_TARGET
    assert [each["producer"]["zh"] for each in head.sources] == ["甲报", "乙报", "新报", "丁报"]
