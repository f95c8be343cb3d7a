"""Codes, names and periods of a batch turned into the codes of the lists, word by word.

A column of a million rows has few different words: each word is looked up once.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from intake import matching, periods
from intake.batch import Batch, Flags, Numbers, codes_and_words, distinct, every, narrow
from intake.characters import condensed, hidden, plain
from intake.fields import CODES
from intake.known import Known, names_of
from intake.problem import Level, Problem, Problems
from locales import bounds_of
from quantities import Qualifier

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
_REQUIRED = frozenset({"indicator", "ref_area", "time_period"})
_CODE_AND_NAME = re.compile(r"^([0-9A-Za-z_\-/]+)\s+\S")
YEARS = (1900, 2100)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one word means: its code, or what is wrong with it. `changed`: read in another form."""

    code: str = ""
    fault: str = ""
    level: Level = "error"
    expected: str = ""
    hint: str = ""
    changed: bool = False


@dataclass(frozen=True)
class Coded:
    """A column as the number of each row's code, and the codes; "" is a code too."""

    numbers: Numbers
    words: list[str]
    good: Flags
    """Whether each row's word has a meaning."""


def resolve(
    batch: Batch, known: Known, today: datetime.date, problems: Problems
) -> dict[str, Coded]:
    """Resolve the code columns of a batch and report the words that have no meaning."""
    found = {}
    for name in CODES:
        numbers, words = codes_and_words(batch.column(name))
        meanings = [_meaning(name, word, known, today, batch.settled) for word in words]
        _report(batch, name, numbers, words, meanings, problems)
        found[name] = _coded(numbers, meanings, name, batch.settled)
    found["breakdown"] = _breakdowns(batch, found, known, problems)
    return found


def _coded(numbers: Numbers, meanings: list[Meaning], name: str, settled: bool) -> Coded:
    codes = list(dict.fromkeys(meaning.code for meaning in meanings))
    place = {code: at for at, code in enumerate(codes)}
    table = narrow(np.array([place[meaning.code] for meaning in meanings], np.int32), len(codes))
    wrong = [bool(m.fault) and m.level == "error" for m in meanings]
    if settled and name in _REQUIRED:
        wrong = [not meaning.code for meaning in meanings]
    if not len(numbers):
        return Coded(numbers, codes or [""], every(0))
    good = ~np.array(wrong, bool)[numbers] if any(wrong) else every(len(numbers))
    return Coded(table[numbers], codes, good)


def _report(
    batch: Batch,
    name: str,
    numbers: Numbers,
    words: list[str],
    meanings: list[Meaning],
    problems: Problems,
) -> None:
    for at, (word, meaning) in enumerate(zip(words, meanings, strict=True)):
        if not meaning.fault and not meaning.changed:
            continue
        rows = np.flatnonzero(numbers == at)
        code = meaning.fault or "normalised"
        level = meaning.level if meaning.fault else "notice"
        expected = meaning.expected or meaning.code

        make = partial(_problem, batch, name, code, level, (word, expected, meaning.hint))
        batch.report(problems, rows, make)


def _problem(
    batch: Batch, name: str, code: str, level: Level, texts: tuple[str, str, str], row: int
) -> Problem:
    word, expected, hint = texts
    return batch.problem(code, row, name, level, word, expected, point=hint)


def _meaning(name: str, word: str, known: Known, today: datetime.date, settled: bool) -> Meaning:
    text = word.strip()
    if point := hidden(word):
        return Meaning(fault="hidden_character", hint=point)
    if not text:
        missing = name in _REQUIRED and not settled
        return Meaning(fault="missing", expected=name) if missing else Meaning(_default(name))
    if name == "breakdown":
        return Meaning(text)
    if name == "time_period":
        return _period(text, today)
    found = _LOOKUPS[name](plain(text), known)
    if not found.fault and plain(text) != text and found.code.isascii() and found.code != text:
        return replace(found, changed=found.code == plain(text))
    return found


def _default(name: str) -> str:
    return {"obs_status": "V"}.get(name, "")


def _period(text: str, today: datetime.date) -> Meaning:
    period = periods.parse(text)
    if not period:
        return Meaning(fault="period_unreadable", expected="2024, 2024-09, 2024-01/2024-09")
    first, _ = bounds_of(period)
    if not YEARS[0] <= first.year <= YEARS[1]:
        return Meaning(fault="period_unreadable", expected=f"{YEARS[0]}–{YEARS[1]}")
    if first > today:
        return Meaning(period, "period_in_future", "warning", today.isoformat())
    return Meaning(
        period, changed=not text.isascii() and plain(text) != text and period == plain(text)
    )


def _indicator(text: str, known: Known) -> Meaning:
    code = _leading_code(text, known.by_code)
    if code:
        return Meaning(code)
    codes = known.indicator_names.get(condensed(text), ())
    if len(codes) == 1:
        return Meaning(codes[0])
    alike, foreign = matching.looks_like(text, known.by_code)
    if alike:
        return Meaning(fault="look_alike", expected=alike, hint=foreign)
    names = {code: names_of(entry) for code, entry in known.by_code.items()}
    close = codes or [one.code for one in matching.suggest(text, names)]
    return Meaning(fault="unknown_indicator", expected=", ".join(close[:3]))


def _area(text: str, known: Known) -> Meaning:
    code = _leading_code(text, known.areas.by_code)
    if code:
        return Meaning(code)
    codes = known.areas.find(text)
    if len(codes) == 1:
        return Meaning(codes[0])
    alike, foreign = matching.looks_like(text, known.areas.by_code)
    if alike:
        return Meaning(fault="look_alike", expected=alike, hint=foreign)
    if codes:
        return Meaning(fault="area_ambiguous", expected=", ".join(codes[:6]))
    return Meaning(fault="unknown_area", expected=known.areas.closest(text))


def _programme(text: str, known: Known) -> Meaning:
    return _by_name(text, known.programme_names, "unknown_programme")


def _source(text: str, known: Known) -> Meaning:
    return _by_name(text, known.source_names, "unknown_source")


def _qualifier(text: str, _: Known) -> Meaning:
    code = _QUALIFIERS.get(text) or _QUALIFIERS.get(text.lower())
    return Meaning(code) if code else Meaning(fault="unknown_qualifier", expected=_choices())


def _status(text: str, _: Known) -> Meaning:
    code = _STATUS_NAMES.get(text.lower())
    return Meaning(code) if code else Meaning(fault="unknown_status", expected=", ".join(STATUSES))


_LOOKUPS: dict[str, Callable[[str, Known], Meaning]] = {
    "indicator": _indicator,
    "ref_area": _area,
    "programme": _programme,
    "source": _source,
    "qualifier": _qualifier,
    "obs_status": _status,
}


def _choices() -> str:
    return ", ".join(str(qualifier) for qualifier in Qualifier)


def _by_name(text: str, names: dict[str, str], fault: str) -> Meaning:
    code = names.get(condensed(text)) or _leading_code(text, set(names.values()))
    if code:
        return Meaning(code)
    alike, foreign = matching.looks_like(text, names.values())
    if alike:
        return Meaning(fault="look_alike", expected=alike, hint=foreign)
    close = matching.suggest(text, {code: [name] for name, code in names.items()})
    return Meaning(fault=fault, expected=", ".join(one.code for one in close[:3]))


def _leading_code(text: str, codes: object) -> str:
    """Return the code of `330200` and of `330200 宁波市`, as the template's lists write it."""
    known = codes if isinstance(codes, dict | set) else set()
    if text in known:
        return text
    found = _CODE_AND_NAME.match(text)
    return found.group(1) if found and found.group(1) in known else ""


def _breakdowns(batch: Batch, found: dict[str, Coded], known: Known, problems: Problems) -> Coded:
    """Resolve breakdowns: the same word may mean something else under another indicator."""
    words, indicators = found["breakdown"], found["indicator"]
    pairs = words.numbers.astype(np.int32) * len(indicators.words) + indicators.numbers
    kinds, numbers = distinct(pairs)
    meanings, texts = [], []
    for kind in kinds.tolist():
        word, indicator = divmod(kind, len(indicators.words))
        texts.append(words.words[word])
        meanings.append(_breakdown(words.words[word], indicators.words[indicator], known))
    coded = narrow(numbers, len(kinds))
    _report(batch, "breakdown", coded, texts, meanings, problems)
    resolved = _coded(coded, meanings, "breakdown", batch.settled)
    return replace(resolved, good=resolved.good & words.good)


def _breakdown(word: str, indicator: str, known: Known) -> Meaning:
    entry = known.by_code.get(indicator)
    if not word or entry is None:
        return Meaning(word)
    listed = list(entry.get("breakdowns") or ())
    names = {str(item["code"]): names_of(item) for item in listed}
    code = _leading_code(word, names)
    if code:
        return Meaning(code)
    for code, each in names.items():
        if condensed(word) in {condensed(name) for name in each}:
            return Meaning(code)
    alike, foreign = matching.looks_like(word, names)
    if alike:
        return Meaning(fault="look_alike", expected=alike, hint=foreign)
    return Meaning(fault="unknown_breakdown", expected=", ".join(names)[:200], hint=indicator)
