"""`Answers`: what a person states about an upload in addition to its tables."""

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

_CELL_ASSIGNMENT = re.compile(
    r"(?:\[(?P<file>[^\]]+)\])?(?:(?P<sheet>.+?)!)?(?P<cell>[A-Za-z]{1,3}[1-9][0-9]{0,6})=(?P<text>.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Answers:
    """What a person states about an upload in addition to its tables, such as codes of labels.

    `area`, `period`, `unit` and `source` are used for tables that name none, `values_as` ("actual"
    or "target") for those that do not say whether they are of targets; `encodings` maps file names
    to encodings, `choices` questions to choices (`intake.model.choices`); `indicators` and `areas`
    map a label to a code ("members" or "members.female"; "" leaves the label out), also by its
    context, a tab and the label if it is to be remembered; `subjects` maps `subject\\tunit` of a
    number in a report to an indicator code. `cells` are corrected cells of the files, never
    remembered. Raises CurationError for cells that cannot be: cell_malformed, cell_text_long,
    cell_formula, cells_too_many.
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
        """Refuse corrections that cannot be applied to any file, and more than MAX_CORRECTIONS."""
        if len(self.cells) > MAX_CORRECTIONS:
            count = len(self.cells)
            raise CurationError("cells_too_many", {"limit": MAX_CORRECTIONS, "count": count})
        for correction in self.cells:
            if correction.error_code:
                cell, limit = correction.cell[:80], LIMITS.cell_text
                raise CurationError(correction.error_code, {"cell": cell, "limit": limit})

    def with_cell(self, correction: CellCorrection) -> "Answers":
        """Return a copy with a corrected cell, in place of an earlier correction of that cell.

        What stood in the file counts as before, also for a second correction; with that text again
        there is none. Raises CurationError as the class does.
        """
        earlier = [cell for cell in self.cells if cell.place == correction.place]
        if earlier:
            correction = replace(correction, before=earlier[0].before)
        others = self.without_cell(*correction.place).cells
        is_same = correction.text == correction.before
        return replace(self, cells=others if is_same else (*others, correction))

    def without_cell(self, file: str, sheet: str, cell: str) -> "Answers":
        """Return a copy without the correction of a cell: what stands in the file counts again."""
        kept = tuple(made for made in self.cells if made.place != (file, sheet, cell))
        return replace(self, cells=kept)

    def with_answers(self, field_name: str, answers: Mapping[str, str]) -> "Answers":
        """Return a copy with more answers in encodings, indicators, areas, subjects or choices.

        `field_name` is the name of that field; labels are kept by their keys.
        """
        if field_name in ("indicators", "areas"):
            answers = {label_key(label): code for label, code in answers.items()}
        changes: dict[str, Any] = {field_name: {**getattr(self, field_name), **answers}}
        return replace(self, **changes)

    @property
    def labels(self) -> RememberedLabels:
        """The answers about labels of tables, by which the upload is read."""
        return RememberedLabels(self.indicators, self.areas)

    def in_context(self, labels: Iterable[LabelMatch]) -> "Answers":
        """Return a copy with the answers by which labels were read also by context and label.

        These are remembered with what they were answered about: a kind of table, for an area the
        area around. What a file's or sheet's name stood for is not among them.
        """
        remembered = {"indicator": self.labels.indicators, "area": self.labels.areas}
        found: dict[str, dict[str, str]] = {"indicator": {}, "area": {}}
        for label in labels:
            if label.answer in remembered[label.kind] and not label.is_file_name:
                is_in_context = "\t" in label.answer
                key = label.answer if is_in_context else f"{label.context}\t{label.key}"
                found[label.kind][key] = label.code
        return replace(
            self,
            indicators={**_of_this_upload(self.indicators), **found["indicator"]},
            areas={**_of_this_upload(self.areas), **found["area"]},
        )

    @property
    def to_remember(self) -> "Answers":
        """The answers that are kept when the upload is published: those with a context."""
        kept = [
            {key: code for key, code in codes.items() if "\t" in key and not _is_of_any_table(key)}
            for codes in (self.indicators, self.areas)
        ]
        return Answers(indicators=kept[0], areas=kept[1], subjects=self.subjects)

    def with_defaults(self, defaults: Mapping[str, str]) -> "Answers":
        """Return a copy with new values of area, period, unit, source or values_as, by name."""
        changes: dict[str, Any] = dict(defaults)
        return replace(self, **changes)


def answers_from_dict(values: Mapping[str, Any]) -> Answers:
    """Return the answers whose values `dataclasses.asdict` returned and JSON has stored.

    Raises TypeError or ValueError for malformed values.
    """
    cells = tuple(CellCorrection(**cell) for cell in values.get("cells", ()))
    try:
        return Answers(**{**values, "cells": cells})
    except CurationError as error:
        raise ValueError(error.code) from error


def parse_choices(assignments: Iterable[str]) -> dict[str, str]:
    """Parse choices as typed on the command line: ["total_row=own"] gives {"total_row": "own"}.

    A question may have the place it is asked for: total_row@B7. Raises
    CurationError("choice_malformed") for a text without `=`, or an unknown question.
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

    `files` are the names of the files; of several the cell's must be named. Raises CurationError:
    cell_malformed, and as `Answers` does.
    """
    answers = Answers()
    for assignment in assignments:
        match = _CELL_ASSIGNMENT.fullmatch(assignment)
        file = (match["file"] or (files[0] if len(files) == 1 else "")) if match else ""
        if not match or file not in files:
            raise CurationError("cell_malformed", {"cell": assignment[:80]})
        sheet, cell = (match["sheet"] or "").strip("'"), match["cell"].upper()
        answers = answers.with_cell(CellCorrection(file, sheet, cell, match["text"]))
    return answers.cells


def _of_this_upload(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers about labels that have no context."""
    return {label: code for label, code in answers.items() if "\t" not in label}


def _is_of_any_table(key: str) -> bool:
    """Return whether the key of an answer is one that was remembered without its context."""
    return key.startswith(f"{ANY_TABLE}\t")


def parse_answers(assignments: Iterable[str]) -> Answers:
    """Parse codes of labels as typed on the command line, each `label=code`.

    ["宁波=330200", "会员数=members"] gives areas {"宁波": "330200"} and indicators
    {"会员数": "members"}: six digits, or ORG-…, are an area's code. The last `=` ends the label.
    Raises CurationError("match_malformed").
    """
    indicators: dict[str, str] = {}
    areas: dict[str, str] = {}
    for assignment in assignments:
        label, equals_sign, code = assignment.rpartition("=")
        if not equals_sign or not label.strip():
            raise CurationError("match_malformed", {"match": assignment[:80]})
        (areas if AREA_CODE.fullmatch(code) else indicators)[label] = code
    return Answers(indicators=indicators, areas=areas)
