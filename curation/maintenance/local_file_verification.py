"""Verifies the files of drafts, reports and labels: damaged and lost ones; others stay usable."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from auth import (
    Action,
    Actor,
    AuditEvent,
    AuditRow,
    find_lost_database_part,
    is_trail_cut,
    read_detail,
    read_rows_of_events,
    require,
)
from curation.append_only_folder import (
    ITEM_ID,
    AppendOnlyFolder,
    StateHead,
    find_damaged_states,
    find_next_state_number,
    name_item,
    read_head,
    read_newest_state,
    read_state_hash,
    write_head,
)
from curation.drafts.draft import Draft
from curation.drafts.draft_storage import draft_folder
from curation.errors import CurationError
from curation.releases.release_audit import find_lost_release
from curation.remembered_labels import labels_folder
from curation.reports.report import Report
from curation.reports.report_editing import report_folder
from curation.states_log import LOG_NAME, LoggedState, read_log, rewrite_log
from curation.workspace import Workspace
from ledger import CorruptFileError, StoreError
from ledger.errors import wrap_storage_errors
from ledger.storage import delta_log

ITEM_EVENTS = (
    AuditEvent.UPLOADED,
    AuditEvent.SUBMITTED,
    AuditEvent.RETURNED,
    AuditEvent.TAKEN_OVER,
)
LABELS = "labels"
ITEM_KINDS = {"drafts": "draft", "readings": "reading", LABELS: "labels"}
"""The word that begins codes of findings, by the first part of an item's name in the log."""
LABEL_EVENTS = (
    AuditEvent.LABELS_REMEMBERED,
    AuditEvent.LABEL_SHARED,
    AuditEvent.LABEL_FORGOTTEN,
)


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """One damage or loss: a code, the file or row concerned (`place`), a release number or None.

    Codes in addition to the ledger's:
    - draft_altered, draft_missing, draft_unreadable; the same with reading_ (reports) and labels_;
    - audit_missing, audit_changed, audit_link, audit_differs, audit_cut (`place` is the number of
      the first such row), audit_head;
    - states_missing, states_altered, states_cut: the log of all states, or lines at its end;
    - session_altered (`place` is the account's name);
    - account_changed, account_missing, account_unknown (`place` is the account), account_damaged;
    - release_lost, release_differs: the store lacks a release that the audit trail names, or has
      another one; receipt_missing;
    - warnings: unaudited (a crash left a release or a change without its audit row), unsealed (an
      interrupted publish, which the next start completes or withdraws).
    """

    code: str
    place: str
    release: int | None = None
    level: Literal["error", "warning"] = "error"

    @property
    def repair_message_id(self) -> str:
        """The id of the message that says how to repair the damage, such as `manage.way_draft`.

        The message is named by the first word of the code. Findings of the ledger, whose codes have
        no such word, get `way_leftover` for warnings and `way_store` for errors.
        """
        kinds = ("draft", "reading", "labels", "states", "audit", "head", "account", "session")
        renamed = {"unsealed": "unaudited", "audit_head": "head"}
        kind = renamed.get(self.code, self.code.partition("_")[0])
        if kind not in (*kinds, "release", "receipt", "unaudited"):
            kind = "leftover" if self.level == "warning" else "store"
        return f"manage.way_{kind}"


def find_local_damage(workspace: Workspace, actor: Actor) -> list[IntegrityFinding]:
    """Return the damage of the newest states of drafts, reports and labels, for staff pages.

    This is the quick check: of uploaded files only the sizes are compared. `verify_local_files`
    reads everything. Raises PermissionDeniedError, StoreError.
    """
    require(actor, Action.READ_DRAFTS)
    return list(scan_local_damage(workspace))


def find_first_loss(workspace: Workspace) -> IntegrityFinding | None:
    """Return the first loss found without reading everything, for the health check; None if none.

    The newest release that the audit trail names is looked for first, then the end of the audit
    trail, then drafts, reports and labels. Raises DatabaseUnavailableError, StoreError.
    """
    if lost := find_lost_release(workspace.database, workspace.store):
        return IntegrityFinding("release_lost", delta_log.entry_name(lost.number), lost.number)
    if is_trail_cut(workspace.database):
        return IntegrityFinding("audit_cut", "audit")
    if lost_part := find_lost_database_part(workspace.database):
        return IntegrityFinding("account_damaged", lost_part)
    return next(chain(scan_local_damage(workspace), find_log_damage(workspace)), None)


def scan_local_damage(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield the damage of the newest states of drafts, reports and labels, and of their files.

    Of a file the size is compared, not the content. No permission is checked: the health check has
    no actor. Raises StoreError.
    """
    for item_kind, folder in _list_item_folders(workspace).items():
        try:
            ids = folder.list_ids()
        except CorruptFileError as error:  # a file in the place of the folder
            yield _build_finding(workspace, item_kind, error)
            continue
        for item_id in ids:
            damage = folder.find_damage(item_id)
            if damage:
                yield _build_finding(workspace, item_kind, damage)
                continue  # the list of the item's files is in the damaged state
            for place, sha256, size in _list_stored_files(folder, item_id):
                actual_size = folder.read_file_size(item_id, sha256)
                if actual_size is None or size not in (None, actual_size):
                    code = "missing" if actual_size is None else "altered"
                    yield IntegrityFinding(f"{item_kind}_{code}", place)
    try:
        read_newest_state(labels_folder(workspace))
    except CorruptFileError as error:
        yield _build_finding(workspace, "labels", error)


def verify_local_files(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield all damage of drafts, reports and labels; every state and file is read and hashed.

    Raises StoreError.
    """
    for item_kind, folder in _list_item_folders(workspace).items():
        try:
            ids = folder.list_ids()
        except CorruptFileError as unreadable:  # a file in the place of the folder
            yield _build_finding(workspace, item_kind, unreadable)
            continue
        for item_id in ids:
            errors = find_damaged_states(folder.root / item_id)
            newest_damage = folder.find_damage(item_id)
            # Only `find_damage` notices that the values of a state are no draft or report.
            if newest_damage and str(newest_damage) not in map(str, errors):
                errors.append(newest_damage)
            yield from (_build_finding(workspace, item_kind, error) for error in errors)
            yield from _verify_item_files(item_kind, folder, item_id)
    try:
        errors = find_damaged_states(labels_folder(workspace))
    except CorruptFileError as unreadable:
        errors = [unreadable]
    for error in errors:
        yield _build_finding(workspace, "labels", error)


def find_lost_items(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield drafts and reports with fewer states than audit trail or log name, or without any.

    Otherwise an older copy of a draft's folder and head would pass as undamaged. Raises
    DatabaseUnavailableError, StoreError.
    """
    # By item id, the highest state number in the audit trail. The row does not say whether the item
    # is a draft or a report: both folders are searched.
    audited_states: dict[str, int] = {}
    for row in read_rows_of_events(workspace.database, ITEM_EVENTS):
        state_number = _read_state_number(row)
        audited_states[row.subject] = max(state_number, audited_states.get(row.subject, 0))
    log = read_log(workspace.local_folder)
    logged_states = {
        state.item.partition("/")[2]: state
        for state in (log.newest.values() if log else ())
        if state.item != LABELS
    }
    folders = _list_item_folders(workspace).values()
    for item_id in {**audited_states, **logged_states}:
        logged = logged_states.get(item_id)
        paths = [workspace.local_folder / logged.item] if logged else []
        paths = paths or [folder.root / item_id for folder in folders]
        newest_number = max(map(_find_newest_state_number, paths))
        expected = max(audited_states.get(item_id, 0), logged.number if logged else 0)
        item = logged.item if logged else f"drafts/{item_id}"
        kind = ITEM_KINDS[item.partition("/")[0]]
        if not newest_number:
            yield IntegrityFinding(f"{kind}_missing", item)
        elif newest_number < expected:
            yield IntegrityFinding(f"{kind}_missing", f"{item}/{expected:06}.json")
        elif logged:
            yield from _compare_with_log(workspace, logged)


def find_lost_labels(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield a finding if the remembered labels have fewer states than audit trail or log name.

    Otherwise an older copy of the folder and its head would pass as undamaged. Raises
    DatabaseUnavailableError, StoreError.
    """
    folder = labels_folder(workspace)
    log = read_log(workspace.local_folder)
    logged = log.newest.get(LABELS) if log else None
    rows = read_rows_of_events(workspace.database, LABEL_EVENTS, limit=1)  # the newest row
    expected = max([logged.number if logged else 0, *map(_read_state_number, rows)])
    if _find_newest_state_number(folder) < expected:
        yield IntegrityFinding("labels_missing", f"{folder.name}/{expected:06}.json")
    elif logged:
        yield from _compare_with_log(workspace, logged)


def _compare_with_log(workspace: Workspace, logged: LoggedState) -> Iterator[IntegrityFinding]:
    """Yield a finding if a state differs from the log of all states, but not from its own head.

    `logged` is the newest state of an item in the log. Somebody has then replaced the item's state
    and head together; every other difference is found without the log.
    """
    folder = workspace.local_folder / logged.item
    with suppress(CorruptFileError):
        if read_state_hash(folder, logged.number) == logged.hash:
            return
        head = read_head(folder)
        if head.number != logged.number or head.sha256 != logged.hash:
            place = f"{logged.item}/{logged.number:06}.json"
            kind = ITEM_KINDS[logged.item.partition("/")[0]]
            yield IntegrityFinding(f"{kind}_altered", place)


def find_log_damage(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield a finding if the log of all states is missing, damaged or shorter than it was.

    The head of each item notes the newest of its states that is in the log. Raises StoreError.
    """
    # The heads are read first: a state is in the log before its head says so.
    heads = _read_all_heads(workspace)
    log = read_log(workspace.local_folder)
    is_cut = any(
        head.logged > (log.newest[item].number if log and item in log.newest else 0)
        for item, head in heads.items()
    )
    if log and (log.is_damaged or any(not _is_item(item) for item in log.newest)):
        yield IntegrityFinding("states_altered", LOG_NAME)
    elif is_cut:
        yield IntegrityFinding("states_cut" if log else "states_missing", LOG_NAME)


def rewrite_states_log(workspace: Workspace) -> None:
    """Replace the log of all states by the states that the heads note, and note that in the heads.

    It is for a store that was loaded from a backup, which has no log, and for `verify --mend`. The
    caller checks the permission. Raises StoreError.
    """
    heads = {item: head for item, head in _read_all_heads(workspace).items() if head.number}
    states = {item: (head.number, head.sha256) for item, head in heads.items()}
    with wrap_storage_errors(str(workspace.local_folder / LOG_NAME)):
        rewrite_log(workspace.local_folder, states)
        for item, head in heads.items():
            write_head(workspace.local_folder / item, replace(head, logged=head.number))


def _read_all_heads(workspace: Workspace) -> dict[str, StateHead]:
    """Return the undamaged heads of all drafts and reports, and of the labels, by item.

    The head of an item notes number and hash of its newest state; items are named as in the log of
    all states: "drafts/ID", "labels".
    """
    item_paths = [labels_folder(workspace)]
    for folder in _list_item_folders(workspace).values():
        with suppress(CorruptFileError):  # reported by `scan_local_damage`
            item_paths += [folder.root / item_id for item_id in folder.list_ids()]
    heads: dict[str, StateHead] = {}
    for path in item_paths:
        with suppress(CorruptFileError):
            heads[name_item(path)] = read_head(path)
    return heads


def _is_item(name: str) -> bool:
    """Return whether a name in the log of all states can be one of an item."""
    kind, _, item_id = name.partition("/")
    return name == LABELS or (kind in ITEM_KINDS and bool(ITEM_ID.fullmatch(item_id)))


def _read_state_number(row: AuditRow) -> int:
    """Return the number of the stored state that a row of the audit trail is about.

    It is 1 for rows of earlier versions, which do not have it: at least one state existed.
    """
    state_number = read_detail(row).get("state", 1)
    return state_number if isinstance(state_number, int) else 1


def _find_newest_state_number(folder: Path) -> int:
    """Return the number of an item's newest state, or the one in its head; 0 if neither is left.

    A file in the place of the folder also gives 0; `scan_local_damage` reports it.
    """
    try:
        return find_next_state_number(folder) - 1
    except CorruptFileError:
        return 0


def _list_item_folders(workspace: Workspace) -> dict[str, AppendOnlyFolder[Any]]:
    """Return the folders of drafts and reports, by the word that begins codes of their findings."""
    return {"draft": draft_folder(workspace), "reading": report_folder(workspace)}


def _list_stored_files(
    folder: AppendOnlyFolder[Any], item_id: str
) -> Iterator[tuple[str, str, int | None]]:
    """Yield place ("ID: name"), SHA-256 and size of each file of an item; nothing if it is damaged.

    The item, a draft or a report, lists its uploaded files. The size is None for reports, whose
    states do not have it.
    """
    try:
        item = folder.load(item_id)
    except (CurationError, StoreError):
        return
    if isinstance(item, Draft):
        for file in (*item.files, *item.proofs):
            yield f"{item.id}: {file.name}", file.sha256, file.size
    if isinstance(item, Report):
        yield f"{item.id}: {item.name}", item.sha256, None
        # `text` is the SHA-256 of the report's text. An uploaded text file is its own text.
        if item.text != item.sha256:
            yield f"{item.id}: {item.text}", item.text, None


def _verify_item_files(
    item_kind: str, folder: AppendOnlyFolder[Any], item_id: str
) -> Iterator[IntegrityFinding]:
    """Yield a finding for each file of an item that is missing, unreadable or altered.

    `item_kind` is "draft" or "reading", with which the codes begin. Unlike the quick check of
    sizes, this reads and hashes every file.
    """
    for place, sha256, _ in _list_stored_files(folder, item_id):
        try:
            folder.read_file(item_id, sha256)
        except CorruptFileError as error:
            yield IntegrityFinding(f"{item_kind}_{error.code}", place)


def _build_finding(workspace: Workspace, item_kind: str, error: StoreError) -> IntegrityFinding:
    """Return the finding for a damaged file: "draft_altered" at "drafts/ID/000001.json".

    `item_kind` is the word that begins the code; path and rest of the code are those of `error`.
    """
    path = Path(error.path)
    if path.is_relative_to(workspace.local_folder):
        path = path.relative_to(workspace.local_folder)
    return IntegrityFinding(f"{item_kind}_{error.code}", path.as_posix())
