"""Decisions about all unclear labels of an upload at once, as a person fills them into a table.

`copy_decisions_down` and `apply_decisions` turn the table's rows into answers and definitions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from curation.upload_answers import Answers
from intake.model.reference import Entry, list_entry_names
from intake.model.upload_labels import LabelMatch
from intake.tables.definitions import DEFAULT_AGGREGATIONS, draft_indicator, suggest_code
from intake.values.folded_names import fold_name

Decision = Literal["", "same", "new", "part", "leave"]
DECISIONS: tuple[Decision, ...] = ("same", "new", "part", "leave")
"""What a label is: an existing indicator, a new one, a breakdown of one, or left out this time."""


@dataclass(frozen=True)
class LabelQuestion:
    """A label of one or more tables of an upload; `figures` counts its figures in all of them."""

    label: LabelMatch
    files: tuple[str, ...]
    figures: int

    @property
    def parent(self) -> str:
        """The key of the label above this one: "会员" for "会员/女会员"; "" if there is none."""
        return self.label.key.rpartition("/")[0]


@dataclass(frozen=True)
class DecidedLabel:
    """One row of the table of decisions: a label and what was decided about it.

    `indicator` is the code of the indicator that the label is the same as or a part of. The other
    fields describe a new indicator; `name` and `english` also a new part of one. `for_rest` applies
    the decision to the undecided rows below too.
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
    """The result of a table of decisions.

    `answers` maps label keys to codes, `definitions` codes to entries of indicators.yaml;
    `incomplete` are the labels whose decision still lacks a name or an indicator.
    """

    answers: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    incomplete: list[str] = field(default_factory=list)


def group_labels(labels: Iterable[LabelMatch]) -> list[LabelQuestion]:
    """Return one question for each label, however many tables have it, in order of appearance.

    Of several matches of a label, the first that is not sure represents it.
    """
    groups: dict[tuple[str, str], list[LabelMatch]] = {}
    for label in labels:
        groups.setdefault((label.kind, label.key), []).append(label)
    return [
        LabelQuestion(
            next((match for match in matches if not match.sure), matches[0]),
            tuple(dict.fromkeys(match.file for match in matches)),
            sum(match.figures for match in matches),
        )
        for matches in groups.values()
    ]


def copy_decisions_down(rows: Sequence[DecidedLabel]) -> list[DecidedLabel]:
    """Return the rows, with each decision marked `for_rest` copied to the undecided rows below it.

    So a person decides on many labels of one kind at once; the next row marked `for_rest` ends it.
    A copied row keeps its own name and definition, and its own unit and indicator if it has any.
    """
    decided_rows, row_for_rest = [], None
    for row in rows:
        if row.for_rest and row.decision:
            row_for_rest = row
        elif row_for_rest and not row.decision:
            row = replace(
                row,
                decision=row_for_rest.decision,
                indicator=row.indicator or row_for_rest.indicator,
                unit=row.unit or row_for_rest.unit,
                kind=row_for_rest.kind,
                topic=row_for_rest.topic,
            )
        decided_rows.append(row)
    return decided_rows


def apply_decisions(rows: Sequence[DecidedLabel], known: Mapping[str, Entry]) -> Outcome:
    """Return the answers and definitions that follow from all rows of the table of decisions.

    `known` are the existing indicators by code. A "part" (a breakdown) belongs to the chosen
    indicator, else to the indicator of the label above it, which another row may define. New
    indicators of the same name get the label above as a prefix.
    """
    outcome = Outcome()
    names = [row.name for row in rows if row.decision == "new"]
    suggested_codes = {row.question.label.key: row.question.label.code for row in rows}
    # Parts last: by then the indicators that they may belong to are defined.
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
                row.question.parent, suggested_codes.get(row.question.parent, "")
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
    """Add to `outcome` the definition of a new indicator, and its code as the label's answer.

    What the row of the table does not state, such as the kind, is drafted from the label's words.
    `known` are the existing indicators by code; the new code differs from theirs.
    """
    label = replace(row.question.label, text=row.name.replace("/", ""), unit=row.unit)
    entry = draft_indicator(label, row.topic)
    kind = row.kind or entry["kind"]
    entry |= {
        "code": _find_free_code(entry["code"], {*known, *outcome.definitions}),
        "name": {"zh": row.name, "en": row.english or row.name},
        "definition": {"zh": row.definition, "en": ""},
        "kind": kind,
        "aggregation": DEFAULT_AGGREGATIONS[kind],
    }
    outcome.definitions[entry["code"]] = entry
    outcome.answers[row.question.label.key] = entry["code"]


def _define_part(row: DecidedLabel, code: str, entry: Entry, outcome: Outcome) -> None:
    """Add to `outcome` the answer that a label is a breakdown of an indicator.

    A breakdown is a part of what the indicator counts, such as women among its members. `code` and
    `entry` are the indicator's code and definition. If the definition has no breakdown of this
    name, one is added.
    """
    breakdowns = list(entry.get("breakdowns") or ())
    # Names are compared folded, without differences that a reader does not see.
    folded_name = fold_name(row.name)
    same_name = (
        breakdown
        for breakdown in breakdowns
        if folded_name in map(fold_name, list_entry_names(breakdown))
    )
    breakdown_code = str(next(same_name, {"code": ""})["code"])
    if not breakdown_code:
        used_codes = {str(breakdown["code"]) for breakdown in breakdowns}
        breakdown_code = _find_free_code(suggest_code(row.name), used_codes)
        name = {"zh": row.name, "en": row.english or row.name}
        breakdowns.append({"code": breakdown_code, "name": name})
        outcome.definitions[code] = {**entry, "breakdowns": breakdowns}
    outcome.answers[row.question.label.key] = f"{code}.{breakdown_code}"


def _find_free_code(code: str, used_codes: set[str]) -> str:
    """Return `code` if it is not used yet, else the first of code_2, code_3, … that is not."""
    # Two more candidates than used codes, so that one is free.
    numbered_codes = (f"{code}_{number}" for number in range(2, len(used_codes) + 3))
    return next(free for free in (code, *numbered_codes) if free not in used_codes)


def add_outcome(answers: Answers, outcome: Outcome) -> Answers:
    """Return an upload's answers with those of a table of decisions added.

    They are answers about labels of indicators, by which the next check reads the upload.
    """
    return answers.with_answers("indicators", outcome.answers)
