"""`Answers`: what a person states about an upload in addition to its tables."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from curation.errors import CurationError

AREA = re.compile(r"\d{6}|ORG-[A-Z0-9-]+", re.ASCII)


@dataclass(frozen=True)
class Answers:
    """What a person states about an upload in addition to its tables.

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

    def with_answers(self, kind: str, answers: Mapping[str, str]) -> "Answers":
        """Return a copy with more answers; `kind` is encodings, indicators, areas or subjects."""
        changes: dict[str, Any] = {kind: {**getattr(self, kind), **answers}}
        return replace(self, **changes)

    def with_defaults(self, defaults: Mapping[str, str]) -> "Answers":
        """Return a copy with new values of area, period, unit or source, given by these names."""
        changes: dict[str, Any] = dict(defaults)
        return replace(self, **changes)


def parse_answers(matches: Iterable[str]) -> Answers:
    """Parse texts `label=code`: "宁波=330200" names an area, "会员数=members" an indicator.

    Raises CurationError("match_malformed").
    """
    indicators: dict[str, str] = {}
    areas: dict[str, str] = {}
    for match in matches:
        label, mark, code = match.rpartition("=")
        if not mark or not label.strip():
            raise CurationError("match_malformed", {"match": match[:80]})
        (areas if AREA.fullmatch(code) else indicators)[label] = code
    return Answers(indicators=indicators, areas=areas)
