"""`Snapshot`: figures of a release with its code lists."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from ledger.area_tree import AreaTree
from ledger.code_lists import is_demonstration
from ledger.queries.figure_filter import FigureFilter, build_filter_expression, keep_newest
from ledger.release import Release
from ledger.storage.data_files import COLUMNS, build_key_column
from quantities.aggregation import spell_aggregation


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Figures of one release with its code lists.

    `figures` is sorted by key. It has the columns of figures.csv and key; unit, kind, aggregation
    and topic of the indicator; parents: the codes of containing areas, "330200/330000/100000". Text
    is never missing; missing numbers and bounds are NaN.
    """

    release: Release
    figures: pd.DataFrame
    indicators: list[dict[str, Any]]
    programmes: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    areas: pd.DataFrame

    @property
    def demonstration(self) -> bool:
        """Whether its figures are invented (see `is_demonstration`)."""
        return is_demonstration(self.sources)


def select_figures(
    frame: nw.LazyFrame[Any], where: FigureFilter, areas: AreaTree
) -> nw.LazyFrame[Any]:
    """Return the figures of a lazy frame that match a filter, with all columns of the data files.

    `newest` is applied after all other conditions; `limit` and `offset` are not applied.
    """
    condition = build_filter_expression(where, areas)
    frame = frame if condition is None else frame.filter(condition)
    return keep_newest(frame) if where.newest else frame


def join_attributes(
    table: pa.Table, indicators: list[dict[str, Any]], areas: AreaTree
) -> pd.DataFrame:
    """Return figures as a data frame with the columns of `Snapshot.figures`.

    Attributes of an indicator that is not in the code list are "". Of the data files' own columns
    only those of figures.csv are kept.
    """
    indicator_by_code = {indicator["code"]: indicator for indicator in indicators}

    def attribute_column(name: str) -> pa.ChunkedArray:
        """Return the column with this attribute of each figure's indicator."""
        return map_unique(
            table["indicator"],
            lambda code: read_indicator_attribute(indicator_by_code.get(code, {}), name),
        )

    columns = {name: table[name] for name in COLUMNS}
    columns["key"] = build_key_column(table)
    columns |= {name: attribute_column(name) for name in ("unit", "kind", "aggregation", "topic")}
    columns["parents"] = map_unique(table["ref_area"], lambda code: "/".join(areas.above(code)))
    frame: pd.DataFrame = pa.table(columns).to_pandas()
    return frame


def read_indicator_attribute(indicator: dict[str, Any], name: str) -> str:
    """Return an attribute of an indicator as text, such as "unit" → "人" (persons).

    Of a text in several languages the Chinese is returned, of an aggregation with two parts one
    word, of a missing attribute "".
    """
    value = indicator.get(name, "")
    if name == "aggregation":
        return spell_aggregation(value)
    return str(value.get("zh", "") if isinstance(value, dict) else value)


def map_unique(column: pa.ChunkedArray, lookup: Callable[[str], str]) -> pa.ChunkedArray:
    """Map the values of a text column, calling `lookup` once for each different value."""
    encoded = column.combine_chunks().dictionary_encode()
    results = pa.array([lookup(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return results.take(encoded.indices)
