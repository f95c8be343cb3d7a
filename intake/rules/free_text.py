"""Free text beside the figures: kept as it was written, but nothing hidden in it."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import Batch
from intake.model.characters import HIDDEN_PATTERN, find_hidden_character
from intake.model.problem import Problem, Problems

_COLUMNS = ("locator", "note")


def check_free_text(batch: Batch, problems: Problems) -> None:
    """Report characters in locator and note that do not show."""
    for name in _COLUMNS:
        if name not in batch.fields:
            continue
        column = batch.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        odd = np.flatnonzero(~np.asarray(pc.ascii_is_printable(column)))
        texts = column.take(pa.array(odd))
        found = odd[np.asarray(pc.match_substring_regex(texts, HIDDEN_PATTERN), bool)]
        if len(found):
            _report_hidden_characters(batch, name, column, found, problems)


def _report_hidden_characters(
    batch: Batch,
    name: str,
    column: pa.ChunkedArray,
    rows: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    problems: Problems,
) -> None:
    def make(row: int) -> Problem:
        text = str(column[row].as_py())
        code, point = "hidden_character", find_hidden_character(text)
        return batch.problem(code, row, name, "error", text, point=point)

    batch.report(problems, rows, make)
