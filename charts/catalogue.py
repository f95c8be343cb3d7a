"""Makes a chart from its address: a named chart, any indicator in a general form, a programme."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from charts import indicators
from charts.chart import Chart, ChartData, Form
from charts.declarations import (
    DATASETS,
    ChartDeclaration,
    named_charts,
    require_known_codes,
    shipped_entries,
)
from charts.equations import equations_chart
from charts.forms import General
from charts.reported import reported_chart
from charts.table import refused_chart
from charts.topics import contests, programmes, provinces, recuperation, supervision
from quantities import NotCombinableError

DECLARED: dict[str, Callable[[ChartData, ChartDeclaration], Chart]] = {
    "bar": reported_chart,
    "dots": reported_chart,
    "multiples": reported_chart,
    "waffle": reported_chart,
    "equations": equations_chart,
    "matched_pool": recuperation.matched_pool,
    "notices": supervision.notices,
    "prizes": contests.prizes,
    "projects": programmes.projects,
    "province_tiles": provinces.province_tiles,
    "roles": programmes.roles,
    "target": supervision.target,
}
"""The function that makes each form of charts.yaml."""
GENERIC: dict[General, tuple[str, Callable[[ChartData, str], Chart]]] = {
    "bar": ("indicator_values", partial(indicators.indicator_values, form=Form.BAR)),
    "dots": ("indicator_values", indicators.indicator_values),
    "trend": ("indicator_trend", indicators.indicator_trend),
    "tiles": ("indicator_tiles", provinces.indicator_tiles),
    "ranking": ("indicator_ranking", indicators.indicator_ranking),
}
"""The general forms of any indicator: the message of the title, and the function."""
ABOUT: dict[str, tuple[str, Callable[[ChartData, str], Chart]]] = {
    "flow": ("programme_flow", programmes.programme_flow),
    "events": ("programme_events", programmes.programme_events),
}
"""The charts of one programme or topic: the message of the title, and the function."""


def make_chart(address: str, data: ChartData) -> Chart:
    """Make the chart of an address: a name, `indicator.form`, `flow.programme`, `events.topic`.

    Where its figures must not be combined the chart is empty and its finding says why. Raises
    KeyError for an address that names no chart, or a programme that the release does not have.
    """
    if address in named_charts():
        declared = named_charts()[address]
        try:
            return DECLARED[declared.form](data, declared)
        except NotCombinableError as error:
            return refused_chart(declared, data, error)
    title, make, subject = _find_general(address, data)
    try:
        return make(data, subject)
    except NotCombinableError as error:
        return refused_chart(title, data, error, subject)


def _find_general(
    address: str, data: ChartData
) -> tuple[str, Callable[[ChartData, str], Chart], str]:
    """Return title message, function and subject of a chart that has no name of its own."""
    kind, _, subject = address.partition(".")
    if kind in ABOUT:
        if kind == "flow":
            data.programme(subject)
        return *ABOUT[kind], subject
    indicator, mark, form = address.rpartition(".")
    if not mark or form not in GENERIC:
        raise KeyError(address)
    data.indicator(indicator)
    return *GENERIC[form], indicator


def require_charts(
    addresses: Iterable[tuple[str, str]],
    indicators: Collection[Mapping[str, Any]],
    programmes: Collection[Mapping[str, Any]] = (),
) -> None:
    """Check the charts that settings name, and charts.yaml against the code lists of a release.

    Raises LookupError with key and name of the first chart that does not exist, and ChartFileError.
    """
    require_known_codes(
        named_charts(),
        DATASETS / "charts.yaml",
        [*indicators, *shipped_entries("indicators")],
        [*programmes, *shipped_entries("programmes")],
    )
    codes = {indicator["code"] for indicator in indicators}
    for key, address in addresses:
        code, _, form = address.rpartition(".")
        if address not in named_charts() and not (form in GENERIC and code in codes):
            raise LookupError(key, address)
