"""`Answers`: what a person states about an upload in addition to its tables."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from curation.errors import CurationError

# Codes of areas: six digits ("330200"), or ORG-… for an organisation such as an enterprise.
AREA_CODE = re.compile(r"\d{6}|ORG-[A-Z0-9-]+", re.ASCII)


@dataclass(frozen=True)
class Answers:
    """What a person states about an upload in addition to its tables, such as codes of labels.

    `area`, `period`, `unit` and `source` are used for tables that name none; `encodings` maps file
    names to encodings; `indicators` and `areas` map a label to a code ("members" or
    "members.female"; "" leaves the label out); `subjects` maps `subject\\tunit` of a number in a
    report to an indicator code.
    """

    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    encodings: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)

    def with_answers(self, field_name: str, answers: Mapping[str, str]) -> "Answers":
        """Return a copy with more answers in encodings, indicators, areas or subjects.

        `field_name` is the name of that field.
        """
        changes: dict[str, Any] = {field_name: {**getattr(self, field_name), **answers}}
        return replace(self, **changes)

    def with_defaults(self, defaults: Mapping[str, str]) -> "Answers":
        """Return a copy with new values of area, period, unit or source, given by these names."""
        changes: dict[str, Any] = dict(defaults)
        return replace(self, **changes)


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
