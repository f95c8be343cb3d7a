"""Figures submitted as rows instead of a file, such as those accepted from a report."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from intake.model.batch import Batch
from intake.model.column_arrays import make_text_column
from intake.model.fields import FIGURE_COLUMNS
from intake.model.reference import Entry


@dataclass(frozen=True, slots=True)
class SubmittedRows:
    """Figures without a file, which are checked like the rows of an uploaded table.

    `name` stands for the file name in problems. `figures` are texts by the columns of figures.csv.
    `indicators` and `sources` are new entries of indicators.yaml and sources.yaml.
    """

    name: str
    figures: tuple[Mapping[str, str], ...]
    indicators: tuple[Entry, ...] = ()
    sources: tuple[Entry, ...] = ()

    def to_batch(self) -> Batch:
        """Return the submitted figures as a batch; rows count from 1.

        A field that a figure lacks is empty; the headings of the columns are the names of the
        fields.
        """
        columns = {
            name: make_text_column([row.get(name, "") for row in self.figures])
            for name in FIGURE_COLUMNS
        }
        row_numbers = np.arange(1, len(self.figures) + 1, dtype=np.int64)
        headings = {name: name for name in FIGURE_COLUMNS}
        return Batch(self.name, "", columns, row_numbers, headings=headings)

    def to_json(self) -> bytes:
        """Encode the submitted rows for storage."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "SubmittedRows":
        """Decode stored submitted rows."""
        values = json.loads(data)
        return cls(values.pop("name"), **{name: tuple(rows) for name, rows in values.items()})
