"""Which numbers of a metric are known: NaN stands for one that is not."""

import math
from collections.abc import Iterable


def known(values: Iterable[float]) -> list[float | None]:
    """Numbers, None for what is not known."""
    return [None if math.isnan(value) else value for value in values]


def gone(value: object) -> bool:
    """Whether a cell has no number."""
    return isinstance(value, float) and math.isnan(value)
