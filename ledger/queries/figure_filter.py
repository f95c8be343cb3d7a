"""`FigureFilter`: conditions on figures, which the query engine checks while reading data files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from ledger.area_tree import AreaTree
from periods import period_bounds
from quantities.figure_keys import KEY_COLUMNS, split_key


@dataclass(frozen=True, slots=True)
class TextSearch:
    """A text to search for in a figure's key and wording.

    A figure also matches if it has one of the given codes: the caller knows that the names of these
    indicators, programmes or areas contain the text.
    """

    text: str
    indicators: Sequence[str] = ()
    programmes: Sequence[str] = ()
    ref_areas: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Conditions that figures must meet; an empty field is no condition.

    `under_area` matches an area and all areas in it. The whole period of a figure must be within
    the time periods `since` and `until`. `keys` are figure keys, `statuses` letters of obs_status.
    Figures must match every one of `text_searches`. `newest` keeps the newest figures of each
    series (same key but for the period). `limit` (None: all) and `offset` count figures sorted by
    key.
    """

    indicators: Sequence[str] = ()
    programmes: Sequence[str] = ()
    ref_areas: Sequence[str] = ()
    under_area: str = ""
    since: str = ""
    until: str = ""
    breakdowns: Sequence[str] = ()
    time_periods: Sequence[str] = ()
    keys: Sequence[str] = ()
    statuses: Sequence[str] = ()
    text_searches: Sequence[TextSearch] = ()
    newest: bool = False
    limit: int | None = None
    offset: int = 0

    @property
    def keeps_order(self) -> bool:
        """Whether a query with this filter keeps the order of the files, which is by key.

        Otherwise the result must be sorted, because of joins or window functions (`newest`).
        """
        lists = (getattr(self, name) for name in (*FILTERED_COLUMNS, "keys"))
        # A list of several values becomes a join in DuckDB.
        joins = (
            self.newest
            or self.text_searches
            or self.under_area
            or any(len(codes) > 1 for codes in lists)
        )
        return not joins


# Field of a FigureFilter → the column that it is compared with.
FILTERED_COLUMNS = {
    "indicators": "indicator",
    "programmes": "programme",
    "ref_areas": "ref_area",
    "breakdowns": "breakdown",
    "time_periods": "time_period",
    "statuses": "obs_status",
}
SERIES_COLUMNS = ("indicator", "programme", "ref_area", "breakdown")
TEXT_SEARCH_FIELDS = ("indicators", "programmes", "ref_areas")


def build_filter_expression(where: FigureFilter, areas: AreaTree) -> nw.Expr | None:
    """Return the conditions of a filter as one narwhals expression, None if there are none.

    `areas` says which areas are in `under_area`. `newest`, `limit` and `offset` are not included.
    Raises ValueError for a malformed period or key.
    """
    conditions = [
        is_one_of(column, getattr(where, name))
        for name, column in FILTERED_COLUMNS.items()
        if getattr(where, name)
    ]
    if where.under_area and where.under_area != areas.country:  # every area is in the country
        conditions.append(is_one_of("ref_area", areas.within(where.under_area)))
    if where.since:
        first_day, _ = period_bounds(where.since)
        conditions.append(nw.col("first_day") >= nw.lit(first_day, nw.Date))
    if where.until:
        _, last_day = period_bounds(where.until)
        conditions.append(nw.col("last_day") <= nw.lit(last_day, nw.Date))
    if where.keys:
        conditions.append(_build_key_expression(where.keys))
    conditions += [_build_text_search_expression(search) for search in where.text_searches]
    # A null, such as the days of a malformed period, meets no condition.
    return nw.all_horizontal(*conditions, ignore_nulls=False) if conditions else None


def is_one_of(column: str, values: Collection[str]) -> nw.Expr:
    """Return the condition that a column of figures has one of some values; no values: never met.

    It also compares with the smallest and largest value, because the query engine can check such a
    range by the statistics of a block of rows in a Parquet file, without reading the block.
    """
    cell = nw.col(column)
    if not values:
        return cell.is_null()  # text is never null: no row matches
    first, last = min(values), max(values)
    if first == last:
        return cell == nw.lit(first)
    return (cell >= nw.lit(first)) & (cell <= nw.lit(last)) & cell.is_in(sorted(set(values)))


def keep_newest(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return a frame with only the newest figures of each series: those whose period ends last.

    A series has the same indicator, programme, area and breakdown. Several of its figures remain if
    their periods end on the same day.
    """
    return frame.filter(nw.col("last_day") == nw.col("last_day").max().over(*SERIES_COLUMNS))


def _build_text_search_expression(search: TextSearch) -> nw.Expr:
    """Return the condition that a figure matches a text search.

    Each column of the key is searched separately, because it has few different values, each of
    which is tested once.
    """
    columns = (*KEY_COLUMNS, "as_reported")
    conditions = [nw.col(name).str.contains(search.text, literal=True) for name in columns]
    conditions += [
        is_one_of(FILTERED_COLUMNS[name], getattr(search, name))
        for name in TEXT_SEARCH_FIELDS
        if getattr(search, name)
    ]
    return nw.any_horizontal(*conditions, ignore_nulls=False)


def _build_key_expression(keys: Sequence[str]) -> nw.Expr:
    """Return the condition that figures have one of these keys.

    The columns are compared first, so that blocks of rows can be skipped, then the whole key.
    Raises ValueError for a malformed key.
    """
    split_keys = [split_key(key) for key in keys]
    has_columns = [is_one_of(column, [key[column] for key in split_keys]) for column in KEY_COLUMNS]
    has_key = nw.concat_str(*KEY_COLUMNS, separator=".").is_in(list(keys))
    return nw.all_horizontal(*has_columns, has_key, ignore_nulls=False)
