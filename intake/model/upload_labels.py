"""Labels in an upload: their matches, suggestions, and answers that people gave before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LabelKind = Literal["indicator", "area"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One possible meaning of a label: a code, or indicator and breakdown joined by a dot."""

    code: str
    score: float
    answer: str = ""
    """The label of the earlier answer that it comes from; "" if it comes from names."""
    refused: str = ""
    """The code of an answer that was not followed, because the label is a published name."""


@dataclass(frozen=True)
class LabelMatch:
    """A label of a table with its match or, if it has none, its suggestions.

    `unit` is the unit printed with the label, `figures` the number of figures that have it.
    """

    kind: LabelKind
    text: str
    code: str
    suggestions: tuple[Suggestion, ...] = ()
    unit: str = ""
    figures: int = 0
    sure: bool = False
    """The label is matched; with an empty code a person chose to ignore it."""

    @property
    def answer(self) -> str:
        """The label of the answer that the match comes from; "" if it comes from names."""
        return self.suggestions[0].answer if self.sure and self.suggestions else ""


@dataclass(frozen=True)
class RememberedLabels:
    """Earlier answers about labels: comparison form of a label → code, "" to ignore the label.

    An indicator's code may have a breakdown after a dot: `members.women`.
    """

    indicators: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    """The labels that were answered for this very upload."""

    def __or__(self, other: "RememberedLabels") -> "RememberedLabels":
        """Return both sets of answers; for a label in both, the answer of `other` counts."""
        return RememberedLabels(
            {**self.indicators, **other.indicators},
            {**self.areas, **other.areas},
            self.given | other.given,
        )
