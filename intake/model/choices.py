"""Questions about an upload that a person answers by one of a few choices, a unit or a source."""

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
"""The choices by problem code, the usual first; without any the answer is a unit or source."""


def question_of(problem: Problem) -> str:
    """Return the code of the question that a problem asks, or tells the choice of; "" if none."""
    code = str(problem.hints.get("question", problem.code))
    return code if code in CHOICES else ""


def choice_key(problem: Problem) -> str:
    """Return the key under which the choice for one problem is stored."""
    return problem_key(replace(problem, code=question_of(problem)))


def find_choice(problem: Problem, choices: Mapping[str, str]) -> str:
    """Return the choice that was made for a problem; "" if there is none.

    `choices` are keyed by problem, by code and place as typed (`total_row@B7`), or by code for all
    problems with it.
    """
    code = question_of(problem)
    place = f"{code}@{problem.column}{problem.row}"
    candidates = (choices.get(key, "") for key in (choice_key(problem), place, code))
    options = CHOICES[code]
    return next(
        (choice for choice in candidates if choice and (choice in options or not options)), ""
    )


def chosen_notice(problem: Problem, choice: str) -> Problem:
    """Return the notice that a problem was settled by a choice, at the place of the problem."""
    hints = {**problem.hints, "question": question_of(problem), "choice": choice}
    return replace(problem, code="chosen", level="notice", hints=hints)
