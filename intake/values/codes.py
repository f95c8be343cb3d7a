"""Convert the texts of code columns (indicator, area, period …) to the codes of the code lists.

A column of a million rows has few distinct texts: each of them is looked up only once.
"""

import datetime
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np

from intake.model.batch import Batch
from intake.model.column_arrays import (
    CodedColumn,
    Numbers,
    all_true,
    dictionary_encode,
    smallest_int,
    unique_inverse,
)
from intake.model.fields import CODE_COLUMNS
from intake.model.problem import Level, Problem, Problems
from intake.model.reference import Reference, entry_names
from intake.model.text_normalization import comparison_form, find_hidden_character, normalize_width
from intake.values import indicator_matching, printed_periods
from quantities import Qualifier
from quantities.period_bounds import period_bounds

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
"""Code columns that no figure may leave empty."""
_UNKNOWN_CODES = {
    "indicator": "unknown_indicator",
    "programme": "unknown_programme",
    "ref_area": "unknown_area",
    "breakdown": "unknown_breakdown",
    "qualifier": "unknown_qualifier",
    "obs_status": "unknown_status",
    "source": "unknown_source",
}
"""Problem codes for a text that a column's code list does not have."""
_MAX_SUGGESTED, _MAX_UNKNOWN = 100, 20_000
"""Unknown texts of a column that get suggestions, and that are looked up at all."""
_CODE_AND_NAME = re.compile(r"^([0-9A-Za-z_\-/]+)\s+\S")
PERIOD_YEARS = (1900, 2100)
"""The first and the last year that a period may begin in."""


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """The meaning of one text: its code or, as `fault`, a problem code.

    `changed`: the text was read in another form than written.
    """

    code: str = ""
    fault: str = ""
    level: Level = "error"
    expected: str = ""
    hint: str = ""
    changed: bool = False


def resolve_codes(
    batch: Batch, reference: Reference, today: datetime.date, problems: Problems
) -> dict[str, CodedColumn]:
    """Return the code columns of a batch; add a problem for each text without a meaning.

    `today` is needed to warn of future periods.
    """
    columns = {}
    for name in CODE_COLUMNS:
        numbers, texts = dictionary_encode(batch.column(name))
        meanings = look_up_texts(name, texts, reference, today, batch.has_codes)
        _report_problems(batch, name, numbers, texts, meanings, problems)
        columns[name] = _coded_column(numbers, meanings, name, batch.has_codes)
    columns["breakdown"] = _resolve_breakdowns(batch, columns, reference, problems)
    return columns


def _coded_column(
    numbers: Numbers, meanings: list[CodeMeaning], name: str, has_codes: bool
) -> CodedColumn:
    """Return a column of codes from the text number of each row and the meaning of each text.

    With `has_codes` the texts of the sheet were codes already, "" where a label had no match.
    """
    codes = list(dict.fromkeys(meaning.code for meaning in meanings))
    index = {code: i for i, code in enumerate(codes)}
    new_numbers = smallest_int(
        np.array([index[meaning.code] for meaning in meanings], np.int32), len(codes)
    )
    wrong = [bool(m.fault) and m.level == "error" for m in meanings]
    if has_codes and name in REQUIRED:
        wrong = [not meaning.code for meaning in meanings]
    if not len(numbers):
        return CodedColumn(numbers, codes or [""], all_true(0))
    valid = ~np.array(wrong, bool)[numbers] if any(wrong) else all_true(len(numbers))
    return CodedColumn(new_numbers[numbers], codes, valid)


def _report_problems(
    batch: Batch,
    name: str,
    numbers: Numbers,
    texts: list[str],
    meanings: list[CodeMeaning],
    problems: Problems,
) -> None:
    """Add a problem for each row whose text has a fault or was read in another form."""
    reported = [bool(meaning.fault) or meaning.changed for meaning in meanings]
    kinds = [_problem_kind(meaning) for meaning in meanings]
    for code, level in dict.fromkeys(compress(kinds, reported)):
        affected = np.array([kind == (code, level) for kind in kinds], bool)
        affected &= np.array(reported, bool)

        def make(row: int, code: str = code, level: Level = level) -> Problem:
            """Return the problem of the text in a row."""
            text, meaning = texts[int(numbers[row])], meanings[int(numbers[row])]
            expected = meaning.expected or meaning.code
            return batch.make_problem(code, row, name, level, text, expected, point=meaning.hint)

        batch.add_problems(problems, np.flatnonzero(affected[numbers]), make)


def _problem_kind(meaning: CodeMeaning) -> tuple[str, Level]:
    """Return the code and level of the problem that a meaning causes."""
    return (meaning.fault, meaning.level) if meaning.fault else ("normalised", "notice")


def _resolve_breakdowns(
    batch: Batch, columns: dict[str, CodedColumn], reference: Reference, problems: Problems
) -> CodedColumn:
    """Return the breakdowns as codes; the same text may mean different ones for two indicators."""
    breakdowns, indicators = columns["breakdown"], columns["indicator"]
    pairs = breakdowns.numbers.astype(np.int32) * len(indicators.codes) + indicators.numbers
    distinct, inverse = unique_inverse(pairs)
    meanings, texts = [], []
    for pair in distinct.tolist():
        breakdown, indicator = divmod(pair, len(indicators.codes))
        text = breakdowns.codes[breakdown]
        texts.append(text)
        meanings.append(look_up_breakdown(text, indicators.codes[indicator], reference))
    numbers = smallest_int(inverse, len(distinct))
    _report_problems(batch, "breakdown", numbers, texts, meanings, problems)
    resolved = _coded_column(numbers, meanings, "breakdown", batch.has_codes)
    return replace(resolved, valid=resolved.valid & breakdowns.valid)


def look_up_texts(
    name: str, texts: list[str], reference: Reference, today: datetime.date, has_codes: bool
) -> list[CodeMeaning]:
    """Look up each text of the column `name`; with `has_codes` the texts are codes already.

    After _MAX_SUGGESTED faults nothing is suggested, after _MAX_UNKNOWN nothing is looked up.
    """
    meanings: list[CodeMeaning] = []
    faults = 0
    for text in texts:
        if faults >= _MAX_UNKNOWN:
            meanings.append(CodeMeaning(fault=_UNKNOWN_CODES.get(name, "period_unreadable")))
            continue
        meaning = _look_up_text(name, text, reference, today, has_codes)
        faults += bool(meaning.fault)
        suggest = _SUGGESTERS.get(meaning.fault)
        if suggest and not meaning.expected and faults <= _MAX_SUGGESTED:
            meaning = replace(meaning, expected=suggest(normalize_width(text.strip()), reference))
        meanings.append(meaning)
    return meanings


def _suggest_indicator(text: str, reference: Reference) -> str:
    """Return up to three codes of indicators with similar names, joined by commas."""
    names = {code: entry_names(entry) for code, entry in reference.by_code.items()}
    return ", ".join(each.code for each in indicator_matching.suggest_codes(text, names)[:3])


def _suggest_by_name(text: str, codes_by_name: dict[str, str]) -> str:
    """Return up to three codes whose names are similar to `text`, joined by commas."""
    names: dict[str, list[str]] = {}
    for name, code in codes_by_name.items():
        names.setdefault(code, []).append(name)
    return ", ".join(each.code for each in indicator_matching.suggest_codes(text, names)[:3])


_SUGGESTERS: dict[str, Callable[[str, Reference], str]] = {
    "unknown_indicator": _suggest_indicator,
    "unknown_area": lambda text, reference: reference.areas.similar_codes(text),
    "unknown_programme": lambda text, reference: _suggest_by_name(
        text, reference.programme_ids_by_name
    ),
    "unknown_source": lambda text, reference: _suggest_by_name(text, reference.source_ids_by_name),
}


def _look_up_text(
    name: str, cell: str, reference: Reference, today: datetime.date, has_codes: bool
) -> CodeMeaning:
    """Look up one text of the column `name`."""
    text = cell.strip()
    if point := find_hidden_character(cell):
        return CodeMeaning(fault="hidden_character", hint=point)
    if not text:
        if name in REQUIRED and not has_codes:
            return CodeMeaning(fault="missing", expected=name)
        return CodeMeaning("V" if name == "obs_status" else "")
    if name == "breakdown":
        return CodeMeaning(text)
    if name == "time_period":
        return _look_up_period(text, today)
    plain = normalize_width(text)
    meaning = _LOOKUPS[name](plain, reference)
    if not meaning.fault and plain != text and meaning.code.isascii() and meaning.code != text:
        return replace(meaning, changed=meaning.code == plain)
    return meaning


def _look_up_period(text: str, today: datetime.date) -> CodeMeaning:
    """Look up a period; it must begin in PERIOD_YEARS, and a future one causes a warning."""
    period = printed_periods.parse_period(text)
    if not period:
        return CodeMeaning(fault="period_unreadable", expected="2024, 2024-09, 2024-01/2024-09")
    first_year, last_year = PERIOD_YEARS
    first, _ = period_bounds(period)
    if not first_year <= first.year <= last_year:
        return CodeMeaning(fault="period_unreadable", expected=f"{first_year}–{last_year}")
    if first > today:
        return CodeMeaning(period, "period_in_future", "warning", today.isoformat())
    plain = normalize_width(text)
    return CodeMeaning(period, changed=not text.isascii() and plain != text and period == plain)


def _look_up_indicator(text: str, reference: Reference) -> CodeMeaning:
    """Look up an indicator by its code or one of its names."""
    code = _leading_code(text, reference.by_code)
    if code:
        return CodeMeaning(code)
    codes = reference.indicator_codes_by_name.get(comparison_form(text), ())
    if len(codes) == 1:
        return CodeMeaning(codes[0])
    return _look_alike_fault(text, reference.by_code) or CodeMeaning(
        fault="unknown_indicator", expected=", ".join(codes[:3])
    )


def _look_up_area(text: str, reference: Reference) -> CodeMeaning:
    """Look up an area by its code or one of its names."""
    code = _leading_code(text, reference.areas.by_code)
    if code:
        return CodeMeaning(code)
    codes = reference.areas.find(text)
    if len(codes) == 1:
        return CodeMeaning(codes[0])
    if fault := _look_alike_fault(text, reference.areas.by_code):
        return fault
    if codes:
        return CodeMeaning(fault="area_ambiguous", expected=", ".join(codes[:6]))
    return CodeMeaning(fault="unknown_area")


def _look_up_qualifier(text: str, _: Reference) -> CodeMeaning:
    """Look up a qualifier by its code or Chinese name."""
    if code := _QUALIFIERS.get(text) or _QUALIFIERS.get(text.lower()):
        return CodeMeaning(code)
    return CodeMeaning(fault="unknown_qualifier", expected=", ".join(map(str, Qualifier)))


def _look_up_status(text: str, _: Reference) -> CodeMeaning:
    """Look up an observation status by its letter or Chinese name."""
    if code := _STATUS_NAMES.get(text.lower()):
        return CodeMeaning(code)
    return CodeMeaning(fault="unknown_status", expected=", ".join(STATUSES))


_LOOKUPS: dict[str, Callable[[str, Reference], CodeMeaning]] = {
    "indicator": _look_up_indicator,
    "ref_area": _look_up_area,
    "programme": lambda text, reference: _look_up_name(
        text, reference.programme_ids_by_name, "programme"
    ),
    "source": lambda text, reference: _look_up_name(text, reference.source_ids_by_name, "source"),
    "qualifier": _look_up_qualifier,
    "obs_status": _look_up_status,
}


def _look_up_name(text: str, codes_by_name: dict[str, str], column: str) -> CodeMeaning:
    """Look up an id or a name of the code list of a column."""
    codes = set(codes_by_name.values())
    code = codes_by_name.get(comparison_form(text)) or _leading_code(text, codes)
    if code:
        return CodeMeaning(code)
    return _look_alike_fault(text, codes) or CodeMeaning(fault=_UNKNOWN_CODES[column])


def look_up_breakdown(text: str, indicator: str, reference: Reference) -> CodeMeaning:
    """Look up a breakdown among those of its indicator."""
    entry = reference.by_code.get(indicator)
    if not text or entry is None:
        return CodeMeaning(text)
    names = {str(item["code"]): entry_names(item) for item in entry.get("breakdowns") or ()}
    code = _leading_code(text, names)
    if code:
        return CodeMeaning(code)
    for code, each in names.items():
        if comparison_form(text) in {comparison_form(name) for name in each}:
            return CodeMeaning(code)
    return _look_alike_fault(text, names) or CodeMeaning(
        fault="unknown_breakdown", expected=", ".join(names)[:200], hint=indicator
    )


def _look_alike_fault(text: str, codes: Collection[str]) -> CodeMeaning | None:
    """Return the fault of a text with foreign letters that looks like one of `codes`, else None."""
    code, letter = indicator_matching.find_look_alike(text, codes)
    return CodeMeaning(fault="look_alike", expected=code, hint=letter) if code else None


def _leading_code(text: str, codes: Collection[str]) -> str:
    """Return the code in `330200` or `330200 宁波市`, as the template's lists have it; else ""."""
    if text in codes:
        return text
    match = _CODE_AND_NAME.match(text)
    return match.group(1) if match and match.group(1) in codes else ""
