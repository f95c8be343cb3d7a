"""What each way to publish writes: the release, the trail, the draft, the labels."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import auth
from ledger.release import sha256_hex
from tests.helpers.small_desk import REPORTED
from tests.helpers.ways_to_publish import (
    DRAFTS,
    FEBRUARY,
    FILES,
    HASHES,
    JANUARY,
    MARCH,
    MEN,
    NINGBO_TEAMS,
    PROOF,
    WAYS,
    WHY,
    WOMEN,
    WUHU_TEAMS,
    Ready,
    datasets_mark,
    notes_of,
    published_steps,
    steps,
    tables,
)
from tests.helpers.workspaces import all_labels


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_what_a_release_says_of_itself(ready: Ready):
    before, parent = (
        auth.read_audit_head(ready.workspace.database),
        ready.workspace.store.release(2),
    )
    earliest = datetime.now(UTC)
    outcome = ready.click()
    release = ready.workspace.store.release(3)
    assert outcome.release == release == ready.other.store.head()
    assert outcome.made is True
    assert (release.number, release.parent) == (3, 2)
    assert release.author == ready.way.author
    assert release.reason == "三月更正"
    assert earliest <= release.at <= datetime.now(UTC)
    kinds = {"restore": ("restore", 1)}
    assert (release.kind, release.restored) == kinds.get(ready.name, ("publish", None))
    both = sha256_hex("".join(sorted(HASHES)).encode())
    sources = {"draft": both, "acceptance": both, "files": both}
    sources["folder"] = datasets_mark(tables(ready.workspace))
    assert release.source_sha256 == sources.get(ready.name, "")
    assert bool(release.request) == (ready.name in ("draft", "acceptance", "files"))
    if ready.draft:
        assert release.request == f"draft:{ready.draft}"
    told = {
        name: json.loads(note) if name == "explanations" else note
        for name, note in release.notes.items()
    }
    assert told == notes_of(ready, before)
    if "explanations" in told:
        assert "\\u" not in release.notes["explanations"]
    proofs = {"章.png": sha256_hex(PROOF)} if ready.way.draft else {}
    assert release.proofs == proofs
    assert all(ready.workspace.store.proof(3, name) == PROOF for name in proofs)
    new = {"restore": [], "review": []}.get(ready.name, ["sources"])
    old = ready.workspace.store.release(1) if ready.name == "restore" else parent
    assert [kind for kind in release.codes if release.codes[kind] != old.codes[kind]] == new
    assert release.codes.keys() == {"indicators", "programmes", "sources", "areas"}
    ids = [each["id"] for each in ready.workspace.store.read().sources]
    assert ids == (["s", "t", "u1"] if new else ["s", "t"])


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_what_the_trail_says_of_a_release(ready: Ready):
    before = auth.read_audit_head(ready.workspace.database)
    outcome = ready.click()
    added, changed, removed = ready.way.counts
    detail: dict[str, Any] = {
        "release": 3,
        "sha256": outcome.release.sha256,
        "added": added,
        "changed": changed,
        "removed": removed,
    }
    more = {
        "draft": {"draft": ready.draft, "author": "zhao"},
        "acceptance": {"draft": ready.draft, "author": "zhao"},
        "restore": {"restored": "1"},
        "review": {"keys": f"{MEN} {MARCH}"},
    }
    detail |= more.get(ready.name, {})
    rows: list[tuple[str, str, str, Any]] = [(ready.way.event, ready.way.who, "3", detail)]
    if ready.name == "acceptance":
        rows.append(("accepted", "qian", ready.draft, {"release": 3}))
    if ready.name in ("draft", "acceptance", "files"):
        labels = {"labels": ["走访=visits"], "state": 1}
        labels |= {"author": "zhao"} if len(rows) > 1 else {}
        rows.append(("labels_remembered", ready.way.who, "", labels))
    assert ready.trail(before) == rows
    assert ready.findings() == []


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_what_a_release_changed(ready: Ready):
    outcome = ready.click()
    frames = outcome.changes.frames
    assert tuple(map(len, frames)) == ready.way.counts
    keys = {
        "folder": ([WUHU_TEAMS], [JANUARY], [WOMEN]),
        "restore": ([], [MEN], [MARCH]),
        "review": ([], [MEN, MARCH], []),
    }.get(ready.name, ([FEBRUARY], [NINGBO_TEAMS, JANUARY], []))
    assert tuple(frame["key"].tolist() for frame in frames) == keys
    lists = {"restore": (), "review": ()}.get(ready.name, (("sources", "u1", "added"),))
    assert tuple((c.list, c.code, c.what) for c in outcome.changes.codes) == lists
    figures = ready.workspace.store.read().figures.set_index("key")
    gone = {"folder": {WOMEN}, "restore": {MARCH}}.get(ready.name, set())
    assert set(figures.index) == {*REPORTED, MARCH, *keys[0]} - gone
    new = {
        "folder": {JANUARY: ("33人", "A"), WUHU_TEAMS: ("5支", "A")},
        "restore": {MEN: ("600人", "A")},
        "review": {MEN: ("601人", "A"), MARCH: ("12人", "A")},
        "acceptance": {
            FEBRUARY: ("31人", "A"),
            JANUARY: ("4000人", "A"),
            NINGBO_TEAMS: ("8支", "A"),
        },
    }.get(
        ready.name,
        {FEBRUARY: ("31人", "V"), JANUARY: ("4000人", "V"), NINGBO_TEAMS: ("8支", "V")},
    )
    wanted = {key: (wording, "A") for key, wording in REPORTED.items()}
    wanted |= {} if ready.name == "restore" else {MEN: ("601人", "V"), MARCH: ("12人", "V")}
    wanted = {key: told for key, told in (wanted | new).items() if key not in gone}
    found = dict(
        zip(figures.index, zip(figures.as_reported, figures.obs_status, strict=True), strict=True)
    )
    assert found == wanted


@pytest.mark.parametrize("ready", DRAFTS, indirect=True)
def test_what_a_draft_has_been_through(ready: Ready):
    ready.click()
    draft = ready.state()
    assert draft
    assert (draft.status, draft.release, draft.reviewed, draft.reason) == ("published", 3, 2, WHY)
    assert steps(draft) == published_steps(ready)
    assert draft.version == len(draft.steps)
    moments = [datetime.fromisoformat(step.at) for step in draft.steps]
    assert moments == sorted(moments)
    assert all(moment.tzinfo == UTC and not moment.microsecond for moment in moments)
    assert [kept.name for kept in draft.files] == [name for name, _ in FILES]
    assert [kept.sha256 for kept in draft.files] == HASHES
    assert [kept.size for kept in draft.files] == [len(data) for _, data in FILES]


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_labels_that_were_explained_are_remembered_once_published(ready: Ready):
    assert all_labels(ready.workspace).indicators == {}
    ready.click()
    said = {"走访": "visits"} if ready.name in ("draft", "acceptance", "files") else {}
    assert all_labels(ready.workspace).indicators == said
