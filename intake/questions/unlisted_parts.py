"""The notice about rows of a table that are towns, enterprises or the like, in no list of areas."""

from collections.abc import Sequence
from dataclasses import replace

from file_formats.sheet import column_letters
from intake.model.problem import Problem
from intake.tables.heading_meaning import HeadingMeaning

_MAX_LISTED = 5
"""Rows that are named in the notice; of more only the number is told."""


def unlisted_notices(in_table: Problem, rows: Sequence[HeadingMeaning]) -> list[Problem]:
    """Return one notice for all rows of a table that are in no list of areas; [] without any.

    `rows` are the meanings of these rows, whose figures are not imported. The notice is placed at
    the first of them; `in_table` is a problem with the place of the table.
    """
    if not rows:
        return []
    first = rows[0].position
    labels = list(dict.fromkeys(row.area_label.strip() for row in rows))
    names = "、".join(labels[:_MAX_LISTED]) + ("等" if len(labels) > _MAX_LISTED else "")
    place = replace(in_table, row=first.row + 1, column=column_letters(first.column), value=names)
    return [replace(place, code="parts_unlisted", level="notice", hints={"count": len(rows)})]
