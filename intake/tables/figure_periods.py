"""The period of each figure of a wide table, from the labels beside and above it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from intake.tables.grid import CellPosition
from intake.tables.headings import HeadingMeaning
from periods import parse_heading


class UnclearHeading(NamedTuple):
    """A label whose period cannot be read, or lies nowhere or twice in that of its table."""

    position: CellPosition
    label: str


def resolve_period(row: HeadingMeaning, column: HeadingMeaning, table_period: str) -> str:
    """Return the period of a figure from the labels of its row and column, and the table's.

    The column 8月 (August) in a table of 2024 has the period 2024-08; the column 累计 in the row
    3月 of a table of 2023-10/2024-09 has 2023-10/2024-03. "" if it is not stated or unclear.
    """
    row_period = _complete_period(row, table_period, table_period)
    return _complete_period(column, row_period, row.period or table_period)


def _complete_period(meaning: HeadingMeaning, around: str, table_period: str) -> str:
    """Return the period of the labels of one row or column, each completed by the one before it.

    `around` is the period around the first. "" if a label is unclear.
    """
    if meaning.unclear_period:
        return ""
    period, table_period = meaning.period or around, meaning.period or table_period
    for relative in meaning.relative:
        period = parse_heading(relative, table_period, period) if period else ""
    return period


def find_unclear_heading(
    row: HeadingMeaning, column: HeadingMeaning, table_period: str
) -> UnclearHeading | None:
    """Return the label because of which a figure has no period; None if nothing states one."""
    for meaning in (row, column):
        around = meaning.period or row.period or table_period
        if meaning.unclear_period:
            return UnclearHeading(meaning.position, meaning.unclear_period)
        if meaning.relative and around and not _complete_period(meaning, around, around):
            return UnclearHeading(meaning.position, "/".join(meaning.relative))
    return None


def end_cumulative(meanings: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
    """Return labels in which 累计 beside months ends with the last month before it.

    Below (right of) 4月 in a table of 2024 it is 2024-01/2024-04, not the year.
    """
    ended: list[HeadingMeaning] = []
    month: HeadingMeaning | None = None
    for meaning in meanings:
        is_cumulative = len(meaning.relative) == 1 and _is_cumulative(meaning.relative[0])
        if is_cumulative and month and (month.area, month.texts) == (meaning.area, meaning.texts):
            relative = (*month.relative, *meaning.relative)
            meaning = replace(meaning, period=month.period, relative=relative)
        elif not meaning.derived and not is_cumulative:
            month = meaning if _is_part_of_year(meaning) else None
        ended.append(meaning)
    return ended


def _is_cumulative(label: str) -> bool:
    """Return whether a label counts from January to the period around it: 累计, 年初至今."""
    around = (parse_heading(label, "2000", month) for month in ("2000-04", "2000-09"))
    return list(around) == ["2000-01/2000-04", "2000-01/2000-09"]


def _is_part_of_year(meaning: HeadingMeaning) -> bool:
    """Return whether a label names a month or another part of a year, with its year or without."""
    if meaning.relative:
        return len(meaning.relative) == 1 and len(parse_heading(meaning.relative[0], "2000")) > 4
    return len(meaning.period) > len("2024")
