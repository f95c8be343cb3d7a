"""Ranks of areas by a value."""

from collections.abc import Iterable

import pandas as pd

from metrics.figure_queries import Figures, choose, list_reported
from quantities import NotCombinableError, Quantity
from quantities.figure_keys import COUNTRY


def rank_places(quantities: Iterable[Quantity | None], within: Iterable[object]) -> pd.Series:
    """Return the rank of each quantity in its group: 1 is the highest, equal values share a rank.

    `within` gives the group of each quantity. NaN if there is no quantity, or no other one in the
    group.
    """
    values = pd.Series(
        [q.value if q is not None else float("nan") for q in quantities], dtype=float
    )
    groups = values.groupby(pd.Series([str(group) for group in within], dtype=str))
    return groups.rank(method="min", ascending=False).where(groups.transform("count") > 1)


def find_area_level(area: str) -> str:
    """Return an area's level, by its code: provinces end in 0000, cities in 00 (GB/T 2260)."""
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
    most: int | None = None,
) -> pd.DataFrame:
    """Rank the areas that report an indicator for `period`, highest first, at most `most`.

    Adds `place` and `place_change` against the period `previous` (positive is up, NaN if not
    reported then). Raises NotCombinableError: nested_areas for mixed levels; total_and_part or
    programmes_differ if an area has several figures.
    """
    now = choose(figures, indicator=indicator, time_period=period)
    before = choose(figures, indicator=indicator, time_period=previous or "")
    for reports in (now, before):
        _require_one_figure_per_area(reports)
    place = now["value"].rank(method="min", ascending=False)
    first = now.assign(_place=place).sort_values(["_place", "ref_area"]).head(most or len(now))
    result = list_reported(first)
    result["place"] = first["_place"].to_numpy()
    earlier = before.set_index("ref_area")["value"].rank(method="min", ascending=False)
    result["place_change"] = result["ref_area"].map(earlier) - result["place"]
    return result


def _require_one_figure_per_area(figures: pd.DataFrame) -> None:
    """Raise NotCombinableError unless all areas have the same level and one figure each."""
    keys = tuple(figures["key"])
    if figures["ref_area"].map(find_area_level).nunique() > 1:
        raise NotCombinableError("nested_areas", keys)
    if figures["breakdown"].nunique() > 1:
        raise NotCombinableError("total_and_part", keys)
    if figures["ref_area"].duplicated().any():
        raise NotCombinableError("programmes_differ", keys)
