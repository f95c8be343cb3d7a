"""Which figures: a filter that is pushed down to the data files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import narwhals as nw

from ledger.code_lists import AreaTree
from quantities.keys import KEY, split_key
from quantities.periods import period_bounds


@dataclass(frozen=True, slots=True)
class TextSearch:
    """A text that stands in a figure's key or wording, or the codes whose names hold it."""

    text: str
    indicators: Sequence[str] = ()
    programmes: Sequence[str] = ()
    ref_areas: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """A choice of figures; what is left empty does not restrict, all that is set must hold.

    `under_area` takes an area with everything below it. `since` and `until` are time periods:
    a figure is taken when its whole period lies between the first day of `since` and the last of
    `until`. `keys` are figure keys as `quantities.figure_key` writes them; `statuses` are letters
    of obs_status. Every one of `sought` must be found in a figure. With `newest` only those
    of each series (all of the key but the period) are taken whose period ends last. `limit` and
    `offset` count figures in the order of their keys; `limit=None` is all.
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
        """Whether nothing is restricted."""
        return all(getattr(self, field.name) == field.default for field in fields(self))

    @property
    def keeps_order(self) -> bool:
        """Whether the files' own order lasts: a list of values is joined, a series looked along."""
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
    """Write the choice as one narwhals expression; None if nothing is restricted.

    ValueError for a period or a key that cannot be read.
    """
    tests = [
        is_one_of(column, getattr(where, name))
        for name, column in COLUMNS.items()
        if getattr(where, name)
    ]
    if where.under_area:
        tests.append(is_one_of("ref_area", areas.within(where.under_area)))
    if where.since:
        tests.append(nw.col("first_day") >= nw.lit(_period_day(where.since, 0), nw.Date))
    if where.until:
        tests.append(nw.col("last_day") <= nw.lit(_period_day(where.until, 1), nw.Date))
    if where.keys:
        tests.append(_key_expression(where.keys))
    tests += [_text_expression(sought) for sought in where.sought]
    return nw.all_horizontal(*tests, ignore_nulls=False) if tests else None


def _period_day(period: str, end: int) -> date:
    return period_bounds(period)[end]


def is_one_of(column: str, words: Collection[str]) -> nw.Expr:
    """Test whether a column is one of some words.

    A list alone cannot be held against the bounds of a row group; its first and last word can.
    """
    known = sorted(set(words))
    test = nw.col(column)
    if not known:
        return test.is_null()  # no text is ever null: nothing
    if len(known) == 1:
        return test == nw.lit(known[0])
    return (test >= nw.lit(known[0])) & (test <= nw.lit(known[-1])) & test.is_in(known)


def keep_newest(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Keep the figures of each series whose period ends last; there may be several."""
    return frame.filter(nw.col("last_day") == nw.col("last_day").max().over(*SERIES))


def _text_expression(sought: TextSearch) -> nw.Expr:
    """Look into each column of the key: few different words, that are tested once each."""
    columns = (*KEY, "as_reported")
    tests = [nw.col(name).str.contains(sought.text, literal=True) for name in columns]
    tests += [
        is_one_of(COLUMNS[name], getattr(sought, name))
        for name in TEXT_SEARCH_FIELDS
        if getattr(sought, name)
    ]
    return nw.any_horizontal(*tests, ignore_nulls=False)


def _key_expression(keys: Sequence[str]) -> nw.Expr:
    """Test each part first: that prunes row groups; the whole key only then decides."""
    split = [split_key(key) for key in keys]
    parts = [is_one_of(name, [key[name] for key in split]) for name in KEY]
    whole = nw.concat_str(*KEY, separator=".").is_in(list(keys))
    return nw.all_horizontal(*parts, whole, ignore_nulls=False)
