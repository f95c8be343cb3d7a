"""What the figures of a batch come to."""

from dataclasses import dataclass

import pyarrow as pa

from intake.model.batch import Flags, Floats
from intake.values.codes import CodedColumn


@dataclass
class MeasuredValues:
    """What a batch's figures come to; NaN where a bound is open or a number could not be read."""

    as_reported: pa.ChunkedArray
    value: Floats
    low: Floats
    high: Floats
    qualifier: CodedColumn
    worded: Flags
    """Whether the number was read from the wording and not from the value."""
    good: Flags
    """Whether the value could be read and nothing about it contradicts itself."""
