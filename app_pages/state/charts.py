"""Charts by their codes (see `chart_query`), computed once for each release and language."""

from collections.abc import Sequence
from dataclasses import replace

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.chart_query import parse_chart_query
from app_pages.state.scope import Scope, get_default_scope
from charts.catalogue import list_topics, make_chart
from charts.chart import Chart
from charts.declarations import load_named_charts
from locales import Language
from quantities.figure_keys import COUNTRY


@memoize(1024, warm=lambda new: [(new.number, new.language, name) for name in load_named_charts()])
def get_chart(release_number: int, language: Language, code: str) -> Chart:
    """Return the chart with this code, such as `funds_invested.bar?areas=330000`; cached.

    Raises KeyError if the release has no such chart.
    """
    query = parse_chart_query(code)
    return make_chart(query.address, query.build_chart_data(release_number, language))


@memoize(16, warm=lambda new: [(new.number, new.language)])
def get_topics(release_number: int, language: Language) -> list[str]:
    """Return the topics in config.yaml for which a release has content, in their order; cached."""
    settings = release.get_settings()
    return list_topics(release.get_chart_data(release_number, language), settings.topic_charts)


def get_current_topics() -> list[str]:
    """Return the topics in config.yaml for which the release that is shown has content."""
    return get_topics(release.get_release_number(), release.get_language())


@memoize(1024, warm=None)
def find_chart_code_in_scope(release_number: int, address: str, scope: Scope) -> str:
    """Return the code of a page's chart for the scope's area and month; cached.

    `supervision_notices` becomes `supervision_notices?under=330200&until=2025-09`. The address is
    returned unchanged for the whole country and its newest month, for a chart that always shows the
    whole country, and for a code that already restricts areas or periods.
    """
    query = parse_chart_query(address)
    newest = get_default_scope(release_number, scope.area).through
    until = scope.through if scope.through != newest else ""
    restricted = replace(query, under=scope.area, until=until)
    if query.code != query.address or not query.takes_area:
        return address
    if query.form and (until or scope.area != COUNTRY):
        comparable = restricted.find_comparable(release_number)
        restricted = replace(restricted, level=comparable.level, span=comparable.kind)
    return restricted.code


def find_chart(release_number: int, language: Language, code: str) -> Chart | None:
    """Return the chart with this code; None if the release has no such chart."""
    try:
        return get_chart(release_number, language, code)
    except KeyError:
        return None


def get_charts(codes: Sequence[str], release_number: int, language: Language) -> dict[str, Chart]:
    """Return charts by their codes, without those that the release does not have.

    A code in an old URL may name a chart that no longer exists.
    """
    charts = ((code, find_chart(release_number, language, code)) for code in codes)
    return {code: chart for code, chart in charts if chart}
