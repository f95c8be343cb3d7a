"""What the first readers of a large release would wait for, made before they ask for it."""

from contextlib import suppress
from threading import Thread

from app_pages.components import affected_charts, chart, diff, figures
from app_pages.present import build
from app_pages.progress import table
from app_pages.state import release as release_state
from app_pages.state import search
from app_pages.state.cache import memoize
from app_pages.state.charts import get_chart
from charts.catalogue import NAMED
from ledger import StoreError
from quantities.keys import COUNTRY


def warm_up_newest() -> None:
    """See to the newest release before anybody asks; a store that fails is the readers' to meet."""
    with suppress(StoreError, OSError):
        start_once(release_state.newest_number())


@memoize(1)
def start_once(number: int) -> Thread:
    """Begin to make what pages show of a release, once; of a small one nobody waits for it."""
    making = Thread(target=_make, args=(number,))
    making.start()
    return making


def _make(number: int) -> None:
    """Make what needs the whole release, in the language that comes first."""
    try:
        release = release_state.get_store().release(number) if number else None
        if release is None or release.rows <= release_state.FEW:
            return
        settings = release_state.get_settings()
        language = settings.language
        figures.reported_extent(number)
        diff.compare_releases(release.parent, number)
        diff.corrections(number)
        for _, address in settings.chart_addresses():
            chart.get_chart_card(number, language, "light", address, 3)
        for name in NAMED:  # what the Present page offers
            get_chart(number, language, name)
        material = release_state.get_chart_data(number, language)
        for topic in dict.fromkeys(str(each["topic"]) for each in material.indicators):
            build.bulletin_texts(number, language, (topic,))
        affected_charts.affected_between(release.parent, number, language)
        for end in table.counted_months(number)[:1]:
            table.progress_html(number, language, end, (), COUNTRY)
        figures.completeness(number, language)
        search.find_figures(material, "*")
    except (StoreError, OSError):
        return  # whoever reads the page meets it again, and is told
