"""Functions that read, filter and count figures, and list them as a metric's table."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from metrics.figure_source import FigureSource, InMemoryFigures
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from quantities import Quantity, quantity_of_figure
from quantities.figure_keys import KEY_COLUMNS

Figures = pd.DataFrame | FigureSource
"""The input of a metric: a source of figures, or rows that were read from one."""


def as_source(figures: Figures) -> FigureSource:
    """Return a data frame as a FigureSource; a FigureSource unchanged."""
    return InMemoryFigures(figures) if isinstance(figures, pd.DataFrame) else figures


def choose(figures: Figures, **where: Any) -> pd.DataFrame:
    """Read the figures that meet conditions: columns, each with one value or a collection."""
    return as_source(figures).choose(**where)


def filter_lazy(figures: Figures, **where: Any) -> FigureSource:
    """Filter like `choose`, but lazily: no rows are loaded."""
    return as_source(figures).filter(**where)


def within_area(figures: Figures, area: str) -> FigureSource:
    """Restrict figures to an area and everything below it; no rows are loaded."""
    return as_source(figures).within_area(area)


def search(figures: Figures, text: str, codes: Mapping[str, Sequence[str]]) -> FigureSource:
    """Restrict figures to those with a text in key or printed number, or with one of the codes.

    `codes` lists codes by their column: indicator, programme and ref_area. No rows are loaded.
    """
    return as_source(figures).search(text, codes)


def first_rows(figures: Figures, max_rows: int, offset: int = 0, **where: Any) -> pd.DataFrame:
    """Read at most `max_rows` matching figures from row `offset`, in the order of their keys."""
    return as_source(figures).first_rows(max_rows, offset, **where)


def count_by(figures: Figures, by: Sequence[str], **where: Any) -> pd.DataFrame:
    """Count the matching figures by the columns `by`; the counts are in the column `figures`."""
    return as_source(figures).count_by(by, **where)


def counts_by_value(figures: Figures, by: str, **where: Any) -> dict[str, int]:
    """Return the number of matching figures for each value of the column `by`, in order."""
    counts = count_by(figures, [by], **where)
    return dict(zip(counts[by], counts["figures"].astype(int), strict=True))


def read_quantities(figures: pd.DataFrame) -> list[Quantity]:
    """Return each row as a quantity (value, bounds, digits) in the indicator's unit, in order."""
    return [quantity_of_figure(row) for row in to_records(figures)]


def list_reported(figures: Figures, **where: Any) -> pd.DataFrame:
    """Return the figures that meet conditions as a metric's table: a data frame, a row each.

    Conditions are those of `choose`: a column, and one value or a collection of values that it may
    have. The table's columns are those of a figure's key and NUMBER_COLUMNS
    (metrics/metric_table.py).
    """
    chosen = choose(figures, **where)
    return build_metric_table(
        (
            {name: row[name] for name in KEY_COLUMNS}
            | build_number_columns(quantity_of_figure(row), [row["key"]], row["unit"])
            for row in to_records(chosen)
        ),
        KEY_COLUMNS,
    )
