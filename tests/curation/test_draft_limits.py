"""How many drafts, files and proofs there may be, how large they are, and what they are called."""

import shutil
from dataclasses import replace
from datetime import date

import pytest

from curation.drafts import draft_editing, draft_publishing
from curation.drafts.draft_storage import make_printable_file_name
from curation.drafts.proofs import check_proof
from curation.errors import CurationError
from curation.reports import report_editing
from curation.workspace import Workspace
from tests.helpers.reviews import reviewed_now
from tests.helpers.small_desk import files, signed_in
from tests.helpers.workspaces import seen_now

ROW = {"visits.q.340200..2024-02": "31人"}
PDF = b"%PDF-1.7"


def refused(call, *args, **kwargs) -> tuple[str, dict[str, object]]:
    with pytest.raises(CurationError) as fault:
        call(*args, **kwargs)
    return fault.value.code, dict(fault.value.values)


def copies_of(folder, name: str, count: int) -> None:
    """Put copies of a draft or a reading beside it, as if it had been made so often."""
    for number in range(count):
        shutil.copytree(folder / name, folder / f"{number:020}-{number:012x}")


def test_a_person_has_a_hundred_open_drafts_and_nobody_elses_count(small):
    zhao, sun = signed_in(small, "zhao"), signed_in(small, "sun")
    first = draft_editing.create_draft(small, zhao, files(ROW))
    copies_of(small.local_folder / "drafts", first.id, 98)
    discarded = draft_editing.create_draft(small, zhao, files(ROW))
    assert refused(draft_editing.create_draft, small, zhao, files(ROW)) == (
        "too_many_drafts",
        {"limit": 100},
    )
    assert draft_editing.create_draft(small, sun, files(ROW)).status == "open"
    draft_editing.discard_draft(small, zhao, seen_now(small, discarded.id))
    assert draft_editing.create_draft(small, zhao, files(ROW)).status == "open"
    assert len(draft_editing.list_drafts(small, zhao)) == 101


def test_a_person_reads_a_hundred_reports_at_once_and_nobody_elses_count(small):
    zhao, sun = signed_in(small, "zhao"), signed_in(small, "sun")
    told = {"day": date(2024, 12, 3), "source": "s"}
    first = report_editing.create_report(small, zhao, "r.txt", "三份".encode(), **told)
    copies_of(small.local_folder / "readings", first.id, 98)
    last = report_editing.create_report(small, zhao, "r.txt", "四份".encode(), **told)
    assert refused(report_editing.create_report, small, zhao, "r.txt", "五份".encode(), **told) == (
        "too_many_readings",
        {"limit": 100},
    )
    assert report_editing.create_report(small, sun, "r.txt", b"5", **told).status == "open"
    report_editing.discard_report(small, zhao, seen_now(small, last.id))
    assert report_editing.create_report(small, zhao, "r.txt", b"6", **told).status == "open"
    assert len(report_editing.list_reports(small, zhao)) == 100


def named(count: int, first: int = 0) -> list[tuple[str, bytes]]:
    return [(f"{number}.csv", b"x") for number in range(first, first + count)]


def test_a_draft_holds_a_hundred_files(small):
    zhao = signed_in(small, "zhao")
    assert refused(draft_editing.create_draft, small, zhao, []) == ("no_files", {})
    assert refused(draft_editing.create_draft, small, zhao, named(101)) == (
        "too_many_files",
        {"limit": 100},
    )
    assert draft_editing.list_drafts(small, zhao) == []
    draft = draft_editing.create_draft(small, zhao, named(98))
    assert refused(
        draft_editing.add_files, small, zhao, seen_now(small, draft.id), named(3, 98)
    ) == (
        "too_many_files",
        {"limit": 100},
    )
    assert (
        len(draft_editing.add_files(small, zhao, seen_now(small, draft.id), named(3, 97)).files)
        == 100
    )
    assert (
        len(draft_editing.add_files(small, zhao, seen_now(small, draft.id), named(100)).files)
        == 100
    )
    assert refused(draft_editing.add_files, small, zhao, seen_now(small, draft.id), []) == (
        "no_files",
        {},
    )
    full = draft_editing.create_draft(small, zhao, named(100))
    assert [file.name for file in full.files] == [f"{number}.csv" for number in range(100)]


def test_the_last_file_of_a_draft_stays(small):
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, named(2))
    draft = draft_editing.remove_file(small, zhao, seen_now(small, draft.id), "0.csv")
    assert [file.name for file in draft.files] == ["1.csv"]
    assert refused(draft_editing.remove_file, small, zhao, seen_now(small, draft.id), "1.csv") == (
        "no_files",
        {},
    )
    assert draft_editing.read_draft_file(small, zhao, draft.id, "1.csv") == b"x"
    assert refused(draft_editing.read_draft_file, small, zhao, draft.id, "0.csv" + "x" * 80) == (
        "no_file",
        {"file": "0.csv" + "x" * 75},
    )


def a_megabyte(workspace: Workspace) -> Workspace:
    """The same desk where a file has at most a megabyte."""
    limits = workspace.settings.limits.model_copy(update={"size_mb": 1})
    return replace(workspace, settings=workspace.settings.model_copy(update={"limits": limits}))


def test_a_file_of_exactly_the_limit_is_taken(small):
    workspace, zhao = a_megabyte(small), signed_in(small, "zhao")
    most = bytes(2**20)
    draft = draft_editing.create_draft(workspace, zhao, [("a.csv", most)])
    assert [(file.name, file.size) for file in draft.files] == [("a.csv", 2**20)]
    for name, shown in (("b.csv", "b.csv"), ("folder/b\u200b.csv", "b.csv")):
        given = [("a.csv", b"x"), (name, most + b"x")]
        for call in (
            lambda given=given: draft_editing.create_draft(workspace, zhao, given),
            lambda given=given: draft_editing.add_files(
                workspace, zhao, seen_now(workspace, draft.id), given
            ),
        ):
            assert refused(call) == ("file_too_large", {"file": shown, "limit": 1})
    assert len(draft_editing.list_drafts(workspace, zhao)) == 1


KINDS = {
    "jpg": b"\xff\xd8\xff\xe0",
    "png": b"\x89PNG\r\n\x1a\n",
    "pdf": PDF,
    "tif": b"II*\x00",
    "tiff": b"MM\x00*",
    "webp": b"RIFF\x01\x02\x03\x04WEBPVP8 ",
}
NOT_PROOFS = {
    "riff alone": b"RIFF\x01\x02\x03\x04WAVEfmt ",
    "webp elsewhere": b"RIFX\x01\x02\x03\x04WEBPVP8 ",
    "webp too early": b"RIFF\x01\x02\x03WEBPVP8 ",
    "png further on": b" \x89PNG\r\n\x1a\n",
    "nothing": b"",
    "page": b"<!doctype html>",
}


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_and_scans_are_proofs(kind):
    check_proof(f"a.{kind}", KINDS[kind], 0)


@pytest.mark.parametrize("kind", NOT_PROOFS)
def test_by_its_first_bytes_and_not_by_its_name_anything_else_is_none(kind):
    name = "甲" * 90 + ".png"
    assert refused(check_proof, name, NOT_PROOFS[kind], 0) == ("proof_kind", {"file": "甲" * 80})


def test_a_proof_has_at_most_twenty_megabytes():
    check_proof("a.pdf", PDF + bytes(20 * 2**20 - len(PDF)), 0)
    data = PDF + bytes(20 * 2**20 - len(PDF) + 1)
    assert refused(check_proof, "甲" * 90, data, 0) == (
        "proof_too_large",
        {"file": "甲" * 80, "limit": 20},
    )


def test_a_draft_has_at_most_twenty_proofs(small):
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, files(ROW))
    for number in range(20):
        draft_editing.attach_proof(
            small, zhao, seen_now(small, draft.id), f"{number}.pdf", PDF + bytes([number])
        )
    assert refused(
        draft_editing.attach_proof, small, zhao, seen_now(small, draft.id), "x.pdf", PDF
    ) == (
        "too_many_files",
        {"limit": 20},
    )
    names = [f"{number}.pdf" for number in range(20)]
    assert [proof.name for proof in draft_editing.read_draft(small, zhao, draft.id).proofs] == names
    outcome = draft_publishing.publish_draft(
        small,
        zhao,
        seen_now(small, draft.id),
        reason="x",
        reviewed=reviewed_now(small, draft.id, 2),
    )
    assert sorted(outcome.release.proofs) == sorted(names)
    assert small.store.proof(3, "19.pdf") == PDF + b"\x13"


def test_a_proof_of_the_same_name_takes_the_place_of_the_earlier_one(small):
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, files(ROW))
    for name, data in (("a.pdf", PDF), ("b.pdf", PDF), ("a.pdf", PDF + b"2")):
        draft = draft_editing.attach_proof(small, zhao, seen_now(small, draft.id), name, data)
    assert [proof.name for proof in draft.proofs] == ["a.pdf", "b.pdf"]
    assert draft_editing.read_draft_file(small, zhao, draft.id, "a.pdf") == PDF + b"2"
    assert [(each.what, each.reason) for each in draft.steps[1:]] == [
        ("proof_attached", "a.pdf"),
        ("proof_attached", "b.pdf"),
        ("proof_attached", "a.pdf"),
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.csv", "a.csv"),
        ("C:\\表\\a.csv", "a.csv"),
        ("/etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("\u202e\u200b", "file"),
        (" . a\u202e.csv . ", "a.csv"),
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 120),
        ("x" * 116 + ".csv", "x" * 116 + ".csv"),
        ("x" * 117 + ".csv", "x" * 116 + ".csv"),
        ("x" * 200 + ".123456789", "x" * 110 + ".123456789"),
        ("x" * 200 + ".1234567890", "x" * 120),
    ],
)
def test_a_name_is_fit_to_be_shown(name, shown):
    assert make_printable_file_name(name) == shown


def test_several_files_of_one_name_are_numbered(small):
    zhao = signed_in(small, "zhao")
    given = [("a.csv", b"1"), ("a.csv", b"2"), ("a.csv", b"3"), ("表", b"4"), ("表", b"5")]
    draft = draft_editing.create_draft(small, zhao, given)
    names = ["a.csv", "a (2).csv", "a (3).csv", "表", "表 (2)"]
    assert [file.name for file in draft.files] == names
    assert draft.title == "a.csv"
    found = [draft_editing.read_draft_file(small, zhao, draft.id, name) for name in names]
    assert found == [data for _, data in given]
