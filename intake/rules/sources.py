"""Report figures without a source, once a file, so that a person can choose one for all."""

from collections.abc import Iterable, Mapping

import numpy as np

from chinese_text.characters import comparison_form
from intake.model.choices import build_choice_notice, find_choice
from intake.model.figure_table import FigureTable
from intake.model.problem import Hint, Problem
from intake.model.sheet_shape import SheetShape
from intake.model.table_notes import find_source


def find_missing_sources(
    table: FigureTable,
    unchanged: np.ndarray,
    choices: Mapping[str, str],
    shapes: Iterable[SheetShape],
    ids_by_name: Mapping[str, str],
) -> list[Problem]:
    """Return a question for each file with figures that have no source, or the notice of a choice.

    The choice is the id of a source, and has a notice also when no figure lacks one any more. If a
    note of the file (in the `shapes` of its tables) names a source that is not among `ids_by_name`,
    the question shows the name. Figures need no source if they are `unchanged` (a flag for each
    figure), or in a table with the columns of figures.csv, or if the cell of their source has a
    problem of its own.
    """
    column = table.codes["source"]
    is_missing = np.array([not code for code in column.codes], bool)[column.indices]
    is_missing &= table.source_valid
    counts: dict[str, int] = {}
    for index, batch in enumerate(table.batches):
        is_asked = np.asarray(table.batch_indices == index) & ~unchanged
        is_asked &= "value_low" not in batch.column_letters
        counts[batch.file] = counts.get(batch.file, 0) + int((is_missing & is_asked).sum())
    named_sources = {
        shape.file: name
        for shape in shapes
        for note in shape.notes
        if (name := find_source(note)) and comparison_form(name) not in ids_by_name
    }
    problems = []
    for file, count in counts.items():
        code = "source_unlisted" if file in named_sources else "source_missing"
        hints: dict[str, Hint] = {"question": "source_missing", "count": count}
        question = Problem(code, file=file, value=named_sources.get(file, ""), hints=hints)
        choice = find_choice(question, choices)
        if choice or count:
            problems.append(build_choice_notice(question, choice) if choice else question)
    return problems
