"""The targets that the figures of a long table are, and the question where there is no target."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import Batch
from intake.model.choices import build_choice_notice, find_choice
from intake.model.column_arrays import CodedColumn, shrink_indices
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.questions.figure_targets import build_no_target_question
from intake.values.target_words import read_target_heading


def split_by_target_words(batch: Batch) -> Iterator[Batch]:
    """Yield the targets and what was achieved of a batch whose breakdowns are only these words.

    A column of 目标 and 完成 says of each figure which of both it is, and is no breakdown. Any
    other batch is yielded as it is.
    """
    texts = batch.column("breakdown")
    distinct = [str(text) for text in pc.unique(texts.combine_chunks()).to_pylist()]
    kinds = {text: read_target_heading(text) for text in distinct}
    if not distinct or not all(kinds.values()):
        yield batch
        return
    fields = {name: column for name, column in batch.fields.items() if name != "breakdown"}
    for values_as in sorted(set(kinds.values())):
        of_kind = pa.array([text for text, kind in kinds.items() if kind == values_as])
        mask = pc.is_in(texts.cast(pa.string()), value_set=of_kind)
        kept = {name: column.filter(mask) for name, column in fields.items()}
        rows = batch.rows[np.asarray(mask.combine_chunks())]
        yield replace(batch, fields=kept, rows=rows, values_as=values_as)


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
