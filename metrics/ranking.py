"""Ranking of areas, and shares of a whole."""

from collections.abc import Iterable

import pandas as pd

from metrics.combine import sum_of
from metrics.figures import choose, quantities_of, reported
from metrics.table import numbers, table
from quantities import NotCombinable, Quantity
from quantities import share as share_of


def places(quantities: Iterable[Quantity | None], within: Iterable[object]) -> pd.Series:
    """Number the places by value, highest first, inside each group; equal values share a place.

    NaN where there is no quantity, and where nothing stands beside it to be compared with.
    """
    values = pd.Series(
        [q.value if q is not None else float("nan") for q in quantities], dtype=float
    )
    groups = values.groupby(pd.Series([str(group) for group in within], dtype=str))
    return groups.rank(method="min", ascending=False).where(groups.transform("count") > 1)


def ranking(
    figures: pd.DataFrame, indicator: str, period: str, previous: str | None = None
) -> pd.DataFrame:
    """Order the areas that report an indicator for `period`, highest first.

    Adds `place` and `place_change` against `previous` (positive is up, NaN if not reported then).
    Areas of different levels are refused: NotCombinable `nested_areas`.
    """
    now = choose(figures, indicator=indicator, time_period=period)
    levels = now["parents"].str.count("/")
    if levels.nunique() > 1:
        raise NotCombinable("nested_areas", tuple(now["key"]))
    result = reported(now)
    result["place"] = result["value"].rank(method="min", ascending=False)
    before = choose(figures, indicator=indicator, time_period=previous or "")
    earlier = before.set_index("ref_area")["value"].rank(method="min", ascending=False)
    result["place_change"] = result["ref_area"].map(earlier) - result["place"]
    return result.sort_values(["place", "ref_area"], ignore_index=True)


def share(figures: pd.DataFrame, indicator: str, by: str = "breakdown") -> pd.DataFrame:
    """Give each part's share of the sum of the parts, in percent.

    Raises NotCombinable: not_declared where the indicator's parts may overlap or have no sum
    (aggregation `none`), or what `require_summable` refuses.
    """
    parts = choose(figures, indicator=indicator)
    if (parts["aggregation"] == "none").any():
        raise NotCombinable("not_declared", tuple(parts["key"]))
    rows = []
    keys = tuple(parts["key"])
    whole = sum_of(parts) if keys else None
    for (part, own), quantity in zip(
        parts[[by, "key"]].itertuples(index=False), quantities_of(parts), strict=True
    ):
        portion = share_of(quantity, whole) if whole else None
        rows.append({by: part} | numbers(portion, (own, *(k for k in keys if k != own)), "%"))
    return table(rows, [by])
