"""What is reported and what is not: completeness, and what each province holds."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from metrics.figures import choose


def completeness(
    figures: pd.DataFrame,
    indicators: Iterable[str],
    areas: Iterable[str],
    periods: Iterable[str],
) -> pd.DataFrame:
    """Tell for each indicator × area × period whether a figure is reported.

    Columns: indicator, ref_area, time_period, reported (bool), figures (keys).
    """
    grid = pd.MultiIndex.from_product(
        [list(indicators), list(areas), list(periods)],
        names=["indicator", "ref_area", "time_period"],
    )
    keys = figures.groupby(list(grid.names))["key"].agg(tuple).reindex(grid)
    found = keys.notna()
    return pd.DataFrame(
        {"reported": found, "figures": [k if f else () for k, f in zip(keys, found, strict=True)]}
    ).reset_index()


def province_of(areas: pd.DataFrame) -> dict[str, str]:
    """Map every area inside a province to the province's code."""
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


def by_province(
    figures: pd.DataFrame, programmes: Iterable[Mapping[str, Any]], areas: pd.DataFrame
) -> pd.DataFrame:
    """Count the figures and programmes of each province, all provinces in GB/T 2260 order.

    Columns: ref_area, value (figures), programmes, figures (keys). Figures of the whole country
    and of organisations belong to no province and are not counted.
    """
    home = province_of(areas)
    provinces = areas.loc[areas["level"] == "province", "code"]
    keys = figures["key"].groupby(figures["ref_area"].map(home)).agg(tuple)
    running = pd.Series([home.get(p["ref_area"], "") for p in programmes], dtype=str).value_counts()
    return pd.DataFrame(
        {
            "ref_area": list(provinces),
            "value": [len(keys.get(code, ())) for code in provinces],
            "programmes": [int(running.get(code, 0)) for code in provinces],
            "figures": [keys.get(code, ()) for code in provinces],
        }
    )


def province_values(
    figures: pd.DataFrame, indicator: str, areas: pd.DataFrame, breakdown: str = ""
) -> pd.DataFrame:
    """Keep an indicator's figures reported for whole provinces (never a city's in its stead)."""
    provinces = areas.loc[areas["level"] == "province", "code"]
    return choose(figures, indicator=indicator, ref_area=list(provinces), breakdown=breakdown)
