"""What a person decides about the labels of an upload, all at once, in a table of decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from curation.answers import Answers
from intake.model.reference import Entry, list_entry_names
from intake.model.upload_labels import LabelMatch
from intake.tables.definitions import DEFAULT_AGGREGATIONS, draft_indicator, suggest_code
from intake.values.folded_names import fold_name

Decision = Literal["", "same", "new", "part", "leave"]
DECISIONS: tuple[Decision, ...] = ("same", "new", "part", "leave")
"""The label is an indicator that there is, a new one, a part of one, or left out this time."""


@dataclass(frozen=True)
class LabelQuestion:
    """A label that one or more tables of an upload have; `figures` are those of all of them."""

    label: LabelMatch
    files: tuple[str, ...]
    figures: int

    @property
    def parent(self) -> str:
        """The key of the label that it is a sub-item of; "" if it is none."""
        return self.label.key.rpartition("/")[0]


@dataclass(frozen=True)
class DecidedLabel:
    """A label and what was decided about it.

    `indicator` is the code that it is the same as or a part of; the other fields are those of a new
    indicator, or of a new part of one (`name`, `english`). `for_rest`: the same counts for the
    labels below that nothing was decided about.
    """

    question: LabelQuestion
    decision: Decision = ""
    indicator: str = ""
    name: str = ""
    unit: str = ""
    kind: str = ""
    topic: str = ""
    definition: str = ""
    english: str = ""
    for_rest: bool = False


@dataclass
class Outcome:
    """The answers and definitions that decisions make, and the labels that still lack something."""

    answers: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    incomplete: list[str] = field(default_factory=list)


def group_labels(labels: Iterable[LabelMatch]) -> list[LabelQuestion]:
    """Return each label once, whatever the number of tables that have it, in their order."""
    groups: dict[tuple[str, str], list[LabelMatch]] = {}
    for label in labels:
        groups.setdefault((label.kind, label.key), []).append(label)
    return [
        LabelQuestion(
            next((label_match for label_match in same if not label_match.sure), same[0]),
            tuple(dict.fromkeys(label_match.file for label_match in same)),
            sum(label_match.figures for label_match in same),
        )
        for same in groups.values()
    ]


def spread_decisions(rows: Sequence[DecidedLabel]) -> list[DecidedLabel]:
    """Return the rows with what is marked `for_rest` taken over by the open rows below it.

    They keep a name, a unit, a definition of their own.
    """
    spread, above = [], None
    for row in rows:
        if row.for_rest and row.decision:
            above = row
        elif above and not row.decision:
            row = replace(
                row,
                decision=above.decision,
                indicator=row.indicator or above.indicator,
                unit=row.unit or above.unit,
                kind=above.kind,
                topic=above.topic,
            )
        spread.append(row)
    return spread


def decide_labels(rows: Sequence[DecidedLabel], known: Mapping[str, Entry]) -> Outcome:
    """Return what the decisions of all rows come to; `known` are the indicators by code.

    Those of a part come last, as they may be parts of an indicator that another row defines: of the
    label that they are sub-items of, unless an indicator is chosen.
    """
    outcome = Outcome()
    names = [row.name for row in rows if row.decision == "new"]
    meanings = {row.question.label.key: row.question.label.code for row in rows}
    for row in sorted(rows, key=lambda row: row.decision == "part"):
        key = row.question.label.key
        if row.decision == "leave":
            outcome.answers[key] = ""
        elif row.decision == "same" and row.indicator:
            outcome.answers[key] = row.indicator
        elif row.decision == "new" and row.name:
            parent = row.question.parent if names.count(row.name) > 1 else ""
            _define_indicator(replace(row, name=f"{parent}{row.name}"), known, outcome)
        elif row.decision == "part" and row.name:
            parent = row.indicator or outcome.answers.get(
                row.question.parent, meanings.get(row.question.parent, "")
            )
            entry = outcome.definitions.get(parent) or known.get(parent)
            if entry:
                _define_part(row, parent, entry, outcome)
            else:
                outcome.incomplete.append(row.question.label.text)
        elif row.decision:
            outcome.incomplete.append(row.question.label.text)
    return outcome


def _define_indicator(row: DecidedLabel, known: Mapping[str, Entry], outcome: Outcome) -> None:
    """Add the definition of the new indicator that a label means, and the answer to the label."""
    label = replace(row.question.label, text=row.name.replace("/", ""), unit=row.unit)
    entry = draft_indicator(label, row.topic)
    kind = row.kind or entry["kind"]
    entry |= {
        "code": _free_code(entry["code"], {*known, *outcome.definitions}),
        "name": {"zh": row.name, "en": row.english or row.name},
        "definition": {"zh": row.definition, "en": ""},
        "kind": kind,
        "aggregation": DEFAULT_AGGREGATIONS[kind],
    }
    outcome.definitions[entry["code"]] = entry
    outcome.answers[row.question.label.key] = entry["code"]


def _define_part(row: DecidedLabel, code: str, entry: Entry, outcome: Outcome) -> None:
    """Add a breakdown to the definition `entry` of an indicator, unless it has one of this name."""
    parts = list(entry.get("breakdowns") or ())
    folded = fold_name(row.name)
    same = (each for each in parts if folded in map(fold_name, list_entry_names(each)))
    part = str(next(same, {"code": ""})["code"])
    if not part:
        part = _free_code(suggest_code(row.name), {str(part["code"]) for part in parts})
        name = {"zh": row.name, "en": row.english or row.name}
        parts.append({"code": part, "name": name})
        outcome.definitions[code] = {**entry, "breakdowns": parts}
    outcome.answers[row.question.label.key] = f"{code}.{part}"


def _free_code(code: str, taken: set[str]) -> str:
    """Return a code that nothing has: the suggested one, or it with a number."""
    numbered = (f"{code}_{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in (code, *numbered) if candidate not in taken)


def with_decisions(answers: Answers, outcome: Outcome) -> Answers:
    """Return an upload's answers with those of an outcome."""
    return answers.with_answers("indicators", outcome.answers)
