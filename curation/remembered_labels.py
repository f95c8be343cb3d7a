"""What people answered about labels: remembered when their upload is published.

An answer belongs to who gave it, until a reviewer shares it with everybody; an older file of labels
has answers of nobody in particular, which are shared. They are stored as numbered JSON files next
to the drafts; the newest file has all of them. Each change is in the audit trail.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from auth import Action, Actor, AuditEvent, may, record_event, require
from curation import append_only_folder
from curation.answers import Answers
from curation.errors import CurationError, StateChangedError
from curation.workspace import Workspace
from errors import SeenState, StateChange
from extraction.indicator_words import IndicatorWords
from intake.model.reference import Entry
from intake.model.upload_labels import ANY_TABLE, RememberedLabels, label_key
from intake.tables.definitions import index_indicators_by_name
from intake.values.folded_names import fold_name
from ledger import CorruptReleaseError
from ledger.release import sha256_hex
from quantities.annual_targets import without_annual_targets

LABEL_KINDS = ("indicators", "areas", "subjects")
ANSWERS = "answers"
# Another process can save first again and again; after so many times something else is wrong.
MAX_ATTEMPTS = 20
MAX_AUDITED = 20  # the audit trail names no more labels


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """What somebody said that a label means.

    `kind` is one of LABEL_KINDS, `label` the label in the form in which labels are compared, after
    its context and a tab unless the answer is of an older version, or `subject\\tunit` of a number
    in reports; `code` "" leaves the label out. `who` is a name,
    `account` an account's id and `at` the time (UTC, ISO 8601), all "" in an older file.
    """

    kind: str
    label: str
    code: str
    who: str = ""
    account: str = ""
    at: str = ""
    shared: bool = False

    @property
    def key(self) -> str:
        """The key by which an upload is read: an answer without context counts in any table."""
        return self.label if "\t" in self.label else f"{ANY_TABLE}\t{self.label}"

    @property
    def seen(self) -> SeenState:
        """The answer as somebody sees it who shares or forgets it; its version is always 1."""
        return SeenState(
            f"{self.kind}\t{self.label}\t{self.who}", 1, sha256_hex(repr(self).encode())
        )


def list_answers(workspace: Workspace, actor: Actor) -> list[RememberedAnswer]:
    """Return the actor's own answers and the shared ones; a reviewer of all areas gets everybody's.

    Raises PermissionDeniedError, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    everybody = may(actor, Action.ACCEPT)
    return [
        answer
        for answer in read_answers(workspace)
        if everybody or answer.shared or _is_own(actor, answer)
    ]


def answers_in_force(workspace: Workspace, actor: Actor | None) -> list[RememberedAnswer]:
    """Return the answers that count for somebody: the shared ones, then their own.

    None are the shared ones alone. Raises StoreError.
    """
    answers = read_answers(workspace)
    own = [answer for answer in answers if actor and _is_own(actor, answer)]
    return [*(answer for answer in answers if answer.shared), *own]


def answer_changes(workspace: Workspace, labels: Collection[str]) -> list[StateChange]:
    """Return who answered some labels, and when, for the error that they changed meanwhile.

    The label stands where a change has its reason. Raises StoreError.
    """
    # By whether the answer is shared.
    events = {True: AuditEvent.LABEL_SHARED, False: AuditEvent.LABELS_REMEMBERED}
    return [
        StateChange(answer.at, answer.who, f"access.event_{events[answer.shared]}", answer.label)
        for answer in read_answers(workspace)
        if answer.key in labels
    ]


def load_remembered_labels(workspace: Workspace, actor: Actor | None) -> RememberedLabels:
    """Return the codes that labels in tables have for somebody. Raises StoreError."""
    codes: dict[str, dict[str, str]] = {kind: {} for kind in LABEL_KINDS}
    for answer in answers_in_force(workspace, actor):
        codes[answer.kind][answer.key] = answer.code
    return RememberedLabels(codes["indicators"], codes["areas"])


def load_remembered_subjects(
    workspace: Workspace, actor: Actor | None, indicators: Iterable[Entry] = ()
) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the codes that numbers in reports have for somebody. Raises StoreError.

    The result maps (subject, unit) to (indicator, breakdown): ("会员", "人") → ("members", "").
    A subject that is a word of one of the published `indicators` means nothing else.
    """
    codes: dict[tuple[str, str], tuple[str, str]] = {}
    answers = _codes_by_kind(answers_in_force(workspace, actor))["subjects"]
    owners = _owners_of_words(without_annual_targets(indicators)) if answers else {}
    for subject_and_unit, code in answers.items():
        subject, _, unit = subject_and_unit.partition("\t")
        indicator, _, breakdown = code.partition(".")
        # An indicator's word may have the unit in it, or lack it.
        words = (subject, subject + unit, subject.removeprefix(unit), subject.removesuffix(unit))
        owners_of_word = {owner for word in words for owner in owners.get(fold_name(word), ())}
        if not owners_of_word or indicator in owners_of_word:
            codes[subject, unit] = indicator, breakdown
    return codes


def _owners_of_words(indicators: Sequence[Entry]) -> dict[str, set[str]]:
    """Return the codes of the indicators that each word means in a report.

    Words are in the folded form in which labels are compared. They are names, terms, their usual
    short forms, and each with a classifier or unit.
    """
    in_reports = [{**entry, "labels": ()} for entry in indicators]
    owners = {word: set(codes) for word, codes in index_indicators_by_name(in_reports).items()}
    for words in map(IndicatorWords.from_entry, indicators):
        for word in words.terms:
            owners.setdefault(fold_name(word), set()).add(words.code)
    return owners


def remember_labels(
    workspace: Workspace, actor: Actor, answers: Answers, author: Actor | None = None
) -> None:
    """Remember the codes that a person gave for labels; they replace that person's earlier codes.

    They are the `author`'s, whose draft the actor has accepted, else the actor's own. Raises
    PermissionDeniedError, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    author = author or actor
    at = workspace.database.now().isoformat(timespec="seconds")
    given = [
        RememberedAnswer(kind, label, code, author.name, author.account_id, at)
        for kind, codes in (
            ("indicators", _by_key(answers.indicators)),
            ("areas", _by_key(answers.areas)),
            ("subjects", answers.subjects),
        )
        for label, code in codes.items()
    ]
    if not given:
        return

    def add(stored: list[RememberedAnswer]) -> list[RememberedAnswer]:
        """Add what is new: answers that do not say what is in force for the author already.

        They replace the author's own about the same labels, but not shared ones.
        """
        in_force = _codes_by_kind([a for a in stored if a.shared or _is_own(author, a)])
        new = [a for a in given if in_force[a.kind].get(a.label) != a.code]
        replaced = {(a.kind, a.label) for a in new}
        kept = [
            a
            for a in stored
            if a.shared or not _is_own(author, a) or (a.kind, a.label) not in replaced
        ]
        return [*kept, *new]

    state, changed = _save_answers(workspace, add)
    _record_in_audit(actor, AuditEvent.LABELS_REMEMBERED, changed, state, author)


def share_answer(workspace: Workspace, actor: Actor, seen: SeenState) -> None:
    """Let an answer count for everybody, in the place of a shared one about the same label.

    Raises PermissionDeniedError unless the actor may accept drafts of all areas,
    StateChangedError if it was changed or forgotten since, StoreError.
    """
    actor = require(actor, Action.ACCEPT)

    def share(stored: list[RememberedAnswer]) -> list[RememberedAnswer]:
        """Share the answer that was seen, and drop another shared one about the same label."""
        chosen = _find_answer(stored, seen)
        return [
            replace(a, shared=True) if a == chosen else a
            for a in stored
            if a == chosen or not a.shared or (a.kind, a.label) != (chosen.kind, chosen.label)
        ]

    state, changed = _save_answers(workspace, share)
    _record_in_audit(actor, AuditEvent.LABEL_SHARED, changed, state)


def forget_answer(workspace: Workspace, actor: Actor, seen: SeenState) -> None:
    """Forget an answer: one's own, or, as a reviewer of all areas, anybody's and a shared one.

    The next upload with its label asks again. Raises PermissionDeniedError,
    StateChangedError if it was changed or forgotten since, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    chosen = _find_answer(read_answers(workspace), seen)
    if chosen.shared or not _is_own(actor, chosen):
        actor = require(actor, Action.ACCEPT)

    def forget(stored: list[RememberedAnswer]) -> list[RememberedAnswer]:
        """Leave out the answer that was seen."""
        # Found again: another process may have changed the answers just now.
        gone = _find_answer(stored, seen)
        return [answer for answer in stored if answer != gone]

    state, _ = _save_answers(workspace, forget)
    _record_in_audit(actor, AuditEvent.LABEL_FORGOTTEN, [chosen], state)


def read_answers(workspace: Workspace) -> list[RememberedAnswer]:
    """Return everybody's answers, older ones first, without a permission check.

    Raises StoreError.
    """
    return _answers_of_state(_newest_labels(workspace)[1])  # [0] is the state's number


def _answers_of_state(stored: Mapping[str, Any]) -> list[RememberedAnswer]:
    """Return the answers of a stored state, those of an older version first.

    Such a version stored kind → label → code without a name: these answers are shared.
    """
    older = [
        RememberedAnswer(kind, label, code, shared=True)
        for kind in LABEL_KINDS
        for label, code in stored.get(kind, {}).items()
    ]
    return [*older, *(RememberedAnswer(**values) for values in stored.get(ANSWERS, ()))]


def _state_of_answers(answers: list[RememberedAnswer]) -> dict[str, Any]:
    """Return the state to store: answers without a name as an older version stored them.

    All others are listed with their name under ANSWERS.
    """
    state: dict[str, Any] = {
        kind: {a.label: a.code for a in answers if a.kind == kind and not a.who}
        for kind in LABEL_KINDS
    }
    return {**state, ANSWERS: [asdict(answer) for answer in answers if answer.who]}


def _save_answers(
    workspace: Workspace, change: Callable[[list[RememberedAnswer]], list[RememberedAnswer]]
) -> tuple[int, list[RememberedAnswer]]:
    """Save what `change` makes of the stored answers; return the state's number and what is new.

    If another process saves at the same time, try again. Raises CurationError("changed_meanwhile").
    """
    for _ in range(MAX_ATTEMPTS):
        number, state = _newest_labels(workspace)
        stored = _answers_of_state(state)
        changed = change(stored)
        if changed == stored:
            return number, []
        with suppress(CurationError):  # the number has been taken by another process
            append_only_folder.add_state(
                labels_folder(workspace), number + 1, _state_of_answers(changed)
            )
            return number + 1, [answer for answer in changed if answer not in stored]
    raise CurationError("changed_meanwhile")


def _find_answer(answers: Iterable[RememberedAnswer], seen: SeenState) -> RememberedAnswer:
    """Return the answer that was seen. Raises StateChangedError."""
    for answer in answers:
        if answer.seen == seen:
            return answer
    raise StateChangedError


def _record_in_audit(
    actor: Actor,
    event: AuditEvent,
    answers: list[RememberedAnswer],
    state: int,
    author: Actor | None = None,
) -> None:
    """Write a row about changed answers to the audit trail; nothing if there are none.

    It has the number of their stored `state`, by which a later loss of that is found, and the
    `author` whose answers they are, if that is another person than the actor.
    """
    labels = [_word_answer(answer) for answer in answers]
    of = {"author": author.name} if author and author.name != actor.name else {}
    if labels:
        detail = {"labels": labels[:MAX_AUDITED], "state": state, **of}
        record_event(actor, event, detail=detail)


def _word_answer(answer: RememberedAnswer) -> str:
    """Return an answer as the audit trail has it: context, label and code."""
    label = answer.label.replace("\t", " ").strip()
    return f"{label}={answer.code}"


def _is_own(actor: Actor, answer: RememberedAnswer) -> bool:
    """Return whether an answer is the actor's; operators have a name but no account."""
    return (answer.account, answer.who) == (actor.account_id, actor.name)


def _codes_by_kind(answers: Iterable[RememberedAnswer]) -> dict[str, dict[str, str]]:
    """Return the code of each label, for each of LABEL_KINDS; of two answers the later counts."""
    codes: dict[str, dict[str, str]] = {kind: {} for kind in LABEL_KINDS}
    for answer in answers:
        codes[answer.kind][answer.label] = answer.code
    return codes


def _by_key(codes: Mapping[str, str]) -> dict[str, str]:
    """Return the codes by label, with labels in the form in which they are compared."""
    return {label_key(label): code for label, code in codes.items()}


def _newest_labels(workspace: Workspace) -> tuple[int, dict[str, Any]]:
    """Return the number and the values of the newest state of the labels; damaged ones are none.

    An earlier state may have codes that were forgotten or replaced since, so labels are asked
    again. Raises StoreError.
    """
    folder = labels_folder(workspace)
    try:
        number, stored = append_only_folder.newest_state(folder)
        return number, stored or {}
    except CorruptReleaseError:  # named by verify and on the pages of staff
        return append_only_folder.next_number(folder) - 1, {}


def labels_folder(workspace: Workspace) -> Path:
    """Return the folder of the remembered labels."""
    return workspace.local_folder / "labels"
