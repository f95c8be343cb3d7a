"""Charts by their codes, made once a release and language: pages, pictures, history share them."""

from app_pages.state import chart_query, release
from app_pages.state.cache import memoize
from charts.catalogue import make_chart
from charts.chart import Chart
from locales import Language


@memoize(1024)
def get_chart(number: int, language: Language, code: str) -> Chart:
    """Make the chart of a code; KeyError where a release has no such chart."""
    explored = chart_query.parse_chart_query(code)
    return make_chart(explored.address, explored.of(release.get_chart_data(number, language)))
