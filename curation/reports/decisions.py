"""A report that is being read: its text, where it comes from, and what was decided of its figures.

One folder each beside the drafts, like a draft's: what was pasted and every decision is on the
disk before a person is told so. Only its author sees it. What was accepted becomes a draft.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from auth import Action, Actor, AuditEvent, record_event, require
from curation.answers.answers import Answers
from curation.context import NOTHING, Workspace
from curation.drafts.actions import (
    add_files,
    attach_document,
    change_draft,
    create_draft,
    read_draft,
)
from curation.drafts.draft import Draft
from curation.drafts.storage import printable_file_name
from curation.errors import CurationError
from curation.reports import storage as drawer
from curation.reports.session import Decision, Reading, taught_subjects, workbook
from curation.versioned_folder import new_id
from extraction import LIMIT
from file_formats import csv, documents
from quantities.characters import replace_radicals

MOST_OPEN = 100


def start_reading(
    workspace: Workspace,
    actor: Actor,
    name: str,
    data: bytes,
    *,
    day: date,
    source: str = "",
    entry: Mapping[str, object] | None = None,
) -> Reading:
    """Keep a report (.txt, .docx, a .pdf with text) to be read.

    `source` is the id of a source there is, or `entry` a new one as in sources.yaml. Raises
    access.Denied, Refused (text_too_long, no_text, source_missing, too_many_readings),
    files.Refused, ledger.StoreFault.
    """
    current = require(actor, Action.UPLOAD)
    text = _readable(report_text(name, data))
    if len(list_readings(workspace, current)) >= MOST_OPEN:
        raise CurationError("too_many_readings", {"limit": MOST_OPEN})
    reading = Reading(
        id=new_id(workspace.database.now()),
        version=1,
        status="open",
        author=current.name,
        account=current.account,
        name=printable_file_name(name),
        day=day.isoformat(),
        source=source or str((entry or {}).get("id", "")),
        entry=dict(entry or {}),
    )
    _check_source(workspace, reading)
    reading = drawer.store_reading(workspace, reading, data, text)
    record_event(current, AuditEvent.UPLOADED, reading.id, {"files": [[reading.name, reading.sha256]]})
    return reading


def list_readings(workspace: Workspace, actor: Actor) -> list[Reading]:
    """Give the actor's readings that are not finished, newest first.

    Raises access.Denied, ledger.StoreFault.
    """
    current = require(actor, Action.READ_DRAFTS)
    found = drawer.load_all_readings(workspace)
    return [each for each in found if _own(current, each) and each.status == "open"]


def open_reading(workspace: Workspace, actor: Actor, name: str) -> tuple[Reading, str]:
    """Give one's own reading and the text of its report.

    Raises access.Denied, Refused (no_reading, not_yours), ledger.StoreFault.
    """
    current = require(actor, Action.READ_DRAFTS)
    reading = drawer.load_reading(workspace, name)
    if not _own(current, reading):
        raise CurationError("not_yours")
    return reading, drawer.read_text(workspace, reading)


def save_decisions(
    workspace: Workspace,
    actor: Actor,
    name: str,
    decisions: Mapping[str, Decision | None],
    indicator: Mapping[str, object] | None = None,
) -> Reading:
    """Keep what its author decides of figures, by their places; None takes a decision back.

    `indicator` is a new one, as in indicators.yaml. Raises access.Denied, Refused (no_reading,
    not_yours, not_editable, changed_meanwhile), ledger.StoreFault.
    """
    reading = _editing(workspace, actor, name)
    kept = {**reading.decisions, **decisions}
    news = {str(each["code"]): each for each in reading.indicators}
    if indicator:
        news[str(indicator["code"])] = dict(indicator)
    return drawer.save_reading(
        workspace,
        replace(
            reading,
            version=reading.version + 1,
            decisions={place: each for place, each in kept.items() if each},
            indicators=tuple(news.values()),
        ),
    )


def discard_reading(workspace: Workspace, actor: Actor, name: str) -> Reading:
    """Put a reading away; its text stays on the disk. Raises as `decide` does."""
    reading = _editing(workspace, actor, name)
    return drawer.save_reading(
        workspace, replace(reading, version=reading.version + 1, status="discarded")
    )


def draft_reading(workspace: Workspace, actor: Actor, name: str) -> Draft:
    """Make a draft of what was accepted, or renew the one made before; the report is kept with it.

    Raises as `decide` and `create_draft` do, and Refused("nothing_accepted").
    """
    reading = _editing(workspace, actor, name)
    if not reading.accepted:
        raise CurationError("nothing_accepted")
    file = (f"{reading.title[:60]}.xlsx", workbook(reading))
    answers = Answers(subjects=taught_subjects(reading))
    draft = _renewable(workspace, actor, reading)
    if draft:
        add_files(workspace, actor, draft.id, [file])
        return change_draft(workspace, actor, draft.id, answers=answers)
    draft = create_draft(workspace, actor, [file], answers=answers)
    draft = attach_document(
        workspace, actor, draft.id, reading.name, drawer.read_document(workspace, reading)
    )
    drawer.save_reading(workspace, replace(reading, version=reading.version + 1, draft=draft.id))
    return draft


def report_text(name: str, data: bytes) -> str:
    """Give the text of a report by the ending of its name: .docx, .pdf, else text in any encoding.

    Raises files.Refused.
    """
    match PurePath(name).suffix.lower():
        case ".docx":
            return "\n".join(documents.read_docx(data))
        case ".pdf":
            return replace_radicals("\n".join(documents.read_pdf(data)))
    return replace_radicals(csv.decode_csv(data)[0])


def _readable(text: str) -> str:
    """Refuse a text that is too long, or none."""
    size = len(text.encode("utf-8", "replace"))
    if size > LIMIT:
        raise CurationError("text_too_long", {"limit": LIMIT, "found": size})
    if not text.strip():
        raise CurationError("no_text")
    return text


def _renewable(workspace: Workspace, actor: Actor, reading: Reading) -> Draft | None:
    draft = read_draft(workspace, actor, reading.draft) if reading.draft else None
    return draft if draft and draft.editable else None


def _check_source(workspace: Workspace, reading: Reading) -> None:
    known = {str(each["id"]) for each in workspace.store.read(where=NOTHING).sources}
    told = reading.entry.get("title") if reading.entry else reading.source in known
    if not reading.source or not told:
        raise CurationError("source_missing")


def _own(actor: Actor, reading: Reading) -> bool:
    return (reading.account, reading.author) == (actor.account, actor.name)


def _editing(workspace: Workspace, actor: Actor, name: str) -> Reading:
    current = require(actor, Action.UPLOAD)
    reading = drawer.load_reading(workspace, name)
    if not _own(current, reading):
        raise CurationError("not_yours")
    if reading.status != "open":
        raise CurationError("not_editable", {"status": reading.status})
    return reading
