"""Folders of tables, published over what others have published since."""

import json
from pathlib import Path
from typing import Any

import pytest

from auth import PermissionDeniedError
from curation.drafts import draft_editing, draft_publishing
from curation.errors import PublishBlockedError, UnreadableFolderError
from curation.releases import datasets, publishing
from curation.releases.proposed_release import read_published_datasets
from curation.releases.publishing import PublishResult
from curation.releases.upload_review import Upload
from curation.workspace import Workspace
from file_formats import yaml
from tests.helpers.releases import AREAS
from tests.helpers.reviews import publish_folder_now, publish_now, reviewed_now
from tests.helpers.small_desk import (
    LISTS,
    MEMBERS,
    REPORTED,
    TEAMS,
    VISITS,
    files,
    indicator,
    programme,
    signed_in,
    source,
    write_folder,
)
from tests.helpers.workspaces import seen_now

MARCH, MEN = "visits.p.330203..2024-03", "members..330200.men.2024"
JANUARY, TEAM = "visits.q.340200..2024-01", "teams..330200..2024"
WOMEN = "members..340200.women.2024"
THEIRS = {MARCH: "12人", MEN: "601人"}
"""What sun has published since, as release 2."""


def folder_of(workspace: Workspace) -> Path:
    return workspace.local_folder.parent / "tables"


def publish(workspace: Workspace, folder: Path | None = None, who: str = "zhao") -> PublishResult:
    actor = signed_in(workspace, who)
    return publish_folder_now(workspace, actor, folder or folder_of(workspace), reason="改报")


def brought(
    workspace: Workspace, figures: dict[str, str], *lists: tuple[str, bytes]
) -> PublishResult:
    """Somebody publishes a file through the pages."""
    upload = Upload([*files(figures), *lists])
    sun = signed_in(workspace, "sun")
    return publish_now(workspace, sun, upload, reason="x", explanations={"*": "x"})


def wordings(workspace: Workspace) -> dict[str, str]:
    figures = workspace.store.read().figures
    return dict(zip(figures["key"], figures["as_reported"], strict=True))


def counts(outcome: PublishResult) -> tuple[int, ...]:
    return tuple(map(len, outcome.changes.frames))


def renamed(entry: Any, zh: str) -> Any:
    return {**entry, "name": {**entry["name"], "zh": zh}}


def names(workspace: Workspace, kind: str) -> dict[str, str]:
    entries = getattr(workspace.store.read(), kind)
    return {each.get("code") or each["id"]: each["name"]["zh"] for each in entries}


def test_what_others_published_stays_however_often_the_folder_is_published(small):
    assert wordings(small) == {**REPORTED, **THEIRS}
    same = publish(small)
    assert (same.made, same.release.number, bool(same.changes)) == (False, 2, False)
    write_folder(folder_of(small), {**REPORTED, JANUARY: "33人"})
    assert counts(publish(small)) == (0, 1, 0)
    # The release that the folder made holds sun's figures too; the folder never had them.
    again = publish(small)
    assert (again.made, again.release.number, bool(again.changes)) == (False, 3, False)
    brought(small, {TEAM: "9支"})
    write_folder(folder_of(small), {**REPORTED, JANUARY: "34人"})
    assert counts(publish(small)) == (0, 1, 0)
    assert publish(small).made is False
    assert wordings(small) == {**REPORTED, **THEIRS, TEAM: "9支", JANUARY: "34人"}
    assert small.store.release().number == 5


def test_what_the_folder_takes_out_goes_even_where_others_corrected_it(small):
    less = {key: each for key, each in REPORTED.items() if key not in (MEN, WOMEN)}
    write_folder(folder_of(small), less)
    outcome = publish(small)
    assert outcome.changes.removed["key"].tolist() == [MEN, WOMEN]
    assert counts(outcome) == (0, 0, 2)
    assert wordings(small) == {**less, MARCH: "12人"}
    # What it took out it can bring back.
    write_folder(folder_of(small))
    back = publish(small)
    assert back.changes.added["key"].tolist() == [MEN, WOMEN]
    assert wordings(small) == {**REPORTED, MARCH: "12人"}


def test_where_both_changed_a_figure_the_folder_has_the_last_word(small):
    write_folder(folder_of(small), {**REPORTED, MEN: "602人", MARCH: "13人"})
    outcome = publish(small)
    assert counts(outcome) == (0, 2, 0)
    assert wordings(small) == {**REPORTED, MEN: "602人", MARCH: "13人"}


def test_nothing_is_said_of_figures_that_stay(small):
    write_folder(folder_of(small), {**REPORTED, JANUARY: "33人"})
    actor = signed_in(small, "zhao")
    found = publishing.check_folder(small, actor, folder_of(small))
    assert (found.problems, found.checked.shape) == ((), "tidy")
    write_folder(folder_of(small), {key: REPORTED[key] for key in REPORTED if key != WOMEN})
    (warning,) = publishing.check_folder(small, actor, folder_of(small)).problems
    assert (warning.code, warning.level, dict(warning.hints)) == (
        "replace_removes",
        "warning",
        {"indicator": "members", "count": 1},
    )
    told = json.loads(publish(small).release.notes["explanations"])
    assert told == [{"code": "replace_removes", "count": 1, "explanation": "改报"}]


def test_labels_that_others_changed_since_stay_and_keep_their_places(small):
    theirs = [renamed(VISITS, "走访"), indicator("posts", "服务站", "座", "stock", "last")]
    more = ("i.yaml", yaml.dump_yaml({"indicators": theirs}))
    brought(small, {"posts..330200..2024": "3座"}, more)
    clubs = indicator("clubs", "俱乐部", "家", "stock", "last")
    mine = [renamed(MEMBERS, "工会会员"), VISITS, TEAMS, clubs]
    write_folder(folder_of(small), indicators=mine)
    outcome = publish(small)
    assert [(c.list, c.code, c.what) for c in outcome.changes.codes] == [
        ("indicators", "members", "changed"),
        ("indicators", "clubs", "added"),
    ]
    assert names(small, "indicators") == {
        "visits": "走访",
        "visits_target": "走访年度任务",
        "members": "工会会员",
        "teams": "服务队",
        "posts": "服务站",
        "clubs": "俱乐部",
    }
    assert list(names(small, "indicators")) == [
        *("visits", "visits_target", "members", "teams", "posts", "clubs")
    ]
    # Once more, and in another order: the folder says nothing new.
    write_folder(folder_of(small), indicators=[*reversed(mine)])
    assert publish(small).made is False


def test_an_entry_that_the_folder_takes_out_goes_and_the_others_stay(small):
    brought(
        small, {JANUARY: "30人"}, ("s.yaml", yaml.dump_yaml({"sources": [source("u1", "丙报")]}))
    )
    left = [each for each in LISTS["sources"] if each["id"] == "s"]
    write_folder(folder_of(small), sources=left)
    outcome = publish(small)
    assert [(c.list, c.code, c.what) for c in outcome.changes.codes] == [
        ("sources", "t", "removed")
    ]
    assert [each["id"] for each in small.store.read().sources] == ["s", "u1"]
    assert counts(outcome) == (0, 0, 0)
    assert outcome.release.files == small.store.release(3).files


def test_where_both_changed_an_entry_the_folder_has_the_last_word(small):
    brought(
        small, {JANUARY: "30人"}, ("i.yaml", yaml.dump_yaml({"indicators": [renamed(TEAMS, "队")]}))
    )
    write_folder(folder_of(small), indicators=[VISITS, MEMBERS, renamed(TEAMS, "小队")])
    publish(small)
    assert names(small, "indicators")["teams"] == "小队"


def test_areas_and_programmes_are_carried_over_entry_by_entry(small):
    areas = AREAS.replace("海曙区,Haishu", "海曙,Haishu District")
    areas += "\n330205,江北区,Jiangbei,330200,county,,"
    more = [*LISTS["programmes"], programme("r", "丙项目", "330205")]
    write_folder(folder_of(small), areas=areas, programmes=more)
    outcome = publish(small)
    assert sorted((c.list, c.code, c.what) for c in outcome.changes.codes) == [
        ("areas", "330203", "changed"),
        ("areas", "330205", "added"),
        ("programmes", "r", "added"),
    ]
    head = small.store.read()
    assert head.areas["code"].tolist() == [line.split(",")[0] for line in areas.splitlines()]
    places = head.areas.set_index("code")
    assert places.loc["330203", "name_en"] == "Haishu District"
    assert places.loc["330000", ["tile_row", "tile_col"]].tolist() == [4, 6]
    assert [each["id"] for each in head.programmes] == ["p", "q", "r"]
    assert wordings(small) == {**REPORTED, **THEIRS}
    assert publish(small).made is False


def test_a_figure_that_needs_what_the_folder_takes_out_stops_it(small):
    less = {key: each for key, each in REPORTED.items() if not key.startswith("visits.p")}
    write_folder(folder_of(small), less, programmes=LISTS["programmes"][1:])
    with pytest.raises(PublishBlockedError) as blocked:
        publish(small)
    (problem,) = blocked.value.problems
    assert (problem.code, problem.file, problem.value) == ("unknown_programme", "figures.csv", "p")
    assert small.store.release().number == 2
    assert names(small, "programmes") == {"p": "甲项目", "q": "乙项目"}


def test_a_dump_is_held_against_the_release_it_was_written_from(small, tmp_path):
    dump = tmp_path / "dump"
    written = datasets.write_datasets(small.store.read(2), dump)
    assert [path.name for path in written] == [
        *("figures.csv", "indicators.yaml", "programmes.yaml", "sources.yaml"),
        *("areas.csv", "charts.yaml", "datapackage.yaml"),
    ]
    assert datasets.read_source_release(dump) == 2
    brought(small, {TEAM: "9支"})
    same = publish(small, dump)
    assert (same.made, same.release.number) == (False, 3)
    figures = dump / "figures.csv"
    figures.write_text(figures.read_text("utf-8").replace("30人,30,30,30", "36人,,,"), "utf-8")
    outcome = publish(small, dump)
    assert counts(outcome) == (0, 1, 0)
    assert wordings(small) == {**REPORTED, **THEIRS, TEAM: "9支", JANUARY: "36人"}
    # It is no release of datasets/, so datasets/ are held against what they were.
    assert outcome.release.notes.keys() == {"audit"}
    kept = read_published_datasets(small.store)
    assert kept.release.number == 1
    assert dict(zip(kept.figures["key"], kept.figures["as_reported"], strict=True)) == REPORTED


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("release: '2'\n", 2),
        ("release: x\n", None),
        ("name: 甲\n", None),
        ("release: -1\n", None),
        ("- 2\n", None),
        ("2\n", None),
    ],
)
def test_which_release_a_folder_was_dumped_from(tmp_path, text, number):
    (tmp_path / "datapackage.yaml").write_text(text, "utf-8")
    assert datasets.read_source_release(tmp_path) == number


def test_a_descriptor_that_cannot_be_read_is_named(small):
    (folder_of(small) / "datapackage.yaml").write_bytes(b"- &x a\n")
    with pytest.raises(UnreadableFolderError) as bad:
        publish(small)
    assert (bad.value.code, bad.value.path.name) == ("yaml_alias", "datapackage.yaml")
    assert small.store.release().number == 2


def test_a_county_publishes_a_folder_within_its_own_area_alone(small):
    write_folder(folder_of(small), {**REPORTED, TEAM: "8支"})
    assert counts(publish(small, who="li")) == (0, 1, 0)
    write_folder(folder_of(small), {**REPORTED, TEAM: "8支", JANUARY: "33人"})
    found = publishing.check_folder(small, signed_in(small, "li"), folder_of(small))
    assert [(p.code, p.value, p.expected) for p in found.errors] == [
        ("area_not_yours", "340200", "330200")
    ]
    with pytest.raises(PublishBlockedError):
        publish(small, who="li")
    more = [*LISTS["sources"], source("u1", "丙报")]
    write_folder(folder_of(small), {**REPORTED, TEAM: "9支"}, sources=more)
    assert publish(small, who="li").release.number == 4
    write_folder(
        folder_of(small), {**REPORTED, TEAM: "9支"}, sources=[source("s", "丁报"), *more[1:]]
    )
    with pytest.raises(PermissionDeniedError) as denied:
        publish(small, who="li")
    assert denied.value.values == {"action": "change_codes"}
    assert small.store.release().number == 4


def test_a_draft_and_a_folder_in_turn_keep_what_each_has_brought(small):
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, files({"visits.p.330203..2024-04": "14人"}))
    write_folder(folder_of(small), {**REPORTED, "visits.q.340200..2024-02": "31人"})
    publish(small)
    draft_publishing.publish_draft(
        small,
        zhao,
        seen_now(small, draft.id),
        reason="四月",
        reviewed=reviewed_now(small, draft.id, 3),
    )
    assert publish(small).made is False
    assert set(wordings(small)) - set(REPORTED) == {
        MARCH,
        "visits.p.330203..2024-04",
        "visits.q.340200..2024-02",
    }
