"""Checks and publishes files and folders of this machine, and reads reports."""

import itertools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from auth import Actor
from charts.declarations import check_charts_file
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import change_draft, create_draft
from curation.drafts.draft_publishing import submit_draft
from curation.errors import CurationError, UnreadableFolderError
from curation.releases.datasets import TABLES
from curation.releases.publishing import PublishResult, check_folder, publish_folder, publish_upload
from curation.releases.upload_review import Review, Upload, check_upload
from curation.remembered_labels import load_remembered_subjects
from curation.reports.report_reading import extract_text, read_figures
from curation.upload_answers import parse_answers, parse_cells, parse_choices
from curation.workspace import NO_FIGURES, Workspace
from extraction import ReportReader, TextTooLongError
from file_formats import detect_format
from intake.model.upload_modes import UploadMode

QUANTITY_FIELDS = (
    *("phrase", "value", "value_low", "value_high", "qualifier", "unit", "subject"),
    *("ref_area", "time_period", "start", "end", "indicator", "breakdown"),
)
"""Fields of a quantity in a report that `read_report` returns."""
MAX_REPORT_BYTES = 8 * 2**20
"""Size limit of a report on the local disk; the limit of an uploaded report is lower."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import files, as typed on the command line.

    `matches` are texts `label=code`, `choices` texts `question=choice`, `cells` texts `cell=text`.
    `encoding` applies to all text files; "" means that it is detected. `defaults` are area, period,
    unit, source and `values_as` for tables that do not state them.
    """

    mode: UploadMode = "upsert"
    matches: Sequence[str] = ()
    encoding: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    choices: Sequence[str] = ()
    cells: Sequence[str] = ()


DEFAULT_OPTIONS = ImportOptions()


@dataclass(frozen=True, slots=True, eq=False)
class LocalPublishResult:
    """The result of publishing local files: the review, and the published release or a draft.

    After errors `result` and `draft` are None. `draft` is set if a second person must accept the
    files.
    """

    review: Review
    result: PublishResult | None = None
    draft: Draft | None = None

    @property
    def status(self) -> str:
        """One of "published", "nothing_changed", "waiting" (for acceptance) and "not_published"."""
        if self.result:
            return "published" if self.result.made else "nothing_changed"
        return "waiting" if self.draft else "not_published"


def check_paths(
    workspace: Workspace,
    actor: Actor,
    paths: Sequence[Path],
    options: ImportOptions = DEFAULT_OPTIONS,
) -> Review:
    """Return the review of files, or of a folder such as datasets/ with its charts; store nothing.

    Raises PermissionDeniedError, UnreadableFolderError, StoreError, ChartFileError.
    """
    if folder := _find_tables_folder(paths):
        _refuse_answers_about_folder(options)
        review = check_folder(workspace, actor, folder)
        check_charts_file(folder)
        return review
    return check_upload(workspace, actor, _read_upload(workspace, paths, options))


def publish_paths(
    workspace: Workspace,
    actor: Actor,
    paths: Sequence[Path],
    options: ImportOptions = DEFAULT_OPTIONS,
    *,
    reason: str,
    explanation: str = "",
) -> LocalPublishResult:
    """Publish local files, or the changes in a folder of tables, unless there are errors.

    If the settings require acceptance by a second person, files (not a folder of tables) become a
    submitted draft. `explanation` is stored for all warnings; if it is "", the reason is. Raises
    the errors of `publish_upload` and `check_paths`.
    """
    explanations = {"*": explanation.strip() or reason}  # "*" is every warning
    if folder := _find_tables_folder(paths):
        _refuse_answers_about_folder(options)
        review = check_folder(workspace, actor, folder)
        if review.errors:
            return LocalPublishResult(review)
        result = publish_folder(
            workspace, actor, folder, reason=reason, explanation=explanation, reviewed=review
        )
        return LocalPublishResult(review, result)
    upload = _read_upload(workspace, paths, options)
    review = check_upload(workspace, actor, upload)
    if review.errors:
        return LocalPublishResult(review)
    if workspace.settings.publishing.approval:
        draft = create_draft(
            workspace, actor, upload.files, mode=upload.mode, answers=upload.answers
        )
        draft = change_draft(workspace, actor, draft.seen, explanations=explanations)
        draft = submit_draft(workspace, actor, draft.seen, reason=reason, reviewed=review.seen)
        return LocalPublishResult(review, draft=draft)
    result = publish_upload(
        workspace, actor, upload, reason=reason, explanations=explanations, reviewed=review
    )
    return LocalPublishResult(review, result)


def _refuse_answers_about_folder(options: ImportOptions) -> None:
    """Raise CurationError("options_of_folder") if the options answer questions about tables.

    It is called when a folder such as datasets/ is checked or published: its tables have fixed
    columns and codes, so that nothing in them needs an answer.
    """
    if options.matches or options.choices or options.cells or any(options.defaults.values()):
        raise CurationError("options_of_folder")


def _read_upload(workspace: Workspace, paths: Sequence[Path], options: ImportOptions) -> Upload:
    """Return local files and the options as an upload, ready to be checked like one of a page.

    Raises UnreadableFolderError, and CurationError for malformed options.
    """
    files = read_paths(workspace, paths)
    encodings = {name: options.encoding for name, _ in files} if options.encoding else {}
    answers = parse_answers(options.matches).with_defaults(options.defaults)
    choices = parse_choices(options.choices)
    cells = parse_cells(options.cells, [name for name, _ in files])
    answers = replace(answers, encodings=encodings, choices=choices, cells=cells)
    return Upload(files, options.mode, answers)


def read_paths(workspace: Workspace, paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Return name and bytes of each file, and of each table in a folder.

    A name is without its folder. Raises UnreadableFolderError (missing_file, unreadable_file,
    no_files).
    """
    # One byte above the limit suffices for the check to refuse a file, even an endless one.
    max_bytes = workspace.settings.limits.size_mb * 2**20 + 1
    files = []
    for path in itertools.chain.from_iterable(map(_list_files, paths)):
        try:
            with path.open("rb") as file:
                files.append((path.name, file.read(max_bytes)))
        except FileNotFoundError:
            raise UnreadableFolderError("missing_file", path) from None
        except OSError:
            raise UnreadableFolderError("unreadable_file", path) from None
    if not files:
        raise UnreadableFolderError("no_files", paths[0])
    return files


def read_report(workspace: Workspace, path: Path, day: date) -> list[dict[str, Any]]:
    """Return the quantities in a report with QUANTITY_FIELDS, in the order of its text.

    The file is .docx, .pdf with text, or text in any encoding; `day` is the report's date. Raises
    UnreadableFolderError, TextTooLongError, FileFormatError, StoreError.
    """
    if os.path.isdir(path):
        raise UnreadableFolderError("unreadable_file", path)
    ((name, data),) = read_paths(workspace, [path])
    limits = workspace.file_limits
    text = extract_text(name, data, limits)
    if (size := len(text.encode("utf-8", "surrogatepass"))) > MAX_REPORT_BYTES:
        raise TextTooLongError(size, MAX_REPORT_BYTES)
    release = workspace.store.read(where=NO_FIGURES)
    # None: only answers that are shared with everybody.
    subjects = load_remembered_subjects(workspace, None, release.indicators)
    reader = ReportReader.from_code_lists(release.areas, release.indicators, subjects)
    quantities = read_figures(reader, text, day, limits)
    return [{name: getattr(quantity, name) for name in QUANTITY_FIELDS} for quantity in quantities]


def _list_files(path: Path) -> list[Path]:
    """Return [path] for a file; for a folder its tables, sorted, without hidden and lock files.

    Tables are the files with one of TABLE_ENDINGS; folders within the folder are not searched.
    """
    # os.path.isdir returns False for a name that is too long; Path.is_dir raises.
    if not os.path.isdir(path):
        return [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.suffix.lower() in detect_format.TABLE_ENDINGS
        and not file.name.startswith((".", "~$"))  # Excel locks an open a.xlsx by ~$a.xlsx
    )


def _find_tables_folder(paths: Sequence[Path]) -> Path | None:
    """Return the only path if it is a folder of tables such as datasets/, else None.

    Such a folder has at least the first two of TABLES: figures.csv and indicators.yaml.
    """
    if len(paths) == 1 and all(os.path.isfile(paths[0] / name) for name in TABLES[:2]):
        return paths[0]
    return None
