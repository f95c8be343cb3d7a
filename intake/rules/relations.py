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
from periods import year_after, year_before
from quantities.quantity import last_digit_step

_MAX_ROUNDING_CHECKS = 20_000
"""Contexts that break a relation up to which the rounding of their numbers is considered."""
_RELATIVE_TOLERANCE = 1e-9
"""For the errors of floating-point sums."""


def related_indicators(table: FigureTable, reference: Reference) -> set[str]:
    """Return the indicators of an upload and those with which relations compare them."""
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

    A context is one combination of programme, area, period and breakdown, as an integer.
    """
    later = year_after if any(term.last_year for term in relation.terms) else None
    figures = build_comparison_set(table, reference, relation.codes, later)
    by_term = [_find_term_figures(term, figures, reference) for term in relation.terms]
    contexts = _contexts_to_compare(relation, by_term)
    total_index = _total_term_index(relation)
    terms = [
        _align_to_contexts(contexts, term, figures, use_total=i == total_index)
        for i, term in enumerate(by_term)
    ]
    # A lone figure breaks nothing: what is not reported may have any value. Nor do published
    # figures alone, which the upload cannot correct.
    reported = np.sum([term.reported for term in terms], axis=0)
    broken = _find_broken(relation, terms, 0.0) & (reported >= min(2, len(terms)))
    broken &= np.any([term.row >= 0 for term in terms], axis=0)
    indices = np.flatnonzero(broken)
    if 0 < len(indices) <= _MAX_ROUNDING_CHECKS:
        terms, contexts = [term.take(indices) for term in terms], contexts[indices]
        tolerance = _rounding_tolerance(terms, relation, table)
        indices = np.flatnonzero(_find_broken(relation, terms, tolerance))
    make_problem = partial(_relation_problem, relation, terms, contexts, figures, table, level)
    problems.add_many(map(make_problem, indices[:MAX_PER_CODE].tolist()), len(indices))


@dataclass(frozen=True)
class _TermFigures:
    """The figures of one term of a relation, sorted by context.

    `row` is the row in the upload (-1: published), `parts` the number of breakdowns that were added
    up. `reported` is False for a context without a figure.
    """

    context: Ints
    low: Floats
    high: Floats
    row: Ints
    parts: Ints
    reported: Flags

    @property
    def arrays(self) -> tuple[Any, ...]:
        """All arrays of the term's figures except the context."""
        return self.low, self.high, self.row, self.parts, self.reported

    def take(self, indices: Ints) -> "_TermFigures":
        """Return the term's figures at these indices."""
        return _TermFigures(self.context[indices], *(array[indices] for array in self.arrays))


def _find_term_figures(
    term: RelationTerm, figures: ComparisonSet, reference: Reference
) -> _TermFigures:
    """Return the figures of a term, each in the context in which it is compared.

    A figure of last year is compared in the context of the year after, a breakdown that the term
    names, or the sum of all (`*`), in the context of the total. A term without a breakdown has its
    figures of each one, which are compared with those of the same breakdown.
    """
    of_term = figures.has_indicator(term.code)
    breakdowns: frozenset[str] = frozenset()
    if term.breakdown is not None:
        named = frozenset({term.breakdown})
        breakdowns = reference.breakdown_codes(term.code) if term.breakdown == "*" else named
        indices = [figures.index("breakdown", code) for code in breakdowns]
        of_term &= np.isin(figures.code_indices(figures.context, "breakdown"), indices)
    context = figures.context[of_term]
    if term.last_year:
        later_periods = np.array(_index_later_periods(figures), np.int64)[
            figures.code_indices(context, "time_period")
        ]
        context = figures.replace_index(context, "time_period", np.maximum(later_periods, 0))
    if term.breakdown is not None:
        context = figures.replace_index(context, "breakdown", figures.index("breakdown", ""))
    ones = np.ones(len(context), np.int64)
    low, high, row = figures.low[of_term], figures.high[of_term], figures.row[of_term]
    by_context = _TermFigures(context, low, high, row, ones, ones > 0)
    if term.breakdown == "*":
        return _sum_breakdowns(by_context, len(breakdowns))
    # Sorted by context, which `_align_exactly` relies on.
    _, first = np.unique(context, return_index=True)
    return by_context.take(first)


def _index_later_periods(figures: ComparisonSet) -> list[int]:
    """Return for each period the index of the one a year later, -1 if no figure has that.

    Of 28 February it is that of the 29th, if the figures of a leap year are of that day.
    """
    periods = figures.codes["time_period"]
    later = {year_before(period): i for i, period in reversed([*enumerate(periods)]) if period}
    return [later.get(period, -1) for period in periods]


def _sum_breakdowns(figures: _TermFigures, breakdown_count: int) -> _TermFigures:
    """Add up the breakdowns of a term in each context.

    If fewer than `breakdown_count` of them are reported, the sum has no upper bound. Its row is
    that of the last uploaded breakdown, -1 if all are published.
    """
    context, context_indices = np.unique(figures.context, return_inverse=True)
    parts = np.bincount(context_indices, minlength=len(context)).astype(np.int64)
    low = np.bincount(context_indices, figures.low, len(context)).astype(np.float64)
    high = np.bincount(context_indices, figures.high, len(context)).astype(np.float64)
    row = np.full(len(context), -1, np.int64)
    np.maximum.at(row, context_indices, figures.row)
    high[parts < breakdown_count] = np.inf
    return _TermFigures(context, low, high, row, parts, parts > 0)


def _contexts_to_compare(relation: Relation, by_term: list[_TermFigures]) -> Ints:
    """Return the contexts in which figures may break a relation.

    They are those of the terms that must not be larger or, in a relation with breakdowns, those of
    the breakdowns and of the first term without one.
    """
    terms = list(zip(relation.terms, by_term, strict=True))
    without_breakdown = [figures for term, figures in terms if term.breakdown is None]
    if len(without_breakdown) == len(terms):
        compared = _smaller_side(relation, by_term)
    else:
        with_breakdown = [figures for term, figures in terms if term.breakdown is not None]
        compared = [*without_breakdown[:1], *with_breakdown]
    contexts = [figures.context for figures in compared]
    return contexts[0] if len(contexts) == 1 else np.unique(np.concatenate(contexts))


def _smaller_side(relation: Relation, by_term: list[_TermFigures]) -> list[_TermFigures]:
    """Return the terms on the side of a relation that must not be larger.

    For `=` it is a side with a single term, else both. A term that is not reported may be anything
    from 0 up, so that a relation cannot be broken in a context in which this side has no figure.
    """
    left_count = sum(bool(term.code) for term in relation.left)
    left, right = by_term[:left_count], by_term[left_count:]
    if relation.sign in ("<=", "<"):
        return left or right
    if relation.sign in (">=", ">"):
        return right or left
    return next((side for side in (left, right) if len(side) == 1), by_term)


def _total_term_index(relation: Relation) -> int:
    """Return the index of the term whose total a breakdown may be compared with; -1 for none.

    It is the larger side of a relation, if that is a single term: in `retired <= members`, retired
    women are compared with all members if nobody has reported how many of them are women.
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
    no_breakdown = figures.index("breakdown", "")
    totals = _align_exactly(figures.replace_index(contexts, "breakdown", no_breakdown), term)
    pairs = zip(exact.arrays, totals.arrays, strict=True)
    return _TermFigures(contexts, *(np.where(exact.reported, own, total) for own, total in pairs))


def _align_exactly(contexts: Ints, term: _TermFigures) -> _TermFigures:
    """Return a term's figure for each context; a missing one has the bounds 0 and infinity.

    It is marked as not reported, in the row -1. The term's figures are sorted by context.
    """
    indices = np.searchsorted(term.context, contexts)
    # Contexts are sorted and never negative: -1 stands for those after the last one.
    reported = np.append(term.context, -1)[indices] == contexts
    indices = indices[reported]
    low, high = np.zeros(len(contexts)), np.full(len(contexts), np.inf)
    row, parts = np.full(len(contexts), -1, np.int64), np.zeros(len(contexts), np.int64)
    low[reported], high[reported] = term.low[indices], term.high[indices]
    row[reported], parts[reported] = term.row[indices], term.parts[indices]
    return _TermFigures(contexts, low, high, row, parts, reported)


def _sum_side(relation: Relation, terms: list[_TermFigures], side: str) -> tuple[Floats, Floats]:
    """Return the low and the high bounds of the sum on one side, `left` or `right`.

    There is one of each for every context. `terms` are the figures of the relation's terms that
    name an indicator, from left to right; a bare number is its own value.
    """
    low = high = np.zeros(len(terms[0].low))
    left_count = sum(bool(term.code) for term in relation.left)
    of_side = iter(terms[:left_count] if side == "left" else terms[left_count:])
    for term in relation.left if side == "left" else relation.right:
        if not term.code:
            low, high = low + term.factor, high + term.factor
            continue
        figures = next(of_side)
        least, most = figures.low, figures.high
        # What is subtracted lowers the sum most when it is largest.
        if term.factor < 0:
            least, most = most, least
        low, high = low + term.factor * least, high + term.factor * most
    return low, high


def _find_broken(
    relation: Relation, terms: list[_TermFigures], tolerance: "float | Floats"
) -> Flags:
    """Return in which contexts no values within the bounds satisfy a relation.

    The sums of the two sides may differ by `tolerance`. Two equal exact sums break < and >.
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


def _rounding_tolerance(
    terms: list[_TermFigures], relation: Relation, table: FigureTable
) -> Floats:
    """Return by how much the sides of a relation may differ because numbers were rounded.

    It is the sum of their rounding errors: half a unit of the last digit of each.
    """
    tolerance = np.zeros(len(terms[0].low))
    for term, figures in zip(relation.terms, terms, strict=True):
        errors = np.array([_rounding_error(table, row) for row in figures.row.tolist()])
        tolerance = tolerance + abs(term.factor) * figures.parts * errors
    return tolerance


def _rounding_error(table: FigureTable, row: int) -> float:
    """Return half a unit of the last digit of an uploaded rounded number: 2.5万 → 500.

    Numbers without 万, 亿 or a decimal point, and published ones (row -1), are taken as exact.
    """
    if row < 0 or not any(mark in table.wording(row) for mark in "万亿.．"):
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
    """Return the problem that a relation is broken in the context `contexts[index]`.

    It is placed at the last uploaded figure among its terms.
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
