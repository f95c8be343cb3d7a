"""Publishing: the one place from which releases are written, and what each of them carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from access import Action, Actor, Event, audit_head, record, require
from curation import datasets
from curation.changes import Changes
from curation.desk import Desk
from curation.faults import Refused
from curation.proposals import Proposal, carried_over
from curation.start import NOTE, fingerprint
from ledger import Release

AUDIT = "audit"
"""Note of a release that holds number and hash of the newest row of the audit trail."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of publishing; without changes `release` is the newest one and `made` is False."""

    release: Release
    changes: Changes
    made: bool = True


def publish_folder(desk: Desk, actor: Actor, folder: Path, *, reason: str) -> Outcome:
    """Publish what a folder of tables changed since it was last the truth.

    That is the release it was dumped from, else the one last published from datasets. Raises
    access.Denied, BadFolder, Refused, Conflict, StoreFault.
    """
    require(actor, Action.PUBLISH)
    state, dumped = datasets.read(folder), datasets.dumped_from(folder)
    head = desk.store.read()
    base = desk.store.read(dumped or _published_from_datasets(desk) or head.release.number)
    proposal = carried_over(base, state.figures, state.codes, head)
    mark = fingerprint(folder)
    notes = {} if dumped else {NOTE: mark}
    return write(desk, actor, proposal, reason=reason, notes=notes, source_sha256=mark)


def write(
    desk: Desk,
    actor: Actor,
    proposal: Proposal,
    *,
    reason: str,
    notes: Mapping[str, str],
    **more: Any,
) -> Outcome:
    """Ask for every area and list that is touched, publish, and write it down.

    `more` as in ledger.Store.write: source_sha256, request, proofs. Raises access.Denied,
    Refused("reason_missing"), Conflict, StoreFault.
    """
    current = require_changes(actor, proposal.changes)
    if not reason.strip():
        raise Refused("reason_missing")
    if not proposal.changes:
        return Outcome(desk.store.release(proposal.parent), proposal.changes, made=False)
    head = audit_head(desk.gate)
    release = desk.store.write(
        proposal.parent,
        proposal.figures,
        proposal.codes,
        author=current.name,
        reason=reason.strip(),
        notes={**notes, AUDIT: f"{head.number}:{head.hash}"},
        **more,
    )
    added, changed, removed = map(len, proposal.changes.frames)
    detail = {"release": release.number, "added": added, "changed": changed, "removed": removed}
    record(current, Event.PUBLISHED, str(release.number), detail)
    return Outcome(release, proposal.changes)


def require_changes(actor: Actor, changes: Changes) -> Actor:
    """Let through whoever may publish all of these changes. Raises access.Denied."""
    # Somebody bound to an area who changes nothing touches nobody else's.
    current = require(actor, Action.PUBLISH, area=changes.areas or actor.area)
    if any(change.what == "added" for change in changes.codes):
        require(actor, Action.ADD_CODES)
    if any(change.what != "added" for change in changes.codes):
        require(actor, Action.CHANGE_CODES)
    return current


def _published_from_datasets(desk: Desk) -> int | None:
    return next((r.number for r in desk.store.history() if NOTE in r.notes), None)
