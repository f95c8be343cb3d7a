"""What a person says of an upload."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from curation.errors import CurationError

AREA = re.compile(r"\d{6}|ORG-[A-Z0-9-]+", re.ASCII)


@dataclass(frozen=True)
class Answers:
    """What a person says of an upload that its tables do not.

    `area`, `period`, `unit` and `source` stand where a table names none, `encodings` is the answer
    for each file whose encoding is unclear, `indicators` and `areas` say what a label means (a
    code, with `indicator.breakdown`, or "" to leave it out), `subjects` what something counted in a
    report is, `subject\\tunit` to the code of an indicator, with a breakdown after a dot.
    """

    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    encodings: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)

    def having(self, kind: str, said: Mapping[str, str]) -> "Answers":
        """Add what was said of encodings, indicators, areas or subjects."""
        known: dict[str, Any] = {kind: {**getattr(self, kind), **said}}
        return replace(self, **known)

    def standing(self, said: Mapping[str, str]) -> "Answers":
        """Say what stands where a table names no area, period, unit or source."""
        known: dict[str, Any] = dict(said)
        return replace(self, **known)


def parse_answers(matches: Iterable[str]) -> Answers:
    """Read `label=code` texts: the code of an area, or an indicator's with its breakdown.

    Raises Refused("match_malformed").
    """
    indicators: dict[str, str] = {}
    areas: dict[str, str] = {}
    for match in matches:
        label, mark, code = match.rpartition("=")
        if not mark or not label.strip():
            raise CurationError("match_malformed", {"match": match[:80]})
        (areas if AREA.fullmatch(code) else indicators)[label] = code
    return Answers(indicators=indicators, areas=areas)
