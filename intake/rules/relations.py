"""Check the logical relations between figures, within the figures' bounds.

A relation is broken only if no values within the bounds satisfy it: `about 300` has no bounds and
never breaks one, 超600 (more than 600) breaks `x <= 500`. Totals of rounded numbers may differ by
the rounding.
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
from periods import year_after, year_before
from quantities.quantity import last_digit_step

_MAX_ROUNDING_CHECKS = 20_000
"""Contexts that break a relation up to which the rounding of their numbers is considered."""
_RELATIVE_TOLERANCE = 1e-9
"""Share of a sum that counts as an error of floating-point arithmetic."""


def find_related_indicators(table: FigureTable, reference: Reference) -> set[str]:
    """Return the indicators of an upload and all those that relations compare them with."""
    uploaded = table.distinct_codes("indicator")
    relations, _ = parse_relations(reference.indicators)
    related = (relation.codes for relation in relations if relation.codes & uploaded)
    return uploaded.union(*related)


def check_relations(
    table: FigureTable, reference: Reference, level: Level, problems: Problems
) -> None:
    """Report every relation that uploaded figures break, among themselves or with published ones.

    `level` is the level of the problems; a relation that cannot be parsed causes a warning.
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
    """Report the contexts in which one relation is broken.

    A context is one combination of programme, area, period and breakdown, as an integer; see
    `comparison_set`. For each term of the relation, the bounds of its figures are arrays with one
    element a context, so that all contexts are compared at once. The contexts in which the relation
    is broken are compared again with a tolerance for rounded numbers, which takes longer.
    """
    later = year_after if any(term.last_year for term in relation.terms) else None
    figures = build_comparison_set(table, reference, relation.codes, later)
    by_term = [_find_term_figures(term, figures, reference) for term in relation.terms]
    contexts = _list_compared_contexts(relation, by_term)
    total_index = _find_total_term(relation)
    terms = [
        _align_to_contexts(contexts, term, figures, use_total=i == total_index)
        for i, term in enumerate(by_term)
    ]
    # At least two terms need a figure, since a missing one may have any value, and at least one
    # figure must be uploaded, since the upload cannot correct published ones.
    reported_count = np.sum([term.reported for term in terms], axis=0)
    is_broken = _find_broken(relation, terms, 0.0) & (reported_count >= min(2, len(terms)))
    is_broken &= np.any([term.row >= 0 for term in terms], axis=0)
    indices = np.flatnonzero(is_broken)
    if 0 < len(indices) <= _MAX_ROUNDING_CHECKS:
        terms, contexts = [term.take(indices) for term in terms], contexts[indices]
        tolerance = _find_rounding_tolerance(terms, relation, table)
        indices = np.flatnonzero(_find_broken(relation, terms, tolerance))
    build_problem = partial(_build_problem, relation, terms, contexts, figures, table, level)
    problems.add_many(map(build_problem, indices[:MAX_PER_CODE].tolist()), len(indices))


@dataclass(frozen=True)
class _TermFigures:
    """The figures of one term of a relation, sorted by context.

    `row` is the row in the upload, -1 for a published figure. `parts` is the number of breakdowns
    that were added up. `reported` is False for a context without a figure.
    """

    context: Ints
    low: Floats
    high: Floats
    row: Ints
    parts: Ints
    reported: Flags

    @property
    def arrays(self) -> tuple[Any, ...]:
        """All arrays except the context, in the order of the fields."""
        return self.low, self.high, self.row, self.parts, self.reported

    def take(self, indices: Ints) -> "_TermFigures":
        """Return the term's figures at these indices."""
        return _TermFigures(self.context[indices], *(array[indices] for array in self.arrays))


def _find_term_figures(
    term: RelationTerm, figures: ComparisonSet, reference: Reference
) -> _TermFigures:
    """Return the figures of a term, each with the context in which it is compared.

    A context is the key of a figure without its indicator: terms of one context are compared. If
    the term is of last year, a figure of 2023 is compared in the context of 2024. A breakdown that
    the term names, or the sum of all breakdowns (`*`), is compared in the context of the total; if
    the term names none, the figures of each breakdown in its own. Of several figures in one context
    the first counts.
    """
    is_of_term = figures.has_indicator(term.code)
    breakdowns: frozenset[str] = frozenset()
    if term.breakdown is not None:
        breakdowns = frozenset({term.breakdown})
        if term.breakdown == "*":
            breakdowns = reference.breakdown_codes(term.code)
        breakdown_indices = [figures.find_index("breakdown", code) for code in breakdowns]
        is_of_term &= np.isin(figures.find_indices(figures.context, "breakdown"), breakdown_indices)
    context = figures.context[is_of_term]
    if term.last_year:
        period_indices = figures.find_indices(context, "time_period")
        later_indices = np.array(_index_later_periods(figures), np.int64)[period_indices]
        # Index 0 is that of no period (""), for a period without one a year later.
        context = figures.replace_index(context, "time_period", np.maximum(later_indices, 0))
    if term.breakdown is not None:
        context = figures.replace_index(context, "breakdown", figures.find_index("breakdown", ""))
    ones = np.ones(len(context), np.int64)
    low, high = figures.low[is_of_term], figures.high[is_of_term]
    row = figures.row[is_of_term]
    by_context = _TermFigures(context, low, high, row, ones, ones > 0)
    if term.breakdown == "*":
        return _sum_breakdowns(by_context, len(breakdowns))
    # Sorted by context, which `_align_exactly` relies on.
    _, first_indices = np.unique(context, return_index=True)
    return by_context.take(first_indices)


def _index_later_periods(figures: ComparisonSet) -> list[int]:
    """Return for each period the index of the period a year later; -1 if no figure has it.

    29 February is a year later than 28 February, if figures of a leap year are of that day.
    """
    periods = figures.codes["time_period"]
    # Of two periods with the same one a year before, the first counts: it is set last.
    index_by_year_before = {
        year_before(period): i for i, period in reversed([*enumerate(periods)]) if period
    }
    return [index_by_year_before.get(period, -1) for period in periods]


def _sum_breakdowns(figures: _TermFigures, breakdown_count: int) -> _TermFigures:
    """Return the sum of the breakdowns of a term in each context: women and men are all members.

    If fewer than `breakdown_count` breakdowns are reported, the sum has no upper bound. Its row is
    that of the last uploaded breakdown, -1 if all are published. `np.bincount` adds the numbers of
    all figures that have the same index of a context.
    """
    context, context_indices = np.unique(figures.context, return_inverse=True)
    parts = np.bincount(context_indices, minlength=len(context)).astype(np.int64)
    low = np.bincount(context_indices, figures.low, len(context)).astype(np.float64)
    high = np.bincount(context_indices, figures.high, len(context)).astype(np.float64)
    row = np.full(len(context), -1, np.int64)
    np.maximum.at(row, context_indices, figures.row)
    high[parts < breakdown_count] = np.inf
    return _TermFigures(context, low, high, row, parts, parts > 0)


def _list_compared_contexts(relation: Relation, by_term: list[_TermFigures]) -> Ints:
    """Return the contexts in which figures may break a relation; only these are compared.

    `by_term` has the figures of each term. If no term names a breakdown, the contexts are those of
    the figures on the side that must not be larger. Otherwise they are the contexts of the terms
    with a breakdown and of the first term without one.
    """
    terms = list(zip(relation.terms, by_term, strict=True))
    without_breakdown = [figures for term, figures in terms if term.breakdown is None]
    if len(without_breakdown) == len(terms):
        compared_figures = _find_smaller_side(relation, by_term)
    else:
        with_breakdown = [figures for term, figures in terms if term.breakdown is not None]
        compared_figures = [*without_breakdown[:1], *with_breakdown]
    contexts = [figures.context for figures in compared_figures]
    return contexts[0] if len(contexts) == 1 else np.unique(np.concatenate(contexts))


def _find_smaller_side(relation: Relation, by_term: list[_TermFigures]) -> list[_TermFigures]:
    """Return the terms on the side of a relation that must not be larger.

    A missing figure may be any number from 0 on, so that without a figure on this side a relation
    is never broken. For `=` it is a side with a single term, else both sides.
    """
    left_count = sum(bool(term.code) for term in relation.left)
    left, right = by_term[:left_count], by_term[left_count:]
    if relation.sign in ("<=", "<"):
        return left or right
    if relation.sign in (">=", ">"):
        return right or left
    return next((side for side in (left, right) if len(side) == 1), by_term)


def _find_total_term(relation: Relation) -> int:
    """Return the index of the term whose total a breakdown may be compared with; -1 for none.

    It is the larger side of a relation, if this is a single term: in `retired <= members`, retired
    women are compared with all members if the number of women among these is not reported.
    """
    larger = relation.right if relation.sign in ("<=", "<") else relation.left
    if relation.sign == "=" or len(larger) != 1:
        return -1
    (term,) = larger
    if not term.code or term.breakdown is not None:
        return -1
    return 0 if larger is relation.left else len(relation.terms) - 1


def _align_to_contexts(
    contexts: Ints, term: _TermFigures, figures: ComparisonSet, use_total: bool
) -> _TermFigures:
    """Return a term's figure for each context of a relation.

    With `use_total`, a context whose breakdown has no figure gets the figure of the total.
    """
    exact = _align_exactly(contexts, term)
    if not use_total or exact.reported.all():
        return exact
    no_breakdown = figures.find_index("breakdown", "")
    totals = _align_exactly(figures.replace_index(contexts, "breakdown", no_breakdown), term)
    pairs = zip(exact.arrays, totals.arrays, strict=True)
    return _TermFigures(contexts, *(np.where(exact.reported, own, total) for own, total in pairs))


def _align_exactly(contexts: Ints, term: _TermFigures) -> _TermFigures:
    """Return a term's figure for each of `contexts`, so that terms can be compared element-wise.

    The term's figures are sorted by context: `np.searchsorted` finds the place of each context
    among them, and the figure in that place is the one sought if it has the same context. A missing
    figure has the bounds 0 and infinity and the row -1, and is not `reported`.
    """
    indices = np.searchsorted(term.context, contexts)
    # Contexts are never negative: -1 stands for the place after the last one.
    reported = np.append(term.context, -1)[indices] == contexts
    indices = indices[reported]
    low, high = np.zeros(len(contexts)), np.full(len(contexts), np.inf)
    row, parts = np.full(len(contexts), -1, np.int64), np.zeros(len(contexts), np.int64)
    low[reported], high[reported] = term.low[indices], term.high[indices]
    row[reported], parts[reported] = term.row[indices], term.parts[indices]
    return _TermFigures(contexts, low, high, row, parts, reported)


def _sum_side(relation: Relation, terms: list[_TermFigures], side: str) -> tuple[Floats, Floats]:
    """Return for each context the bounds of the sum on one side, `left` or `right`.

    `terms` are the figures of the relation's terms that name an indicator, from left to right. A
    bare number has its value as bounds.
    """
    low = high = np.zeros(len(terms[0].low))
    left_count = sum(bool(term.code) for term in relation.left)
    side_figures = iter(terms[:left_count] if side == "left" else terms[left_count:])
    for term in relation.left if side == "left" else relation.right:
        if not term.code:
            low, high = low + term.factor, high + term.factor
            continue
        figures = next(side_figures)
        least, most = figures.low, figures.high
        # A subtracted figure lowers the sum most when it is largest.
        if term.factor < 0:
            least, most = most, least
        low, high = low + term.factor * least, high + term.factor * most
    return low, high


def _find_broken(
    relation: Relation, terms: list[_TermFigures], tolerance: "float | Floats"
) -> Flags:
    """Return for each context whether no values within the bounds satisfy a relation.

    Each side is an interval, from the sum of low bounds to the sum of high ones. `<=` is broken if
    the whole left interval lies above the right one, `>=` if it lies below, `=` in both cases; `<`
    and `>` also if both sides are exact and equal. The sums may differ by `tolerance`.
    """
    (left_low, left_high), (right_low, right_high) = (
        _sum_side(relation, terms, side) for side in ("left", "right")
    )
    size = np.maximum(np.abs(left_low), np.abs(right_low))
    tolerance = tolerance + _RELATIVE_TOLERANCE * size
    too_large = left_low > right_high + tolerance
    too_small = left_high < right_low - tolerance
    is_strict = relation.sign in ("<", ">")
    if relation.sign in ("<=", "<"):
        equal = (left_low == right_high) & (left_low == left_high)
        return np.asarray(too_large | (equal & is_strict))
    if relation.sign in (">=", ">"):
        equal = (left_high == right_low) & (left_low == left_high)
        return np.asarray(too_small | (equal & is_strict))
    return np.asarray(too_large | too_small)


def _find_rounding_tolerance(
    terms: list[_TermFigures], relation: Relation, table: FigureTable
) -> Floats:
    """Return for each context by how much the sides may differ because numbers were rounded.

    It is the sum of the rounding errors of all numbers, half a unit of the last digit of each. A
    sum of breakdowns counts as so many numbers, all as rough as the last uploaded one.
    """
    tolerance = np.zeros(len(terms[0].low))
    for term, figures in zip(relation.terms, terms, strict=True):
        errors = np.array([_find_rounding_error(table, row) for row in figures.row.tolist()])
        tolerance = tolerance + abs(term.factor) * figures.parts * errors
    return tolerance


def _find_rounding_error(table: FigureTable, row: int) -> float:
    """Return half a unit of the last digit of an uploaded rounded number: 2.5万 → 500.

    Numbers without 万, 亿 or a decimal point, and published ones (row -1), are taken as exact.
    """
    if row < 0 or not any(mark in table.wording(row) for mark in "万亿.．"):
        return 0.0
    return float(last_digit_step(Decimal(repr(float(table.value[row]))))) / 2


def _build_problem(
    relation: Relation,
    terms: list[_TermFigures],
    contexts: Ints,
    figures: ComparisonSet,
    table: FigureTable,
    level: Level,
    index: int,
) -> Problem:
    """Return the problem that a relation is broken in the context `contexts[index]`.

    The problem is placed at the last uploaded figure among the terms.
    """
    terms = [term.take(np.array([index])) for term in terms]
    sides = [_sum_side(relation, terms, side) for side in ("left", "right")]
    left, right = (_format_interval(low.item(), high.item()) for low, high in sides)
    context = int(contexts[index])
    return table.make_problem(
        "relation_failed",
        max(term.row.item() for term in terms),
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
    """Return the sum on one side of a relation as text: 5, 3–5, or 3–… for an open bound."""
    bounds = ["…" if np.isinf(bound) else f"{bound:.15g}" for bound in (low, high)]
    return "–".join(dict.fromkeys(bounds))
