"""Alerts for a leader (需要注意): units that are behind target, have fallen or have not reported.

Alerts are found in the numbers of an overview, so that they agree with the cards of its page.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from metrics.rollup.area_results import AreaIndicator, AreaOverview

AlertKind = Literal["behind", "fallen", "missing", "lacking"]


@dataclass(frozen=True)
class AlertRules:
    """The thresholds of alerts: `attention` of config.yaml.

    `behind`: percentage points by which a completion is below the share of the year elapsed.
    `fallen`: percent by which a number is below that of the same span a year before.
    `most`: how many alerts of each of these two kinds are listed, the largest first.
    """

    behind: float = 10
    fallen: float = 15
    most: int = 2


@dataclass(frozen=True)
class Alert:
    """An alert on one unit: on one indicator, or on all indicators that it has not reported.

    Kind `behind`: `value` is the completion in percent, `by` the points behind. Kind `fallen`:
    `value` is the growth in percent (negative), `by` the fall. Kinds `missing` and `lacking`:
    `months` are the months not reported, () for numbers at a date.
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

    A unit that is listed as behind in an indicator is not listed again as fallen. Ratios and the
    indicators in `less_is_better` give no `fallen` alert. A unit is `missing` if it lacks all
    indicators that the area sums up from its units; it is `lacking` if it lacks some months of
    some of them.

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
    """Return at most `most` alerts, those furthest behind or fallen most (`by`) first."""
    return sorted(alerts, key=lambda alert: -alert.by)[:most]


def _find_behind(overview: AreaOverview, rules: AlertRules) -> list[Alert]:
    """Return an alert for each unit's completion that is too far below the share of the year.

    A number at a date, such as members, has no such share and gives no alert.
    """
    timed_codes = {
        indicator.code
        for indicator in overview.indicators
        if indicator.completion and indicator.completion.elapsed is not None
    }
    rows = _iterate_numbers(overview, timed_codes, "completion")
    return [
        Alert("behind", unit, (code,), value, overview.elapsed - value)
        for code, unit, value in rows
        if overview.elapsed - value >= rules.behind
    ]


def _find_fallen(
    overview: AreaOverview, rules: AlertRules, less_is_better: Collection[str]
) -> list[Alert]:
    """Return an alert for each unit's number that is too far below that of the year before.

    Ratios, and the indicators in `less_is_better`, of which a fall is good, are left out.
    """
    codes = {indicator.code for indicator in overview.indicators if indicator.kind != "ratio"}
    rows = _iterate_numbers(overview, codes - set(less_is_better), "growth")
    return [
        Alert("fallen", unit, (code,), value, -value)
        for code, unit, value in rows
        if -value >= rules.fallen
    ]


def _iterate_numbers(
    overview: AreaOverview, codes: Collection[str], column: str
) -> Iterator[tuple[str, str, float]]:
    """Yield indicator, unit and number for each unit that has a number in a column.

    `column` is a column of `AreaOverview.units`, `codes` the indicators wanted.
    """
    table: pd.DataFrame = overview.units
    if table.empty:
        return iter(())
    known = table[table["indicator"].isin(codes) & table[column].notna()]
    return zip(known["indicator"], known["ref_area"], known[column].astype(float), strict=True)


def _find_missing(overview: AreaOverview) -> list[Alert]:
    """Return alerts on units that lack all summed indicators (missing), or some (lacking).

    Indicators that the area reports itself, or that no unit has reported, give no alert. A unit
    that lacks only some indicators is `lacking` if it has reported other months of one of them;
    otherwise it gets no alert.
    """
    # Indicators that some units have reported and others have not.
    partial_indicators = [
        indicator
        for indicator in overview.indicators
        if indicator.total.coverage.missing and indicator.total.coverage.reporting
    ]
    summed = [indicator for indicator in overview.indicators if indicator.total.source == "units"]
    units = dict.fromkeys(
        unit for indicator in partial_indicators for unit in indicator.total.coverage.missing
    )
    missing_alerts, lacking_alerts = [], []
    for unit in units:
        lacked = [
            indicator
            for indicator in partial_indicators
            if unit in indicator.total.coverage.missing
        ]
        months = _list_missing_months(lacked, unit)
        codes = tuple(indicator.code for indicator in lacked)
        if all(unit in indicator.total.coverage.missing for indicator in summed):
            missing_alerts.append(Alert("missing", unit, codes, months=months))
        elif months:
            partly_reported_codes = tuple(
                indicator.code for indicator in lacked if unit in indicator.total.coverage.lacking
            )
            lacking_alerts.append(Alert("lacking", unit, partly_reported_codes, months=months))
    return missing_alerts + lacking_alerts


def _list_missing_months(indicators: list[AreaIndicator], unit: str) -> tuple[str, ...]:
    """Return the months for which a unit has not reported one of the indicators, in order.

    A unit that has reported no month at all has none (`Coverage.lacking`).
    """
    months = {
        month
        for indicator in indicators
        for month in indicator.total.coverage.lacking.get(unit, ())
    }
    return tuple(sorted(months))
