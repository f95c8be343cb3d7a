"""Ranks of areas by a value."""

from collections.abc import Iterable

import pandas as pd

from metrics.figure_queries import Figures, choose, list_reported
from quantities import NotCombinableError, Quantity
from quantities.figure_keys import COUNTRY


def rank_quantities(quantities: Iterable[Quantity | None], groups: Iterable[object]) -> pd.Series:
    """Return the rank of each quantity in its group: 1 is the highest, equal values share a rank.

    `groups` has the group of each quantity; groups are compared as texts. The rank is NaN for None
    and for the only quantity of a group.
    """
    values = pd.Series(
        [quantity.value if quantity else float("nan") for quantity in quantities], dtype=float
    )
    grouped = values.groupby(pd.Series([str(group) for group in groups], dtype=str))
    return grouped.rank(method="min", ascending=False).where(grouped.transform("count") > 1)


def count_places_gained(
    now: Iterable[Quantity | None], before: Iterable[Quantity | None], groups: Iterable[object]
) -> pd.Series:
    """Return how many ranks each quantity has gained in its group: 3rd to 2nd is 1, 2nd to 3rd -1.

    `now` and `before` have the quantities of the same areas, in the same order. Only areas with
    both are ranked, so that nobody gains a place because another area has not reported. The result
    is NaN for the others.
    """
    pairs = list(zip(now, before, strict=True))
    complete_pairs = [pair if None not in pair else (None, None) for pair in pairs]
    groups = list(groups)
    ranks_now = rank_quantities([pair[0] for pair in complete_pairs], groups)
    ranks_before = rank_quantities([pair[1] for pair in complete_pairs], groups)
    return ranks_before - ranks_now


def find_area_level(area: str) -> str:
    """Return the level on which an area is ranked: 330000 -> province, 330200 -> prefecture (city).

    Codes of provinces end in 0000, of cities in 00 (GB/T 2260).
    """
    if area.startswith("ORG-"):
        return "organisation"
    if area.endswith("0000"):
        return "country" if area == COUNTRY else "province"
    return "prefecture" if area.endswith("00") else "county"


def rank_areas(
    figures: Figures,
    indicator: str,
    period: str,
    previous: str | None = None,
    max_rows: int | None = None,
) -> pd.DataFrame:
    """Rank the areas that report an indicator for `period`, highest first, at most `max_rows`.

    Returns a metric's table with `place` (equal values share one) and `place_change`: the places
    gained since the period `previous` among the areas that report both, NaN for the others.
    `max_rows` None lists all areas; places are among all of them in any case. Raises
    NotCombinableError: nested_areas for mixed levels; total_and_part or programmes_differ if an
    area has several figures.
    """
    now = choose(figures, indicator=indicator, time_period=period)
    before = choose(figures, indicator=indicator, time_period=previous or "")  # "" has no figures
    for reported in (now, before):
        _require_one_figure_per_area(reported)
    ranked = now.assign(place=now["value"].rank(method="min", ascending=False))
    ranked = ranked.sort_values(["place", "ref_area"]).head(max_rows or len(now))
    result = list_reported(ranked)
    result["place"] = ranked["place"].to_numpy()
    result["place_change"] = result["ref_area"].map(_count_places_gained(now, before))
    return result


def _count_places_gained(now: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    """Return the places that each area has gained, by area, among those that report both periods.

    Both tables have one figure for each area; the highest value is first, equal values share a
    place.
    """
    values = pd.concat(
        {
            "now": now.set_index("ref_area")["value"],
            "before": before.set_index("ref_area")["value"],
        },
        axis=1,
        join="inner",
    )
    ranks = values.rank(method="min", ascending=False)
    return ranks["before"] - ranks["now"]


def _require_one_figure_per_area(figures: pd.DataFrame) -> None:
    """Raise NotCombinableError unless all areas are of one level and have one figure each.

    Codes: nested_areas for several levels, total_and_part for several breakdowns, programmes_differ
    if an area has figures of several programmes.
    """
    keys = tuple(figures["key"])
    if figures["ref_area"].map(find_area_level).nunique() > 1:
        raise NotCombinableError("nested_areas", keys)
    if figures["breakdown"].nunique() > 1:
        raise NotCombinableError("total_and_part", keys)
    if figures["ref_area"].duplicated().any():
        raise NotCombinableError("programmes_differ", keys)
