"""Codes, names and periods of a batch turned into the codes of the lists, word by word.

A column of a million rows has few different words: each word is looked up once.
"""

import datetime
from dataclasses import dataclass, replace

import numpy as np

from intake.model.batch import (
    Batch,
    Flags,
    Numbers,
    all_true,
    dictionary_encode,
    smallest_int,
    unique_inverse,
)
from intake.model.fields import CODE_COLUMNS
from intake.model.problem import Level, Problem, Problems
from intake.model.reference import Reference
from intake.values.lookup import REQUIRED, CodeMeaning, look_up_breakdown, look_up_texts


@dataclass(frozen=True)
class CodedColumn:
    """A column as the number of each row's code, and the codes; "" is a code too."""

    numbers: Numbers
    words: list[str]
    good: Flags
    """Whether each row's word has a meaning."""


def resolve_codes(
    batch: Batch, known: Reference, today: datetime.date, problems: Problems
) -> dict[str, CodedColumn]:
    """Resolve the code columns of a batch and report the words that have no meaning."""
    found = {}
    for name in CODE_COLUMNS:
        numbers, words = dictionary_encode(batch.column(name))
        meant = look_up_texts(name, words, known, today, batch.settled)
        _report_problems(batch, name, numbers, words, meant, problems)
        found[name] = _coded_column(numbers, meant, name, batch.settled)
    found["breakdown"] = _resolve_breakdowns(batch, found, known, problems)
    return found


def _coded_column(
    numbers: Numbers, meant: list[CodeMeaning], name: str, settled: bool
) -> CodedColumn:
    codes = list(dict.fromkeys(meaning.code for meaning in meant))
    place = {code: at for at, code in enumerate(codes)}
    table = smallest_int(np.array([place[meaning.code] for meaning in meant], np.int32), len(codes))
    wrong = [bool(m.fault) and m.level == "error" for m in meant]
    if settled and name in REQUIRED:
        wrong = [not meaning.code for meaning in meant]
    if not len(numbers):
        return CodedColumn(numbers, codes or [""], all_true(0))
    good = ~np.array(wrong, bool)[numbers] if any(wrong) else all_true(len(numbers))
    return CodedColumn(table[numbers], codes, good)


def _report_problems(
    batch: Batch,
    name: str,
    numbers: Numbers,
    words: list[str],
    meant: list[CodeMeaning],
    problems: Problems,
) -> None:
    kinds = dict.fromkeys((_problem_kind(one) for one in meant if one.fault or one.changed), None)
    for code, level in kinds:
        told = np.array([_problem_kind(one) == (code, level) for one in meant], bool)
        told &= np.array([bool(one.fault) or one.changed for one in meant], bool)

        def make(row: int, code: str = code, level: Level = level) -> Problem:
            word, meaning = words[int(numbers[row])], meant[int(numbers[row])]
            expected = meaning.expected or meaning.code
            return batch.problem(code, row, name, level, word, expected, point=meaning.hint)

        batch.report(problems, np.flatnonzero(told[numbers]), make)


def _problem_kind(meaning: CodeMeaning) -> tuple[str, Level]:
    return (meaning.fault, meaning.level) if meaning.fault else ("normalised", "notice")


def _resolve_breakdowns(
    batch: Batch, found: dict[str, CodedColumn], known: Reference, problems: Problems
) -> CodedColumn:
    """Resolve breakdowns: the same word may mean something else under another indicator."""
    words, indicators = found["breakdown"], found["indicator"]
    pairs = words.numbers.astype(np.int32) * len(indicators.words) + indicators.numbers
    kinds, numbers = unique_inverse(pairs)
    meant, texts = [], []
    for kind in kinds.tolist():
        word, indicator = divmod(kind, len(indicators.words))
        texts.append(words.words[word])
        meant.append(look_up_breakdown(words.words[word], indicators.words[indicator], known))
    coded = smallest_int(numbers, len(kinds))
    _report_problems(batch, "breakdown", coded, texts, meant, problems)
    resolved = _coded_column(coded, meant, "breakdown", batch.settled)
    return replace(resolved, good=resolved.good & words.good)
