"""What the first readers of a large release would wait for, made before they ask for it."""

from contextlib import suppress
from threading import Thread

from app_pages.components import affected_charts, chart, diff, figures
from app_pages.components.area_picker import COUNTRY
from app_pages.present import build
from app_pages.progress import table
from app_pages.state import release as release_state
from app_pages.state import search
from app_pages.state.cache import kept
from app_pages.state.charts import made
from charts.catalogue import NAMED
from ledger import StoreFault


def begin() -> None:
    """See to the newest release before anybody asks; a store that fails is the readers' to meet."""
    with suppress(StoreFault, OSError):
        see_to(release_state.newest())


@kept(1)
def see_to(number: int) -> Thread:
    """Begin to make what pages show of a release, once; of a small one nobody waits for it."""
    making = Thread(target=_make, args=(number,))
    making.start()
    return making


def _make(number: int) -> None:
    """Make what needs the whole release, in the language that comes first."""
    try:
        release = release_state.store().release(number) if number else None
        if release is None or release.rows <= release_state.FEW:
            return
        settings = release_state.settings()
        language = settings.language
        figures.extent(number)
        diff.comparison(release.parent, number)
        diff.corrections(number)
        for _, address in settings.chart_addresses():
            chart.sheet_of(number, language, "light", address, 3)
        for name in NAMED:  # what the Present page offers
            made(number, language, name)
        material = release_state.material_in(number, language)
        for topic in dict.fromkeys(str(each["topic"]) for each in material.indicators):
            build.bulletin(number, language, (topic,))
        affected_charts.moved_between(release.parent, number, language)
        for end in table.ends(number)[:1]:
            table.progress_of(number, language, end, (), COUNTRY)
        figures.completeness(number, language)
        search.find(material, "*")
    except (StoreFault, OSError):
        return  # whoever reads the page meets it again, and is told
