"""Answers about labels, which are remembered when the upload is published.

An answer counts for the person who gave it, until a reviewer shares it with everybody. Older files
of labels have answers without a name, which are shared. Answers are stored as numbered JSON files
beside the drafts; the newest file has all of them. Each change is in the audit trail.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from auth import Action, Actor, AuditEvent, may, require
from curation import append_only_folder
from curation.errors import CurationError, StateChangedError
from curation.state_audit import record_state
from curation.upload_answers import Answers
from curation.workspace import Workspace
from errors import SeenState, StateChange
from extraction.indicator_words import IndicatorWords
from intake.model.reference import Entry
from intake.model.upload_labels import ANY_TABLE, RememberedLabels, label_key
from intake.tables.definitions import index_indicators_by_name
from intake.values.folded_names import fold_name
from ledger import CorruptFileError
from ledger.release import sha256_hex
from quantities.annual_targets import without_annual_targets

LABEL_KINDS = ("indicators", "areas", "subjects")
ANSWERS = "answers"
MAX_ATTEMPTS = 20  # each attempt fails if another process saves a state first
MAX_AUDITED = 20  # labels that a row of the audit trail names


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """What somebody said that a label means.

    `kind` is one of LABEL_KINDS. `label` is "context\\tlabel" in the form in which labels are
    compared, only "label" in answers of an older version; for a number in a report it is
    "subject\\tunit", where the subject is the word for what is counted. `code` "" leaves the label
    out of every upload. `who` is a name, `account` an account's id and `at` the
    time (UTC, ISO 8601); all three are "" in an older file.
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
        """The key by which a check of an upload finds the answer; without context, in any table."""
        return self.label if "\t" in self.label else f"{ANY_TABLE}\t{self.label}"

    @property
    def seen(self) -> SeenState:
        """What identifies the answer that a person saw, to share or forget it.

        An answer is never changed but replaced, so the version is always 1.
        """
        return SeenState(
            f"{self.kind}\t{self.label}\t{self.who}", 1, sha256_hex(repr(self).encode())
        )


def list_answers(workspace: Workspace, actor: Actor) -> list[RememberedAnswer]:
    """Return the answers that the actor may see, for the page that manages them.

    These are the actor's own and the shared ones; a reviewer of all areas sees everybody's.
    Raises PermissionDeniedError, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    everybody = may(actor, Action.ACCEPT)
    return [
        answer
        for answer in read_answers(workspace)
        if everybody or answer.shared or _is_own(actor, answer)
    ]


def read_answers_in_force(workspace: Workspace, actor: Actor | None) -> list[RememberedAnswer]:
    """Return the answers by which the actor's uploads are read: the shared ones, then their own.

    Of two answers about a label the later in the list counts. With `actor` None only the shared
    ones are returned. Raises StoreError.
    """
    answers = read_answers(workspace)
    own = [answer for answer in answers if actor and _is_own(actor, answer)]
    return [*(answer for answer in answers if answer.shared), *own]


def list_answer_changes(workspace: Workspace, labels: Collection[str]) -> list[StateChange]:
    """Return who answered some labels, and when, for the error that the answers have changed.

    The error is raised if an upload would now be read by other answers than the person saw.
    `labels` are keys of answers. The label is the `reason` of each change. Raises StoreError.
    """
    event_by_shared = {True: AuditEvent.LABEL_SHARED, False: AuditEvent.LABELS_REMEMBERED}
    return [
        StateChange(
            answer.at,
            answer.who,
            f"access.event_{event_by_shared[answer.shared]}",
            reason=answer.label,
        )
        for answer in read_answers(workspace)
        if answer.key in labels
    ]


def load_remembered_labels(workspace: Workspace, actor: Actor | None) -> RememberedLabels:
    """Return the remembered codes by which labels in the actor's uploads are read.

    With `actor` None only shared answers count. Raises StoreError.
    """
    codes: dict[str, dict[str, str]] = {kind: {} for kind in LABEL_KINDS}
    for answer in read_answers_in_force(workspace, actor):
        codes[answer.kind][answer.key] = answer.code
    return RememberedLabels(codes["indicators"], codes["areas"])


def load_remembered_subjects(
    workspace: Workspace, actor: Actor | None, indicators: Iterable[Entry] = ()
) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the remembered codes by which numbers in the actor's reports are read.

    The result maps (subject, unit) to (indicator, breakdown): ("会员", "人") → ("members", "").
    A subject that is a word of published `indicators` may only mean one of these: an answer that
    says otherwise is left out. With `actor` None only shared answers count. Raises StoreError.
    """
    codes: dict[tuple[str, str], tuple[str, str]] = {}
    answers = _group_codes_by_kind(read_answers_in_force(workspace, actor))["subjects"]
    owners = _find_owners_of_words(without_annual_targets(indicators)) if answers else {}
    for subject_and_unit, code in answers.items():
        subject, _, unit = subject_and_unit.partition("\t")
        indicator, _, breakdown = code.partition(".")
        # The word of an indicator may include the unit or not.
        words = (subject, subject + unit, subject.removeprefix(unit), subject.removesuffix(unit))
        owners_of_word = {owner for word in words for owner in owners.get(fold_name(word), ())}
        if not owners_of_word or indicator in owners_of_word:
            codes[subject, unit] = indicator, breakdown
    return codes


def _find_owners_of_words(indicators: Sequence[Entry]) -> dict[str, set[str]]:
    """Return the codes of the indicators that have each word, by folded word (`fold_name`).

    A folded word has no differences that a reader does not see, such as case or width. The words
    are the names and terms by which indicators are found in reports, their usual short forms, and
    all of these with a classifier or unit.
    """
    # `labels` are words of tables alone, which do not count in reports.
    entries_without_labels = [{**entry, "labels": ()} for entry in indicators]
    codes_by_name = index_indicators_by_name(entries_without_labels)
    owners = {word: set(codes) for word, codes in codes_by_name.items()}
    for indicator_words in map(IndicatorWords.from_entry, indicators):
        for word in indicator_words.terms:
            owners.setdefault(fold_name(word), set()).add(indicator_words.code)
    return owners


def remember_labels(
    workspace: Workspace, actor: Actor, answers: Answers, author: Actor | None = None
) -> None:
    """Store a person's codes of labels, in place of that person's earlier codes of these labels.

    The person is the `author` of a draft that the actor has accepted, else the actor. Raises
    PermissionDeniedError, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    person = author or actor
    at = workspace.database.now().isoformat(timespec="seconds")
    answers_of_person = [
        RememberedAnswer(kind, label, code, person.name, person.account_id, at)
        for kind, codes in (
            ("indicators", _normalize_labels(answers.indicators)),
            ("areas", _normalize_labels(answers.areas)),
            ("subjects", answers.subjects),
        )
        for label, code in codes.items()
    ]
    if answers_of_person:
        state_number, changed = _save_answers(
            workspace, lambda stored: _add_answers_of_person(stored, answers_of_person, person)
        )
        _record_in_audit(actor, AuditEvent.LABELS_REMEMBERED, changed, state_number, person)


def _add_answers_of_person(
    stored: list[RememberedAnswer], answers_of_person: list[RememberedAnswer], person: Actor
) -> list[RememberedAnswer]:
    """Return the stored answers together with those of a person that say something new.

    An answer is new unless the same code is in force for the person already, by an answer of their
    own or a shared one. New answers replace the person's own about the same labels; shared answers
    and those of other people stay.
    """
    in_force = _group_codes_by_kind(
        [answer for answer in stored if answer.shared or _is_own(person, answer)]
    )
    new = [
        answer
        for answer in answers_of_person
        if in_force[answer.kind].get(answer.label) != answer.code
    ]
    replaced_labels = {(answer.kind, answer.label) for answer in new}
    kept = [
        answer
        for answer in stored
        if answer.shared
        or not _is_own(person, answer)
        or (answer.kind, answer.label) not in replaced_labels
    ]
    return [*kept, *new]


def share_answer(workspace: Workspace, actor: Actor, seen: SeenState) -> None:
    """Share the answer that the actor saw with everybody, in place of a shared one about its label.

    Raises PermissionDeniedError unless the actor may accept drafts of all areas,
    StateChangedError if the answer was changed or forgotten since, StoreError.
    """
    actor = require(actor, Action.ACCEPT)

    def share(stored: list[RememberedAnswer]) -> list[RememberedAnswer]:
        """Return the answers with the chosen one as the only shared one about its label."""
        chosen = _find_answer(stored, seen)
        return [
            replace(answer, shared=True) if answer == chosen else answer
            for answer in stored
            if answer == chosen
            or not answer.shared
            or (answer.kind, answer.label) != (chosen.kind, chosen.label)
        ]

    state_number, changed = _save_answers(workspace, share)
    _record_in_audit(actor, AuditEvent.LABEL_SHARED, changed, state_number)


def forget_answer(workspace: Workspace, actor: Actor, seen: SeenState) -> None:
    """Delete the answer that the actor saw, so that the next upload with its label asks again.

    Everybody may delete their own answers, a reviewer of all areas also those of others and shared
    ones. Raises PermissionDeniedError, StateChangedError if the answer was changed or forgotten
    since, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    chosen = _find_answer(read_answers(workspace), seen)
    if chosen.shared or not _is_own(actor, chosen):
        actor = require(actor, Action.ACCEPT)

    def forget(stored: list[RememberedAnswer]) -> list[RememberedAnswer]:
        """Return the stored answers without the chosen one."""
        # Found again: another process may have changed the answers just now.
        forgotten = _find_answer(stored, seen)
        return [answer for answer in stored if answer != forgotten]

    state_number, _ = _save_answers(workspace, forget)
    _record_in_audit(actor, AuditEvent.LABEL_FORGOTTEN, [chosen], state_number)


def read_answers(workspace: Workspace) -> list[RememberedAnswer]:
    """Return everybody's answers, older ones first, without a permission check.

    Raises StoreError.
    """
    _, stored = _read_newest_state(workspace)
    return _parse_answers(stored)


def _parse_answers(stored: Mapping[str, Any]) -> list[RememberedAnswer]:
    """Return the answers in the stored JSON values, those of an older version first.

    The older version stored kind → label → code without a name: these answers are shared.
    """
    older = [
        RememberedAnswer(kind, label, code, shared=True)
        for kind in LABEL_KINDS
        for label, code in stored.get(kind, {}).items()
    ]
    return [*older, *(RememberedAnswer(**values) for values in stored.get(ANSWERS, ()))]


def _answers_to_json(answers: list[RememberedAnswer]) -> dict[str, Any]:
    """Return the JSON values to store, the reverse of `_parse_answers`.

    Answers without a name are stored in the form of an older version, the others under ANSWERS.
    """
    state: dict[str, Any] = {
        kind: {
            answer.label: answer.code
            for answer in answers
            if answer.kind == kind and not answer.who
        }
        for kind in LABEL_KINDS
    }
    return {**state, ANSWERS: [asdict(answer) for answer in answers if answer.who]}


def _save_answers(
    workspace: Workspace, change: Callable[[list[RememberedAnswer]], list[RememberedAnswer]]
) -> tuple[int, list[RememberedAnswer]]:
    """Save the answers that `change` returns for the stored ones; nothing if they are the same.

    Returns the number of the newest state and the answers that are new in it. If another process
    saves at the same time, it tries again. Raises CurationError("changed_meanwhile").
    """
    for _ in range(MAX_ATTEMPTS):
        state_number, state = _read_newest_state(workspace)
        stored = _parse_answers(state)
        changed = change(stored)
        if changed == stored:
            return state_number, []
        with suppress(CurationError):  # another process has written a state of this number
            append_only_folder.add_state(
                labels_folder(workspace), state_number + 1, _answers_to_json(changed)
            )
            return state_number + 1, [answer for answer in changed if answer not in stored]
    raise CurationError("changed_meanwhile")


def _find_answer(answers: Iterable[RememberedAnswer], seen: SeenState) -> RememberedAnswer:
    """Return the answer that a person saw. Raises StateChangedError if there is no such answer."""
    for answer in answers:
        if answer.seen == seen:
            return answer
    raise StateChangedError


def _record_in_audit(
    actor: Actor,
    event: AuditEvent,
    answers: list[RememberedAnswer],
    state_number: int,
    author: Actor | None = None,
) -> None:
    """Write a row about changed answers to the audit trail; nothing if there are none.

    `state_number` is the number of the stored state with these answers: if that state is lost
    later, the row shows that it existed. `author` is named if the answers are another person's:
    accepting a draft remembers the answers of its author.
    """
    if not answers:
        return
    detail: dict[str, Any] = {
        "labels": [_format_answer(answer) for answer in answers[:MAX_AUDITED]],
        "state": state_number,
    }
    if author and author.name != actor.name:
        detail["author"] = author.name
    record_state(actor, event, detail=detail)


def _format_answer(answer: RememberedAnswer) -> str:
    """Return an answer as text for the audit trail, "context label=code".

    A label is stored as "context\\tlabel"; the tab becomes a space.
    """
    label = answer.label.replace("\t", " ").strip()
    return f"{label}={answer.code}"


def _is_own(actor: Actor, answer: RememberedAnswer) -> bool:
    """Return whether an answer is the actor's; operators have a name but no account."""
    return (answer.account, answer.who) == (actor.account_id, actor.name)


def _group_codes_by_kind(answers: Iterable[RememberedAnswer]) -> dict[str, dict[str, str]]:
    """Return kind → label → code of the answers; of two answers about a label the later counts.

    Kinds are those of LABEL_KINDS, all of which the result has.
    """
    codes: dict[str, dict[str, str]] = {kind: {} for kind in LABEL_KINDS}
    for answer in answers:
        codes[answer.kind][answer.label] = answer.code
    return codes


def _normalize_labels(codes: Mapping[str, str]) -> dict[str, str]:
    """Return codes by label, with the labels in the form in which they are compared.

    So an answer is found again for a label that is written in another width or case.
    """
    return {label_key(label): code for label, code in codes.items()}


def _read_newest_state(workspace: Workspace) -> tuple[int, dict[str, Any]]:
    """Return the number and the values of the newest state of the labels; {} if it is damaged.

    No earlier state is used instead of a damaged one: it may have codes that were forgotten or
    replaced since. People are asked about these labels again. Raises StoreError.
    """
    folder = labels_folder(workspace)
    try:
        number, stored = append_only_folder.read_newest_state(folder)
        return number, stored or {}
    except CorruptFileError:  # reported by `manage.py verify` and on the pages of staff
        return append_only_folder.find_next_state_number(folder) - 1, {}


def labels_folder(workspace: Workspace) -> Path:
    """Return the folder of the remembered labels, whose newest state has all answers."""
    return workspace.local_folder / "labels"
