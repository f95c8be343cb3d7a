"""Referential integrity of a state: every code that is used must be in a code list."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curation.releases.changes import entries_by_code
from intake.model.problem import Problem

FILES = {"indicators": "indicators.yaml", "programmes": "programmes.yaml", "areas": "areas.csv"}
KINDS = ("stock", "flow", "target", "ratio")
AGGREGATIONS = ("sum", "last", "none")
MAX_PROBLEMS = 100


def find_broken_references(
    figures: pa.Table | None, codes: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """Return problems for unknown codes in figures and code lists, and for missing keys of entries.

    `figures` None checks the code lists alone. A problem's `file` is the table and its `value` the
    unknown code or the entry.
    """
    lists = {name: entries_by_code(values) for name, values in codes.items()}
    in_figures = _check_figures(figures, lists) if figures else ()
    problems = [
        *in_figures,
        *_check_programmes(lists),
        *_check_indicators(lists),
        *_check_areas(lists),
    ]
    return tuple(problems[:MAX_PROBLEMS])


def _check_figures(figures: pa.Table, lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for codes in figures that the code lists do not have."""
    columns = (
        ("indicator", "unknown_indicator", {*lists["indicators"]}),
        ("ref_area", "unknown_area", {*lists["areas"]}),
        ("programme", "unknown_programme", {"", *lists["programmes"]}),
        ("source", "unknown_source", {"", *lists["sources"]}),
    )
    for column, code, known in columns:
        for value in sorted(set(pc.unique(figures[column]).to_pylist()) - known):
            yield _reference_problem(code, "figures.csv", column, value)
    pairs = figures.group_by(["indicator", "breakdown"]).aggregate([])
    pairs_used = zip(*(column.to_pylist() for column in pairs.columns), strict=True)
    for indicator, breakdown in sorted(pairs_used):
        listed = lists["indicators"].get(indicator, {}).get("breakdowns") or ()
        if breakdown and breakdown not in {each["code"] for each in listed}:
            yield _reference_problem(
                "unknown_breakdown", "figures.csv", "breakdown", str(breakdown)
            )


def _check_programmes(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for programmes without a name or with unknown codes."""
    for name, entry in lists["programmes"].items():
        if not _has_name(entry):
            yield _missing_key_problem("programmes", name, "name")
        for each in (entry, *(entry.get("events") or ())):
            yield from _check_references(
                "programmes.yaml",
                (
                    ("unknown_area", "ref_area", each.get("ref_area", ""), lists["areas"]),
                    ("unknown_programme", "part_of", each.get("part_of", ""), lists["programmes"]),
                    ("unknown_source", "source", each.get("source", ""), lists["sources"]),
                ),
            )


def _check_indicators(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for indicators without a name, unit, valid kind or valid aggregation."""
    for name, entry in lists["indicators"].items():
        if not _has_name(entry):
            yield _missing_key_problem("indicators", name, "name")
        if not entry.get("unit"):
            yield _missing_key_problem("indicators", name, "unit")
        if entry.get("kind") not in KINDS:
            yield _missing_key_problem("indicators", name, "kind", KINDS)
        if entry.get("aggregation") not in AGGREGATIONS:
            yield _missing_key_problem("indicators", name, "aggregation", AGGREGATIONS)
        target = entry.get("target_for", "")
        yield from _check_references(
            "indicators.yaml", (("unknown_indicator", "target_for", target, lists["indicators"]),)
        )


def _check_areas(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for areas whose parent is not in the list."""
    for entry in lists["areas"].values():
        parent = entry.get("parent", "")
        yield from _check_references(
            "areas.csv", (("unknown_area", "parent", parent, lists["areas"]),)
        )


def _check_references(
    file: str, references: Iterable[tuple[str, str, str, Mapping[str, Any]]]
) -> Iterator[Problem]:
    """Yield a problem for each value that is not in the known codes.

    `references` are (code of the problem, column, value, known codes).
    """
    for code, column, value, known in references:
        if value and value not in known:
            yield _reference_problem(code, file, column, str(value))


def _has_name(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry has a Chinese name."""
    name = entry.get("name")
    return isinstance(name, Mapping) and bool(name.get("zh"))


def _reference_problem(code: str, file: str, column: str, value: str) -> Problem:
    """Return the problem that a table has an unknown code in a column."""
    return Problem(code, file=file, field=column, value=value)


def _missing_key_problem(name: str, entry: str, key: str, choices: Iterable[str] = ()) -> Problem:
    """Return the problem that an entry of the code list `name` lacks a key or has a wrong value."""
    expected = ", ".join(choices) or key
    return Problem(
        "entry_lacks",
        file=FILES[name],
        field=key,
        value=entry,
        expected=expected,
        domain="curation",
    )
