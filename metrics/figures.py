"""Choosing figures, and turning rows of them into quantities."""

from typing import Any

import pandas as pd

from metrics.table import numbers, records, table
from quantities import NotCombinable, Quantity, from_figure
from quantities.keys import KEY

DIMENSIONS = ("indicator", "programme", "ref_area", "breakdown", "time_period")


def choose(figures: pd.DataFrame, **where: Any) -> pd.DataFrame:
    """Keep the figures whose columns equal the given values, or lie among them."""
    for column, wanted in where.items():
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        figures = figures[figures[column].isin(values)]
    return figures


def quantities_of(figures: pd.DataFrame) -> list[Quantity]:
    """Read each row as a quantity in the indicator's unit, in order."""
    return [from_figure(row) for row in records(figures)]


def one(figures: pd.DataFrame, **where: Any) -> tuple[Quantity, str] | None:
    """Give the one figure that fits, with its key; None if it is not reported.

    Raises NotCombinable `same_event` where several fit: choosing silently would hide one.
    """
    chosen = choose(figures, **where)
    if chosen.empty:
        return None
    if len(chosen) > 1:
        raise NotCombinable("same_event", tuple(chosen["key"]))
    return quantities_of(chosen)[0], str(chosen["key"].iloc[0])


def reported(figures: pd.DataFrame, **where: Any) -> pd.DataFrame:
    """Show figures as they were reported: one row each, nothing combined."""
    chosen = choose(figures, **where)
    return table(
        (
            {name: row[name] for name in KEY} | numbers(from_figure(row), [row["key"]], row["unit"])
            for row in records(chosen)
        ),
        DIMENSIONS,
    )
