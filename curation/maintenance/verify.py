"""Whether releases, drafts and the audit trail are what they were: every fault is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from auth import Action, Actor, AuditHead, Event, read_audit, require, verify_audit
from curation.context import Desk
from curation.drafts import storage
from curation.releases.bootstrap import AUTHOR
from curation.releases.publishing import AUDIT
from ledger import Corrupt, Release, StoreFault


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: a code, where it is, and the release it touches (None: none).

    Beside the ledger's codes: draft_altered, draft_missing, audit_missing, audit_changed,
    audit_link, audit_differs, audit_cut (the place is then the number of the first bad row), and
    the warning unaudited: a release whose row a crash has kept from the trail.
    """

    code: str
    place: str
    release: int | None = None
    level: Literal["error", "warning"] = "error"


def verify(desk: Desk, actor: Actor) -> list[Finding]:
    """Read and hash everything.

    Raises access.Denied, access.Unavailable, and StoreFault if storage fails.
    """
    current = require(actor, Action.READ_AUDIT)
    found = [Finding(f.code, f.path, f.release, f.level) for f in desk.store.verify()]
    return [*found, *_drafts(desk), *_trail(desk), *_unaudited(desk, current)]


def _drafts(desk: Desk) -> Iterator[Finding]:
    for draft in storage.all_drafts(desk):
        for kept in (*draft.files, *draft.proofs):
            try:
                storage.bytes_of(desk, draft, kept)
            except Corrupt as fault:
                yield Finding(f"draft_{fault.code}", f"{draft.id}: {kept.name}")


def _trail(desk: Desk) -> Iterator[Finding]:
    """Hold the audit trail against itself and against what the releases know of it."""
    fault = verify_audit(desk.gate, [head for release in _known(desk) if (head := _head(release))])
    if fault:
        yield Finding(f"audit_{fault.code}", str(fault.number))


def _known(desk: Desk) -> list[Release]:
    try:
        return desk.store.history()
    except StoreFault:  # the ledger's own findings name it
        return []


def _head(release: Release) -> AuditHead | None:
    number, _, digest = release.notes.get(AUDIT, "").partition(":")
    return AuditHead(int(number), digest) if number.isdecimal() and digest else None


def _unaudited(desk: Desk, actor: Actor) -> Iterator[Finding]:
    """Name releases that the trail does not know, but for the first start's."""
    known = {
        row.subject
        for event in (Event.PUBLISHED, Event.RESTORED, Event.FIGURES_REVIEWED)
        for row in read_audit(actor, event=event, limit=1_000_000)
    }
    for release in _known(desk):
        if release.author != AUTHOR and str(release.number) not in known:
            yield Finding("unaudited", str(release.number), release.number, "warning")
