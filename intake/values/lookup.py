"""One word of an upload looked up: a code, a name or a period, or what is wrong with it."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from intake.model.characters import comparison_form, find_hidden_character, normalize_width
from intake.model.problem import Level
from intake.model.reference import Reference, entry_names
from intake.values import matching, periods
from quantities import Qualifier
from quantities.periods import period_bounds

_QUALIFIERS = {
    "确数": "exact",
    "余": "and_more",
    "多": "and_more",
    "以上": "at_least",
    "不少于": "at_least",
    "超": "more_than",
    "超过": "more_than",
    "近": "nearly",
    "接近": "nearly",
    "不足": "below",
    "约": "about",
    "左右": "about",
    "概数": "several",
    **{str(qualifier): str(qualifier) for qualifier in Qualifier},
}
STATUSES = tuple("ABDEFGIJKLMNOPQSUV")
"""Letters of the SDMX code list CL_OBS_STATUS."""
_STATUS_NAMES = {"待复核": "V", "未复核": "V", "已复核": "A", **{s.lower(): s for s in STATUSES}}
REQUIRED = frozenset({"indicator", "ref_area", "time_period"})
"""What every figure needs."""
_UNKNOWN_CODES = {
    "indicator": "unknown_indicator",
    "programme": "unknown_programme",
    "ref_area": "unknown_area",
    "breakdown": "unknown_breakdown",
    "qualifier": "unknown_qualifier",
    "obs_status": "unknown_status",
    "source": "unknown_source",
}
_MAX_SUGGESTED, _MAX_UNKNOWN = 100, 20_000
"""Suggesting what a word may mean takes a while: enough for a person to read, and no more."""
_CODE_AND_NAME = re.compile(r"^([0-9A-Za-z_\-/]+)\s+\S")
PERIOD_YEARS = (1900, 2100)
"""The first and last year of a period that is believed."""


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What one word means: its code, or what is wrong with it. `changed`: read in another form."""

    code: str = ""
    fault: str = ""
    level: Level = "error"
    expected: str = ""
    hint: str = ""
    changed: bool = False


def look_up_texts(
    name: str, words: list[str], known: Reference, today: datetime.date, settled: bool
) -> list[CodeMeaning]:
    """Look up each word; after many wrong ones no more is suggested, then nothing looked up."""
    found: list[CodeMeaning] = []
    wrong = 0
    for word in words:
        if wrong >= _MAX_UNKNOWN:
            found.append(CodeMeaning(fault=_UNKNOWN_CODES.get(name, "period_unreadable")))
            continue
        meaning = _look_up_text(name, word, known, today, settled)
        wrong += bool(meaning.fault)
        if meaning.fault in _SUGGESTERS and not meaning.expected and wrong <= _MAX_SUGGESTED:
            meaning = replace(
                meaning, expected=_SUGGESTERS[meaning.fault](normalize_width(word.strip()), known)
            )
        found.append(meaning)
    return found


def _suggest_indicator(text: str, known: Reference) -> str:
    names = {code: entry_names(entry) for code, entry in known.by_code.items()}
    return ", ".join(one.code for one in matching.suggest_codes(text, names)[:3])


def _suggest_programme(text: str, known: Reference) -> str:
    return _suggest_by_name(text, known.programme_names)


def _suggest_source(text: str, known: Reference) -> str:
    return _suggest_by_name(text, known.source_names)


def _suggest_by_name(text: str, names: dict[str, str]) -> str:
    listed: dict[str, list[str]] = {}
    for name, code in names.items():
        listed.setdefault(code, []).append(name)
    close = matching.suggest_codes(text, listed)
    return ", ".join(one.code for one in close[:3])


_SUGGESTERS: dict[str, Callable[[str, Reference], str]] = {
    "unknown_indicator": _suggest_indicator,
    "unknown_area": lambda text, known: known.areas.closest(text),
    "unknown_programme": _suggest_programme,
    "unknown_source": _suggest_source,
}


def _look_up_text(
    name: str, word: str, known: Reference, today: datetime.date, settled: bool
) -> CodeMeaning:
    text = word.strip()
    if point := find_hidden_character(word):
        return CodeMeaning(fault="hidden_character", hint=point)
    if not text:
        missing = name in REQUIRED and not settled
        return (
            CodeMeaning(fault="missing", expected=name)
            if missing
            else CodeMeaning(_default_code(name))
        )
    if name == "breakdown":
        return CodeMeaning(text)
    if name == "time_period":
        return _look_up_period(text, today)
    found = _LOOKUPS[name](normalize_width(text), known)
    if (
        not found.fault
        and normalize_width(text) != text
        and found.code.isascii()
        and found.code != text
    ):
        return replace(found, changed=found.code == normalize_width(text))
    return found


def _default_code(name: str) -> str:
    return {"obs_status": "V"}.get(name, "")


def _look_up_period(text: str, today: datetime.date) -> CodeMeaning:
    period = periods.parse_period(text)
    if not period:
        return CodeMeaning(fault="period_unreadable", expected="2024, 2024-09, 2024-01/2024-09")
    first, _ = period_bounds(period)
    if not PERIOD_YEARS[0] <= first.year <= PERIOD_YEARS[1]:
        return CodeMeaning(
            fault="period_unreadable", expected=f"{PERIOD_YEARS[0]}–{PERIOD_YEARS[1]}"
        )
    if first > today:
        return CodeMeaning(period, "period_in_future", "warning", today.isoformat())
    return CodeMeaning(
        period,
        changed=not text.isascii()
        and normalize_width(text) != text
        and period == normalize_width(text),
    )


def _look_up_indicator(text: str, known: Reference) -> CodeMeaning:
    code = _leading_code(text, known.by_code)
    if code:
        return CodeMeaning(code)
    codes = known.indicator_names.get(comparison_form(text), ())
    if len(codes) == 1:
        return CodeMeaning(codes[0])
    alike, foreign = matching.find_look_alike(text, known.by_code)
    if alike:
        return CodeMeaning(fault="look_alike", expected=alike, hint=foreign)
    return CodeMeaning(fault="unknown_indicator", expected=", ".join(codes[:3]))


def _look_up_area(text: str, known: Reference) -> CodeMeaning:
    code = _leading_code(text, known.areas.by_code)
    if code:
        return CodeMeaning(code)
    codes = known.areas.find(text)
    if len(codes) == 1:
        return CodeMeaning(codes[0])
    alike, foreign = matching.find_look_alike(text, known.areas.by_code)
    if alike:
        return CodeMeaning(fault="look_alike", expected=alike, hint=foreign)
    if codes:
        return CodeMeaning(fault="area_ambiguous", expected=", ".join(codes[:6]))
    return CodeMeaning(fault="unknown_area")


def _look_up_programme(text: str, known: Reference) -> CodeMeaning:
    return _look_up_name(text, known.programme_names, "unknown_programme")


def _look_up_source(text: str, known: Reference) -> CodeMeaning:
    return _look_up_name(text, known.source_names, "unknown_source")


def _look_up_qualifier(text: str, _: Reference) -> CodeMeaning:
    code = _QUALIFIERS.get(text) or _QUALIFIERS.get(text.lower())
    return (
        CodeMeaning(code)
        if code
        else CodeMeaning(fault="unknown_qualifier", expected=_qualifier_choices())
    )


def _look_up_status(text: str, _: Reference) -> CodeMeaning:
    code = _STATUS_NAMES.get(text.lower())
    return (
        CodeMeaning(code)
        if code
        else CodeMeaning(fault="unknown_status", expected=", ".join(STATUSES))
    )


_LOOKUPS: dict[str, Callable[[str, Reference], CodeMeaning]] = {
    "indicator": _look_up_indicator,
    "ref_area": _look_up_area,
    "programme": _look_up_programme,
    "source": _look_up_source,
    "qualifier": _look_up_qualifier,
    "obs_status": _look_up_status,
}


def _qualifier_choices() -> str:
    return ", ".join(str(qualifier) for qualifier in Qualifier)


def _look_up_name(text: str, names: dict[str, str], fault: str) -> CodeMeaning:
    code = names.get(comparison_form(text)) or _leading_code(text, set(names.values()))
    if code:
        return CodeMeaning(code)
    alike, foreign = matching.find_look_alike(text, names.values())
    if alike:
        return CodeMeaning(fault="look_alike", expected=alike, hint=foreign)
    return CodeMeaning(fault=fault)


def _leading_code(text: str, codes: object) -> str:
    """Return the code of `330200` and of `330200 宁波市`, as the template's lists write it."""
    known = codes if isinstance(codes, dict | set) else set()
    if text in known:
        return text
    found = _CODE_AND_NAME.match(text)
    return found.group(1) if found and found.group(1) in known else ""


def look_up_breakdown(word: str, indicator: str, known: Reference) -> CodeMeaning:
    """Look up a breakdown among those of its indicator."""
    entry = known.by_code.get(indicator)
    if not word or entry is None:
        return CodeMeaning(word)
    listed = list(entry.get("breakdowns") or ())
    names = {str(item["code"]): entry_names(item) for item in listed}
    code = _leading_code(word, names)
    if code:
        return CodeMeaning(code)
    for code, each in names.items():
        if comparison_form(word) in {comparison_form(name) for name in each}:
            return CodeMeaning(code)
    alike, foreign = matching.find_look_alike(word, names)
    if alike:
        return CodeMeaning(fault="look_alike", expected=alike, hint=foreign)
    return CodeMeaning(fault="unknown_breakdown", expected=", ".join(names)[:200], hint=indicator)
