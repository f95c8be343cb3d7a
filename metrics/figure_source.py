"""Sources of figures: the protocol, figures in memory, and a release with a draft applied.

A third class, for figures that are read from the ledger, is `app_pages.state.ledger_figures`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from metrics.latest_of_series import select_latest
from periods import list_spellings
from quantities.figure_keys import KEY_COLUMNS


def spell_out(column: str, values: Iterable[Any]) -> list[Any]:
    """Return the values to look for in a column, with each period in all its spellings.

    A release made before periods had one spelling may have 2023 as 2023-01/2023-12, in the columns
    time_period and key; so may a link. Values of other columns are returned unchanged.
    """
    if column == "time_period":
        return [spelling for value in values for spelling in list_spellings(value)]
    if column == "key":
        split = [key.rpartition(".") for key in values]
        return [
            f"{series}.{spelling}" for series, _, last in split for spelling in list_spellings(last)
        ]
    return list(values)


class FigureSource(Protocol):
    """Figures of one release. Methods that return a FigureSource load no rows.

    Conditions are columns of figures.csv, each with one value or a collection of values; a figure
    must meet all of them. A series is all figures with the same programme, indicator, area and
    breakdown: they differ in their period alone.
    """

    def choose(self, **where: Any) -> pd.DataFrame:
        """Read the figures that meet the conditions, in the order of their keys."""

    def first_rows(self, max_rows: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Read at most `max_rows` of the matching figures, beginning with row `offset`."""

    def count_by(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Count the matching figures by the columns `by`.

        The counts are in the column `figures`.
        """

    def filter(self, **where: Any) -> "FigureSource":
        """Return the source of the figures that meet the conditions."""

    def within_area(self, area: str) -> "FigureSource":
        """Return the source of the figures of an area and of everything below it."""

    def search(self, text: str, codes: Mapping[str, Sequence[str]]) -> "FigureSource":
        """Return the source of the figures with a text in key or printed number, or with a code.

        `codes` lists codes by their column: indicator, programme and ref_area.
        """

    def latest(self) -> "FigureSource":
        """Return the source of the newest figure of each series."""


@dataclass(frozen=True, eq=False)
class InMemoryFigures:
    """Figures in a data frame, whose rows are in the order of their keys."""

    frame: pd.DataFrame

    def choose(self, **where: Any) -> pd.DataFrame:
        """Select the figures that meet all conditions: column = a value, or a list of values."""
        chosen = self.frame
        for column, wanted in where.items():
            values = spell_out(column, [wanted] if isinstance(wanted, str) else wanted)
            chosen = chosen[chosen[column].isin(values)]
        return chosen

    def first_rows(self, max_rows: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Return at most `max_rows` matching rows from row `offset`."""
        return self.choose(**where).iloc[offset : offset + max_rows]

    def count_by(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Group the matching rows by columns and count each group."""
        return self.choose(**where).groupby(list(by)).size().reset_index(name="figures")

    def filter(self, **where: Any) -> "InMemoryFigures":
        """Select the rows that meet the conditions."""
        return InMemoryFigures(self.choose(**where))

    def within_area(self, area: str) -> "InMemoryFigures":
        """Select the rows of an area and of everything below it.

        The column `parents` lists all areas that contain an area: "330000/100000".
        """
        # There are few different lists: each is looked at once.
        numbers, lists = pd.factorize(self.frame["parents"])
        is_below = np.array([area in parents.split("/") for parents in lists], dtype=bool)
        chosen = (self.frame["ref_area"] == area).to_numpy(dtype=bool) | is_below[numbers]
        return InMemoryFigures(self.frame[chosen])

    def search(self, text: str, codes: Mapping[str, Sequence[str]]) -> "InMemoryFigures":
        """Select the rows with a text in key or printed number, or with one of the codes.

        `codes` lists codes by their column: indicator, programme and ref_area. Upper and lower case
        of the text differ, and it is no pattern.
        """
        hit = pd.Series(False, index=self.frame.index)
        for column in (*KEY_COLUMNS, "as_reported"):
            hit |= self.frame[column].str.contains(text, regex=False)
            hit |= self.frame[column].isin(codes.get(column, ()))
        return InMemoryFigures(self.frame[hit])

    def latest(self) -> "InMemoryFigures":
        """Select the newest row of each series."""
        return InMemoryFigures(select_latest(self.frame))


@dataclass(frozen=True, eq=False)
class OverlaidFigures:
    """A release as it would be after a draft: the figures that remain, and the draft's own.

    Both sources must have different series, such as those of different indicators. So no figure is
    in both, and none takes precedence; `latest` would return one figure of each source.
    """

    remaining: FigureSource
    drafted: FigureSource

    def choose(self, **where: Any) -> pd.DataFrame:
        """Read the matching figures of both sources, in the order of their keys."""
        return self._read_both_sorted(lambda source: source.choose(**where))

    def first_rows(self, max_rows: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Return at most `max_rows` matching figures of both sources from row `offset`.

        Rows are counted in the order of KEY_COLUMNS: by indicator, programme, area, breakdown,
        period.
        """
        end = max_rows + offset  # all of the rows may be in one source
        return self._read_both_sorted(lambda source: source.first_rows(end, **where)).iloc[
            offset:end
        ]

    def count_by(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Return the sum of the counts of both sources."""
        counts = [part.count_by(by, **where) for part in (self.remaining, self.drafted)]
        return pd.concat(counts).groupby(list(by))["figures"].sum().reset_index()

    def filter(self, **where: Any) -> "OverlaidFigures":
        """Return both sources with further conditions."""
        return self._apply_to_both(lambda source: source.filter(**where))

    def within_area(self, area: str) -> "OverlaidFigures":
        """Return both sources, restricted to an area and everything below it."""
        return self._apply_to_both(lambda source: source.within_area(area))

    def search(self, text: str, codes: Mapping[str, Sequence[str]]) -> "OverlaidFigures":
        """Return both sources, searched for a text or codes."""
        return self._apply_to_both(lambda source: source.search(text, codes))

    def latest(self) -> "OverlaidFigures":
        """Return both sources, restricted to the newest figure of each series."""
        return self._apply_to_both(lambda source: source.latest())

    def _apply_to_both(self, change: Callable[[FigureSource], FigureSource]) -> "OverlaidFigures":
        """Apply a change to both sources."""
        return OverlaidFigures(change(self.remaining), change(self.drafted))

    def _read_both_sorted(self, read: Callable[[FigureSource], pd.DataFrame]) -> pd.DataFrame:
        """Read rows from both sources with the function `read`, and sort them by KEY_COLUMNS."""
        rows = pd.concat([read(self.remaining), read(self.drafted)])
        return rows.sort_values(list(KEY_COLUMNS), ignore_index=True)
