"""Labels of a table: what each was matched to, what is suggested, and answers given before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LabelKind = Literal["indicator", "area"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One possible meaning of a label: a code, or indicator and breakdown joined by a dot."""

    code: str
    score: float


@dataclass(frozen=True)
class LabelMatch:
    """A label of a table and what it was matched to, or what is suggested."""

    kind: LabelKind
    text: str
    code: str
    suggestions: tuple[Suggestion, ...] = ()
    unit: str = ""
    figures: int = 0
    sure: bool = False
    """The label is matched; with an empty code a person chose to leave it out."""


@dataclass(frozen=True)
class RememberedLabels:
    """Earlier answers about labels: comparison form of the label → code, "" to leave it out.

    An indicator's code may have a breakdown after a dot: `members.women`.
    """

    indicators: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, other: "RememberedLabels") -> "RememberedLabels":
        """Return both sets of answers; those of `other` are newer and win."""
        return RememberedLabels(
            {**self.indicators, **other.indicators}, {**self.areas, **other.areas}
        )
