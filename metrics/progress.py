"""Progress of areas in a year: sum since January, against last year and against the target."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from metrics.figure_queries import Figures, choose, counts_by_value, filter_lazy, read_quantities
from metrics.metric_table import to_records
from metrics.ranking import find_area_level, rank_places
from metrics.trend import find_period_type
from metrics.year_on_year import compute_percent_change
from quantities import Quantity, add_quantities, percentage_of, quantity_of_figure

PLACE = ["programme", "ref_area", "breakdown"]
MAX_AREAS = 60
MAX_FIGURES = 2_000
MONTHS = re.compile(r"(?P<year>\d{4})-(?P<first>\d{2})(?:/(?P=year)-(?P<last>\d{2}))?")


def compute_elapsed_share(month: int) -> float:
    """Return the share of the year that has passed at a month's end, in percent (序时进度)."""
    return month / 12 * 100


def list_month_ends(figures: Figures) -> list[str]:
    """Return the months in which a reported month or a span since January ends, newest first."""
    periods = counts_by_value(figures, "time_period", kind="flow")
    ends = {p.split("/")[-1] for p in periods if find_period_type(p) in ("month", "since_january")}
    return sorted(ends, reverse=True)


class ProgressData(NamedTuple):
    """The figures and indicators of one progress table, in memory.

    `areas` is the number of figures of every area that reports in these years. `cut` is true if
    only the areas directly below one were read, `left_out` is the number of indicators not read.
    """

    figures: pd.DataFrame
    indicators: list[Mapping[str, Any]]
    areas: dict[str, int]
    cut: bool
    left_out: int


def read_progress_data(
    figures: Figures,
    indicators: Iterable[Mapping[str, Any]],
    year: int,
    parents: Mapping[str, str],
    under: str,
) -> ProgressData:
    """Read the figures for a progress table of a year, limited in areas and figures.

    If there are more than MAX_AREAS areas, only `under` and the areas directly below it are read
    (`parents` maps an area to its parent); if more than MAX_FIGURES figures, only those of the
    first indicators.
    """
    known = list(indicators)
    flows = [i for i in known if _is_counted(i)]
    targets = {i["target_for"]: i["code"] for i in known if i.get("target_for")}
    codes = [*(i["code"] for i in flows), *targets.values()]
    years = (str(year), str(year - 1))
    selected = filter_lazy(figures, indicator=codes)
    periods = [each for each in counts_by_value(selected, "time_period") if each[:4] in years]
    selected = filter_lazy(selected, time_period=periods)
    areas = counts_by_value(selected, "ref_area")
    limited = len(areas) > MAX_AREAS
    if limited:
        selected = filter_lazy(
            selected, ref_area=[a for a in areas if under in (a, parents.get(a))]
        )
    counts, free_rows = counts_by_value(selected, "indicator"), MAX_FIGURES
    chosen: list[Mapping[str, Any]] = []
    for each in (i for i in flows if i["code"] in counts):
        free_rows -= counts[each["code"]]
        if chosen and free_rows < 0:
            break
        chosen.append(each)
    read = [code for i in chosen for code in (i["code"], targets.get(i["code"])) if code]
    goals = [i for i in known if i["code"] in read and i not in chosen]
    left_out = sum(i["code"] in counts for i in flows) - len(chosen)
    return ProgressData(
        choose(selected, indicator=read), [*chosen, *goals], areas, limited, left_out
    )


def _is_counted(indicator: Mapping[str, Any]) -> bool:
    """Return whether an indicator is a flow whose figures can be added up."""
    return bool(indicator["kind"] == "flow" and indicator["aggregation"] == "sum")


def compute_cumulative(figures: Figures, indicator: str, year: int, month: int) -> pd.DataFrame:
    """Compute each area's sum from January through `month`.

    Of spans that begin in the same month the longest is used, so that a reported span since
    January is taken as it is. There is no sum if a month is missing.
    Columns: programme, ref_area, breakdown, quantity (None if months are missing), missing
    (their numbers), figures (keys).
    """
    periods = counts_by_value(figures, "time_period", indicator=indicator)
    within = [period for period in periods if _list_months(period, year, month)]
    areas: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in to_records(choose(figures, indicator=indicator, time_period=within)):
        areas.setdefault(tuple(row[name] for name in PLACE), []).append(row)
    result = [
        dict(zip(PLACE, place, strict=True)) | _sum_since_january(rows, year, month)
        for place, rows in areas.items()
    ]
    return pd.DataFrame(result, columns=[*PLACE, "quantity", "missing", "figures"])


def _list_months(period: str, year: int, last: int) -> range:
    """Return the months of `year` in a period; none if it contains a month after `last`."""
    match = MONTHS.fullmatch(period)
    if not match or match["year"] != str(year):
        return range(0)
    first, end = int(match["first"]), int(match["last"] or match["first"])
    return range(first, end + 1) if end <= last else range(0)


def _sum_since_january(rows: list[dict[str, Any]], year: int, last: int) -> dict[str, Any]:
    """Return the sum of one area's months through `last`, and the list of missing months."""
    longest: dict[int, tuple[range, dict[str, Any]]] = {}
    for row in rows:
        months = _list_months(row["time_period"], year, last)
        if months[0] not in longest or len(months) > len(longest[months[0]][0]):
            longest[months[0]] = months, row
    month, missing, summed = 1, [], []
    while month <= last:
        if month in longest:
            summed.append(longest[month][1])
            month = longest[month][0].stop
        else:
            missing.append(month)
            month += 1
    quantity = None if missing else add_quantities([quantity_of_figure(row) for row in summed])
    return {
        "quantity": quantity,
        "missing": tuple(missing),
        "figures": tuple(row["key"] for row in summed),
    }


def compute_progress(
    figures: Figures, indicators: list[Mapping[str, Any]], year: int, month: int
) -> pd.DataFrame:
    """Compute each area's progress through `month` of `year`, one row for each indicator and area.

    Columns: indicator, programme, ref_area, breakdown, cumulative, last_year, rate (percent, 同比),
    target, completion (percent, 完成率): quantities or None; elapsed (percent); gap (completion
    minus elapsed, percentage points, NaN without a target); place, place_of (how many are ranked)
    and place_change among the areas of one level and breakdown (1 is the highest; positive is up;
    several programmes of one area are ranked apart), missing (months), figures (keys).
    """
    targets = {i["target_for"]: i["code"] for i in indicators if i.get("target_for")}
    tables = [
        _compute_indicator_progress(figures, str(i["code"]), targets.get(i["code"]), year, month)
        for i in indicators
        if _is_counted(i)
    ]
    filled = [table for table in tables if not table.empty]
    return (
        pd.concat(filled, ignore_index=True)
        if filled
        else _compute_indicator_progress(figures, "", None, year, month)
    )


def _compute_indicator_progress(
    figures: Figures, indicator: str, target: str | None, year: int, month: int
) -> pd.DataFrame:
    """Compute the progress of one indicator; `target` is the indicator that sets its target."""
    now = compute_cumulative(figures, indicator, year, month)
    before = {
        tuple(row[name] for name in PLACE): row
        for row in to_records(compute_cumulative(figures, indicator, year - 1, month))
    }
    goals = _read_targets(figures, target, year)
    rows = [_build_row(row, before, goals, month) for row in to_records(now)]
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
    several = result.duplicated(["ref_area", "breakdown"], keep=False)
    peers = [
        (find_area_level(row["ref_area"]), row["breakdown"], row["programme"] if apart else "")
        for row, apart in zip(to_records(result), several, strict=True)
    ]
    result["place"] = rank_places(result["cumulative"], peers)
    groups = pd.Series([str(peer) for peer in peers], dtype=str)
    result["place_of"] = result["place"].groupby(groups).transform("count")
    earlier = rank_places(result["last_year"], peers)
    result["place_change"] = earlier - result["place"]
    return result


def _read_targets(
    figures: Figures, target: str | None, year: int
) -> dict[tuple[str, ...], tuple[Quantity, str]]:
    """Return each target of a year with its figure's key, by programme, area and breakdown.

    `target` is the indicator of the targets; without one there are none.
    """
    rows = choose(figures, indicator=target or "", time_period=str(year))
    return {
        tuple(row[name] for name in PLACE): (quantity, row["key"])
        for row, quantity in zip(to_records(rows), read_quantities(rows), strict=True)
    }


def _build_row(
    now: dict[str, Any],
    before: dict[Any, dict[str, Any]],
    goals: dict[Any, tuple[Quantity, str]],
    month: int,
) -> dict[str, Any]:
    """Return a row of the progress table from this year's sum, last year's sums and targets."""
    place = tuple(now[name] for name in PLACE)
    last = before.get(place, {})
    goal = goals.get(place)
    counted, base = now["quantity"], last.get("quantity")
    completion = percentage_of(counted, goal[0]) if counted and goal and goal[0].value else None
    return dict(zip(PLACE, place, strict=True)) | {
        "cumulative": counted,
        "last_year": base,
        "rate": compute_percent_change(counted, base) if counted and base else None,
        "target": goal[0] if goal else None,
        "completion": completion,
        "elapsed": compute_elapsed_share(month),
        "gap": completion.value - compute_elapsed_share(month) if completion else float("nan"),
        "missing": now["missing"],
        "figures": (*now["figures"], *last.get("figures", ()), *([goal[1]] if goal else [])),
    }
