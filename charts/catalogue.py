"""All charts by name, and the generic forms that any indicator can take."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from charts import indicators
from charts.chart import Chart, ChartData, Form, UnknownProgrammeError
from charts.forms import General
from charts.table import empty_chart, refused_chart
from charts.topics import contests, new_employment, overview, people, social_work, supervision
from quantities import NotCombinableError

Maker = Callable[[ChartData], Chart]

NAMED: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        *overview.CHARTS,
        *supervision.CHARTS,
        *contests.CHARTS,
        *people.CHARTS,
        *new_employment.CHARTS,
        *social_work.CHARTS,
    )
}
GENERIC: dict[General, Callable[[ChartData, str], Chart]] = {
    "bar": partial(indicators.indicator_values, form=Form.BAR),
    "dots": indicators.indicator_values,
    "trend": indicators.indicator_trend,
    "tiles": overview.indicator_tiles,
    "ranking": indicators.indicator_ranking,
}
ABOUT: dict[str, Callable[[ChartData, str], Chart]] = {
    "flow": overview.programme_flow,
    "events": overview.programme_events,
}


def make_chart(address: str, material: ChartData) -> Chart:
    """Make the chart of an address: a name, `indicator.form`, `flow.programme`, `events.topic`.

    Where its figures must not be combined the chart is empty and its finding says why; empty too
    is the chart of a programme that the release does not hold. Raises KeyError for an address that
    names no chart.
    """
    maker, subject = _find(address, material)
    try:
        return maker(material, *subject)
    except NotCombinableError as fault:
        return refused_chart(_title(maker), material, fault, *subject)
    except UnknownProgrammeError:
        return empty_chart(_title(maker), material)


def _find(address: str, material: ChartData) -> tuple[Callable[..., Chart], tuple[str, ...]]:
    if address in NAMED:
        return NAMED[address], ()
    kind, _, subject = address.partition(".")
    if kind in ABOUT:
        if kind == "flow":
            material.programme(subject)
        return ABOUT[kind], (subject,)
    indicator, mark, form = address.rpartition(".")
    if not mark or form not in GENERIC:
        raise KeyError(address)
    material.indicator(indicator)
    return GENERIC[form], (indicator,)


def _title(maker: Callable[..., Chart]) -> str:
    """Give the id of a chart's title, which is the name of the function that makes it."""
    return str(maker.func.__name__ if isinstance(maker, partial) else maker.__name__)


def require_charts(
    addresses: Iterable[tuple[str, str]], indicators: Iterable[Mapping[str, Any]]
) -> None:
    """Raise LookupError with the key and name of the first chart that there is not."""
    codes = {indicator["code"] for indicator in indicators}
    for key, address in addresses:
        code, _, form = address.rpartition(".")
        if address not in NAMED and not (form in GENERIC and code in codes):
            raise LookupError(key, address)
