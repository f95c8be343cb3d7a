"""Checks of code lists: every code that is used must be listed, every entry must be complete."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curation.releases.changes import entries_by_code
from intake.model.problem import Problem
from intake.model.reference import list_entry_names, list_name_texts
from intake.model.text_normalization import comparison_form
from periods import is_period
from quantities.aggregation import AGGREGATIONS, is_aggregation
from quantities.aggregation import PARTS as AGGREGATION_PARTS
from quantities.annual_targets import with_annual_targets
from quantities.better import BETTER
from quantities.units import UNITS

FILES = {"indicators": "indicators.yaml", "programmes": "programmes.yaml", "areas": "areas.csv"}
INDICATOR_KINDS = ("stock", "flow", "target", "ratio")
RATIO_PARTS = ("numerator", "denominator")
# The problem if the code under a key of an entry is unknown.
UNKNOWN_CODE_PROBLEMS = {
    "ref_area": "unknown_area",
    "part_of": "unknown_programme",
    "source": "unknown_source",
    "target_for": "unknown_indicator",
    "parent": "unknown_area",
    "reports_to": "unknown_area",
    "merged_into": "unknown_area",
}
MAX_PROBLEMS = 100  # more would not be read


def find_code_list_problems(
    figures: pa.Table | None, codes: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """Return problems for unknown codes in figures and code lists, and for missing keys of entries.

    `figures` None checks the code lists alone. A problem's `file` is the table and its `value` the
    unknown code or the entry.
    """
    lists = {name: entries_by_code(entries) for name, entries in codes.items()}
    counted = entries_by_code(with_annual_targets(lists["indicators"].values()))
    problems = [
        *(_check_figures(figures, {**lists, "indicators": counted}) if figures else ()),
        *_check_programmes(lists),
        *_check_indicators(lists),
        *_check_areas(lists),
    ]
    return tuple(problems[:MAX_PROBLEMS])


def find_catalogue_problems(
    indicators: Iterable[Mapping[str, Any]], topics: Collection[str]
) -> tuple[Problem, ...]:
    """Return problems for what an entry of indicators.yaml names and nothing else knows.

    These are a topic that is not one of `topics` (none: any may be), a unit that is no unit of
    reports, a denominator that is no indicator, and a name or term that an earlier entry has. The
    `value` of a problem is the entry, `field` the key, `expected` the nearest word or the owner.
    """
    entries = entries_by_code(indicators)
    problems: list[Problem] = []
    for code, entry in entries.items():
        parts = [str(ratio.get("denominator", "")) for ratio in entry.get("ratios") or ()]
        asked_parts = [(key, str(entry[key]), entries) for key in RATIO_PARTS if entry.get(key)]
        units = next(iter(list_name_texts(entry.get("unit"))), "").split("/")
        asked = [("topic", str(entry.get("topic", "")), topics or {str(entry.get("topic", ""))})]
        asked += [("unit", unit, UNITS) for unit in units]
        asked += [("ratios", part, entries) for part in parts]
        for key, word, known in (*asked, *asked_parts):
            if word and word not in known:
                nearest = get_close_matches(word, known, n=1, cutoff=0.4)
                problems.append(_missing_key_problem("indicators", code, key, nearest))
    return (*problems, *_find_shared_words(entries.values()))[:MAX_PROBLEMS]


def _find_shared_words(indicators: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield a problem for each name or term that an earlier indicator, or its target, has too."""
    owners: dict[str, str] = {}
    for entry in with_annual_targets(indicators):
        code = str(entry["code"])
        for word in list_entry_names(entry):
            owner = owners.setdefault(comparison_form(word), code)
            if owner != code:
                problem = _missing_key_problem("indicators", code, "terms")
                yield replace(problem, code="word_taken", expected=f"{word} ({owner})")


def _check_figures(figures: pa.Table, lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for codes in figures that the code lists do not have.

    A programme or source may be empty, and so may a breakdown; a breakdown must be listed with its
    indicator.
    """
    columns = (
        ("indicator", "unknown_indicator", {*lists["indicators"]}),
        ("ref_area", "unknown_area", {*lists["areas"]}),
        ("programme", "unknown_programme", {"", *lists["programmes"]}),
        ("source", "unknown_source", {"", *lists["sources"]}),
    )
    for column, problem_code, known in columns:
        for unknown in sorted(set(pc.unique(figures[column]).to_pylist()) - known):
            yield Problem(problem_code, file="figures.csv", field=column, value=unknown)
    # Each indicator once with each breakdown that its figures have.
    pairs = figures.group_by(["indicator", "breakdown"]).aggregate([])
    pairs_used = zip(*(column.to_pylist() for column in pairs.columns), strict=True)
    for indicator, breakdown in sorted(pairs_used):
        listed = lists["indicators"].get(indicator, {}).get("breakdowns") or ()
        if breakdown and breakdown not in {entry["code"] for entry in listed}:
            yield Problem(
                "unknown_breakdown", file="figures.csv", field="breakdown", value=str(breakdown)
            )


def _check_programmes(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for programmes without a name, and for unknown codes of one or its events."""
    for code, programme in lists["programmes"].items():
        if not _has_name(programme):
            yield _missing_key_problem("programmes", code, "name")
        for entry in (programme, *(programme.get("events") or ())):
            yield from _check_code("programmes.yaml", entry, "ref_area", lists["areas"])
            yield from _check_code("programmes.yaml", entry, "part_of", lists["programmes"])
            yield from _check_code("programmes.yaml", entry, "source", lists["sources"])


def _check_indicators(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for indicators without a name, unit, valid kind or valid aggregation.

    The valid values are INDICATOR_KINDS and AGGREGATIONS. A target must be for a listed indicator.
    """
    for code, indicator in lists["indicators"].items():
        if not _has_name(indicator):
            yield _missing_key_problem("indicators", code, "name")
        if not indicator.get("unit"):
            yield _missing_key_problem("indicators", code, "unit")
        if indicator.get("kind") not in INDICATOR_KINDS:
            yield _missing_key_problem("indicators", code, "kind", INDICATOR_KINDS)
        yield from _check_aggregation(code, indicator.get("aggregation"))
        if indicator.get("better", BETTER[0]) not in BETTER:
            yield _missing_key_problem("indicators", code, "better", BETTER)
        yield from _check_breaks(code, indicator.get("breaks"))
        parts = [key for key in RATIO_PARTS if indicator.get(key)]
        if len(parts) == 1 or (parts and indicator.get("kind") != "ratio"):
            missing = set(RATIO_PARTS) - set(parts)
            yield _missing_key_problem("indicators", code, next(iter(missing), "kind"), ["ratio"])
        yield from _check_code("indicators.yaml", indicator, "target_for", lists["indicators"])


def _check_aggregation(code: str, given: Any) -> Iterator[Problem]:
    """Yield problems for an `aggregation` in neither of its two spellings."""
    if not isinstance(given, Mapping):
        if not is_aggregation(given):
            yield _missing_key_problem("indicators", code, "aggregation", AGGREGATIONS)
        return
    for key, choices in AGGREGATION_PARTS.items():
        if given.get(key) not in choices:
            yield _missing_key_problem("indicators", code, f"aggregation.{key}", choices)
    for key in given.keys() - AGGREGATION_PARTS.keys():
        yield _missing_key_problem("indicators", code, f"aggregation.{key}", AGGREGATION_PARTS)


def _check_breaks(code: str, breaks: Any) -> Iterator[Problem]:
    """Yield problems for breaks in a series that have no period `since` or no Chinese `note`."""
    for number, series_break in enumerate(breaks or ()):
        place = f"breaks.{number}"
        if not isinstance(series_break, Mapping) or not is_period(
            str(series_break.get("since", ""))
        ):
            yield _missing_key_problem("indicators", code, f"{place}.since")
        elif not _has_text(series_break.get("note")):
            yield _missing_key_problem("indicators", code, f"{place}.note")


def _check_areas(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for areas whose parent, or the area they answer to, is not in the list."""
    for area in lists["areas"].values():
        yield from _check_code("areas.csv", area, "parent", lists["areas"])
        yield from _check_code("areas.csv", area, "reports_to", lists["areas"])
        yield from _check_code("areas.csv", area, "merged_into", lists["areas"])
        for key in ("since", "until"):
            if area.get(key) and not is_period(str(area[key])):
                yield _missing_key_problem("areas", str(area["code"]), key, ["2025-06"])


def _check_code(
    file: str, entry: Mapping[str, Any], key: str, known: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield a problem if an entry of a code list has a code under `key` that is not `known`."""
    code = entry.get(key, "")
    if code and code not in known:
        yield Problem(UNKNOWN_CODE_PROBLEMS[key], file=file, field=key, value=str(code))


def _has_name(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry of a code list has a Chinese name."""
    return _has_text(entry.get("name"))


def _has_text(text: Any) -> bool:
    """Return whether a text in two languages is there in Chinese."""
    return isinstance(text, Mapping) and bool(text.get("zh"))


def _missing_key_problem(
    list_name: str, code: str, key: str, choices: Iterable[str] = ()
) -> Problem:
    """Return the problem that an entry of a code list lacks a key or has a wrong value there.

    `code` is the entry's code, `choices` are the values that are allowed.
    """
    return Problem(
        "entry_lacks",
        file=FILES[list_name],
        field=key,
        value=code,
        expected=", ".join(choices) or key,
        domain="curation",
    )
