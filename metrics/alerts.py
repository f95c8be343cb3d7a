"""What a leader should look at (需要注意): who is behind, has fallen, has not reported.

All is found in the numbers of an overview, so that it agrees with its cards.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from metrics.rollup.area_results import AreaIndicator, AreaOverview

AlertKind = Literal["behind", "fallen", "missing", "lacking"]


@dataclass(frozen=True)
class AlertRules:
    """When something is told: `attention` of config.yaml.

    `behind`: from so many percentage points behind the time elapsed; `fallen`: from so many percent
    below the same span a year before; at most `most` of each of the two, the largest first.
    """

    behind: float = 10
    fallen: float = 15
    most: int = 2


@dataclass(frozen=True)
class Alert:
    """One thing to look at in a unit: of one indicator, or what it has not reported of several.

    Of `behind`, `value` is the completion in percent and `by` the points behind; of `fallen`, `by`
    is the fall in percent. `months` are those that are missing; () of numbers at a date.
    """

    kind: AlertKind
    unit: str
    indicators: tuple[str, ...]
    value: float = 0
    by: float = 0
    months: tuple[str, ...] = ()


def find_alerts(
    overview: AreaOverview, rules: AlertRules, less_is_better: Collection[str] = ()
) -> list[Alert]:
    """Return alerts on an area's units: behind, fallen, missing, lacking, in this order.

    A unit that is listed as behind in an indicator is not listed again as fallen. A fall is none of
    a share, nor of an indicator of which `less_is_better`. A unit without a number of any indicator
    that others have is `missing`; one without some of them that reports other months, `lacking`.

    Example: find_alerts(overview, AlertRules(most=1))[0].unit is the unit furthest behind.
    """
    behind = _list_worst(_find_behind(overview, rules), rules.most)
    behind_pairs = {(alert.unit, alert.indicators) for alert in behind}
    fallen = [
        alert
        for alert in _find_fallen(overview, rules, less_is_better)
        if (alert.unit, alert.indicators) not in behind_pairs
    ]
    return [*behind, *_list_worst(fallen, rules.most), *_find_missing(overview)]


def _list_worst(alerts: list[Alert], most: int) -> list[Alert]:
    """Return the alerts with the largest distance, the largest first."""
    return sorted(alerts, key=lambda alert: -alert.by)[:most]


def _find_behind(overview: AreaOverview, rules: AlertRules) -> list[Alert]:
    """Return each unit's completion that is too far behind the time elapsed."""
    timed = {
        indicator.code
        for indicator in overview.indicators
        if indicator.completion and indicator.completion.elapsed is not None
    }
    rows = _rows_of(overview, timed, "completion")
    return [
        Alert("behind", unit, (code,), value, overview.elapsed - value)
        for code, unit, value in rows
        if overview.elapsed - value >= rules.behind
    ]


def _find_fallen(
    overview: AreaOverview, rules: AlertRules, less_is_better: Collection[str]
) -> list[Alert]:
    """Return each unit's number that is too far below that of the year before."""
    counted = {indicator.code for indicator in overview.indicators if indicator.kind != "ratio"}
    rows = _rows_of(overview, counted - set(less_is_better), "growth")
    return [
        Alert("fallen", unit, (code,), value, -value)
        for code, unit, value in rows
        if -value >= rules.fallen
    ]


def _rows_of(
    overview: AreaOverview, codes: Collection[str], column: str
) -> Iterator[tuple[str, str, float]]:
    """Return indicator, unit and number of the units that have one in a column."""
    table: pd.DataFrame = overview.units
    if table.empty:
        return iter(())
    known = table[table["indicator"].isin(codes) & table[column].notna()]
    return zip(known["indicator"], known["ref_area"], known[column].astype(float), strict=True)


def _find_missing(overview: AreaOverview) -> list[Alert]:
    """Return alerts on units that lack all indicators of others (missing), or some (lacking).

    An indicator that the area reports itself, or that no unit has reported, asks nobody.
    """
    asked = [indicator for indicator in overview.indicators if indicator.total.coverage.missing]
    asked = [indicator for indicator in asked if indicator.total.coverage.reporting]
    summed = [indicator for indicator in overview.indicators if indicator.total.source == "units"]
    units = dict.fromkeys(unit for indicator in asked for unit in indicator.total.coverage.missing)
    missing, lacking = [], []
    for unit in units:
        without = [indicator for indicator in asked if unit in indicator.total.coverage.missing]
        months = _months_without(without, unit)
        codes = tuple(indicator.code for indicator in without)
        if all(unit in indicator.total.coverage.missing for indicator in summed):
            missing.append(Alert("missing", unit, codes, months=months))
        elif months:
            there = tuple(
                indicator.code for indicator in without if unit in indicator.total.coverage.lacking
            )
            lacking.append(Alert("lacking", unit, there, months=months))
    return missing + lacking


def _months_without(without: list[AreaIndicator], unit: str) -> tuple[str, ...]:
    """Return the months that a unit has not reported of some of the indicators, in order."""
    months = {
        month for indicator in without for month in indicator.total.coverage.lacking.get(unit, ())
    }
    return tuple(sorted(months))
