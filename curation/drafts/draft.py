"""`Draft`: an upload that is not yet published, as an immutable value and as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from curation.append_only_folder import build_seen_state
from curation.upload_answers import Answers, answers_from_dict
from errors import SeenState, StateChange
from intake.model.upload_modes import UploadMode

Status = Literal["open", "submitted", "returned", "publishing", "published", "discarded"]
PUBLISHING_EVENTS = ("publishing", "published", "not_published")
"""Events that do not change the content of a draft."""
PUBLISHING_TIMEOUT = timedelta(minutes=2)
"""A publishing without a release after this time is taken as interrupted by a crash."""
# The status of a draft after each event. Other events, such as "files_added", do not change it.
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

    `reason` is "" if none was given, the file's name for changes of files, the number of the
    restored state for "undone", and the author's name for "taken_over".
    """

    at: str
    who: str
    what: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An upload that is not yet published; `version` is the number of its state, counted from 1.

    `author` is a name and `account` an account's id. `areas` are the areas of its figures and
    `reviewed` is the number of the release that it was reviewed against, both set at submission.
    `release` is the number of the release published from it (0: none). `explanations` of warnings
    are keyed by problem, code or `*`. `steps` are all its events, oldest first.
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
        """What identifies the draft's state that a person sees: id, state number and hash.

        Status and release are not hashed, because they follow from the events and the store.
        """
        state = asdict(self)
        del state["status"], state["release"]
        return build_seen_state(self, state)

    def events_since(self, version: int) -> tuple[DraftEvent, ...]:
        """Return the events after the state with this number.

        Each event created one state, so the first `version` events belong to that state.
        """
        return self.steps[version:]

    @property
    def editable(self) -> bool:
        """Whether the author may change the draft."""
        return self.status in ("open", "returned")

    @property
    def request(self) -> str:
        """The id of the publish request, "draft:<id>", by which a draft is published only once."""
        return f"draft:{self.id}"

    @property
    def return_reason(self) -> str:
        """The reason of the latest return to the author, which the author reads; "" for none."""
        reasons = [step.reason for step in self.steps if step.what == "returned"]
        return reasons[-1] if reasons else ""

    @property
    def needs_recovery(self) -> bool:
        """Whether its release exists, but a crash prevented saving the event "published".

        What publishing does after writing the release is then still to be done.
        """
        return bool(self.release) and self.steps[-1].what != "published"

    def with_outcome(self, release: int, now: datetime) -> "Draft":
        """Return a draft of status "publishing" with the status that it really has at time `now`.

        `release` is the number of the release that was published from it, 0 if there is none. With
        a release the status is "published". Without one it stays "publishing" until
        PUBLISHING_TIMEOUT has passed, and is then the status before publishing.
        """
        if release:
            return replace(self, status="published", release=release)
        started = datetime.fromisoformat(self.steps[-1].at)
        expired = now - started > PUBLISHING_TIMEOUT
        return replace(self, status=self.previous_status) if expired else self

    @property
    def previous_status(self) -> Status:
        """The draft's status before publishing began.

        It is the status after the latest event that changed it, "open" if no event did.
        """
        statuses = (_STATUS_AFTER_EVENT.get(step.what) for step in reversed(self.steps))
        return next(filter(None, statuses), "open")

    def with_event(self, event: DraftEvent, **changes: Any) -> "Draft":
        """Return the next version of the draft, with an event and changed fields.

        It is not saved; `version` is the number of the state to save it as.
        """
        return replace(self, version=self.version + 1, steps=(*self.steps, event), **changes)


def describe_event(event: DraftEvent) -> StateChange:
    """Return an event of a draft as a StateChange, for the error that the draft has changed.

    Event "submitted" gets the message "curation.step_submitted".
    """
    return StateChange(event.at, event.who, f"curation.step_{event.what}", event.reason)


def draft_from_dict(state: Mapping[str, Any]) -> Draft:
    """Return the draft that was stored as JSON in the form of `dataclasses.asdict`.

    Raises KeyError, TypeError or ValueError for malformed values.
    """
    values = dict(state)
    values["answers"] = answers_from_dict(values["answers"])
    item_classes = {"files": StoredFile, "proofs": StoredFile, "steps": DraftEvent}
    for field_name, item_class in item_classes.items():
        values[field_name] = tuple(item_class(**item) for item in values[field_name])
    values["areas"] = tuple(values["areas"])
    return Draft(**values)
