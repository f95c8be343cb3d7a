"""Choosing figures, and turning rows of them into quantities."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from metrics.table import metric_table, number_columns, records
from quantities import NotCombinableError, Quantity, quantity_of_figure
from quantities.keys import KEY

DIMENSIONS = ("indicator", "programme", "ref_area", "breakdown", "time_period")


class FigureSource(Protocol):
    """Figures that stay where they lie: what is asked for is read, nothing else."""

    def choose(self, **where: Any) -> pd.DataFrame:
        """Read what `choose` keeps."""

    def counted(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Count as `counted` does."""

    def newest(self) -> "FigureSource":
        """Give the newest of each series alone, as `metrics.trend.latest` does."""

    def only(self, **where: Any) -> "FigureSource":
        """Keep as `only` does."""

    def under(self, area: str) -> "FigureSource":
        """Keep as `under` does."""

    def holding(self, text: str, codes: Mapping[str, Sequence[str]]) -> "FigureSource":
        """Keep as `holding` does."""

    def first(self, most: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Read a window as `first` does."""


Figures = pd.DataFrame | FigureSource
"""Figures in memory, or where they lie: metrics read either through the functions below."""


def choose(figures: Figures, **where: Any) -> pd.DataFrame:
    """Keep the figures whose columns equal the given values, or lie among them."""
    if not isinstance(figures, pd.DataFrame):
        return figures.choose(**where)
    for column, wanted in where.items():
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        figures = figures[figures[column].isin(values)]
    return figures


def filter_lazy(figures: Figures, **where: Any) -> Figures:
    """Keep what `choose` keeps, and leave it where it lies."""
    if not isinstance(figures, pd.DataFrame):
        return figures.only(**where)
    return choose(figures, **where)


def within_area(figures: Figures, area: str) -> Figures:
    """Keep the figures of an area and of everything below it, where they lie."""
    if not isinstance(figures, pd.DataFrame):
        return figures.under(area)
    below = figures["parents"].str.split("/").map(lambda parents: area in parents)
    return figures[(figures["ref_area"] == area) | below]


def search(figures: Figures, text: str, codes: Mapping[str, Sequence[str]]) -> Figures:
    """Keep the figures in whose key or wording a text stands, or that have one of the codes.

    `codes` lists codes of indicator, programme and ref_area: those whose names hold the text.
    """
    if not isinstance(figures, pd.DataFrame):
        return figures.holding(text, codes)
    hit = pd.Series(False, index=figures.index)
    for column in (*KEY, "as_reported"):
        hit |= figures[column].str.contains(text, regex=False)
        hit |= figures[column].isin(codes.get(column, ()))
    return figures[hit]


def first_rows(figures: Figures, most: int, offset: int = 0, **where: Any) -> pd.DataFrame:
    """Keep at most so many of the figures that `choose` keeps, in the order of their keys."""
    if not isinstance(figures, pd.DataFrame):
        return figures.first(most, offset, **where)
    return choose(figures, **where).iloc[offset : offset + most]


def count_by(figures: Figures, by: Sequence[str], **where: Any) -> pd.DataFrame:
    """Count the figures that `choose` keeps by columns: these, in order, and `figures`."""
    if not isinstance(figures, pd.DataFrame):
        return figures.counted(by, **where)
    return choose(figures, **where).groupby(list(by)).size().reset_index(name="figures")


def counts_by_value(figures: Figures, by: str, **where: Any) -> dict[str, int]:
    """Count the figures that `choose` keeps by the values of one column, in their order."""
    found = count_by(figures, [by], **where)
    return dict(zip(found[by], found["figures"].astype(int), strict=True))


def quantities_of(figures: pd.DataFrame) -> list[Quantity]:
    """Read each row as a quantity in the indicator's unit, in order."""
    return [quantity_of_figure(row) for row in records(figures)]


def single_figure(figures: Figures, **where: Any) -> tuple[Quantity, str] | None:
    """Give the one figure that fits, with its key; None if it is not reported.

    Raises NotCombinable `same_event` where several fit: choosing silently would hide one.
    """
    chosen = choose(figures, **where)
    if chosen.empty:
        return None
    if len(chosen) > 1:
        raise NotCombinableError("same_event", tuple(chosen["key"]))
    return quantities_of(chosen)[0], str(chosen["key"].iloc[0])


def reported(figures: Figures, **where: Any) -> pd.DataFrame:
    """Show figures as they were reported: one row each, nothing combined."""
    chosen = choose(figures, **where)
    return metric_table(
        (
            {name: row[name] for name in KEY}
            | number_columns(quantity_of_figure(row), [row["key"]], row["unit"])
            for row in records(chosen)
        ),
        DIMENSIONS,
    )
