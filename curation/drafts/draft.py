"""A draft: an upload on its way to a release, as a frozen value and as plain JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from curation.answers.answers import Answers
from intake.model.modes import Mode

Status = Literal["open", "submitted", "returned", "publishing", "published", "discarded"]
PUBLISHING_TIMEOUT = timedelta(minutes=2)
"""After so long a publishing that has made no release was cut off by a crash."""


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
    """What happened to a draft: when (UTC, ISO 8601), who, what, and why where it was said."""

    at: str
    who: str
    what: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An upload not yet published, as it holds after `version` steps.

    `areas` are those whose figures it touches, `reviewed` the release it was held against; both
    are written when it is submitted. `explanations` are of warnings, by place, code or `*`.
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
        """Whether its author may still change it."""
        return self.status in ("open", "returned")

    @property
    def request(self) -> str:
        """What makes publishing it twice one release."""
        return f"draft:{self.id}"

    @property
    def returned_because(self) -> str:
        """Why it was returned last; empty if it was not."""
        reasons = [step.reason for step in self.steps if step.what == "returned"]
        return reasons[-1] if reasons else ""

    @property
    def unfinished(self) -> bool:
        """Whether it became a release and a crash kept that from being written down here."""
        return bool(self.release) and self.steps[-1].what != "published"

    def settled(self, release: int, now: datetime) -> "Draft":
        """Give a draft that is being published as what has come of it by now."""
        if release:
            return replace(self, status="published", release=release)
        begun = datetime.fromisoformat(self.steps[-1].at)
        return replace(self, status=self.before) if now - begun > PUBLISHING_TIMEOUT else self

    @property
    def before(self) -> Status:
        """What it was before somebody began to publish it."""
        kinds = [step.what for step in self.steps if step.what in _STATUS_AFTER_EVENT]
        return _STATUS_AFTER_EVENT[kinds[-1]] if kinds else "open"

    def after(self, step: DraftEvent, **changes: Any) -> "Draft":
        """Give the draft one step later."""
        return replace(self, version=self.version + 1, steps=(*self.steps, step), **changes)


def to_dict(draft: Draft) -> dict[str, Any]:
    """Write a draft as JSON values."""
    return asdict(draft)


def from_dict(plain: Mapping[str, Any]) -> Draft:
    """Read it back."""
    values = dict(plain)
    values["answers"] = Answers(**values["answers"])
    for name, kind in (("files", StoredFile), ("proofs", StoredFile), ("steps", DraftEvent)):
        values[name] = tuple(kind(**each) for each in values[name])
    values["areas"] = tuple(values["areas"])
    return Draft(**values)
