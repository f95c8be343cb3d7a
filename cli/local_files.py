"""Files and folders of this machine, checked and published by whoever sits at it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from auth import Actor
from curation.answers.answers import parse_answers
from curation.answers.remembered_labels import load_remembered_subjects
from curation.context import NO_FIGURES, Workspace
from curation.drafts.actions import change_draft, create_draft
from curation.drafts.draft import Draft
from curation.drafts.workflow import submit_draft
from curation.errors import CurationError, UnreadableFolderError
from curation.releases.datasets import TABLES
from curation.releases.publishing import PublishResult, check_folder, publish_folder, publish_upload
from curation.releases.review import Review, Upload, check_upload
from curation.reports.actions import extract_text
from extraction import TextTooLongError
from extraction import extract_from_report as quantities_of
from file_formats import detect_format
from intake.model.modes import Mode

QUANTITY_FIELDS = (
    *("phrase", "value", "value_low", "value_high", "qualifier", "unit", "subject"),
    *("ref_area", "time_period", "start", "end", "indicator", "breakdown"),
)
"""What is told of a quantity in a report."""
MAX_REPORT_BYTES = 8 * 2**20
"""Bytes of a report on this machine's own disk; what is pasted into a page is held to less."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How files are taken over: `matches` say what labels mean (`label=code`), `encoding` is that
    of all text files, where it is not to be found out; `standing` is the area, period, unit or
    source of tables that name none.
    """

    mode: Mode = "upsert"
    matches: Sequence[str] = ()
    encoding: str = ""
    standing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class LocalPublishResult:
    """What came of publishing: the review, and the release, or the draft that waits."""

    review: Review
    outcome: PublishResult | None = None
    draft: Draft | None = None

    @property
    def what(self) -> str:
        """Name it: published, nothing_changed, waiting, not_published."""
        if self.outcome:
            return "published" if self.outcome.made else "nothing_changed"
        return "waiting" if self.draft else "not_published"


def check_paths(
    workspace: Workspace,
    actor: Actor,
    paths: Sequence[Path],
    how: ImportOptions | None = None,
) -> Review:
    """Check files, or a folder of tables such as datasets/; nothing is kept.

    Raises access.Denied, BadFolder, StoreFault.
    """
    if folder := _tables_folder(paths):
        return check_folder(workspace, actor, folder)
    return check_upload(workspace, actor, _read_upload(workspace, paths, how or ImportOptions()))


def publish_paths(
    workspace: Workspace,
    actor: Actor,
    paths: Sequence[Path],
    how: ImportOptions | None = None,
    *,
    reason: str,
    explanation: str = "",
) -> LocalPublishResult:
    """Publish files, or what has changed in a folder of tables; nothing where there are errors.

    Where a second person accepts, files become a draft that waits. Warnings pass with the
    explanation, or the reason where none is given. Raises as `publish_upload` and `check_paths`.
    """
    why = {"*": explanation.strip() or reason}
    if folder := _tables_folder(paths):
        found = check_folder(workspace, actor, folder)
        if found.errors:
            return LocalPublishResult(found)
        said = {"reason": reason, "explanation": explanation}
        return LocalPublishResult(
            found, publish_folder(workspace, actor, folder, reviewed=found, **said)
        )
    upload = _read_upload(workspace, paths, how or ImportOptions())
    found = check_upload(workspace, actor, upload)
    if found.errors:
        return LocalPublishResult(found)
    if workspace.settings.publishing.approval:
        return LocalPublishResult(found, draft=_submit(workspace, actor, upload, reason, why))
    return LocalPublishResult(
        found,
        publish_upload(workspace, actor, upload, reason=reason, explanations=why, reviewed=found),
    )


def _read_upload(workspace: Workspace, paths: Sequence[Path], how: ImportOptions) -> Upload:
    files = read_paths(workspace, paths)
    encodings = {name: how.encoding for name, _ in files} if how.encoding else {}
    said = parse_answers(how.matches).standing(how.standing)
    return Upload(files, how.mode, replace(said, encodings=encodings))


def read_paths(workspace: Workspace, paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Read files by name, and the tables of folders; of a file too large only the start.

    Raises BadFolder (missing_file, unreadable_file, no_files).
    """
    # One byte more than the limit, so that a file without an end is refused like any other.
    most = workspace.settings.limits.size_mb * 2**20 + 1
    found = []
    for path in (each for named in paths for each in _list_files(named)):
        try:
            with path.open("rb") as file:
                found.append((path.name, file.read(most)))
        except FileNotFoundError:
            raise UnreadableFolderError("missing_file", path) from None
        except OSError:
            raise UnreadableFolderError("unreadable_file", path) from None
    if not found:
        raise UnreadableFolderError("no_files", paths[0])
    return found


def read_report(workspace: Workspace, path: Path, day: date) -> list[dict[str, Any]]:
    """Read the quantities in a report (.txt in any encoding, .docx, a .pdf with text), in order.

    Raises BadFolder, Refused("text_too_long"), files.Refused, ledger.StoreFault.
    """
    if os.path.isdir(path):
        raise UnreadableFolderError("unreadable_file", path)
    ((name, data),) = read_paths(workspace, [path])
    lists = workspace.store.read(where=NO_FIGURES)
    text = extract_text(name, data)
    try:
        found = quantities_of(
            text,
            day,
            lists.areas,
            lists.indicators,
            load_remembered_subjects(workspace),
            limit=MAX_REPORT_BYTES,
        )
    except TextTooLongError as fault:
        raise CurationError(fault.code, {"limit": fault.limit, "found": fault.size}) from None
    return [{key: getattr(each, key) for key in QUANTITY_FIELDS} for each in found]


def _list_files(path: Path) -> list[Path]:
    # os.path says no where a name is too long for the system; Path raises.
    if not os.path.isdir(path):
        return [path]
    inside = sorted(
        each for each in path.iterdir() if each.suffix.lower() in detect_format.TABLE_ENDINGS
    )
    return [each for each in inside if not each.name.startswith((".", "~$"))]


def _tables_folder(paths: Sequence[Path]) -> Path | None:
    """Give the folder, if it is one folder of tables such as datasets/."""
    one = paths[0] if len(paths) == 1 else None
    whole = one and all(os.path.isfile(one / name) for name in TABLES[:2])
    return one if whole else None


def _submit(
    workspace: Workspace, actor: Actor, upload: Upload, reason: str, why: dict[str, str]
) -> Draft:
    draft = create_draft(workspace, actor, upload.files, mode=upload.mode, answers=upload.answers)
    change_draft(workspace, actor, draft.id, explanations=why)
    return submit_draft(workspace, actor, draft.id, reason=reason)
