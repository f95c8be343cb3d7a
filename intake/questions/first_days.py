"""The question whether dates such as 2024/1/1 in a table mean a month, a quarter or a year."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from intake.model.choices import build_choice_notice, find_choice
from intake.model.problem import Problem
from intake.values.first_days import SpanKind


def choose_first_days(
    place: Problem, kinds: Sequence[SpanKind], choices: Mapping[str, str]
) -> tuple[str, Problem]:
    """Return the kind of periods that first days are read as, and the problem that says so.

    A first day is a date such as 2024/1/1, as which a spreadsheet stores a period. `kinds` are the
    possible kinds, of `find_possible_spans`. If there is one, the problem is a notice. Between
    years or quarters and months it is a question, and without a choice the days are read as months.
    The problem gets the place of `place`.
    """
    if len(kinds) == 1:
        code = "day_is_month" if kinds[0] == "months" else "day_is_span"
        return kinds[0], replace(place, code=code, level="notice")
    question = replace(place, code=f"{kinds[0]}_or_months")
    choice = find_choice(question, choices)
    return choice or "months", build_choice_notice(question, choice) if choice else question
