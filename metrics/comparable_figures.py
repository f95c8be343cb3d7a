"""Choice of the figures of an indicator that one chart can compare.

They are of one level of areas and one kind of period: a city is not drawn beside its own counties,
nine months not beside one month, a total not beside its parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from metrics.latest_of_series import build_recency_key
from metrics.trend import COUNTED, group_periods
from periods import last_month

LEVELS = ("country", "province", "prefecture", "county", "organisation")
"""The levels of areas.csv, the highest first; no area of a level lies within another of it."""
COUNTED_BY = ("ref_area", "time_period", "breakdown", "programme")
"""The columns by which figures are counted for a choice."""


@dataclass(frozen=True)
class Comparable:
    """What one chart of an indicator shows, and what could be chosen instead.

    Shown are the `areas` of `level` with figures of `kind` (one of KINDS), the `periods` of that
    kind, the newest first, and `parts`: the breakdowns, or ("",) where totals are reported.
    To choose from are `levels`, with the areas of each, `kinds`, with the periods of each, and
    `left_parts`, breakdowns that are not shown. `has_programmes`: an area has several figures of
    one period, of different programmes.
    """

    level: str = ""
    kind: str = ""
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has_programmes: bool = False
    left_parts: tuple[str, ...] = ()

    def list_periods_until(self, until: str) -> tuple[str, ...]:
        """Return the periods that end in or before a month, the newest first; all for ""."""
        return tuple(each for each in self.periods if not until or last_month(each) <= until)

    def find_period(self, until: str) -> str:
        """Return the newest period that ends in or before a month, else the oldest one.

        The result is "" if there are no periods.
        """
        return next(iter(self.list_periods_until(until) or self.periods[::-1]), "")


def choose_comparable(
    counts: pd.DataFrame, levels: Mapping[str, str], area: str, level: str = "", kind: str = ""
) -> Comparable:
    """Choose which of an indicator's figures can be compared in one chart.

    `counts` has the columns COUNTED_BY and `figures`, the number of figures; `levels` is the level
    of each area (areas.csv), `area` the area that the page shows. A requested `level` or `kind`
    without figures is replaced: the level by the next one below the area that at least two areas
    report, the kind by that with the most figures.

    Example: nine counties report months, their city only January to September. The result has level
    "county" and kind "month"; levels["prefecture"] has the city.
    """
    counts = counts[counts["figures"] > 0]
    if counts.empty:
        return Comparable()
    level_of_row = counts["ref_area"].map(levels).fillna("")
    areas_by_level = _group_levels(counts["ref_area"], level_of_row)
    if level not in areas_by_level:
        level = _choose_level(areas_by_level, levels.get(area, ""))
    rows = counts[level_of_row == level]
    kinds = _group_kinds(rows["time_period"])
    if kind not in kinds:
        kind = max(kinds, key=lambda each: int(rows["time_period"].isin(kinds[each]).sum()))
    rows = _keep_counting(rows[rows["time_period"].isin(kinds[kind])], kind)
    parts = tuple(sorted(rows["breakdown"].unique()))
    shown_parts = ("",) if "" in parts else parts  # a total is not drawn beside its parts
    shown_rows = rows[rows["breakdown"].isin(shown_parts)]
    shown_periods = set(shown_rows["time_period"].unique())
    return Comparable(
        level=level,
        kind=kind,
        areas=tuple(shown_rows["ref_area"].unique()),
        periods=tuple(period for period in kinds[kind] if period in shown_periods),
        parts=shown_parts,
        levels=areas_by_level,
        kinds=kinds,
        has_programmes=bool(shown_rows.duplicated(["ref_area", "time_period", "breakdown"]).any()),
        left_parts=tuple(part for part in parts if part not in shown_parts),
    )


def _group_levels(areas: pd.Series, level_of_row: pd.Series) -> dict[str, tuple[str, ...]]:
    """Return the areas of each level, the highest level first.

    `areas` are the codes of areas, `level_of_row` the level of each of them. Levels that LEVELS
    does not have follow in the order of the alphabet ("" for an area that is not in the list).
    """
    return {
        level: tuple(areas[level_of_row == level].unique())
        for level in (*LEVELS, *sorted(set(level_of_row.unique()) - set(LEVELS)))
        if (level_of_row == level).any()
    }


def _group_kinds(periods: pd.Series) -> dict[str, tuple[str, ...]]:
    """Return the periods of each kind of span, the newest first."""
    return {
        kind: tuple(sorted(of_kind, key=build_recency_key, reverse=True))
        for kind, of_kind in group_periods(pd.Series(periods.unique())).items()
    }


def _keep_counting(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the rows whose periods are of one kind, without areas that report Januaries alone.

    Only counts since January (COUNTED) are looked at; rows of another `kind` are returned
    unchanged. January is a month and a count since January at once; if its area has no longer
    count, it is a month.
    """
    if kind != COUNTED:
        return rows
    is_longer = rows["time_period"].str.contains("/")
    return rows[rows["ref_area"].isin(rows.loc[is_longer, "ref_area"])]


def _choose_level(areas_by_level: Mapping[str, tuple[str, ...]], own_level: str) -> str:
    """Return the level that a chart shows: the next below `own_level` with at least two areas.

    `areas_by_level` has the areas of each level, the highest level first; `own_level` is that of
    the area that the page shows. If no level below it has two areas, the result is the one with the
    most areas: of the levels below (to which those that LEVELS lacks belong) or, if there are none,
    of all levels.
    """
    own_position = LEVELS.index(own_level) if own_level in LEVELS else -1
    levels_below = [
        level
        for level in areas_by_level
        if level not in LEVELS or LEVELS.index(level) > own_position
    ]
    levels_of_several = [level for level in levels_below if len(areas_by_level[level]) > 1]
    if levels_of_several:
        return levels_of_several[0]
    return max(levels_below or areas_by_level, key=lambda each: len(areas_by_level[each]))
