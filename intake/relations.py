"""The logical relations between figures, checked with their bounds.

A relation is broken only where no values within the bounds could keep it: about 300 is never
broken, 超600 breaks `x <= 500`. Totals of rounded numbers may differ by the rounding.
"""

from collections.abc import Hashable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from intake import relation as relations
from intake.known import Known
from intake.periods import year_after
from intake.problem import Level, Problem, Problems
from intake.relation import Relation, Term
from intake.table import Table
from intake.universe import CONTEXT, ceiling, floor, take
from quantities.quantity import last_step

_MOST_ROUNDED = 20_000
_TINY = 1e-9
_CARRIED = ("low", "high", "row", "parts")
"""What goes with each term: bounds, a row of the upload, and how many figures it adds up."""


def check(table: Table, known: Known, level: Level, problems: Problems) -> None:
    """Report every relation that the upload breaks, alone or with what is published."""
    found, unread = relations.of_indicators(known.indicators)
    for code, text in unread:
        problems.add(
            Problem("relation_unreadable", "warning", value=text, hints={"indicator": code})
        )
    column = table.codes.get("indicator")
    uploaded = {column.words[at] for at in np.unique(column.numbers)} if column else set()
    for one in found:
        if one.codes & uploaded:
            _check_one(one, table, known, level, problems)


def _check_one(one: Relation, table: Table, known: Known, level: Level, problems: Problems) -> None:
    figures = take(table, known, one.codes)
    rows = _contexts(one, figures, known)
    if rows.empty:
        return
    left, right = _side(rows, one, "left"), _side(rows, one, "right")
    rows = rows.assign(left_low=left[0], left_high=left[1], right_low=right[0], right_high=right[1])
    rows = rows[_broken(one.sign, rows, 0.0)]
    if not rows.empty and len(rows) <= _MOST_ROUNDED:
        rows = rows[_broken(one.sign, rows, _rounding(rows, one, table))]
    names = [f"row{at}" for at in range(len(one.terms))]
    rows = rows[(rows[names] >= 0).any(axis=1)]
    records = rows.to_dict("records")
    problems.add_many((_problem(one, row, table, level) for row in records), len(records))


def _contexts(one: Relation, figures: pd.DataFrame, known: Known) -> pd.DataFrame:
    """One row a context in which at least two of the terms are reported."""
    terms = one.terms
    parts = [_operand(term, figures, known) for term in terms]
    plain = [part for term, part in zip(terms, parts, strict=True) if term.part is None]
    rows = (plain or parts)[0][CONTEXT].drop_duplicates()
    if len(plain) < len(terms):
        rows = pd.concat([rows, *(part[CONTEXT] for part in parts)]).drop_duplicates()
    whole = _whole_term(one)
    for at, part in enumerate(parts):
        rows = _joined(rows, part.drop_duplicates(CONTEXT), at, at == whole)
    present = rows[[f"low{at}" for at in range(len(terms))]].notna().sum(axis=1)
    return rows[present >= min(2, len(terms))]


def _whole_term(one: Relation) -> int:
    """The term that a part may be compared with: the larger side, where it is one term alone."""
    larger = one.right if one.sign in ("<=", "<") else one.left
    if one.sign == "=" or len(larger) != 1 or not larger[0].code or larger[0].part is not None:
        return -1
    return one.terms.index(larger[0]) if larger is one.left else len(one.terms) - 1


def _operand(term: Term, figures: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The figures of a term with closed bounds, in the contexts they are compared in."""
    found = figures[figures["indicator"] == term.code]
    found = found.assign(low=floor(found["low"]), high=ceiling(found["high"]))
    if term.last_year:
        later = {period: year_after(period) for period in found["time_period"].unique()}
        found = found.assign(time_period=found["time_period"].map(later))
    if term.part == "*":
        return _sum_of_parts(found, known.breakdown_codes(term.code))
    if term.part is not None:
        found = found[found["breakdown"] == term.part].assign(breakdown="")
    return found.assign(parts=1)[[*CONTEXT, *_CARRIED]]


def _sum_of_parts(found: pd.DataFrame, declared: frozenset[str]) -> pd.DataFrame:
    """Add up the breakdowns; where one is not reported the sum has no upper bound."""
    parts = found[found["breakdown"].isin(list(declared))]
    sums = parts.assign(breakdown="", part=parts["breakdown"]).groupby(CONTEXT, as_index=False)
    total = sums.agg(
        low=("low", "sum"), high=("high", "sum"), row=("row", "max"), parts=("part", "nunique")
    )
    total.loc[total["parts"] < len(declared), "high"] = np.inf
    return total[[*CONTEXT, *_CARRIED]]


def _joined(rows: pd.DataFrame, part: pd.DataFrame, at: int, whole: bool) -> pd.DataFrame:
    """Add a term's figures; with `whole` a breakdown it does not have is compared to its total."""
    names = {name: f"{name}{at}" for name in _CARRIED}
    rows = rows.merge(part.rename(columns=names), "left", CONTEXT)
    if whole:
        without = [name for name in CONTEXT if name != "breakdown"]
        totals = part[part["breakdown"] == ""].drop(columns="breakdown")
        total = rows[CONTEXT].merge(totals, "left", without)
        for name, new in names.items():
            rows[new] = rows[new].fillna(total[name].set_axis(rows.index))
    rows[f"row{at}"] = rows[f"row{at}"].fillna(-1).astype(np.int64)
    return rows


def _side(
    rows: pd.DataFrame, one: Relation, name: str
) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Add up one side; a term that is not reported is anything from 0 up."""
    low = pd.Series(0.0, rows.index)
    high = pd.Series(0.0, rows.index)
    at = 0 if name == "left" else sum(bool(term.code) for term in one.left)
    for term in one.left if name == "left" else one.right:
        if not term.code:
            low, high = low + term.factor, high + term.factor
            continue
        ends = rows[f"low{at}"].fillna(0.0), rows[f"high{at}"].fillna(np.inf)
        first, last = ends if term.factor > 0 else ends[::-1]
        low, high = low + term.factor * first, high + term.factor * last
        at += 1
    return low, high


def _broken(sign: str, rows: pd.DataFrame, room: "float | pd.Series[float]") -> "pd.Series[bool]":
    """Say where no values within the bounds keep the relation, `room` being left for rounding."""
    size = rows[["left_low", "right_low"]].abs().max(axis=1)
    room = room + _TINY * size
    too_large = rows["left_low"] > rows["right_high"] + room
    too_small = rows["left_high"] < rows["right_low"] - room
    if sign in ("<=", "<"):
        level = (rows["left_low"] == rows["right_high"]) & (sign == "<")
        return too_large | (level & (rows["left_low"] == rows["left_high"]))
    if sign in (">=", ">"):
        level = (rows["left_high"] == rows["right_low"]) & (sign == ">")
        return too_small | (level & (rows["left_low"] == rows["left_high"]))
    return too_large | too_small


def _rounding(rows: pd.DataFrame, one: Relation, table: Table) -> "pd.Series[float]":
    """Half a unit of the last digit of every number that was printed rounded."""
    room = pd.Series(0.0, rows.index)
    for at, term in enumerate(one.terms):
        steps = [_half_step(table, int(row)) for row in rows[f"row{at}"]]
        parts = rows[f"parts{at}"].fillna(0.0)
        room = room + abs(term.factor) * parts * np.array(steps)
    return room


def _half_step(table: Table, row: int) -> float:
    if row < 0:
        return 0.0
    wording = table.wording(row)
    if not any(mark in wording for mark in "万亿.．"):
        return 0.0
    return float(last_step(Decimal(repr(float(table.value[row]))))) / 2


def _problem(one: Relation, row: dict[Hashable, Any], table: Table, level: Level) -> Problem:
    at = max(int(str(row[f"row{at}"])) for at in range(len(one.terms)))
    left, right = _shown(row, "left"), _shown(row, "right")
    return table.problem(
        "relation_failed",
        at,
        level,
        value=left,
        expected=f"{one.sign} {right}",
        relation=one.text,
        indicator=one.owner or one.terms[0].code,
        area=str(row["ref_area"]),
        period=str(row["time_period"]),
        breakdown=str(row["breakdown"]),
    )


def _shown(row: dict[Hashable, Any], side: str) -> str:
    ends = [float(str(row[f"{side}_{end}"])) for end in ("low", "high")]
    texts = ["…" if np.isinf(end) else f"{end:.15g}" for end in ends]
    return texts[0] if texts[0] == texts[1] else "–".join(texts)
