"""The period of each figure of a wide table, from the labels beside and above it."""

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
