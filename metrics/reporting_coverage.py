"""Coverage: how many figures are reported, in total and by province."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from metrics.figure_queries import Figures, choose, count_by, counts_by_value
from metrics.trend import find_end_months

MAX_LISTED = 100
"""The keys of a province with more figures are not read: a click could not show so many."""


class ReportedExtent(NamedTuple):
    """Numbers of figures, indicators and areas, and the last month ("" without figures).

    `last_month` is a year, "2025", if after the last month only whole years are reported.
    """

    figures: int
    indicators: int
    areas: int
    last_month: str


def measure_extent(figures: Figures) -> ReportedExtent:
    """Count figures, indicators and areas, and find the last month in which a figure's period ends.

    A page says with it how much the site reports. Targets and plans are counted, too, but the last
    month ignores them, because their periods may lie in the future.
    """
    counts = count_by(figures, ["indicator", "time_period"])
    area_count = len(counts_by_value(figures, "ref_area"))
    actual_counts = count_by(figures, ["indicator", "time_period"], kind=("stock", "flow", "ratio"))
    last_month = max(find_end_months(actual_counts), default="")
    figure_count, indicator_count = int(counts["figures"].sum()), counts["indicator"].nunique()
    return ReportedExtent(figure_count, indicator_count, area_count, last_month)


def map_to_provinces(areas: pd.DataFrame) -> dict[str, str]:
    """Return the province of each area, by the area's code; a province is its own.

    The country, organisations and areas whose parent is unknown are left out.
    """
    parents = dict(zip(areas["code"], areas["parent"], strict=True))
    levels = dict(zip(areas["code"], areas["level"], strict=True))
    provinces: dict[str, str] = {}
    for code in parents:
        ancestor = code
        while levels.get(ancestor) not in ("province", None):
            ancestor = parents.get(ancestor, "")
        if levels.get(ancestor) == "province":
            provinces[code] = ancestor
    return provinces


def count_by_province(
    figures: Figures, programmes: Iterable[Mapping[str, Any]], areas: pd.DataFrame
) -> pd.DataFrame:
    """Count the reported figures and programmes of each province, in the order of `areas`.

    Columns: ref_area, value (how many figures), programmes (how many), figures (the keys of the
    figures, () if there are more than MAX_LISTED). `areas` has the columns of areas.csv. Figures of
    the whole country and of organisations belong to no province and are not counted.
    """
    province_of = map_to_provinces(areas)
    provinces = areas.loc[areas["level"] == "province", "code"]
    count_by_area = pd.Series(counts_by_value(figures, "ref_area"), dtype=int)
    counts = count_by_area.groupby(count_by_area.index.map(province_of)).sum()
    # Only the figures of provinces with few of them are read.
    listed_provinces = set(counts.index[counts <= MAX_LISTED])
    listed_areas = [
        code for code in count_by_area.index if province_of.get(code) in listed_provinces
    ]
    listed = choose(figures, ref_area=listed_areas)
    keys = listed["key"].groupby(listed["ref_area"].map(province_of)).agg(tuple)
    programme_counts = Counter(province_of.get(programme["ref_area"]) for programme in programmes)
    return pd.DataFrame(
        {
            "ref_area": list(provinces),
            "value": [int(counts.get(code, 0)) for code in provinces],
            "programmes": [programme_counts[code] for code in provinces],
            "figures": [keys.get(code, ()) for code in provinces],
        }
    )


def select_province_values(
    figures: Figures, indicator: str, areas: pd.DataFrame, breakdown: str = ""
) -> pd.DataFrame:
    """Return an indicator's figures of provinces, without those of other areas, for a map.

    `breakdown` is the part of its breakdown that is wanted, "" for the total.
    """
    provinces = areas.loc[areas["level"] == "province", "code"]
    return choose(figures, indicator=indicator, ref_area=list(provinces), breakdown=breakdown)
