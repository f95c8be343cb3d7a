"""Coverage: how many figures are reported, in total, by indicator and by province."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from metrics.figure_queries import Figures, choose, count_by, counts_by_value

MAX_LISTED = 100


class ReportedExtent(NamedTuple):
    """Numbers of figures, indicators and areas, and the last month ("" without figures)."""

    figures: int
    indicators: int
    areas: int
    last_month: str


def measure_extent(figures: Figures) -> ReportedExtent:
    """Count figures, indicators and areas, and find the last month."""
    reported = counts_by_value(figures, "indicator")
    ends = (period.split("/")[-1][:7] for period in counts_by_value(figures, "time_period"))
    areas = len(counts_by_value(figures, "ref_area"))
    return ReportedExtent(sum(reported.values()), len(reported), areas, max(ends, default=""))


def measure_completeness(figures: Figures, indicators: Iterable[str]) -> pd.DataFrame:
    """Count the figures of each indicator, in order, with their areas and periods.

    Columns: indicator, value (figures), ref_area and time_period (tuples of codes, sorted).
    """
    codes = list(indicators)
    areas = count_by(figures, ["indicator", "ref_area"])
    periods = count_by(figures, ["indicator", "time_period"])
    number = areas.groupby("indicator")["figures"].sum()
    places, times = (
        part.groupby("indicator")[name].agg(tuple)
        for part, name in ((areas, "ref_area"), (periods, "time_period"))
    )
    return pd.DataFrame(
        {
            "indicator": codes,
            "value": [int(number.get(code, 0)) for code in codes],
            "ref_area": [places.get(code, ()) for code in codes],
            "time_period": [times.get(code, ()) for code in codes],
        }
    )


def map_to_provinces(areas: pd.DataFrame) -> dict[str, str]:
    """Return the province's code for each area in a province."""
    parent = dict(zip(areas["code"], areas["parent"], strict=True))
    level = dict(zip(areas["code"], areas["level"], strict=True))
    provinces: dict[str, str] = {}
    for code in parent:
        at = code
        while at and level.get(at) not in ("province", None):
            at = parent.get(at, "")
        if at and level.get(at) == "province":
            provinces[code] = at
    return provinces


def count_by_province(
    figures: Figures, programmes: Iterable[Mapping[str, Any]], areas: pd.DataFrame
) -> pd.DataFrame:
    """Count the figures and programmes of each province, all provinces in GB/T 2260 order.

    Columns: ref_area, value (figures), programmes, figures (keys, if there are at most MAX_LISTED).
    Figures of the whole country and of organisations belong to no province and are not counted.
    """
    home = map_to_provinces(areas)
    provinces = areas.loc[areas["level"] == "province", "code"]
    reporting = pd.Series(counts_by_value(figures, "ref_area"), dtype=int)
    counts = reporting.groupby(reporting.index.map(home)).sum()
    few = set(counts.index[counts <= MAX_LISTED])
    listed = choose(figures, ref_area=[code for code in reporting.index if home.get(code) in few])
    keys = listed["key"].groupby(listed["ref_area"].map(home)).agg(tuple)
    running = pd.Series([home.get(p["ref_area"], "") for p in programmes], dtype=str).value_counts()
    return pd.DataFrame(
        {
            "ref_area": list(provinces),
            "value": [int(counts.get(code, 0)) for code in provinces],
            "programmes": [int(running.get(code, 0)) for code in provinces],
            "figures": [keys.get(code, ()) for code in provinces],
        }
    )


def select_province_values(
    figures: Figures, indicator: str, areas: pd.DataFrame, breakdown: str = ""
) -> pd.DataFrame:
    """Return an indicator's figures of whole provinces, without those of cities."""
    provinces = areas.loc[areas["level"] == "province", "code"]
    return choose(figures, indicator=indicator, ref_area=list(provinces), breakdown=breakdown)
