"""Checks of code lists: every code in use must be listed, every entry must be complete."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chinese_text.characters import comparison_form
from curation.releases.changes import entries_by_code
from intake.model.problem import Problem
from intake.model.reference import list_entry_names, list_name_texts
from periods import is_period
from quantities.aggregation import AGGREGATIONS, is_aggregation
from quantities.aggregation import PARTS as AGGREGATION_PARTS
from quantities.annual_targets import with_annual_targets
from quantities.better import BETTER
from quantities.units import UNITS

FILES = {"indicators": "indicators.yaml", "programmes": "programmes.yaml", "areas": "areas.csv"}
INDICATOR_KINDS = ("stock", "flow", "target", "ratio")
RATIO_PARTS = ("numerator", "denominator")
# Problem code by the key of an entry whose value is an unknown code.
UNKNOWN_CODE_PROBLEMS = {
    "ref_area": "unknown_area",
    "part_of": "unknown_programme",
    "source": "unknown_source",
    "target_for": "unknown_indicator",
    "parent": "unknown_area",
    "reports_to": "unknown_area",
    "merged_into": "unknown_area",
}
MAX_PROBLEMS = 100  # more would hardly be read


def find_code_list_problems(
    figures: pa.Table | None, codes: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """Return problems for unknown codes in figures and code lists, and for missing keys of entries.

    With `figures` None only the code lists are checked. A problem's `file` is the table, its
    `value` the unknown code or the code of the incomplete entry.
    """
    lists = {name: entries_by_code(entries) for name, entries in codes.items()}
    # Figures may also be of annual targets, which are derived from the listed indicators.
    indicators = entries_by_code(with_annual_targets(lists["indicators"].values()))
    problems = [
        *(_check_figures(figures, {**lists, "indicators": indicators}) if figures else ()),
        *_check_programmes(lists),
        *_check_indicators(lists),
        *_check_areas(lists),
    ]
    return tuple(problems[:MAX_PROBLEMS])


def find_catalogue_problems(
    indicators: Iterable[Mapping[str, Any]], topics: Collection[str]
) -> tuple[Problem, ...]:
    """Return problems for unknown words and shared names in indicators.yaml.

    Unknown are a topic that is not among `topics` (with no `topics`, any is known), a unit not in
    UNITS, and a numerator or denominator that is no indicator. A name or term may belong to one
    indicator only. A problem's `value` is the entry's code, `field` the key, `expected` the most
    similar known word, or the indicator that has the name.
    """
    entries = entries_by_code(indicators)
    problems: list[Problem] = []
    for code, entry in entries.items():
        topic = str(entry.get("topic", ""))
        # The Chinese unit, or both units of a ratio: 元/人.
        units = next(iter(list_name_texts(entry.get("unit"))), "").split("/")
        denominators = [str(ratio.get("denominator", "")) for ratio in entry.get("ratios") or ()]
        # (key of the entry, word under it, known words); without topics any topic is known
        checks: list[tuple[str, str, Collection[str]]] = [
            ("topic", topic, topics or {topic}),
            *(("unit", unit, UNITS) for unit in units),
            *(("ratios", denominator, entries) for denominator in denominators),
            *((key, str(entry[key]), entries) for key in RATIO_PARTS if entry.get(key)),
        ]
        for key, word, known in checks:
            if word and word not in known:
                # Below the default cutoff of 0.6, because a vague hint is better than none.
                nearest = get_close_matches(word, known, n=1, cutoff=0.4)
                problems.append(_build_missing_key_problem("indicators", code, key, nearest))
    return (*problems, *_find_shared_words(entries.values()))[:MAX_PROBLEMS]


def _find_shared_words(indicators: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield a problem for each name or term that an earlier indicator or annual target has too.

    A word of a table or report must lead to one indicator.
    """
    owners: dict[str, str] = {}
    for entry in with_annual_targets(indicators):
        code = str(entry["code"])
        for word in list_entry_names(entry):
            owner = owners.setdefault(comparison_form(word), code)
            if owner != code:
                problem = _build_missing_key_problem("indicators", code, "terms")
                yield replace(problem, code="word_taken", expected=f"{word} ({owner})")


def _check_figures(figures: pa.Table, lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for codes in figures that the code lists do not have.

    `lists` maps a list's name to its entries by code. Programme, source and breakdown may be "". A
    breakdown (a part of an indicator, such as women) must be listed in its indicator.
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
    # The distinct pairs of indicator and breakdown that figures have.
    pair_table = figures.group_by(["indicator", "breakdown"]).aggregate([])
    pairs = zip(*(column.to_pylist() for column in pair_table.columns), strict=True)
    for indicator, breakdown in sorted(pairs):
        listed_breakdowns = lists["indicators"].get(indicator, {}).get("breakdowns") or ()
        if breakdown and breakdown not in {entry["code"] for entry in listed_breakdowns}:
            yield Problem(
                "unknown_breakdown", file="figures.csv", field="breakdown", value=str(breakdown)
            )


def _check_programmes(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for programmes without a name, and unknown codes in them and their events.

    `lists` maps a list's name to its entries by code. A programme and an event may name an area, a
    programme that it is part of, and a source.
    """
    for code, programme in lists["programmes"].items():
        if not _has_name(programme):
            yield _build_missing_key_problem("programmes", code, "name")
        for entry in (programme, *(programme.get("events") or ())):
            yield from _check_code("programmes.yaml", entry, "ref_area", lists["areas"])
            yield from _check_code("programmes.yaml", entry, "part_of", lists["programmes"])
            yield from _check_code("programmes.yaml", entry, "source", lists["sources"])


def _check_indicators(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for indicators without a name, unit, valid kind or valid aggregation.

    The valid values are INDICATOR_KINDS and AGGREGATIONS. A ratio has both of RATIO_PARTS or
    neither, other kinds have neither. A target must be for a listed indicator.
    """
    for code, indicator in lists["indicators"].items():
        if not _has_name(indicator):
            yield _build_missing_key_problem("indicators", code, "name")
        if not indicator.get("unit"):
            yield _build_missing_key_problem("indicators", code, "unit")
        if indicator.get("kind") not in INDICATOR_KINDS:
            yield _build_missing_key_problem("indicators", code, "kind", INDICATOR_KINDS)
        yield from _check_aggregation(code, indicator.get("aggregation"))
        if indicator.get("better", BETTER[0]) not in BETTER:
            yield _build_missing_key_problem("indicators", code, "better", BETTER)
        yield from _check_breaks(code, indicator.get("breaks"))
        parts = [key for key in RATIO_PARTS if indicator.get(key)]
        if len(parts) == 1 or (parts and indicator.get("kind") != "ratio"):
            # The missing part or, if both are there, the kind, which must then be "ratio".
            missing_parts = set(RATIO_PARTS) - set(parts)
            yield _build_missing_key_problem(
                "indicators", code, next(iter(missing_parts), "kind"), ["ratio"]
            )
        yield from _check_code("indicators.yaml", indicator, "target_for", lists["indicators"])


def _check_aggregation(code: str, aggregation: Any) -> Iterator[Problem]:
    """Yield problems for an indicator's `aggregation` that is invalid.

    `code` is the indicator's. The aggregation says how numbers of several areas or months become
    one. It is a word of AGGREGATIONS, or a mapping with the keys and words of AGGREGATION_PARTS.
    """
    if not isinstance(aggregation, Mapping):
        if not is_aggregation(aggregation):
            yield _build_missing_key_problem("indicators", code, "aggregation", AGGREGATIONS)
        return
    for key, choices in AGGREGATION_PARTS.items():
        if aggregation.get(key) not in choices:
            yield _build_missing_key_problem("indicators", code, f"aggregation.{key}", choices)
    for key in aggregation.keys() - AGGREGATION_PARTS.keys():
        yield _build_missing_key_problem(
            "indicators", code, f"aggregation.{key}", AGGREGATION_PARTS
        )


def _check_breaks(code: str, breaks: Any) -> Iterator[Problem]:
    """Yield problems for breaks in an indicator's series without a period or a Chinese note.

    `code` is the indicator's. A break is a period from which on the indicator counts something
    else, as its note explains.
    """
    for number, series_break in enumerate(breaks or ()):
        place = f"breaks.{number}"
        if not isinstance(series_break, Mapping) or not is_period(
            str(series_break.get("since", ""))
        ):
            yield _build_missing_key_problem("indicators", code, f"{place}.since")
        elif not _has_text(series_break.get("note")):
            yield _build_missing_key_problem("indicators", code, f"{place}.note")


def _check_areas(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield problems for areas that name an unknown area or have an invalid period.

    An area names the areas above it, that it reports to, and that it was merged into; `since` and
    `until` are the periods in which it began and ceased to exist.
    """
    for area in lists["areas"].values():
        yield from _check_code("areas.csv", area, "parent", lists["areas"])
        yield from _check_code("areas.csv", area, "reports_to", lists["areas"])
        yield from _check_code("areas.csv", area, "merged_into", lists["areas"])
        for key in ("since", "until"):
            if area.get(key) and not is_period(str(area[key])):
                yield _build_missing_key_problem("areas", str(area["code"]), key, ["2025-06"])


def _check_code(
    file: str, entry: Mapping[str, Any], key: str, known: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield a problem if the code under `key` of a code list's entry is not a known one.

    An entry without the key, or with "", has no such code and no problem.
    """
    code = entry.get(key, "")
    if code and code not in known:
        yield Problem(UNKNOWN_CODE_PROBLEMS[key], file=file, field=key, value=str(code))


def _has_name(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry of a code list has a Chinese name."""
    return _has_text(entry.get("name"))


def _has_text(text: Any) -> bool:
    """Return whether a value is a text in two languages (zh, en) that has the Chinese one."""
    return isinstance(text, Mapping) and bool(text.get("zh"))


def _build_missing_key_problem(
    list_name: str, code: str, key: str, choices: Iterable[str] = ()
) -> Problem:
    """Return the problem that an entry of a code list lacks a key or has a wrong value under it.

    `code` is the entry's code. The message names `choices`, the allowed values or an example of
    one; without any it names the key.
    """
    return Problem(
        "entry_lacks",
        file=FILES[list_name],
        field=key,
        value=code,
        expected=", ".join(choices) or key,
        domain="curation",
    )
