"""`Answers`: what a person states about an upload in addition to its tables."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from curation.errors import CurationError
from intake.model.choices import CHOICES

# Codes of areas: six digits ("330200"), or ORG-… for an organisation such as an enterprise.
AREA_CODE = re.compile(r"\d{6}|ORG-[A-Z0-9-]+", re.ASCII)


@dataclass(frozen=True)
class Answers:
    """What a person states about an upload in addition to its tables, such as codes of labels.

    `area`, `period`, `unit` and `source` are used for tables that name none, `values_as` ("actual"
    or "target") for those that do not say whether they are of targets; `encodings` maps file names
    to encodings, `choices` questions to choices (`intake.model.choices`); `indicators` and `areas`
    map a label to a code ("members" or "members.female"; "" leaves the label out); `subjects` maps
    `subject\\tunit` of a number in a report to an indicator code.
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

    def with_answers(self, field_name: str, answers: Mapping[str, str]) -> "Answers":
        """Return a copy with more answers in encodings, indicators, areas, subjects or choices.

        `field_name` is the name of that field.
        """
        changes: dict[str, Any] = {field_name: {**getattr(self, field_name), **answers}}
        return replace(self, **changes)

    def with_defaults(self, defaults: Mapping[str, str]) -> "Answers":
        """Return a copy with new values of area, period, unit, source or values_as, by name."""
        changes: dict[str, Any] = dict(defaults)
        return replace(self, **changes)


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
