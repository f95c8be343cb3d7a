"""Months as spreadsheets and databases leave them in a row of headings: 2024.1 for October, M1."""

import re
from collections.abc import Sequence

_MONTH_AFTER_POINT = re.compile(r"(?P<year>(?:19|20)\d\d)\.(?P<month>[1-9]|1[0-2])")
_M_AND_NUMBER = re.compile(r"[Mm](?P<month>0?[1-9]|1[0-2])")
_MIN_MONTHS = 2


def restore_months(labels: Sequence[str]) -> list[str]:
    """Return the labels of a row or column of headings with their months as they were meant.

    The number 2024.10 is stored as 2024.1: behind 2024.9 or before 2024.11 it is October. M1, M2 …
    of a database become 1月, 2月 if at least _MIN_MONTHS labels, all that are filled, are such.
    """
    filled = [label for label in labels if label]
    if len(filled) >= _MIN_MONTHS and all(map(_M_AND_NUMBER.fullmatch, filled)):
        return [f"{int(label[1:])}月" if label else "" for label in labels]
    months = [_MONTH_AFTER_POINT.fullmatch(label) for label in labels]
    restored = list(labels)
    for i, match in enumerate(months):
        if match and match["month"] == "1":
            year = match["year"]
            before = labels[i - 1] if i else ""
            after = labels[i + 1] if i + 1 < len(labels) else ""
            if before == f"{year}.9" or after == f"{year}.11":
                restored[i] = f"{year}.10"
    return restored
