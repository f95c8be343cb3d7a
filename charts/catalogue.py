"""Makes a chart from its address: a named chart, an indicator in a general form, a programme."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from charts import indicator_charts
from charts.assemble import build_refused_chart
from charts.chart import Chart, ChartData, Form
from charts.chart_forms import GeneralForm, split_address
from charts.declarations import (
    DATASETS,
    ChartDeclaration,
    ChartFileError,
    load_named_charts,
    load_shipped_entries,
    require_known_codes,
)
from charts.equation_charts import build_equations_chart
from charts.ratio_charts import build_ratio_ranking, build_ratio_tiles
from charts.reported_charts import build_reported_chart
from charts.topics import contests, fund_pool, programmes, province_tiles, supervision
from quantities import NotCombinableError


class ChartBuilder(NamedTuple):
    """The function that builds a chart which is not declared in charts.yaml.

    `title` is the name of its messages in charts.po ("indicator_trend"). The function takes an
    indicator, the id of a programme, or a topic.
    """

    title: str
    build: Callable[[ChartData, str], Chart]


DECLARED_FORMS: dict[str, Callable[[ChartData, ChartDeclaration], Chart]] = {
    "bar": build_reported_chart,
    "dots": build_reported_chart,
    "multiples": build_reported_chart,
    "waffle": build_reported_chart,
    "equations": build_equations_chart,
    "matched_pool": fund_pool.build_pool_chart,
    "notices": supervision.build_notices_chart,
    "prizes": contests.build_prizes_chart,
    "projects": programmes.build_projects_chart,
    "province_tiles": province_tiles.build_province_chart,
    "ratio_ranking": build_ratio_ranking,
    "ratio_tiles": build_ratio_tiles,
    "roles": programmes.build_roles_chart,
    "target": supervision.build_target_chart,
}
"""The function that builds each form of charts.yaml."""
INDICATOR_CHARTS: dict[GeneralForm, ChartBuilder] = {
    "bar": ChartBuilder(
        "indicator_values", partial(indicator_charts.build_values_chart, form=Form.BAR)
    ),
    "dots": ChartBuilder("indicator_values", indicator_charts.build_values_chart),
    "trend": ChartBuilder("indicator_trend", indicator_charts.build_trend_chart),
    "tiles": ChartBuilder("indicator_tiles", province_tiles.build_indicator_tiles),
    "ranking": ChartBuilder("indicator_ranking", indicator_charts.build_ranking_chart),
}
"""The charts that any indicator can have, by general form."""
PROGRAMME_CHARTS = {
    "flow": ChartBuilder("programme_flow", programmes.build_steps_chart),
    "events": ChartBuilder("programme_events", programmes.build_events_chart),
}
"""The charts of one programme (flow) or topic (events)."""


def make_chart(address: str, data: ChartData) -> Chart:
    """Make the chart at an address.

    An address is a chart's name, `indicator.form`, `flow.programme` or `events.topic`.
    If the figures must not be combined, the chart is empty and its finding says why. Raises
    KeyError for an unknown address, or a programme that the release does not have.
    """
    if address in load_named_charts():
        declared = load_named_charts()[address]
        try:
            return DECLARED_FORMS[declared.form](data, declared)
        except NotCombinableError as error:
            return build_refused_chart(declared, data, error)
    builder, subject = _find_builder(address, data)
    try:
        return builder.build(data, subject)
    except NotCombinableError as error:
        return build_refused_chart(builder.title, data, error, subject)


def find_charts(addresses: Iterable[str], data: ChartData) -> dict[str, Chart]:
    """Make charts by their addresses, each once, without those that the release does not have.

    config.yaml names the charts of a page, also those of indicators that an older release lacks.
    """
    charts = {}
    for address in dict.fromkeys(addresses):
        with suppress(KeyError):
            charts[address] = make_chart(address, data)
    return charts


def list_topics(data: ChartData, charts: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the topics that have a figure, a programme, or a chart with one, in order of `charts`.

    Other topics have no page. `charts` maps each topic to the addresses of the charts on its page.
    """
    reported_codes = {str(entry["code"]) for entry in data.reported_indicators}
    return [
        topic
        for topic, addresses in charts.items()
        if topic in data.reported_topics
        or any(reported_codes.intersection(_list_indicators(address)) for address in addresses)
    ]


def _list_indicators(address: str) -> tuple[str, ...]:
    """Return the codes of the indicators that the chart at an address draws."""
    if declared := load_named_charts().get(address):
        return (*declared.indicators, *(code for pair in declared.ratios for code in pair))
    return split_address(address)[:1]


def _find_builder(address: str, data: ChartData) -> tuple[ChartBuilder, str]:
    """Return the builder for an address that is not the name of a chart, and its subject.

    The subject is what the builder takes: an indicator, a programme or a topic. Example: for
    "members.bar" the builder of bars and the indicator "members". Raises KeyError.
    """
    prefix, _, subject = address.partition(".")
    if prefix in PROGRAMME_CHARTS:
        if prefix == "flow":
            data.programme(subject)  # raises KeyError
        return PROGRAMME_CHARTS[prefix], subject  # an unknown topic has an empty chart
    indicator, form = split_address(address)
    if form not in INDICATOR_CHARTS:
        raise KeyError(address)
    data.indicator(indicator)  # raises KeyError
    return INDICATOR_CHARTS[form], indicator


def require_charts(
    addresses: Iterable[tuple[str, str]],
    indicators: Collection[Mapping[str, Any]],
    programmes: Collection[Mapping[str, Any]] = (),
) -> None:
    """Check that the charts named in settings exist, and that charts.yaml has only known codes.

    Called at the start, so that a misspelt chart stops it instead of missing from a page. Codes of
    the release and of the shipped code lists are known. `addresses` are pairs of a settings key and
    a chart's address: a name or `indicator.form`; `flow.…` and `events.…` are not allowed, as pages
    add these themselves. Raises LookupError with key and address of the first chart that does not
    exist, and ChartFileError.
    """
    path = DATASETS / "charts.yaml"
    try:
        require_known_codes(load_named_charts(), path, indicators, programmes)
    except ChartFileError:
        # charts.yaml is as new as the program: an old release may lack codes that it names.
        require_known_codes(
            load_named_charts(),
            path,
            [*indicators, *load_shipped_entries("indicators")],
            [*programmes, *load_shipped_entries("programmes")],
        )
    codes = {entry["code"] for entry in (*indicators, *load_shipped_entries("indicators"))}
    for key, address in addresses:
        indicator_code, _form = split_address(address)
        if address not in load_named_charts() and indicator_code not in codes:
            raise LookupError(key, address)
