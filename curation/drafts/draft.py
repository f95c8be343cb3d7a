"""`Draft`: an upload that is not yet published, as an immutable value and as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from curation.answers import Answers, answers_from_dict
from curation.append_only_folder import seen_state
from errors import SeenState, StateChange
from intake.model.upload_modes import UploadMode

Status = Literal["open", "submitted", "returned", "publishing", "published", "discarded"]
PUBLISHING_EVENTS = ("publishing", "published", "not_published")
"""Events that change nothing of what a draft contains."""
PUBLISHING_TIMEOUT = timedelta(minutes=2)
"""A publishing that has made no release after this time was interrupted by a crash."""
# Status that each event leaves behind. Other events, such as "files_added", leave it as it was.
_STATUS_AFTER_EVENT: dict[str, Status] = {
    "submitted": "submitted",
    "withdrawn": "open",
    "returned": "returned",
    "taken_over": "open",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file stored with a draft: its name as uploaded, SHA-256 and size in bytes.

    `kind` is "rows" for `SubmittedRows` stored as JSON, else "file".
    """

    name: str
    sha256: str
    size: int
    kind: Literal["file", "rows"] = "file"


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """One change of a draft: when (UTC, ISO 8601), by whom, what ("submitted"), and why.

    `reason` is "" if none was given; for changes of files it is the file's name.
    """

    at: str
    who: str
    what: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An upload that is not yet published; `version` is the number of its state, counted from 1.

    `author` is a name and `account` an account's id. `areas` are the areas of its figures and
    `reviewed` is the number of the release it was compared with, both set at submission; `release`
    is the number of the release published from it (0: none). `explanations` of warnings are keyed
    by problem, code or `*`. `steps` are the events of its history, oldest first.
    """

    id: str
    version: int
    status: Status
    author: str
    account: str
    title: str
    mode: UploadMode = "upsert"
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
    def seen(self) -> SeenState:
        """The draft's state as somebody sees it who then acts on it: id, number and hash.

        The hash leaves status and release out: they follow from the events and the store.
        """
        state = asdict(self)
        del state["status"], state["release"]
        return seen_state(self, state)

    def events_since(self, version: int) -> tuple[DraftEvent, ...]:
        """Return the events after the state with this number: each event made one state."""
        return self.steps[version:]

    @property
    def editable(self) -> bool:
        """Whether the author may change the draft."""
        return self.status in ("open", "returned")

    @property
    def request(self) -> str:
        """The id of the publish request, "draft:<id>": publishing it twice makes one release."""
        return f"draft:{self.id}"

    @property
    def return_reason(self) -> str:
        """The reason of the latest return to the author; "" if it was never returned."""
        reasons = [step.reason for step in self.steps if step.what == "returned"]
        return reasons[-1] if reasons else ""

    @property
    def needs_recovery(self) -> bool:
        """Whether its release exists, but a crash prevented saving the status "published"."""
        return bool(self.release) and self.steps[-1].what != "published"

    def with_outcome(self, release: int, now: datetime) -> "Draft":
        """Return a draft of status "publishing" with the status that follows from the outcome.

        `release` is the number of the release that was published from it, 0 if there is none: then
        it gets its previous status back once PUBLISHING_TIMEOUT (two minutes) has passed, and is
        still "publishing" before that.
        """
        if release:
            return replace(self, status="published", release=release)
        started = datetime.fromisoformat(self.steps[-1].at)
        expired = now - started > PUBLISHING_TIMEOUT
        return replace(self, status=self.previous_status) if expired else self

    @property
    def previous_status(self) -> Status:
        """The draft's status before publishing began: the one that its latest event left behind.

        Most events, such as "files_added", leave none; without any it is "open".
        """
        statuses = (_STATUS_AFTER_EVENT.get(step.what) for step in reversed(self.steps))
        return next(filter(None, statuses), "open")

    def with_event(self, event: DraftEvent, **changes: Any) -> "Draft":
        """Return the next version of the draft, with an event and changed fields."""
        return replace(self, version=self.version + 1, steps=(*self.steps, event), **changes)


def describe_event(event: DraftEvent) -> StateChange:
    """Return an event of a draft as a change, for the message about a state that is no more."""
    return StateChange(event.at, event.who, f"curation.step_{event.what}", event.reason)


def draft_from_dict(state: Mapping[str, Any]) -> Draft:
    """Return the draft whose values `dataclasses.asdict` returned and JSON has stored.

    JSON has lists of dictionaries for its files, proofs and steps. Raises KeyError, TypeError or
    ValueError for malformed values.
    """
    values = dict(state)
    values["answers"] = answers_from_dict(values["answers"])
    item_classes = {"files": StoredFile, "proofs": StoredFile, "steps": DraftEvent}
    for field_name, item_class in item_classes.items():
        values[field_name] = tuple(item_class(**item) for item in values[field_name])
    values["areas"] = tuple(values["areas"])
    return Draft(**values)
