"""`Answers`: what a person states about one upload in addition to its tables.

What is remembered about labels for later uploads stands in `remembered_labels`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from curation.errors import CurationError
from file_formats import LIMITS
from intake.corrected_cells import MAX_CORRECTIONS, CellCorrection
from intake.model.choices import CHOICES
from intake.model.upload_labels import ANY_TABLE, LabelMatch, RememberedLabels, label_key

# Codes of areas: six digits ("330200"), or ORG-… for an organisation such as an enterprise.
AREA_CODE = re.compile(r"\d{6}|ORG-[A-Z0-9-]+", re.ASCII)

# A corrected cell as typed: file in brackets and sheet before "!" may be left out, as in C6=403;
# the cell has up to three letters and seven digits; everything after "=" is the new text.
_CELL_ASSIGNMENT = re.compile(
    r"(?:\[(?P<file>[^\]]+)\])?(?:(?P<sheet>.+?)!)?(?P<cell>[A-Za-z]{1,3}[1-9][0-9]{0,6})=(?P<text>.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Answers:
    """What a person states about an upload in addition to its tables, such as codes of labels.

    `area`, `period`, `unit` and `source` apply to tables that do not state them. `values_as` is
    "actual" or "target", for tables that do not say which. The mappings are:
    - `encodings`: file name → encoding; `choices`: question → choice (`intake.model.choices`);
    - `indicators`, `areas`: label → code ("members" or "members.female"; "" leaves the label out).
      An answer that will be remembered has the key "context\\tlabel";
    - `subjects`: "subject\\tunit" of a number in a report → indicator code.

    `cells` are corrected cells of the files; they are never remembered. Raises CurationError for
    invalid corrections: cell_malformed, cell_text_long, cell_formula, cells_too_many.
    """

    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    values_as: str = ""
    encodings: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[CellCorrection, ...] = ()

    def __post_init__(self) -> None:
        """Raise CurationError for a correction that fits no file, and for more than allowed.

        The codes are those of the class.
        """
        if len(self.cells) > MAX_CORRECTIONS:
            count = len(self.cells)
            raise CurationError("cells_too_many", {"limit": MAX_CORRECTIONS, "count": count})
        for correction in self.cells:
            if correction.error_code:
                cell, limit = correction.cell[:80], LIMITS.cell_text  # cut for the message
                raise CurationError(correction.error_code, {"cell": cell, "limit": limit})

    def with_cell(self, correction: CellCorrection) -> "Answers":
        """Return a copy with a corrected cell, in place of an earlier correction of that cell.

        `before` of the result is always the text in the file, so correcting a cell back to this
        text removes the correction. Raises CurationError as for the class.
        """
        earlier = next((cell for cell in self.cells if cell.place == correction.place), None)
        if earlier:
            correction = replace(correction, before=earlier.before)
        others = self.without_cell(*correction.place).cells
        is_unchanged = correction.text == correction.before
        return replace(self, cells=others if is_unchanged else (*others, correction))

    def without_cell(self, file: str, sheet: str, cell: str) -> "Answers":
        """Return a copy without the correction of a cell, so that the text in the file counts."""
        others = tuple(other for other in self.cells if other.place != (file, sheet, cell))
        return replace(self, cells=others)

    def with_answers(self, field_name: str, answers: Mapping[str, str]) -> "Answers":
        """Return a copy with `answers` added to one of the mappings of this class.

        `field_name` is encodings, indicators, areas, subjects or choices. Labels of indicators and
        areas are normalized by `label_key`: with_answers("areas", {"宁波": "330200"}).
        """
        if field_name in ("indicators", "areas"):
            answers = {label_key(label): code for label, code in answers.items()}
        changes: dict[str, Any] = {field_name: {**getattr(self, field_name), **answers}}
        return replace(self, **changes)

    @property
    def labels(self) -> RememberedLabels:
        """The answers about labels of indicators and areas, which the check of an upload uses."""
        return RememberedLabels(self.indicators, self.areas)

    def with_contexts(self, labels: Iterable[LabelMatch]) -> "Answers":
        """Return a copy that also has each used answer under the key "context\\tlabel".

        Only such keys are remembered, so that an answer counts where it was given: the context is
        the kind of table or, for an area, the containing area. `labels` are the labels of the
        checked upload; `answer` of a label is the key of the answer that was used for it. Answers
        about names of files and sheets get no context.
        """
        given_answers = {"indicator": self.labels.indicators, "area": self.labels.areas}
        answers_in_context: dict[str, dict[str, str]] = {"indicator": {}, "area": {}}
        for label in labels:
            if label.answer in given_answers[label.kind] and not label.is_file_name:
                has_context = "\t" in label.answer
                key = label.answer if has_context else f"{label.context}\t{label.key}"
                answers_in_context[label.kind][key] = label.code
        return replace(
            self,
            indicators={**_drop_contexts(self.indicators), **answers_in_context["indicator"]},
            areas={**_drop_contexts(self.areas), **answers_in_context["area"]},
        )

    @property
    def to_remember(self) -> "Answers":
        """The answers to keep when the upload is published: those with a context, and subjects.

        Subjects are words of reports. Answers that count in any table (ANY_TABLE) are left out.
        """
        # Keys of older answers, which were remembered without a context, begin with this.
        any_table = f"{ANY_TABLE}\t"
        indicators, areas = (
            {
                key: code
                for key, code in codes.items()
                if "\t" in key and not key.startswith(any_table)
            }
            for codes in (self.indicators, self.areas)
        )
        return Answers(indicators=indicators, areas=areas, subjects=self.subjects)

    def with_defaults(self, defaults: Mapping[str, str]) -> "Answers":
        """Return a copy with new values of the fields that `defaults` names.

        These may be area, period, unit, source and values_as.
        """
        changes: dict[str, Any] = dict(defaults)
        return replace(self, **changes)


def answers_from_dict(values: Mapping[str, Any]) -> Answers:
    """Return the answers that were stored as JSON in the form of `dataclasses.asdict`.

    Raises TypeError or ValueError for malformed values.
    """
    cells = tuple(CellCorrection(**cell) for cell in values.get("cells", ()))
    try:
        return Answers(**{**values, "cells": cells})
    except CurationError as error:
        raise ValueError(error.code) from error


def parse_choices(assignments: Iterable[str]) -> dict[str, str]:
    """Parse choices as typed on the command line: ["total_row=own"] gives {"total_row": "own"}.

    A question may name the cell that it is about: total_row@B7. Raises
    CurationError("choice_malformed") for a text without `=` and for an unknown question.
    """
    choices = {}
    for assignment in assignments:
        question, equals_sign, choice = assignment.partition("=")
        if not equals_sign or question.partition("@")[0] not in CHOICES:
            known = ", ".join(CHOICES)
            raise CurationError("choice_malformed", {"choice": assignment[:80], "known": known})
        choices[question] = choice
    return choices


def parse_cells(assignments: Iterable[str], files: Sequence[str]) -> tuple[CellCorrection, ...]:
    """Parse corrected cells as typed on the command line: C6=403, 表1!C6=403, [a.xlsx]表1!C6=403.

    `files` are the names of the uploaded files; with more than one, the text must name the file.
    Raises CurationError("cell_malformed"), and as for `Answers`.
    """
    answers = Answers()
    for assignment in assignments:
        match = _CELL_ASSIGNMENT.fullmatch(assignment)
        file = (match["file"] or (files[0] if len(files) == 1 else "")) if match else ""
        if not match or file not in files:
            raise CurationError("cell_malformed", {"cell": assignment[:80]})  # cut for the message
        sheet, cell = (match["sheet"] or "").strip("'"), match["cell"].upper()
        answers = answers.with_cell(CellCorrection(file, sheet, cell, match["text"]))
    return answers.cells


def _drop_contexts(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers whose key is a label without a context, as a person has typed them."""
    return {label: code for label, code in answers.items() if "\t" not in label}


def parse_answers(assignments: Iterable[str]) -> Answers:
    """Parse codes of labels as typed on the command line, each `label=code`.

    ["宁波=330200", "会员数=members"] gives areas {"宁波": "330200"} and indicators
    {"会员数": "members"}: six digits, or ORG-…, are an area's code. The label ends at the last `=`.
    Raises CurationError("match_malformed").
    """
    indicators: dict[str, str] = {}
    areas: dict[str, str] = {}
    for assignment in assignments:
        label, equals_sign, code = assignment.rpartition("=")
        if not equals_sign or not label.strip():
            # Cut for the message.
            raise CurationError("match_malformed", {"match": assignment[:80]})
        (areas if AREA_CODE.fullmatch(code) else indicators)[label] = code
    return Answers(indicators=indicators, areas=areas)
