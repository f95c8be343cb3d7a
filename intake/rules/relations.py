"""Check the logical relations between figures, within the figures' bounds.

A relation is broken only if no values within the bounds satisfy it: `about 300` has no bounds and
never breaks one, 超600 breaks `x <= 500`. Totals of rounded numbers may differ by the rounding.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from intake.model.column_arrays import Flags, Floats, Ints
from intake.model.figure_table import FigureTable
from intake.model.problem import MAX_PER_CODE, Level, Problem, Problems
from intake.model.reference import Reference
from intake.rules.comparison_set import ComparisonSet, build_comparison_set
from intake.rules.relation_syntax import Relation, RelationTerm, parse_relations
from intake.values.printed_periods import year_after
from quantities.quantity import last_digit_step

_MAX_ROUNDING_CHECKS = 20_000
"""Broken relations of one kind up to which the rounding of their numbers is considered."""
_RELATIVE_TOLERANCE = 1e-9


def related_indicators(table: FigureTable, reference: Reference) -> set[str]:
    """Return the indicators of an upload and those with which relations compare them."""
    uploaded = table.distinct_codes("indicator")
    relations, _ = parse_relations(reference.indicators)
    return uploaded.union(*(each.codes for each in relations if each.codes & uploaded))


def check_relations(
    table: FigureTable, reference: Reference, level: Level, problems: Problems
) -> None:
    """Report every relation that uploaded figures break, among themselves or with published ones.

    `level` is the level of the problems.
    """
    relations, unreadable = parse_relations(reference.indicators)
    for code, text in unreadable:
        problems.add(
            Problem("relation_unreadable", "warning", value=text, hints={"indicator": code})
        )
    uploaded = table.distinct_codes("indicator")
    for relation in relations:
        if relation.codes & uploaded:
            _check_relation(relation, table, reference, level, problems)


def _check_relation(
    relation: Relation, table: FigureTable, reference: Reference, level: Level, problems: Problems
) -> None:
    """Report the contexts in which one relation is broken."""
    later = year_after if any(term.last_year for term in relation.terms) else None
    figures = build_comparison_set(table, reference, relation.codes, later)
    by_term = [_find_term_figures(term, figures, reference) for term in relation.terms]
    contexts = _contexts_to_compare(relation, by_term)
    whole = _whole_term(relation)
    terms = [
        _align(contexts, each, figures, use_total=number == whole)
        for number, each in enumerate(by_term)
    ]
    reported = np.sum([term.reported for term in terms], axis=0)
    broken = _find_broken(relation, terms, 0.0) & (reported >= min(2, len(terms)))
    broken &= np.any([term.row >= 0 for term in terms], axis=0)
    rows = np.flatnonzero(broken)
    if 0 < len(rows) <= _MAX_ROUNDING_CHECKS:
        terms, contexts = [term.take(rows) for term in terms], contexts[rows]
        tolerance = _rounding_tolerance(terms, relation, table)
        rows = np.flatnonzero(_find_broken(relation, terms, tolerance))
    make = partial(_relation_problem, relation, terms, contexts, figures, table, level)
    problems.add_many((make(int(row)) for row in rows[:MAX_PER_CODE]), len(rows))


@dataclass(frozen=True)
class _TermFigures:
    """The figures of a term, sorted by context, or one figure for each context of a relation.

    `row` is the row in the upload (-1: published), `parts` the number of breakdowns in the sum.
    """

    context: Ints
    low: Floats
    high: Floats
    row: Ints
    parts: Ints
    reported: Flags

    @property
    def arrays(self) -> tuple[Any, ...]:
        """All arrays except the context."""
        return self.low, self.high, self.row, self.parts, self.reported

    def take(self, rows: Ints) -> "_TermFigures":
        """Return the figures at these indices."""
        return _TermFigures(self.context[rows], *(array[rows] for array in self.arrays))


def _find_term_figures(
    term: RelationTerm, figures: ComparisonSet, reference: Reference
) -> _TermFigures:
    """Return the figures of a term, each in the context in which it is compared."""
    rows = figures.has_indicator(term.code)
    breakdowns: frozenset[str] = frozenset()
    if term.breakdown is not None:
        one = frozenset({term.breakdown})
        breakdowns = reference.breakdown_codes(term.code) if term.breakdown == "*" else one
        indices = [figures.index("breakdown", code) for code in breakdowns]
        rows &= np.isin(figures.split_off(figures.context, "breakdown"), indices)
    context = figures.context[rows]
    if term.last_year:
        periods = figures.codes["time_period"]
        later = [figures.index("time_period", year_after(p) if p else "") for p in periods]
        moved = np.array(later, np.int64)[figures.split_off(context, "time_period")]
        context = figures.replace_index(context, "time_period", np.maximum(moved, 0))
    if term.breakdown is not None:
        context = figures.replace_index(context, "breakdown", figures.index("breakdown", ""))
    ones = np.ones(len(context), np.int64)
    low, high, row = figures.low[rows], figures.high[rows], figures.row[rows]
    by_context = _TermFigures(context, low, high, row, ones, ones > 0)
    if term.breakdown == "*":
        return _sum_breakdowns(by_context, len(breakdowns))
    return by_context.take(np.unique(context, return_index=True)[1])


def _sum_breakdowns(figures: _TermFigures, declared: int) -> _TermFigures:
    """Add up the breakdowns of each context.

    If fewer than `declared` breakdowns are reported, the sum has no upper bound.
    """
    context, group = np.unique(figures.context, return_inverse=True)
    parts = np.bincount(group, minlength=len(context)).astype(np.int64)
    low = np.bincount(group, figures.low, len(context)).astype(np.float64)
    high = np.bincount(group, figures.high, len(context)).astype(np.float64)
    row = np.full(len(context), -1, np.int64)
    np.maximum.at(row, group, figures.row)
    high[parts < declared] = np.inf
    return _TermFigures(context, low, high, row, parts, parts > 0)


def _contexts_to_compare(relation: Relation, by_term: list[_TermFigures]) -> Ints:
    """Return the contexts in which a term may be too large, or all that have a breakdown."""
    plain = [i for i, term in enumerate(relation.terms) if term.breakdown is None]
    if len(plain) == len(by_term):
        contexts = [each.context for each in _smaller_side(relation, by_term)]
        return contexts[0] if len(contexts) == 1 else np.unique(np.concatenate(contexts))
    first = [by_term[i].context for i in plain[:1]]
    broken_down = [each.context for i, each in enumerate(by_term) if i not in plain]
    return np.unique(np.concatenate([*first, *broken_down]))


def _smaller_side(relation: Relation, by_term: list[_TermFigures]) -> list[_TermFigures]:
    """Return the terms of the side that must not be larger; for `=`, a side with a single term.

    A term that is not reported may be anything from 0 up, so that a relation cannot be broken in a
    context in which this side has no figure.
    """
    count = sum(bool(term.code) for term in relation.left)
    left, right = by_term[:count], by_term[count:]
    if relation.sign in ("<=", "<"):
        return left or right
    if relation.sign in (">=", ">"):
        return right or left
    return next((side for side in (left, right) if len(side) == 1), by_term)


def _whole_term(relation: Relation) -> int:
    """Return the index of the term whose total a breakdown may be compared with; -1 for none.

    It is the larger side, if that is a single term.
    """
    larger = relation.right if relation.sign in ("<=", "<") else relation.left
    if relation.sign == "=" or len(larger) != 1:
        return -1
    if not larger[0].code or larger[0].breakdown is not None:
        return -1
    return relation.terms.index(larger[0]) if larger is relation.left else len(relation.terms) - 1


def _align(
    contexts: Ints, term: _TermFigures, figures: ComparisonSet, use_total: bool
) -> _TermFigures:
    """Return a term's figure for each context.

    With `use_total`, a context whose breakdown has no figure gets the figure of the total.
    """
    own = _align_exactly(contexts, term)
    if not use_total or own.reported.all():
        return own
    totals = _align_exactly(
        figures.replace_index(contexts, "breakdown", figures.index("breakdown", "")), term
    )
    pairs = zip(own.arrays, totals.arrays, strict=True)
    return _TermFigures(contexts, *(np.where(own.reported, one, total) for one, total in pairs))


def _align_exactly(contexts: Ints, term: _TermFigures) -> _TermFigures:
    """Return a term's figure for each context; a missing one has the bounds 0 and infinity."""
    if not len(term.context):
        none, zero = np.zeros(len(contexts), np.int64), np.zeros(len(contexts))
        return _TermFigures(contexts, zero, zero + np.inf, none - 1, none, none > 0)
    i = np.minimum(np.searchsorted(term.context, contexts), len(term.context) - 1)
    reported = term.context[i] == contexts
    return _TermFigures(
        contexts,
        np.where(reported, term.low[i], 0.0).astype(np.float64),
        np.where(reported, term.high[i], np.inf).astype(np.float64),
        np.where(reported, term.row[i], -1),
        np.where(reported, term.parts[i], 0),
        reported,
    )


def _sum_side(relation: Relation, terms: list[_TermFigures], side: str) -> tuple[Floats, Floats]:
    """Return the low and the high bound of the sum of one side, `left` or `right`."""
    low = high = np.zeros(len(terms[0].low))
    number = 0 if side == "left" else sum(bool(term.code) for term in relation.left)
    for term in relation.left if side == "left" else relation.right:
        if not term.code:
            low, high = low + term.factor, high + term.factor
            continue
        bounds = (terms[number].low, terms[number].high)
        smaller, larger = bounds if term.factor > 0 else bounds[::-1]
        low, high = low + term.factor * smaller, high + term.factor * larger
        number += 1
    return low, high


def _find_broken(
    relation: Relation, terms: list[_TermFigures], tolerance: "float | Floats"
) -> Flags:
    """Return in which contexts no values within the bounds, plus or minus `tolerance`, fit."""
    (left_low, left_high), (right_low, right_high) = (
        _sum_side(relation, terms, side) for side in ("left", "right")
    )
    size = np.maximum(np.abs(left_low), np.abs(right_low))
    tolerance = tolerance + _RELATIVE_TOLERANCE * size
    too_large = left_low > right_high + tolerance
    too_small = left_high < right_low - tolerance
    if relation.sign in ("<=", "<"):
        equal = (left_low == right_high) & (left_low == left_high)
        return np.asarray(too_large | (equal & (relation.sign == "<")))
    if relation.sign in (">=", ">"):
        equal = (left_high == right_low) & (left_low == left_high)
        return np.asarray(too_small | (equal & (relation.sign == ">")))
    return np.asarray(too_large | too_small)


def _rounding_tolerance(
    terms: list[_TermFigures], relation: Relation, table: FigureTable
) -> Floats:
    """Return the sum of half a unit of the last digit of each number that was printed rounded."""
    tolerance = np.zeros(len(terms[0].low))
    for term, figures in zip(relation.terms, terms, strict=True):
        steps = np.array([_half_step(table, row) for row in figures.row.tolist()])
        tolerance = tolerance + abs(term.factor) * figures.parts * steps
    return tolerance


def _half_step(table: FigureTable, row: int) -> float:
    """Return half a unit of the last digit of an uploaded rounded number; 0 for any other."""
    if row < 0:
        return 0.0
    wording = table.wording(row)
    if not any(mark in wording for mark in "万亿.．"):
        return 0.0
    return float(last_digit_step(Decimal(repr(float(table.value[row]))))) / 2


def _relation_problem(
    relation: Relation,
    terms: list[_TermFigures],
    contexts: Ints,
    figures: ComparisonSet,
    table: FigureTable,
    level: Level,
    index: int,
) -> Problem:
    """Return the problem that a relation is broken in the context `contexts[index]`."""
    one = [term.take(np.array([index])) for term in terms]
    sides = [_sum_side(relation, one, side) for side in ("left", "right")]
    left, right = (_format_interval(float(low[0]), float(high[0])) for low, high in sides)
    context = int(contexts[index])
    return table.make_problem(
        "relation_failed",
        max(int(term.row[index]) for term in terms),
        level,
        value=left,
        expected=f"{relation.sign} {right}",
        relation=relation.text,
        indicator=relation.owner or relation.terms[0].code,
        area=figures.code(context, "ref_area"),
        period=figures.code(context, "time_period"),
        breakdown=figures.code(context, "breakdown"),
    )


def _format_interval(low: float, high: float) -> str:
    """Return an interval as text: 5, 3–5, or 3–… for an open bound."""
    texts = ["…" if np.isinf(bound) else f"{bound:.15g}" for bound in (low, high)]
    return texts[0] if texts[0] == texts[1] else "–".join(texts)
