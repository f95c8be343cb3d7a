"""Parse the logical relations in indicators.yaml: `members.women <= members`.

A relation compares two sums: terms joined by + and -, a term being a number, an indicator, or an
indicator multiplied by a number. `code.women` is one breakdown, `code.*` the sum of all of them,
`code@last_year` the same period of the year before.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.model.reference import Entry

_SIDES = re.compile(r"^(?P<left>.+?)(?P<sign><=|>=|==|=|<|>|≤|≥)(?P<right>.+)$")
_TERM = re.compile(
    r"\s*(?P<sign>[+-])?\s*(?:(?P<factor>\d+(?:\.\d+)?)\s*\*\s*)?"
    r"(?:(?P<code>[A-Za-z][A-Za-z0-9_]*)(?:\.(?P<breakdown>\*|[A-Za-z0-9_]+))?(?P<last_year>@last_year)?"
    r"|(?P<number>\d+(?:\.\d+)?))\s*"
)
"""A term: sign, factor (2 *), then code, breakdown and @last_year, or else a bare number."""
_SIGN_SYNONYMS = {"≤": "<=", "≥": ">=", "==": "="}


class RelationSyntaxError(ValueError):
    """Raised for a relation that does not follow the grammar."""


@dataclass(frozen=True)
class RelationTerm:
    """One term of a relation: `factor` times an indicator; a bare number has the code ""."""

    factor: float
    code: str = ""
    breakdown: str | None = None
    """A breakdown, or * for the sum of all. None: each breakdown is compared by itself."""
    last_year: bool = False


@dataclass(frozen=True)
class Relation:
    """The two sides of a relation and the sign between them; `text` is the relation as written.

    `owner` is the indicator in whose entry the relation is written.
    """

    text: str
    left: tuple[RelationTerm, ...]
    right: tuple[RelationTerm, ...]
    sign: str
    owner: str = field(default="", compare=False)

    @property
    def terms(self) -> tuple[RelationTerm, ...]:
        """All terms that name an indicator, from left to right."""
        return tuple(term for term in (*self.left, *self.right) if term.code)

    @property
    def codes(self) -> frozenset[str]:
        """The indicators that the relation mentions."""
        return frozenset(term.code for term in self.terms)


def parse_relation(text: str, owner: str = "") -> Relation:
    """Parse a relation; `owner` is the indicator that declares it.

    Raises RelationSyntaxError, also for a relation that names no indicator (1 < 2).
    """
    match = _SIDES.match(text.strip())
    if not match:
        raise RelationSyntaxError(text)
    left, right = _parse_side(match["left"]), _parse_side(match["right"])
    sign = _SIGN_SYNONYMS.get(match["sign"], match["sign"])
    relation = Relation(text.strip(), left, right, sign, owner)
    if not relation.terms:
        raise RelationSyntaxError(text)
    return relation


def parse_relations(indicators: Iterable[Entry]) -> tuple[list[Relation], list[tuple[str, str]]]:
    """Return the relations of all indicators, and pairs (indicator, text) of invalid ones.

    A relation that several indicators declare is returned once, with the first as its owner.
    """
    relations: dict[str, Relation] = {}
    unreadable = []
    for entry in indicators:
        for text in entry.get("checks") or ():
            try:
                relation = parse_relation(str(text), str(entry["code"]))
            except RelationSyntaxError:
                unreadable.append((str(entry["code"]), str(text)))
            else:
                relations.setdefault("".join(relation.text.split()), relation)
    return list(relations.values()), unreadable


def _parse_side(side: str) -> tuple[RelationTerm, ...]:
    """Parse the terms of one side of a relation; raises RelationSyntaxError.

    `members - 2 * retired` → 1 × members, -2 × retired; a bare number is the factor of a term
    without code.
    """
    terms: list[RelationTerm] = []
    offset = 0
    while offset < len(side):
        match = _TERM.match(side, offset)
        if not match or (terms and not match["sign"]):
            raise RelationSyntaxError(side)
        factor = float(match["factor"] or 1) * (-1 if match["sign"] == "-" else 1)
        if match["number"]:
            terms.append(RelationTerm(factor * float(match["number"])))
        else:
            is_last_year = bool(match["last_year"])
            terms.append(RelationTerm(factor, match["code"], match["breakdown"], is_last_year))
        offset = match.end()
    return tuple(terms)
