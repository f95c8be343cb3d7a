"""Problems that are questions: a person answers by one of a few choices, or by a typed text."""

from collections.abc import Mapping
from dataclasses import replace

from intake.model.problem import Problem, problem_key

CHOICES: dict[str, tuple[str, ...]] = {
    "years_or_figures": ("periods", "figures", "left_out"),
    "years_or_months": ("years", "months"),
    "quarters_or_months": ("quarters", "months"),
    "flow_until": ("since_january", "as_stated"),
    "total_row": ("check", "own"),
    "total_in_part": ("check",),
    "total_unknown": ("check",),
    "total_of_rows": ("check",),
    "table_without_unit": (),
    "label_without_unit": (),
    "source_missing": (),
    "no_table": (),
    "plan_or_actual": ("actual", "target"),
    "no_target": ("left_out", "actual"),
    "sheet_hidden": ("leave_out", "take"),
    "hidden_cells": ("leave_out", "take"),
    "merged_figure": ("first", "leave_out"),
    "other_programme": ("correct", "other"),
    "other_programmes": ("other",),
    "other_without_programme": ("correct", "other"),
}
"""The choices by problem code, the usual first; () if the answer is a unit, source or cell."""


def find_question_code(problem: Problem) -> str:
    """Return the code of the question that a problem asks; "" if it asks none.

    A notice that a choice was followed has the code of the question that was answered.
    """
    code = str(problem.hints.get("question", problem.code))
    return code if code in CHOICES else ""


def choice_key(problem: Problem) -> str:
    """Return the key under which the choice for one problem is stored.

    The question and the notice about its choice have the same key.
    """
    return problem_key(replace(problem, code=find_question_code(problem)))


def find_choice(problem: Problem, choices: Mapping[str, str]) -> str:
    """Return the choice that a person made for a problem; "" if there is none.

    The keys of `choices` are made by `choice_key`, or typed: code and cell of one problem
    (`total_row@B7`), or the code alone for all problems that have it.
    """
    code = find_question_code(problem)
    place = f"{code}@{problem.column}{problem.row}"
    candidates = (choices.get(key, "") for key in (choice_key(problem), place, code))
    options = CHOICES[code]
    return next(
        (choice for choice in candidates if choice and (choice in options or not options)), ""
    )


def build_choice_notice(problem: Problem, choice: str) -> Problem:
    """Return the notice that a person's choice was followed, at the place of the question."""
    hints = {**problem.hints, "question": find_question_code(problem), "choice": choice}
    return replace(problem, code="chosen", level="notice", hints=hints)
