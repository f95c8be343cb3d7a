"""Which figures of an indicator can stand in one chart: of one level of areas and one kind of span.

A city stands beside no county of its own, nine months beside no month, a total beside no part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from metrics.latest_figures import build_recency_key
from metrics.trend import COUNTED, group_periods
from periods import last_month

LEVELS = ("country", "province", "prefecture", "county", "organisation")
"""The levels of areas.csv, the highest first; no area of a level lies within another of it."""
COUNTED_BY = ("ref_area", "time_period", "breakdown", "programme")
"""The columns by which figures are counted for a choice."""


@dataclass(frozen=True)
class Comparable:
    """What one chart of an indicator shows, and what else there is.

    `areas` are those of `level` with figures of `kind` (one of KINDS), `periods` those of the kind,
    the newest first; `parts` the breakdowns: "" alone where totals are reported. `levels` and
    `kinds` are what could be chosen instead: the areas of each level, the periods of each kind.
    `has_programmes`: an area has several figures of a period, of different programmes.
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

    def list_ended(self, until: str) -> tuple[str, ...]:
        """Return the periods that end by a month, the newest first; all of them for ""."""
        return tuple(each for each in self.periods if not until or last_month(each) <= until)

    def find_period(self, until: str) -> str:
        """Return the newest period that ends by a month, else the oldest; "" without any."""
        return next(iter(self.list_ended(until) or self.periods[::-1]), "")


def choose_comparable(
    counts: pd.DataFrame, levels: Mapping[str, str], area: str, level: str = "", kind: str = ""
) -> Comparable:
    """Choose which of an indicator's figures can be compared in one chart.

    `counts` has a row for each of COUNTED_BY that is reported, `levels` is the level of each area
    (areas.csv), `area` the one that is looked at. A `level` or `kind` that has no figures is not
    followed: the level is then the next below the area that two areas or more report, the kind that
    of most figures.

    Example: of a city with nine counties' months and its own nine months together,
    level is "county", kind "month", and levels["prefecture"] names the city.
    """
    counts = counts[counts["figures"] > 0]
    if counts.empty:
        return Comparable()
    of_level = counts["ref_area"].map(levels).fillna("")
    found = _group_levels(counts["ref_area"], of_level)
    level = level if level in found else _choose_level(found, levels.get(area, ""))
    rows = counts[of_level == level]
    kinds = _group_kinds(rows["time_period"])
    if kind not in kinds:
        kind = max(kinds, key=lambda each: int(rows["time_period"].isin(kinds[each]).sum()))
    rows = _keep_counting(rows[rows["time_period"].isin(kinds[kind])], kind)
    parts = tuple(sorted(rows["breakdown"].unique()))
    kept = ("",) if "" in parts else parts
    own = rows[rows["breakdown"].isin(kept)]
    reported = set(own["time_period"].unique())
    return Comparable(
        level=level,
        kind=kind,
        areas=tuple(own["ref_area"].unique()),
        periods=tuple(period for period in kinds[kind] if period in reported),
        parts=kept,
        levels=found,
        kinds=kinds,
        has_programmes=bool(own.duplicated(["ref_area", "time_period", "breakdown"]).any()),
        left_parts=tuple(part for part in parts if part not in kept),
    )


def _group_levels(areas: pd.Series, of_level: pd.Series) -> dict[str, tuple[str, ...]]:
    """Return the areas of each level, the highest first; `of_level` is each area's level."""
    return {
        level: tuple(areas[of_level == level].unique())
        for level in (*LEVELS, *sorted(set(of_level.unique()) - set(LEVELS)))
        if (of_level == level).any()
    }


def _group_kinds(periods: pd.Series) -> dict[str, tuple[str, ...]]:
    """Return the periods of each kind of span, the newest first."""
    return {
        kind: tuple(sorted(of_kind, key=build_recency_key, reverse=True))
        for kind, of_kind in group_periods(pd.Series(periods.unique())).items()
    }


def _keep_counting(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the rows of a kind; a January counts since January only where an area goes on so."""
    if kind != COUNTED:
        return rows
    goes_on = rows["time_period"].str.contains("/")
    return rows[rows["ref_area"].isin(rows.loc[goes_on, "ref_area"])]


def _choose_level(found: Mapping[str, tuple[str, ...]], own: str) -> str:
    """Return the level that a chart shows: the next below the area's own with two areas or more.

    Without such a one it is that with the most areas, the highest of several.
    """
    position = LEVELS.index(own) if own in LEVELS else -1
    below = [level for level in found if level not in LEVELS or LEVELS.index(level) > position]
    several = [level for level in below if len(found[level]) > 1]
    if several:
        return several[0]
    return max(below or found, key=lambda each: len(found[each]))
