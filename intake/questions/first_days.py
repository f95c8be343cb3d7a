"""Ask what first days in a table stand for, where neither its heading nor its title says it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from intake.model.choices import chosen_notice, find_choice
from intake.model.problem import Problem
from intake.values.first_days import SpanKind


def settle_first_days(
    place: Problem, kinds: Sequence[SpanKind], choices: Mapping[str, str]
) -> tuple[str, Problem]:
    """Return what first days are read as, and the question or notice about it at a `place`.

    `kinds` are what they may be: years or quarters, or months, as they are read until it is chosen.
    """
    if len(kinds) == 1:
        code = "day_is_month" if kinds[0] == "months" else "day_is_span"
        return kinds[0], replace(place, code=code, level="notice")
    question = replace(place, code=f"{kinds[0]}_or_months")
    choice = find_choice(question, choices)
    return choice or "months", chosen_notice(question, choice) if choice else question
