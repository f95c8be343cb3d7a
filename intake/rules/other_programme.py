"""Ask about figures whose key is published with another programme only.

Such a figure may be a correction of the published one, or a figure of its own beside it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from intake.model.choices import build_choice_notice, find_choice
from intake.model.column_arrays import Ints, shrink_indices
from intake.model.figure_table import FigureTable, JoinedColumn
from intake.model.problem import Hint, Problem, Problems
from intake.model.reference import Reference
from intake.rules.duplicates import build_key_hints

_SEPARATOR = ", "
_CONTEXT = ("indicator", "ref_area", "breakdown", "time_period")


def ask_about_programmes(
    table: FigureTable, reference: Reference, choices: Mapping[str, str], problems: Problems
) -> FigureTable:
    """Ask once a file and programme whether figures correct those of another programme.

    If a person chose so, the figures get the published programme in the result. A figure whose own
    key is published corrects no other. Figures that are published for several programmes can only
    be figures of their own.
    """
    published = reference.figures
    if published.empty or not len(table):
        return table
    # Without any programme, uploaded or published, there is nothing to ask.
    if table.distinct_codes("programme") == set(published["programme"]) - {""} == set():
        return table
    rows_by_question = _find_rows_to_ask_about(table, published)
    programmes = list(table.codes["programme"].codes)
    indices = table.codes["programme"].indices.astype(np.int64)
    for (_, _, other), rows in rows_by_question.items():
        question = _build_question(table, rows, other)
        choice = find_choice(question, choices)
        problems.add(build_choice_notice(question, choice) if choice else question)
        if choice == "correct":
            if other not in programmes:
                programmes.append(other)
            indices[rows] = programmes.index(other)
    column = JoinedColumn(shrink_indices(indices, len(programmes)), programmes)
    return replace(table, codes={**table.codes, "programme": column})


def _find_rows_to_ask_about(
    table: FigureTable, published: pd.DataFrame
) -> dict[tuple[str, str, str], list[int]]:
    """Return the rows to ask about by file, programme, and published programme.

    They are the figures whose context (the key without its programme) is published, but not the
    whole key. Several published programmes are joined by _SEPARATOR.
    """
    contexts, published_contexts = _number_keys(table, published, _CONTEXT)
    keys, published_keys = _number_keys(table, published, (*_CONTEXT, "programme"))
    is_asked = table.valid & np.isin(contexts, published_contexts) & ~np.isin(keys, published_keys)
    programmes: dict[int, set[str]] = defaultdict(set)
    for context, programme in zip(published_contexts.tolist(), published["programme"], strict=True):
        programmes[context].add(str(programme))
    rows_by_question: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in np.flatnonzero(is_asked).tolist():
        others = _SEPARATOR.join(sorted(programmes[int(contexts[row])]))
        question = (table.place(row).file, table.codes["programme"][row], others)
        rows_by_question[question].append(row)
    return rows_by_question


def _number_keys(
    table: FigureTable, published: pd.DataFrame, names: tuple[str, ...]
) -> tuple[Ints, Ints]:
    """Return a number for each uploaded and each published key of the columns `names`.

    Equal keys have equal numbers; a published key has -1 if one of its codes was not uploaded. The
    indices of a key's codes are the digits of its number, each with a base of its own.
    """
    uploaded = np.zeros(len(table), np.int64)
    published_numbers = np.zeros(len(published), np.int64)
    is_known = np.ones(len(published), bool)
    for name in names:
        column = table.codes[name]
        index = {code: i for i, code in enumerate(column.codes)}
        indices = published[name].map(index).fillna(-1).to_numpy(np.int64)
        uploaded = uploaded * len(column.codes) + column.indices
        published_numbers = published_numbers * len(column.codes) + indices
        is_known &= indices >= 0
    return uploaded, np.where(is_known, published_numbers, -1)


def _build_question(table: FigureTable, rows: list[int], other: str) -> Problem:
    """Return the question whether some figures correct those of the programme `other`.

    `other` is "" if the published figures belong to no programme; several programmes are joined by
    _SEPARATOR.
    """
    programme = other or table.codes["programme"][rows[0]]
    code = "other_programme" if other else "other_without_programme"
    if _SEPARATOR in other:
        code = "other_programmes"
    problem = table.make_problem(code, rows[0], value=table.wording(rows[0]))
    hints: dict[str, Hint] = {
        **build_key_hints(table, rows[0]),
        "count": len(rows),
        "programme": programme,
    }
    return replace(problem, hints=hints)
