"""Tell of figures without a source, once a file, so that it can be said for all of them."""

from collections.abc import Mapping

import numpy as np

from intake.model.choices import chosen_notice, find_choice
from intake.model.figure_table import FigureTable
from intake.model.problem import Problem


def find_missing_sources(table: FigureTable, choices: Mapping[str, str]) -> list[Problem]:
    """Return a notice for each file with figures that have no source.

    It is a question, whose choice is the id of a source, or a notice of the choice. A table with
    the columns of figures.csv says itself which of its figures have none.
    """
    column = table.codes["source"]
    is_missing = np.array([not code for code in column.codes], bool)[column.indices]
    counts: dict[str, int] = {}
    for index, batch in enumerate(table.batches):
        rows = np.asarray(table.batch_indices == index)
        rows &= "value_low" not in batch.column_letters
        counts[batch.file] = counts.get(batch.file, 0) + int((is_missing & rows).sum())
    problems = []
    for file, count in counts.items():
        question = Problem("source_missing", "notice", file, value=file, hints={"count": count})
        choice = find_choice(question, choices)
        if choice or count:
            problems.append(chosen_notice(question, choice) if choice else question)
    return problems
