"""Logical relations as indicators.yaml writes them: `members.women <= members`.

A relation compares two sums: terms joined by + and -, a term being a number, an indicator, or an
indicator multiplied by a number. `code.part` is one breakdown, `code.*` the sum of all of them,
`code@last_year` the same period of the year before.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.model.reference import Entry

_SIDES = re.compile(r"^(.+?)(<=|>=|==|=|<|>|≤|≥)(.+)$")
_TERM = re.compile(
    r"\s*(?P<sign>[+-])?\s*(?:(?P<factor>\d+(?:\.\d+)?)\s*\*\s*)?"
    r"(?:(?P<code>[A-Za-z][A-Za-z0-9_]*)(?:\.(?P<part>\*|[A-Za-z0-9_]+))?(?P<before>@last_year)?"
    r"|(?P<number>\d+(?:\.\d+)?))\s*"
)
_SIGN_SYNONYMS = {"≤": "<=", "≥": ">=", "==": "="}


class RelationSyntaxError(ValueError):
    """A relation that is not written as the grammar has it."""


@dataclass(frozen=True)
class RelationTerm:
    """One term: `factor` times an indicator; a bare number has no code."""

    factor: float
    code: str = ""
    part: str | None = None
    """A breakdown, * for the sum of all, None for the breakdown that is being compared."""
    last_year: bool = False


@dataclass(frozen=True)
class Relation:
    """Two sides and how they compare; `text` is what was written."""

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
        """The indicators it speaks of."""
        return frozenset(term.code for term in self.terms)


def parse_relation(text: str, owner: str = "") -> Relation:
    """Read a relation; raises RelationUnreadable."""
    found = _SIDES.match(text.strip())
    if not found:
        raise RelationSyntaxError(text)
    sign = _SIGN_SYNONYMS.get(found.group(2), found.group(2))
    relation = Relation(
        text.strip(), _parse_side(found.group(1)), _parse_side(found.group(3)), sign, owner
    )
    if not relation.terms:
        raise RelationSyntaxError(text)
    return relation


def parse_relations(indicators: Iterable[Entry]) -> tuple[list[Relation], list[tuple[str, str]]]:
    """Read the relations of all indicators; those that cannot be read come with their owner."""
    found: dict[str, Relation] = {}
    unread = []
    for entry in indicators:
        for text in entry.get("checks") or ():
            try:
                relation = parse_relation(str(text), str(entry["code"]))
            except RelationSyntaxError:
                unread.append((str(entry["code"]), str(text)))
            else:
                found.setdefault("".join(relation.text.split()), relation)
    return list(found.values()), unread


def _parse_side(text: str) -> tuple[RelationTerm, ...]:
    terms, at = [], 0
    while at < len(text):
        found = _TERM.match(text, at)
        if not found or found.end() == at or (at and not found["sign"]):
            raise RelationSyntaxError(text)
        terms.append(_parse_term(found))
        at = found.end()
    if not terms:
        raise RelationSyntaxError(text)
    return tuple(terms)


def _parse_term(found: re.Match[str]) -> RelationTerm:
    factor = float(found["factor"] or 1) * (-1 if found["sign"] == "-" else 1)
    if found["number"]:
        return RelationTerm(factor * float(found["number"]))
    return RelationTerm(factor, found["code"], found["part"], bool(found["before"]))
