"""Where each area stands in the year: cumulative, against last year and against the target."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from metrics.figures import choose, quantities_of
from metrics.ranking import places
from metrics.table import records
from metrics.trend import a_year_before, percent_change
from quantities import Quantity, product, ratio, total

PLACE = ["programme", "ref_area", "breakdown"]


def elapsed(month: int) -> float:
    """Give the share of the year that has passed at a month's end, in percent (序时进度)."""
    return month / 12 * 100


def cumulative(figures: pd.DataFrame, indicator: str, year: int, month: int) -> pd.DataFrame:
    """Give each area's count since January through `month`.

    A reported span from January is taken as it is; otherwise the months are added up if all of
    them are reported. Columns: programme, ref_area, breakdown, quantity (None where months are
    missing), missing (their numbers), figures (keys).
    """
    span = f"{year}-01/{year}-{month:02d}" if month > 1 else f"{year}-01"
    months = [f"{year}-{number:02d}" for number in range(1, month + 1)]
    rows = choose(figures, indicator=indicator, time_period=[span, *months])
    result = [
        dict(zip(PLACE, place, strict=True)) | _since_january(parts, span, months)
        for place, parts in rows.groupby(PLACE, sort=False)
    ]
    return pd.DataFrame(result, columns=[*PLACE, "quantity", "missing", "figures"])


def _since_january(parts: pd.DataFrame, span: str, months: list[str]) -> dict[str, Any]:
    whole = parts[parts["time_period"] == span]
    if not whole.empty:
        reported = quantities_of(whole)[0]
        return {"quantity": reported, "missing": (), "figures": tuple(whole["key"])}
    missing = tuple(int(m[5:]) for m in months if m not in set(parts["time_period"]))
    quantity = None if missing else total(quantities_of(parts))
    return {"quantity": quantity, "missing": missing, "figures": tuple(parts["key"])}


def progress(
    figures: pd.DataFrame, indicators: list[Mapping[str, Any]], year: int, month: int
) -> pd.DataFrame:
    """Set each area's progress through `month` of `year` in one row an indicator and area.

    Columns: indicator, programme, ref_area, breakdown, cumulative, last_year, rate (percent, 同比),
    target, completion (percent, 完成率): quantities or None; elapsed (percent); gap (completion
    less elapsed, percentage points, NaN without a target); place and place_change among the areas
    of one level (1 is the highest; positive is up), missing (months), figures (keys).
    """
    targets = {i["target_for"]: i["code"] for i in indicators if i.get("target_for")}
    tables = [
        _one_indicator(figures, str(i["code"]), targets.get(i["code"]), year, month)
        for i in indicators
        if i["kind"] == "flow" and i["aggregation"] == "sum"
    ]
    kept = [table for table in tables if not table.empty]
    return (
        pd.concat(kept, ignore_index=True)
        if kept
        else _one_indicator(figures, "", None, year, month)
    )


def _one_indicator(
    figures: pd.DataFrame, indicator: str, target: str | None, year: int, month: int
) -> pd.DataFrame:
    now = cumulative(figures, indicator, year, month)
    before = {
        tuple(row[name] for name in PLACE): row
        for row in records(cumulative(figures, indicator, year - 1, month))
    }
    goals = _targets(figures, target, year)
    rows = [_row(row, before, goals, month) for row in records(now)]
    columns = [
        *PLACE,
        "cumulative",
        "last_year",
        "rate",
        "target",
        "completion",
        "elapsed",
        "gap",
        "missing",
        "figures",
    ]
    result = pd.DataFrame(rows, columns=columns)
    result.insert(0, "indicator", indicator)
    parents = dict(zip(figures["ref_area"], figures["parents"], strict=True))
    level = [
        (parents.get(row.ref_area, "").count("/"), row.programme, row.breakdown)
        for row in result.itertuples()
    ]
    result["place"] = places(result["cumulative"], level)
    earlier = places(result["last_year"], level)
    result["place_change"] = earlier - result["place"]
    return result


def _targets(
    figures: pd.DataFrame, target: str | None, year: int
) -> dict[tuple[str, ...], tuple[Quantity, str]]:
    rows = choose(figures, indicator=target or "", time_period=str(year))
    return {
        tuple(row[name] for name in PLACE): (quantity, row["key"])
        for row, quantity in zip(records(rows), quantities_of(rows), strict=True)
    }


def _row(
    now: dict[str, Any],
    before: dict[Any, dict[str, Any]],
    goals: dict[Any, tuple[Quantity, str]],
    month: int,
) -> dict[str, Any]:
    place = tuple(now[name] for name in PLACE)
    last = before.get(place, {})
    goal = goals.get(place)
    counted, base = now["quantity"], last.get("quantity")
    completion = None
    if counted and goal and goal[0].value:
        completion = product(ratio(counted, goal[0]), 100)
    return dict(zip(PLACE, place, strict=True)) | {
        "cumulative": counted,
        "last_year": base,
        "rate": percent_change(counted, base) if counted and base else None,
        "target": goal[0] if goal else None,
        "completion": completion,
        "elapsed": elapsed(month),
        "gap": completion.value - elapsed(month) if completion else float("nan"),
        "missing": now["missing"],
        "figures": (*now["figures"], *last.get("figures", ()), *([goal[1]] if goal else [])),
    }


__all__ = ["a_year_before", "cumulative", "elapsed", "progress"]
