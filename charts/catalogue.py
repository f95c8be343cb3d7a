"""All charts by name, and the generic forms that any indicator can take."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from charts import indicators
from charts.chart import Chart, Form, Material, NoProgramme
from charts.forms import General
from charts.table import absent, refused
from charts.topics import contests, new_employment, overview, people, social_work, supervision
from quantities import NotCombinable

Maker = Callable[[Material], Chart]

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
GENERIC: dict[General, Callable[[Material, str], Chart]] = {
    "bar": partial(indicators.indicator_values, form=Form.BAR),
    "dots": indicators.indicator_values,
    "trend": indicators.indicator_trend,
    "tiles": overview.indicator_tiles,
    "ranking": indicators.indicator_ranking,
}
ABOUT: dict[str, Callable[[Material, str], Chart]] = {
    "flow": overview.programme_flow,
    "events": overview.programme_events,
}


def make(address: str, material: Material) -> Chart:
    """Make the chart of an address: a name, `indicator.form`, `flow.programme`, `events.topic`.

    Where its figures must not be combined the chart is empty and its finding says why; empty too
    is the chart of a programme that the release does not hold. Raises KeyError for an address that
    names no chart.
    """
    maker, subject = _find(address, material)
    try:
        return maker(material, *subject)
    except NotCombinable as fault:
        return refused(_title(maker), material, fault, *subject)
    except NoProgramme:
        return absent(_title(maker), material)


def _find(address: str, material: Material) -> tuple[Callable[..., Chart], tuple[str, ...]]:
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
