"""The targets that the figures of a long table are, and the question where there is no target."""

from collections.abc import Mapping

import numpy as np

from intake.model.batch import Batch
from intake.model.choices import build_choice_notice, find_choice
from intake.model.column_arrays import CodedColumn, shrink_indices
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.questions.figure_targets import build_no_target_question


def replace_by_targets(
    batch: Batch, indicator: CodedColumn, reference: Reference, choices: Mapping[str, str]
) -> tuple[CodedColumn, list[Problem]]:
    """Return the codes of the targets of a batch's indicators, and the problems.

    For a batch whose figures are all targets; `indicator` has the indicator of each. One that is a
    target itself is kept. An indicator without a target becomes a question, and its figures are
    invalid until a person chooses that they are what was achieved; the choice becomes a notice.
    """
    problems = dict[str, Problem]()
    targets, indices_without_target = [], set[int]()
    for i, code in enumerate(indicator.codes):
        target = reference.targets.get(code, "") if reference.has_achieved(code) else code
        if not target:
            place = Problem("", file=batch.file, sheet=batch.sheet)
            question = build_no_target_question(place, code)
            choice = find_choice(question, choices)
            problems[code] = build_choice_notice(question, choice) if choice else question
            target = code
            if choice != "actual":
                indices_without_target.add(i)
        targets.append(target)
    valid = indicator.valid & ~np.isin(indicator.indices, list(indices_without_target))
    distinct = list(dict.fromkeys(targets))
    new_indices = np.array([distinct.index(code) for code in targets], np.int32)
    indices = shrink_indices(new_indices[indicator.indices], len(distinct))
    return CodedColumn(indices, distinct, valid), [*problems.values()]
