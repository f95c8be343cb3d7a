"""Check locators and notes: they are kept as written, but must not contain invisible characters."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chinese_text.characters import HIDDEN_PATTERN, find_hidden_character
from intake.model.batch import Batch
from intake.model.fields import TEXT_COLUMNS
from intake.model.problem import Problem, Problems


def check_free_text(batch: Batch, problems: Problems) -> None:
    """Report invisible characters in locators (places in the source) and notes, as errors.

    The problem names the first invisible character of the text: U+200B.
    """
    for name in TEXT_COLUMNS:
        if name not in batch.fields:
            continue
        column = batch.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        # Most texts are printable ASCII or empty; only the others are searched, which is slower.
        other_rows = np.flatnonzero(~np.asarray(pc.ascii_is_printable(column)))
        texts = column.take(pa.array(other_rows))
        rows = other_rows[np.asarray(pc.match_substring_regex(texts, HIDDEN_PATTERN), bool)]

        # The defaults keep this round's name and column: the loop changes both.
        def build_problem(row: int, name: str = name, column: pa.ChunkedArray = column) -> Problem:
            """Return the problem of the locator or note in a row."""
            text = str(column[row].as_py())
            point = find_hidden_character(text)
            return batch.make_problem("hidden_character", row, name, "error", text, point=point)

        batch.add_problems(problems, rows, build_problem)
