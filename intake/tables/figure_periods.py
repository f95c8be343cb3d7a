"""The period of each figure of a wide table, from the labels beside and above it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from intake.tables.grid import CellPosition
from intake.tables.headings import HeadingMeaning
from periods import parse_heading


class UnclearHeading(NamedTuple):
    """A label whose period cannot be read, or that fits no or several periods of its table."""

    position: CellPosition
    label: str


def resolve_period(row: HeadingMeaning, column: HeadingMeaning, table_period: str) -> str:
    """Return the period of a figure from the labels of its row and column, and the table's period.

    The column 8月 (August) in a table of 2024 has the period 2024-08. The column 累计 (cumulative)
    in the row 3月 of a table of 2023-10/2024-09 has the period 2023-10/2024-03. "" if no period is
    stated or it is unclear.
    """
    row_period = _complete_period(row, table_period, table_period)
    return _complete_period(column, row_period, row.period or table_period)


def _complete_period(meaning: HeadingMeaning, around: str, table_period: str) -> str:
    """Return the period of one row or column, whose labels complete each other: 2024年, 8月.

    `around` is the period that completes the first label. "" if a label is unclear.
    """
    if meaning.unclear_period:
        return ""
    period, table_period = meaning.period or around, meaning.period or table_period
    for relative in meaning.relative_periods:
        period = parse_heading(relative, table_period, period) if period else ""
    return period


def find_unclear_heading(
    row: HeadingMeaning, column: HeadingMeaning, table_period: str
) -> UnclearHeading | None:
    """Return the label that makes the period of a figure unclear; None if no label does."""
    for meaning in (row, column):
        around = meaning.period or row.period or table_period
        if meaning.unclear_period:
            return UnclearHeading(meaning.position, meaning.unclear_period)
        if meaning.relative_periods and around and not _complete_period(meaning, around, around):
            return UnclearHeading(meaning.position, "/".join(meaning.relative_periods))
    return None


def end_cumulative(meanings: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
    """Return labels in which 累计 beside months ends with the last month before it.

    Below (right of) 4月 in a table of 2024 it is 2024-01/2024-04, not the year.
    """
    ended: list[HeadingMeaning] = []
    month: HeadingMeaning | None = None
    for meaning in meanings:
        printed = meaning.relative_periods
        is_cumulative = len(printed) == 1 and _is_cumulative(printed[0])
        if is_cumulative and month and _has_same_labels(month, meaning):
            relative = (*month.relative_periods, *printed)
            meaning = replace(meaning, period=month.period, relative_periods=relative)
        elif not meaning.is_derived and not is_cumulative:
            month = meaning if _is_part_of_year(meaning) else None
        ended.append(meaning)
    return ended


def _has_same_labels(one: HeadingMeaning, other: HeadingMeaning) -> bool:
    """Return whether two labels name the same area and the same words of an indicator."""
    return (one.area, one.indicator_labels) == (other.area, other.indicator_labels)


def _is_cumulative(label: str) -> bool:
    """Return whether a label counts from January to the period around it: 累计, 年初至今."""
    around = (parse_heading(label, "2000", month) for month in ("2000-04", "2000-09"))
    return list(around) == ["2000-01/2000-04", "2000-01/2000-09"]


def _is_part_of_year(meaning: HeadingMeaning) -> bool:
    """Return whether a label names a month or another part of a year, with its year or without."""
    if printed := meaning.relative_periods:
        return len(printed) == 1 and len(parse_heading(printed[0], "2000")) > len("2000")
    return len(meaning.period) > len("2024")
