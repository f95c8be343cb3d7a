"""The notice about rows of a table that are towns, enterprises or the like, in no list of areas."""

from collections.abc import Sequence
from dataclasses import replace

from file_formats.sheet import column_letters
from intake.model.problem import Problem
from intake.tables.headings import HeadingMeaning

_MAX_LISTED = 5
"""Rows that are named in the notice; of more only the number is told."""


def unlisted_notices(in_table: Problem, rows: Sequence[HeadingMeaning]) -> list[Problem]:
    """Return one notice for all such rows of a table, at the first of them; [] without any."""
    if not rows:
        return []
    first = rows[0].position
    named = list(dict.fromkeys(row.area_label.strip() for row in rows))
    names = "、".join(named[:_MAX_LISTED]) + ("等" if len(named) > _MAX_LISTED else "")
    place = replace(in_table, row=first.row + 1, column=column_letters(first.column), value=names)
    return [replace(place, code="parts_unlisted", level="notice", hints={"count": len(rows)})]
