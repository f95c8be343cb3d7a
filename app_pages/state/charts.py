"""Charts by their codes, made once a release and language: pages, pictures, history share them."""

from app_pages.state import chart_query, release
from app_pages.state.cache import kept
from charts.catalogue import make
from charts.chart import Chart
from locales import Language


@kept(1024)
def made(number: int, language: Language, code: str) -> Chart:
    """Make the chart of a code; KeyError where a release has no such chart."""
    explored = chart_query.read(code)
    return make(explored.address, explored.of(release.material_in(number, language)))
