"""Each way to publish on top of a second release that is sun's, and what each of them writes.

`open_two` of tests/curation gives desks on such a store.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import auth
import ledger
from auth import Actor, AuditEvent, AuditHead
from curation.drafts import draft_editing, draft_publishing
from curation.drafts.draft import Draft
from curation.maintenance.workspace_verification import verify_workspace
from curation.releases import figure_review, restoring
from curation.releases.publishing import PublishResult
from curation.releases.upload_review import Upload
from curation.upload_answers import Answers
from curation.workspace import Workspace
from file_formats import yaml
from ledger.release import sha256_hex
from tests.helpers.reviews import publish_folder_now, publish_now, reviewed_now
from tests.helpers.small_desk import (
    LISTS,
    REPORTED,
    files,
    signed_in,
    source,
    table,
    write_folder,
)
from tests.helpers.workspaces import seen_now, seen_number

MARCH = "visits.p.330203..2024-03"
MEN = "members..330200.men.2024"
FEBRUARY, JANUARY = "visits.q.340200..2024-02", "visits.q.340200..2024-01"
NINGBO_TEAMS, WUHU_TEAMS = "teams..330200..2024", "teams..340200..2024"
WOMEN = "members..340200.women.2024"
PROOF = b"\x89PNG\r\n\x1a\n scan"
STAMPED = {"章.png": PROOF}
WHY = "  三月更正 \n"
SAID = {"large_change": "核对过", "*": "改报"}
LABELS = Answers(indicators={"走访": "visits"})
FILES = [
    # One of its indicators bears a name that an answer explains.
    ("a.csv", table({FEBRUARY: "31人", JANUARY: "4000人"}).replace(b"visits", "走访".encode(), 1)),
    ("b.csv", table({NINGBO_TEAMS: "8支"})),
    ("u.yaml", yaml.dump_yaml({"sources": [source("u1", "丙报")]})),
]
HASHES = [sha256_hex(data) for _, data in FILES]


def create(workspace: Workspace) -> str:
    """A draft of zhao's with three files, a proof and its warning explained."""
    zhao = signed_in(workspace, "zhao")
    draft = draft_editing.create_draft(workspace, zhao, FILES, answers=LABELS)
    draft_editing.attach_proof(
        workspace, zhao, seen_now(workspace, draft.id), *next(iter(STAMPED.items()))
    )
    return draft_editing.change_draft(
        workspace, zhao, seen_now(workspace, draft.id), explanations=SAID
    ).id


def submit(workspace: Workspace) -> str:
    """That draft, waiting for acceptance."""
    zhao, name = signed_in(workspace, "zhao"), create(workspace)
    seen, reviewed = seen_now(workspace, name), reviewed_now(workspace, name)
    return draft_publishing.submit_draft(workspace, zhao, seen, reason=WHY, reviewed=reviewed).id


def fill_folder(workspace: Workspace) -> str:
    """The folder that the store was started from, with a figure of each kind of change."""
    reported = {**REPORTED, JANUARY: "33人", WUHU_TEAMS: "5支"}
    del reported[WOMEN]
    sources = [*LISTS["sources"], source("u1", "丙报")]
    write_folder(workspace.local_folder.parent / "tables", reported, sources=sources)
    return ""


def nothing(workspace: Workspace) -> str:
    """Make nothing ready."""
    return ""


class Way(NamedTuple):
    """One way to publish: who, what stands ready before the click, and the click."""

    who: str
    prepare: Callable[[Workspace], str]
    click: Callable[[Workspace, Actor, str, int, str], PublishResult]
    author: str
    counts: tuple[int, int, int]
    event: AuditEvent = AuditEvent.PUBLISHED
    approval: bool = False
    draft: bool = False


def tables(workspace: Workspace) -> Path:
    """Where the folder lies that the store was started from."""
    return workspace.local_folder.parent / "tables"


DRAFTS = ("draft", "acceptance")
WAYS = {
    "draft": Way(
        "zhao",
        create,
        lambda d, a, n, head, why: draft_publishing.publish_draft(
            d, a, seen_now(d, n), reason=why, reviewed=reviewed_now(d, n, head)
        ),
        "zhao",
        (1, 2, 0),
        draft=True,
    ),
    "acceptance": Way(
        "qian",
        submit,
        lambda d, a, n, head, why: draft_publishing.accept_draft(
            d, a, seen_now(d, n), reviewed=reviewed_now(d, n, head)
        ),
        "zhao",
        (1, 2, 0),
        approval=True,
        draft=True,
    ),
    "folder": Way(
        "zhao",
        fill_folder,
        lambda d, a, n, head, why: publish_folder_now(d, a, tables(d), reason=why),
        "zhao",
        (1, 1, 1),
    ),
    "files": Way(
        "zhao",
        nothing,
        lambda d, a, n, head, why: publish_now(
            d, a, Upload(FILES, answers=LABELS), reason=why, explanations=SAID
        ),
        "zhao",
        (1, 2, 0),
    ),
    "restore": Way(
        "qian",
        nothing,
        lambda d, a, n, head, why: restoring.restore_release(
            d, a, seen_number(d, 1), reason=why, reviewed=seen_number(d, head)
        ),
        "qian",
        (0, 1, 1),
        AuditEvent.RESTORED,
    ),
    "review": Way(
        "qian",
        nothing,
        lambda d, a, n, head, why: figure_review.review_figures(
            d, a, [MARCH, MEN], reviewed=seen_number(d, head), reason=why
        ),
        "qian",
        (0, 2, 0),
        AuditEvent.FIGURES_REVIEWED,
    ),
}


@dataclass(frozen=True)
class Ready:
    """A way with everything in its place: a second desk stands for another process."""

    name: str
    way: Way
    workspace: Workspace
    other: Workspace
    actor: Actor
    draft: str

    def click(self, head: int = 2, why: str = WHY) -> PublishResult:
        """Publish, having seen the changes against the release `head`."""
        return self.way.click(self.workspace, self.actor, self.draft, head, why)

    def state(self) -> Draft | None:
        """The draft as its author finds it."""
        zhao = signed_in(self.workspace, "zhao")
        return (
            draft_editing.read_draft(self.workspace, zhao, self.draft) if self.way.draft else None
        )

    def trail(self, since: AuditHead) -> list[tuple[str, str, str, Any]]:
        """What the trail has got since, oldest first, but for announcements of releases."""
        boss = auth.operator_actor(self.workspace.database, "boss")
        rows = auth.read_audit(boss, limit=auth.read_audit_head(self.workspace.database).number)
        return [
            (row.event, row.who, row.subject, without_announcement(json.loads(row.detail)))
            for row in reversed(rows)
            if row.number > since.number and row.event not in ("publishing", "withdrawn")
        ]

    def findings(self) -> list[tuple[str, int | None, str]]:
        """Code, release and level of what is found when everything is verified."""
        boss = auth.operator_actor(self.workspace.database, "boss")
        return [
            (each.code, each.release, each.level) for each in verify_workspace(self.workspace, boss)
        ]


def without_announcement(detail: dict[str, Any]) -> dict[str, Any]:
    """The details of a row but for the number of the row that announced its release."""
    return {name: value for name, value in detail.items() if name != "announced"}


def somebody_else(workspace: Workspace) -> ledger.Release:
    """What another process publishes: sun's folder of another county."""
    sun = signed_in(workspace, "sun")
    upload = Upload(files({"visits.q.330100..2024-02": "21人"}))
    if not workspace.settings.publishing.approval:
        return publish_now(workspace, sun, upload, reason="先到").release
    draft = draft_editing.create_draft(workspace, sun, upload.files)
    draft_publishing.submit_draft(
        workspace,
        sun,
        seen_now(workspace, draft.id),
        reason="先到",
        reviewed=reviewed_now(workspace, draft.id),
    )
    head = workspace.store.head()
    assert head
    wu = signed_in(workspace, "wu")
    return draft_publishing.accept_draft(
        workspace,
        wu,
        seen_now(workspace, draft.id),
        reviewed=reviewed_now(workspace, draft.id, head.number),
    ).release


def steps(draft: Draft | None) -> list[tuple[str, str, str]]:
    """What happened to a draft: what, who, and the reason or the file."""
    return [(step.what, step.who, step.reason) for step in draft.steps] if draft else []


CREATED = [("created", "zhao", ""), ("proof_attached", "zhao", "章.png"), ("changed", "zhao", "")]
SUBMITTED = [*CREATED, ("submitted", "zhao", WHY)]
BEFORE = {"draft": CREATED, "acceptance": SUBMITTED}


def published_steps(ready: Ready) -> list[tuple[str, str, str]]:
    """Every step of a draft that was published at the first click."""
    who = ready.way.who
    return [*BEFORE[ready.name], ("publishing", who, ""), ("published", who, "")]


def notes_of(ready: Ready, head: AuditHead) -> dict[str, Any]:
    """The notes that a release of each way carries."""
    large = {"code": "large_change", "count": 1, "explanation": "核对过"}
    gone = {"code": "replace_removes", "count": 1, "explanation": WHY.strip()}
    mark = datasets_mark(tables(ready.workspace))
    more: dict[str, dict[str, Any]] = {
        "draft": {"explanations": [large]},
        "acceptance": {"explanations": [large], "accepted_by": "qian"},
        "folder": {"explanations": [gone], "datasets_sha256": mark},
        "files": {"explanations": [large]},
        "restore": {},
        "review": {"reviewed_by": "qian"},
    }
    boss = auth.operator_actor(ready.workspace.database, "boss")
    (announcement,) = (
        row
        for row in auth.read_audit(boss, event=auth.AuditEvent.PUBLISHING)
        if row.number == head.number + 1
    )
    return {"audit": f"{announcement.number}:{announcement.hash}", **more[ready.name]}


def datasets_mark(folder: Path) -> str:
    """Names and contents of the tables, in the order of their names."""
    whole = b""
    for path in sorted(folder.iterdir()):
        whole += f"{path.name}\0".encode() + bytes.fromhex(sha256_hex(path.read_bytes()))
    return sha256_hex(whole)


def unchanged(ready: Ready, head: int, since: AuditHead, more: list[tuple[str, str, str]]) -> None:
    """Nothing was published, nothing but a failed attempt stands in the draft, no row in the trail.

    `since` is the newest row before the click and what others did meanwhile is not looked at.
    """
    assert ready.workspace.store.release().number == head
    draft = ready.state()
    if draft:
        before = "submitted" if ready.name == "acceptance" else "open"
        assert (draft.status, draft.release) == (before, 0)
        assert steps(draft) == [*BEFORE[ready.name], *more]
    actors = {ready.way.who} - {"wu"}
    assert [each for each in ready.trail(since) if each[1] in actors] == []
    assert [each for each in ready.findings() if each[2] == "error"] == []
