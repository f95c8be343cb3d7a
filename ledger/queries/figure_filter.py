"""`FigureFilter`: conditions on figures, checked while reading the data files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import narwhals as nw

from ledger.code_lists import AreaTree
from quantities.figure_keys import KEY_COLUMNS, split_key
from quantities.period_bounds import period_bounds


@dataclass(frozen=True, slots=True)
class TextSearch:
    """A text to search for in a figure's key and wording.

    A figure also matches if it has one of the codes given, whose names contain the text.
    """

    text: str
    indicators: Sequence[str] = ()
    programmes: Sequence[str] = ()
    ref_areas: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Conditions that figures must meet; an empty field is no condition.

    `under_area` matches an area and all areas in it. Figures match if their whole period is within
    `since` and `until`, two time periods. `keys` are figure keys, `statuses` letters of obs_status;
    figures must match every search in `sought`. `newest` matches the newest figures of each series
    (same key but for the period). `limit` (None: all) and `offset` count figures sorted by key.
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
    sought: Sequence[TextSearch] = ()
    newest: bool = False
    limit: int | None = None
    offset: int = 0

    @property
    def everything(self) -> bool:
        """Whether there is no condition, so that every figure matches."""
        return all(getattr(self, field.name) == field.default for field in fields(self))

    @property
    def keeps_order(self) -> bool:
        """Whether the result has the order of the files; joins and window functions lose it."""
        lists = (getattr(self, name) for name in (*COLUMNS, "keys"))
        several = self.newest or self.sought or self.under_area
        return not several and all(len(values) < 2 for values in lists)


COLUMNS = {
    "indicators": "indicator",
    "programmes": "programme",
    "ref_areas": "ref_area",
    "breakdowns": "breakdown",
    "time_periods": "time_period",
    "statuses": "obs_status",
}
SERIES = ("indicator", "programme", "ref_area", "breakdown")
TEXT_SEARCH_FIELDS = ("indicators", "programmes", "ref_areas")


def filter_expression(where: FigureFilter, areas: AreaTree) -> nw.Expr | None:
    """Return the conditions as one narwhals expression, None if there are none.

    `newest`, `limit` and `offset` are not included. Raises ValueError for a malformed period or
    key.
    """
    conditions = [
        is_one_of(column, getattr(where, name))
        for name, column in COLUMNS.items()
        if getattr(where, name)
    ]
    if where.under_area:
        conditions.append(is_one_of("ref_area", areas.within(where.under_area)))
    if where.since:
        conditions.append(nw.col("first_day") >= nw.lit(_period_day(where.since, 0), nw.Date))
    if where.until:
        conditions.append(nw.col("last_day") <= nw.lit(_period_day(where.until, 1), nw.Date))
    if where.keys:
        conditions.append(_key_expression(where.keys))
    conditions += [_text_expression(sought) for sought in where.sought]
    return nw.all_horizontal(*conditions, ignore_nulls=False) if conditions else None


def _period_day(period: str, end: int) -> date:
    """Return the first (`end` 0) or last (`end` 1) day of a period."""
    return period_bounds(period)[end]


def is_one_of(column: str, words: Collection[str]) -> nw.Expr:
    """Return the condition that a column has one of some values.

    It also compares with the first and last value, because only such a range can be checked against
    the statistics of a row group, which saves reading the group.
    """
    known = sorted(set(words))
    condition = nw.col(column)
    if not known:
        return condition.is_null()  # text is never null: no row matches
    if len(known) == 1:
        return condition == nw.lit(known[0])
    return (
        (condition >= nw.lit(known[0])) & (condition <= nw.lit(known[-1])) & condition.is_in(known)
    )


def keep_newest(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Filter a frame to the newest figures of each series: those whose period ends last.

    Several figures of a series remain if their periods end on the same day.
    """
    return frame.filter(nw.col("last_day") == nw.col("last_day").max().over(*SERIES))


def _text_expression(sought: TextSearch) -> nw.Expr:
    """Return the condition of a text search.

    Each column of the key is searched separately: it has few different values, each tested once.
    """
    columns = (*KEY_COLUMNS, "as_reported")
    conditions = [nw.col(name).str.contains(sought.text, literal=True) for name in columns]
    conditions += [
        is_one_of(COLUMNS[name], getattr(sought, name))
        for name in TEXT_SEARCH_FIELDS
        if getattr(sought, name)
    ]
    return nw.any_horizontal(*conditions, ignore_nulls=False)


def _key_expression(keys: Sequence[str]) -> nw.Expr:
    """Return the condition that figures have one of these keys.

    The columns are compared first, so that row groups can be skipped, then the whole key.
    """
    split = [split_key(key) for key in keys]
    parts = [is_one_of(name, [key[name] for key in split]) for name in KEY_COLUMNS]
    whole = nw.concat_str(*KEY_COLUMNS, separator=".").is_in(list(keys))
    return nw.all_horizontal(*parts, whole, ignore_nulls=False)
