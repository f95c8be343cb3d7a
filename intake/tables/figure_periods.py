"""The period of each figure of a wide table, from the labels beside and above it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from intake.tables.grid import CellPosition
from intake.tables.heading_meaning import HeadingMeaning
from periods import parse_heading


class UnclearHeading(NamedTuple):
    """A label whose period cannot be read, or that fits no or several periods of its table."""

    position: CellPosition
    label: str


def resolve_period(row: HeadingMeaning, column: HeadingMeaning, table_period: str) -> str:
    """Return the period of a figure from the labels of its row and column, and the table's period.

    A label may name only a part of a period, which the others complete. The column 8月 (August) in
    a table of 2024 has the period 2024-08. The column 累计 (cumulative) in the row 3月 of a table
    of 2023-10/2024-09 has the period 2023-10/2024-03. "" if no period is stated or it is unclear;
    `find_unclear_heading` then says which label is to blame.
    """
    row_period = _complete_period(row, table_period, table_period)
    return _complete_period(column, row_period, row.period or table_period)


def _complete_period(meaning: HeadingMeaning, around: str, table_period: str) -> str:
    """Return the period of one row or column, whose labels complete each other: 2024年, 8月.

    `around` is the period that completes the first incomplete label; the result completes the
    next. A period that the row or column names in full (2024年) replaces both `around` and
    `table_period`. "" if a label is unclear.
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
    """Return the label that makes the period of a figure unclear; None if no label does.

    It is named in the problem that asks the uploading person for the period. Such a label cannot
    be read whole (2023年10月至今), or fits no or several periods of its table.
    """
    for meaning in (row, column):
        around = meaning.period or row.period or table_period
        if meaning.unclear_period:
            return UnclearHeading(meaning.position, meaning.unclear_period)
        if meaning.relative_periods and around and not _complete_period(meaning, around, around):
            return UnclearHeading(meaning.position, "/".join(meaning.relative_periods))
    return None


def date_cumulative_headings(meanings: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
    """Return headings in which each 累计 (cumulative) ends with the month of the heading before it.

    `meanings` are those of all rows from top to bottom, or of all columns from left to right. In a
    table of 2024 with the columns 3月, 4月, 累计, the last is 2024-01/2024-04 and not the whole
    year. The month's labels are put before 累计, so that `resolve_period` completes 累计 by them.
    A 累计 stays as it is if the heading before it has no month, or names another area or indicator.
    Growth rates between the two (`is_derived`) do not count.
    """
    completed: list[HeadingMeaning] = []
    last_month_heading: HeadingMeaning | None = None
    for meaning in meanings:
        labels = meaning.relative_periods
        is_cumulative = len(labels) == 1 and _is_cumulative(labels[0])
        if is_cumulative and last_month_heading and _has_same_labels(last_month_heading, meaning):
            month_and_cumulative = (*last_month_heading.relative_periods, *labels)
            meaning = replace(
                meaning,
                period=last_month_heading.period,
                relative_periods=month_and_cumulative,
            )
        elif not meaning.is_derived and not is_cumulative:
            last_month_heading = meaning if _is_part_of_year(meaning) else None
        completed.append(meaning)
    return completed


def date_headings_of_last_year(meanings: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
    """Return headings in which each 上年同期 (same period last year) has the period beside it.

    `meanings` are as for `date_cumulative_headings`. 上年同期 after 累计 (cumulative) is the same
    span a year before. After 本月 (this month) and 累计, in either order, it may be a year before
    either of them: its period is then unclear, and becomes a question. Growth rates between them do
    not count.
    """
    completed: list[HeadingMeaning] = []
    before: list[HeadingMeaning] = []
    for meaning in meanings:
        same = [other for other in before if _has_same_labels(other, meaning)]
        labels = meaning.relative_periods
        if len(labels) == 1 and _is_same_period_last_year(labels[0]) and same:
            *_, last = same
            if len({_names_cumulative(other) for other in same}) > 1:
                meaning = replace(meaning, unclear_period=labels[0])
            elif _names_cumulative(last):
                around = (*last.relative_periods, *labels)
                meaning = replace(meaning, period=last.period, relative_periods=around)
            before = []
        elif not meaning.is_derived:
            before = [*same, meaning]
        completed.append(meaning)
    return completed


def _is_same_period_last_year(label: str) -> bool:
    """Return whether a label names the period beside it, a year before: 上年同期, not 上年同月."""
    spans = (parse_heading(label, "2000", around) for around in ("2000-04", "2000-01/2000-09"))
    return "同月" not in label and list(spans) == ["1999-04", "1999-01/1999-09"]


def _names_cumulative(meaning: HeadingMeaning) -> bool:
    """Return whether a heading counts from January: 累计, alone or behind a month's labels."""
    return any(map(_is_cumulative, meaning.relative_periods[-1:]))


def _has_same_labels(one: HeadingMeaning, other: HeadingMeaning) -> bool:
    """Return whether two headings name the same area, and the indicator by the same labels."""
    return (one.area, one.indicator_labels) == (other.area, other.indicator_labels)


def _is_cumulative(label: str) -> bool:
    """Return whether a label counts from January to the month around it: 累计, 年初至今.

    It is tried with two months of any year: the period must end with each of them.
    """
    spans = (parse_heading(label, "2000", month) for month in ("2000-04", "2000-09"))
    return list(spans) == ["2000-01/2000-04", "2000-01/2000-09"]


def _is_part_of_year(meaning: HeadingMeaning) -> bool:
    """Return whether a heading names a month or another part of a year, with its year or without.

    Any period that is spelled longer than a year is such a part: 2024-04.
    """
    if labels := meaning.relative_periods:
        return len(labels) == 1 and len(parse_heading(labels[0], "2000")) > len("2000")
    return len(meaning.period) > len("2024")
