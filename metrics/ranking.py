"""Ranking of areas, and shares of a whole."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from metrics.combine import require_summable
from metrics.figures import Figures, choose, quantities_of, reported
from metrics.table import metric_table, number_columns
from quantities import NotCombinableError, Quantity, ratio, total
from quantities import share as share_of
from quantities.keys import COUNTRY


def rank_places(quantities: Iterable[Quantity | None], within: Iterable[object]) -> pd.Series:
    """Number the places by value, highest first, inside each group; equal values share a place.

    NaN where there is no quantity, and where nothing stands beside it to be compared with.
    """
    values = pd.Series(
        [q.value if q is not None else float("nan") for q in quantities], dtype=float
    )
    groups = values.groupby(pd.Series([str(group) for group in within], dtype=str))
    return groups.rank(method="min", ascending=False).where(groups.transform("count") > 1)


def area_level(area: str) -> str:
    """Name an area's level by its code: GB/T 2260 ends a province's with 0000, a city's with 00."""
    if area.startswith("ORG-"):
        return "organisation"
    if area.endswith("0000"):
        return "country" if area == COUNTRY else "province"
    return "prefecture" if area.endswith("00") else "county"


def ranking(
    figures: Figures,
    indicator: str,
    period: str,
    previous: str | None = None,
    most: int | None = None,
) -> pd.DataFrame:
    """Order the areas that report an indicator for `period`, highest first, at most `most`.

    Adds `place` and `place_change` against `previous` (positive is up, NaN if not reported then).
    Raises NotCombinable: nested_areas where levels are mixed; total_and_part or programmes_differ
    where an area has several figures.
    """
    now = choose(figures, indicator=indicator, time_period=period)
    before = choose(figures, indicator=indicator, time_period=previous or "")
    for reports in (now, before):
        _require_one_an_area(reports)
    place = now["value"].rank(method="min", ascending=False)
    first = now.assign(_place=place).sort_values(["_place", "ref_area"]).head(most or len(now))
    result = reported(first)
    result["place"] = first["_place"].to_numpy()
    earlier = before.set_index("ref_area")["value"].rank(method="min", ascending=False)
    result["place_change"] = result["ref_area"].map(earlier) - result["place"]
    return result


def _require_one_an_area(figures: pd.DataFrame) -> None:
    keys = tuple(figures["key"])
    if figures["ref_area"].map(area_level).nunique() > 1:
        raise NotCombinableError("nested_areas", keys)
    if figures["breakdown"].nunique() > 1:
        raise NotCombinableError("total_and_part", keys)
    if figures["ref_area"].duplicated().any():
        raise NotCombinableError("programmes_differ", keys)


def share(figures: Figures, indicator: str, by: str = "breakdown") -> pd.DataFrame:
    """Give each part's share of the sum of the parts, in percent.

    NaN where the sum is zero. Raises NotCombinable: not_declared where the indicator's parts may
    overlap or have no sum (aggregation `none`), or what `require_summable` refuses.
    """
    parts = choose(figures, indicator=indicator)
    if (parts["aggregation"] == "none").any():
        raise NotCombinableError("not_declared", tuple(parts["key"]))
    require_summable(parts)
    found = list(zip(parts[by], parts["key"], quantities_of(parts), strict=True))
    rows = []
    for name, key, part in found:
        others = [(k, q) for _, k, q in found if k != key]
        portion = _portion(part, [quantity for _, quantity in others])
        rows.append({by: name} | number_columns(portion, (key, *(k for k, _ in others)), "%"))
    return metric_table(rows, [by])


def _portion(part: Quantity, others: list[Quantity]) -> Quantity | None:
    """Divide a part by itself and the others, as 1 / (1 + others / part).

    Every number stands once in that form, so the bounds are as narrow as the figures allow and
    never leave 0 to 100.
    """
    whole = total([part, *others])
    if not whole.value:
        return None
    portion = share_of(part, whole)
    if not part.value or not others:
        return portion
    against = ratio(total(others), part)
    return replace(
        portion,
        low=0.0 if against.high is None else 100 / (1 + against.high),
        high=100 / (1 + (against.low or 0.0)),
        low_exclusive=against.high_exclusive,
        high_exclusive=against.low_exclusive,
    )
