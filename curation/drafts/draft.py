"""`Draft`: an upload that is not yet published, as an immutable value and as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from curation.answers.answers import Answers
from intake.model.modes import Mode

Status = Literal["open", "submitted", "returned", "publishing", "published", "discarded"]
PUBLISHING_TIMEOUT = timedelta(minutes=2)
"""A publishing that has made no release after this time was interrupted by a crash."""


_STATUS_AFTER_EVENT: dict[str, Status] = {
    "submitted": "submitted",
    "withdrawn": "open",
    "returned": "returned",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file kept with a draft: its name as uploaded, and its bytes by their sha256.

    `kind` is "rows" for `SubmittedRows` as JSON.
    """

    name: str
    sha256: str
    size: int
    kind: Literal["file", "rows"] = "file"


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """One change of a draft: when (UTC, ISO 8601), by whom, what, and the reason if given."""

    at: str
    who: str
    what: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An upload that is not yet published, after `version` changes.

    `areas` are the areas of its figures, `reviewed` the release it was compared with; both are set
    when it is submitted. `explanations` of warnings are by problem, code or `*`.
    """

    id: str
    version: int
    status: Status
    author: str
    account: str
    title: str
    mode: Mode = "upsert"
    files: tuple[StoredFile, ...] = ()
    proofs: tuple[StoredFile, ...] = ()
    answers: Answers = field(default_factory=Answers)
    explanations: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    areas: tuple[str, ...] = ()
    reviewed: int = 0
    release: int = 0
    steps: tuple[DraftEvent, ...] = ()

    @property
    def editable(self) -> bool:
        """Whether its author may change it."""
        return self.status in ("open", "returned")

    @property
    def request(self) -> str:
        """Return the request id that makes publishing it twice one release."""
        return f"draft:{self.id}"

    @property
    def return_reason(self) -> str:
        """Return why it was last returned; empty if it was not."""
        reasons = [step.reason for step in self.steps if step.what == "returned"]
        return reasons[-1] if reasons else ""

    @property
    def needs_recovery(self) -> bool:
        """Whether its release exists, but a crash prevented saving that it is published."""
        return bool(self.release) and self.steps[-1].what != "published"

    def with_outcome(self, release: int, now: datetime) -> "Draft":
        """Return a draft that is being published with its release, 0 if there is none.

        Without a release it has its previous status again after PUBLISHING_TIMEOUT.
        """
        if release:
            return replace(self, status="published", release=release)
        started = datetime.fromisoformat(self.steps[-1].at)
        expired = now - started > PUBLISHING_TIMEOUT
        return replace(self, status=self.previous_status) if expired else self

    @property
    def previous_status(self) -> Status:
        """Return the status before publishing began."""
        kinds = [step.what for step in self.steps if step.what in _STATUS_AFTER_EVENT]
        return _STATUS_AFTER_EVENT[kinds[-1]] if kinds else "open"

    def with_event(self, event: DraftEvent, **changes: Any) -> "Draft":
        """Return the next version of the draft, changed by an event."""
        return replace(self, version=self.version + 1, steps=(*self.steps, event), **changes)


def to_dict(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON values."""
    return asdict(draft)


def from_dict(state: Mapping[str, Any]) -> Draft:
    """Return the draft of JSON values."""
    values = dict(state)
    values["answers"] = Answers(**values["answers"])
    for name, kind in (("files", StoredFile), ("proofs", StoredFile), ("steps", DraftEvent)):
        values[name] = tuple(kind(**each) for each in values[name])
    values["areas"] = tuple(values["areas"])
    return Draft(**values)
