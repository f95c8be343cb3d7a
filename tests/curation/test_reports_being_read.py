"""A report that is being read: what is kept of it, what was decided, what it becomes."""

import json
from datetime import date

import pytest

import auth
from auth import AuditEvent
from curation.drafts import draft_editing
from curation.errors import CurationError
from curation.reports import report_editing
from curation.reports.report import Report
from curation.workspace import Workspace
from extraction import LIMIT, ReportReader, extract_figures
from ledger import CorruptFileError
from ledger.release import sha256_hex
from tests.helpers.small_desk import signed_in, source
from tests.helpers.workspaces import all_subjects, seen_now

DAY = date(2024, 12, 3)
TEXT = "宁波市总工会今年以来走访职工177人，组建服务队近40支。芜湖市总工会慰问困难职工3、5万人。"
NEW = source("paper-1", "丙报", url="https://x", date_accessed="2024-12-04")


def begin(
    workspace: Workspace, who: str = "zhao", data: bytes | None = None, **more: object
) -> Report:
    told = more or {"source": "s"}
    given = TEXT.encode() if data is None else data
    return report_editing.create_report(
        workspace, signed_in(workspace, who), "报道.txt", given, day=DAY, **told
    )


def proposals(workspace: Workspace, text: str = TEXT):
    head = workspace.store.read()
    known = all_subjects(workspace)
    return extract_figures(
        ReportReader.from_code_lists(head.areas, head.indicators, known), text, DAY
    )


def refused(call, *args, **kwargs) -> tuple[str, dict[str, object]]:
    with pytest.raises(CurationError) as fault:
        call(*args, **kwargs)
    return fault.value.code, dict(fault.value.values)


def test_a_report_is_kept_as_it_came_and_written_down(small):
    zhao, data = signed_in(small, "zhao"), TEXT.encode("gb18030")
    made = begin(small, data=data)
    assert (made.version, made.status, made.author, made.account) == (
        *(1, "open", "zhao"),
        zhao.account_id,
    )
    assert (made.name, made.day, made.date, made.source) == ("报道.txt", "2024-12-03", DAY, "s")
    assert (made.entry, made.decisions, made.indicators, made.draft) == ({}, {}, (), "")
    assert (made.sha256, made.text) == (sha256_hex(data), sha256_hex(TEXT.encode()))
    assert report_editing.open_report(small, zhao, made.id) == (made, TEXT)
    assert report_editing.report_folder(small).read_file(made.id, made.sha256) == data
    boss = auth.operator_actor(small.database, "boss")
    (row, *_) = auth.read_audit(boss, event=AuditEvent.UPLOADED)
    assert (row.who, row.subject) == ("zhao", made.id)
    assert json.loads(row.detail) == {"files": [["报道.txt", sha256_hex(data)]]}
    assert draft_editing.list_drafts(small, zhao) == []


def test_of_two_people_and_two_reports_each_sees_their_own_the_newest_first(small):
    mine, theirs = [begin(small), begin(small)], begin(small, "sun")
    zhao, sun = signed_in(small, "zhao"), signed_in(small, "sun")
    assert report_editing.list_reports(small, zhao) == mine[::-1]
    assert report_editing.list_reports(small, sun) == [theirs]
    for act in (
        lambda: report_editing.open_report(small, zhao, theirs.id),
        lambda: report_editing.save_decisions(small, zhao, seen_now(small, theirs.id), {}),
        lambda: report_editing.discard_report(small, zhao, seen_now(small, theirs.id)),
        lambda: report_editing.create_draft_of_report(small, zhao, seen_now(small, theirs.id)),
    ):
        assert refused(act) == ("not_yours", {})
    gone = report_editing.discard_report(small, zhao, seen_now(small, mine[0].id))
    assert (gone.status, gone.version) == ("discarded", 2)
    assert report_editing.list_reports(small, zhao) == [mine[1]]
    assert refused(report_editing.discard_report, small, zhao, seen_now(small, gone.id)) == (
        "not_editable",
        {"status": "discarded"},
    )
    assert report_editing.open_report(small, zhao, gone.id) == (gone, TEXT)
    for name in ("x", "2" * 90, gone.id + "x"):
        assert refused(report_editing.open_report, small, zhao, name) == (
            "no_reading",
            {"reading": name[:40]},
        )


def test_a_folder_without_a_state_was_never_acknowledged(small):
    made, zhao = begin(small), signed_in(small, "zhao")
    place = small.local_folder / "readings"
    (place / f"{'0' * 20}-{'0' * 12}").mkdir()
    (place / "notes.txt").write_text("x")
    assert report_editing.list_reports(small, zhao) == [made]
    (place / made.id / "000001.json").unlink()
    assert report_editing.list_reports(small, zhao) == []


@pytest.mark.parametrize("what", ["sha256", "text"])
def test_a_report_that_was_altered_is_not_shown(small, what):
    made, zhao = begin(small, data=TEXT.encode("gb18030")), signed_in(small, "zhao")
    path = small.local_folder / "readings" / made.id / "files" / getattr(made, what)

    def read() -> object:
        if what == "text":
            return report_editing.open_report(small, zhao, made.id)
        return report_editing.report_folder(small).read_file(made.id, made.sha256)

    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(CorruptFileError) as corrupt:
        read()
    assert (corrupt.value.code, corrupt.value.path) == ("altered", str(path))
    path.unlink()
    with pytest.raises(CorruptFileError) as corrupt:
        read()
    assert (corrupt.value.code, corrupt.value.path) == ("missing", str(path))


def test_a_text_is_read_up_to_the_limit_and_needs_words(small):
    most = "一" * (LIMIT // 3) + "x" * (LIMIT % 3)
    assert report_editing.open_report(
        small, signed_in(small, "zhao"), begin(small, data=most.encode()).id
    )
    assert refused(begin, small, data=(most + "x").encode()) == (
        "text_too_long",
        {"limit": LIMIT, "found": LIMIT + 1},
    )
    for empty in ("", " \n\u3000"):
        assert refused(begin, small, data=empty.encode()) == ("no_text", {})


@pytest.mark.parametrize(
    "more",
    [
        {"source": "nobody"},
        {"source": ""},
        {"entry": {"id": "paper-1"}},
        {"entry": {"id": "paper-1", "title": {}}},
        {"entry": {"title": {"zh": "题"}}},
    ],
)
def test_a_report_has_a_source_that_is_known_or_has_a_title(small, more):
    assert refused(begin, small, **more) == ("source_missing", {})
    assert report_editing.list_reports(small, signed_in(small, "zhao")) == []


def test_a_source_may_be_new_or_known(small):
    assert begin(small, source="t").source == "t"
    new = begin(small, entry=NEW)
    assert (new.source, new.entry, new.title) == ("paper-1", NEW, "丙报的一版")
    both = begin(small, source="other", entry=NEW)
    assert (both.source, both.entry) == ("other", NEW)
