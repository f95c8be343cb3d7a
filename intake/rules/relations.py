"""The logical relations between figures, checked with their bounds.

A relation is broken only where no values within the bounds could keep it: about 300 is never
broken, 超600 breaks `x <= 500`. Totals of rounded numbers may differ by the rounding.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from intake.model.batch import Flags, Floats, Ints
from intake.model.figure_table import FigureTable
from intake.model.problem import MAX_PER_CODE, Level, Problem, Problems
from intake.model.reference import Reference
from intake.rules import relation_syntax as relations
from intake.rules.comparison_set import ComparisonSet, build_comparison_set
from intake.rules.relation_syntax import Relation, RelationTerm
from intake.values.periods import year_after
from quantities.quantity import last_step

_MAX_ROUNDING_CHECKS = 20_000
"""Broken relations that are looked at again for the rounding of their numbers."""
_RELATIVE_TOLERANCE = 1e-9


def related_indicators(table: FigureTable, known: Reference) -> set[str]:
    """Return the indicators of an upload, and those that a relation holds them against."""
    uploaded = table.used("indicator")
    found, _ = relations.parse_relations(known.indicators)
    return uploaded.union(*(one.codes for one in found if one.codes & uploaded))


def check_relations(table: FigureTable, known: Reference, level: Level, problems: Problems) -> None:
    """Report every relation that the upload breaks, alone or with what is published."""
    found, unread = relations.parse_relations(known.indicators)
    for code, text in unread:
        problems.add(
            Problem("relation_unreadable", "warning", value=text, hints={"indicator": code})
        )
    column = table.codes.get("indicator")
    uploaded = {column.words[at] for at in np.unique(column.numbers)} if column else set()
    for one in found:
        if one.codes & uploaded:
            _check_relation(one, table, known, level, problems)


def _check_relation(
    one: Relation, table: FigureTable, known: Reference, level: Level, problems: Problems
) -> None:
    later = year_after if any(term.last_year for term in one.terms) else None
    figures = build_comparison_set(table, known, one.codes, later)
    operands = [_find_term_figures(term, figures, known) for term in one.terms]
    contexts = _contexts_to_compare(one, operands)
    terms = [
        _at(contexts, operand, figures, at == _whole_term(one))
        for at, operand in enumerate(operands)
    ]
    present = np.sum([term.reported for term in terms], axis=0)
    broken = _find_broken(one, terms, 0.0) & (present >= min(2, len(terms)))
    broken &= np.any([term.row >= 0 for term in terms], axis=0)
    rows = np.flatnonzero(broken)
    if 0 < len(rows) <= _MAX_ROUNDING_CHECKS:
        terms, contexts = [term.take(rows) for term in terms], contexts[rows]
        rows = np.flatnonzero(_find_broken(one, terms, _rounding_tolerance(terms, one, table)))
    make = partial(_relation_problem, one, terms, contexts, figures, table, level)
    problems.add_many((make(int(row)) for row in rows[:MAX_PER_CODE]), len(rows))


@dataclass(frozen=True)
class _TermFigures:
    """A term's figures in order of their contexts, or laid beside the contexts of a relation."""

    context: Ints
    low: Floats
    high: Floats
    row: Ints
    parts: Ints
    reported: Flags

    def take(self, rows: Ints) -> "_TermFigures":
        """Take some of them."""
        return _TermFigures(
            self.context[rows],
            self.low[rows],
            self.high[rows],
            self.row[rows],
            self.parts[rows],
            self.reported[rows],
        )


def _find_term_figures(
    term: RelationTerm, figures: ComparisonSet, known: Reference
) -> _TermFigures:
    """The figures of a term in the contexts they are compared in."""
    rows = figures.of(term.code)
    if term.part is not None:
        declared = known.breakdown_codes(term.code) if term.part == "*" else {term.part}
        numbers = [figures.number("breakdown", part) for part in declared]
        rows &= np.isin(figures.part(figures.context, "breakdown"), numbers)
    context = figures.context[rows]
    if term.last_year:
        periods = figures.words["time_period"]
        later = [figures.number("time_period", year_after(p) if p else "") for p in periods]
        moved = np.array(later, np.int64)[figures.part(context, "time_period")]
        context = figures.with_part(context, "time_period", np.maximum(moved, 0))
    if term.part is not None:
        context = figures.with_part(context, "breakdown", figures.number("breakdown", ""))
    ones = np.ones(len(context), np.int64)
    columns = (figures.low[rows], figures.high[rows], figures.row[rows], ones, ones > 0)
    found = _TermFigures(context, *columns)
    if term.part == "*":
        return _sum_breakdowns(found, len(declared))
    return found.take(np.unique(context, return_index=True)[1])


def _sum_breakdowns(found: _TermFigures, declared: int) -> _TermFigures:
    """Add up the breakdowns; where one is not reported the sum has no upper bound."""
    context, place = np.unique(found.context, return_inverse=True)
    parts = np.bincount(place, minlength=len(context)).astype(np.int64)
    low = np.bincount(place, found.low, len(context)).astype(np.float64)
    high = np.bincount(place, found.high, len(context)).astype(np.float64)
    row = np.full(len(context), -1, np.int64)
    np.maximum.at(row, place, found.row)
    high[parts < declared] = np.inf
    return _TermFigures(context, low, high, row, parts, parts > 0)


def _contexts_to_compare(one: Relation, operands: list[_TermFigures]) -> Ints:
    """The contexts to compare in: those of the terms that may be too large, or all with a part."""
    plain = [at for at, term in enumerate(one.terms) if term.part is None]
    if len(plain) == len(operands):
        found = [each.context for each in _smaller_side(one, operands)]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))
    first = [operands[at].context for at in plain[:1]]
    parts = [each.context for at, each in enumerate(operands) if at not in plain]
    return np.unique(np.concatenate([*first, *parts]))


def _smaller_side(one: Relation, operands: list[_TermFigures]) -> list[_TermFigures]:
    """The terms of the side that is to be no larger; of two that are to be equal one is enough.

    What is not reported is anything from 0 up, so nothing is broken where that side has no figure.
    """
    count = sum(bool(term.code) for term in one.left)
    left, right = operands[:count], operands[count:]
    if one.sign in ("<=", "<"):
        return left or right
    if one.sign in (">=", ">"):
        return right or left
    return next((side for side in (left, right) if len(side) == 1), operands)


def _whole_term(one: Relation) -> int:
    """The term that a part may be compared with: the larger side, where it is one term alone."""
    larger = one.right if one.sign in ("<=", "<") else one.left
    if one.sign == "=" or len(larger) != 1 or not larger[0].code or larger[0].part is not None:
        return -1
    return one.terms.index(larger[0]) if larger is one.left else len(one.terms) - 1


def _at(contexts: Ints, operand: _TermFigures, figures: ComparisonSet, whole: bool) -> _TermFigures:
    """Lay a term beside the contexts; with `whole` its total where it has not the breakdown."""
    found = _find(contexts, operand)
    if not whole or found.reported.all():
        return found
    empty = figures.number("breakdown", "")
    totals = _find(figures.with_part(contexts, "breakdown", empty), operand)
    pairs = zip(_columns(found), _columns(totals), strict=True)
    return _TermFigures(contexts, *(np.where(found.reported, own, total) for own, total in pairs))


def _columns(one: _TermFigures) -> tuple[Any, ...]:
    return one.low, one.high, one.row, one.parts, one.reported


def _find(contexts: Ints, operand: _TermFigures) -> _TermFigures:
    """A term that is not reported is anything from 0 up."""
    if not len(operand.context):
        none, zero = np.zeros(len(contexts), np.int64), np.zeros(len(contexts))
        return _TermFigures(contexts, zero, zero + np.inf, none - 1, none, none > 0)
    at = np.minimum(np.searchsorted(operand.context, contexts), len(operand.context) - 1)
    there = operand.context[at] == contexts
    return _TermFigures(
        contexts,
        np.where(there, operand.low[at], 0.0).astype(np.float64),
        np.where(there, operand.high[at], np.inf).astype(np.float64),
        np.where(there, operand.row[at], -1),
        np.where(there, operand.parts[at], 0),
        there,
    )


def _sum_side(one: Relation, terms: list[_TermFigures], name: str) -> tuple[Floats, Floats]:
    """Add up one side."""
    low = high = np.zeros(len(terms[0].low))
    at = 0 if name == "left" else sum(bool(term.code) for term in one.left)
    for term in one.left if name == "left" else one.right:
        if not term.code:
            low, high = low + term.factor, high + term.factor
            continue
        ends = (terms[at].low, terms[at].high)
        first, last = ends if term.factor > 0 else ends[::-1]
        low, high = low + term.factor * first, high + term.factor * last
        at += 1
    return low, high


def _find_broken(one: Relation, terms: list[_TermFigures], room: "float | Floats") -> Flags:
    """Say where no values within the bounds keep the relation, `room` being left for rounding."""
    (left_low, left_high), (right_low, right_high) = (
        _sum_side(one, terms, name) for name in ("left", "right")
    )
    room = room + _RELATIVE_TOLERANCE * np.maximum(np.abs(left_low), np.abs(right_low))
    too_large = left_low > right_high + room
    too_small = left_high < right_low - room
    if one.sign in ("<=", "<"):
        equal = (left_low == right_high) & (left_low == left_high)
        return np.asarray(too_large | (equal & (one.sign == "<")))
    if one.sign in (">=", ">"):
        equal = (left_high == right_low) & (left_low == left_high)
        return np.asarray(too_small | (equal & (one.sign == ">")))
    return np.asarray(too_large | too_small)


def _rounding_tolerance(terms: list[_TermFigures], one: Relation, table: FigureTable) -> Floats:
    """Half a unit of the last digit of every number that was printed rounded."""
    room = np.zeros(len(terms[0].low))
    for term, found in zip(one.terms, terms, strict=True):
        steps = np.array([_half_step(table, row) for row in found.row.tolist()])
        room = room + abs(term.factor) * found.parts * steps
    return room


def _half_step(table: FigureTable, row: int) -> float:
    if row < 0:
        return 0.0
    wording = table.wording(row)
    if not any(mark in wording for mark in "万亿.．"):
        return 0.0
    return float(last_step(Decimal(repr(float(table.value[row]))))) / 2


def _relation_problem(
    one: Relation,
    terms: list[_TermFigures],
    contexts: Ints,
    figures: ComparisonSet,
    table: FigureTable,
    level: Level,
    at: int,
) -> Problem:
    sides = [
        _sum_side(one, [term.take(np.array([at])) for term in terms], n) for n in ("left", "right")
    ]
    left, right = (_format_interval(float(low[0]), float(high[0])) for low, high in sides)
    context = int(contexts[at])
    return table.problem(
        "relation_failed",
        max(int(term.row[at]) for term in terms),
        level,
        value=left,
        expected=f"{one.sign} {right}",
        relation=one.text,
        indicator=one.owner or one.terms[0].code,
        area=figures.word(context, "ref_area"),
        period=figures.word(context, "time_period"),
        breakdown=figures.word(context, "breakdown"),
    )


def _format_interval(low: float, high: float) -> str:
    texts = ["…" if np.isinf(end) else f"{end:.15g}" for end in (low, high)]
    return texts[0] if texts[0] == texts[1] else "–".join(texts)
