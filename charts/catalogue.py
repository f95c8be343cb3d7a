"""Makes a chart from its address: a named chart, an indicator in a general form, a programme."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from charts import indicators
from charts.chart import Chart, ChartData, Form
from charts.declarations import (
    DATASETS,
    ChartDeclaration,
    load_named_charts,
    load_shipped_entries,
    require_known_codes,
)
from charts.equations import build_equations_chart
from charts.forms import General, split_address
from charts.reported import build_reported_chart
from charts.table import build_refused_chart
from charts.topics import contests, programmes, provinces, recuperation, supervision
from quantities import NotCombinableError

DECLARED: dict[str, Callable[[ChartData, ChartDeclaration], Chart]] = {
    "bar": build_reported_chart,
    "dots": build_reported_chart,
    "multiples": build_reported_chart,
    "waffle": build_reported_chart,
    "equations": build_equations_chart,
    "matched_pool": recuperation.build_pool_chart,
    "notices": supervision.build_notices_chart,
    "prizes": contests.build_prizes_chart,
    "projects": programmes.build_projects_chart,
    "province_tiles": provinces.build_province_chart,
    "roles": programmes.build_roles_chart,
    "target": supervision.build_target_chart,
}
"""The function that makes each form of charts.yaml."""
GENERIC: dict[General, tuple[str, Callable[[ChartData, str], Chart]]] = {
    "bar": ("indicator_values", partial(indicators.build_values_chart, form=Form.BAR)),
    "dots": ("indicator_values", indicators.build_values_chart),
    "trend": ("indicator_trend", indicators.build_trend_chart),
    "tiles": ("indicator_tiles", provinces.build_indicator_tiles),
    "ranking": ("indicator_ranking", indicators.build_ranking_chart),
}
"""The general forms of any indicator: the message of the title, and the function."""
ABOUT: dict[str, tuple[str, Callable[[ChartData, str], Chart]]] = {
    "flow": ("programme_flow", programmes.build_steps_chart),
    "events": ("programme_events", programmes.build_events_chart),
}
"""The charts of one programme or topic: the message of the title, and the function."""


def make_chart(address: str, data: ChartData) -> Chart:
    """Make the chart at an address: a name, `indicator.form`, `flow.programme`, `events.topic`.

    If its figures must not be combined, the chart is empty and its finding says why. Raises
    KeyError for an address of no chart, or of a programme that the release does not have.
    """
    if address in load_named_charts():
        declared = load_named_charts()[address]
        try:
            return DECLARED[declared.form](data, declared)
        except NotCombinableError as error:
            return build_refused_chart(declared, data, error)
    title, make, subject = _find_general_chart(address, data)
    try:
        return make(data, subject)
    except NotCombinableError as error:
        return build_refused_chart(title, data, error, subject)


def _find_general_chart(
    address: str, data: ChartData
) -> tuple[str, Callable[[ChartData, str], Chart], str]:
    """Return the message id of the title, the function and its argument for a chart without a name.

    `members.bar` gives the function for bars and the indicator `members`. Raises KeyError.
    """
    kind, _, subject = address.partition(".")
    if kind in ABOUT:
        if kind == "flow":
            data.programme(subject)
        return *ABOUT[kind], subject
    indicator, form = split_address(address)
    if form not in GENERIC:
        raise KeyError(address)
    data.indicator(indicator)
    return *GENERIC[form], indicator


def require_charts(
    addresses: Iterable[tuple[str, str]],
    indicators: Collection[Mapping[str, Any]],
    programmes: Collection[Mapping[str, Any]] = (),
) -> None:
    """Check the charts named in settings, and charts.yaml against the code lists of a release.

    `addresses` are pairs of a settings key and a chart's address. Raises LookupError with key and
    address of the first chart that does not exist, and ChartFileError.
    """
    require_known_codes(
        load_named_charts(),
        DATASETS / "charts.yaml",
        [*indicators, *load_shipped_entries("indicators")],
        [*programmes, *load_shipped_entries("programmes")],
    )
    codes = {indicator["code"] for indicator in indicators}
    for key, address in addresses:
        if address not in load_named_charts() and split_address(address)[0] not in codes:
            raise LookupError(key, address)
