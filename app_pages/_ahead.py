"""What the first readers of a large release would wait for, made before they ask for it."""

from contextlib import suppress
from threading import Thread

from app_pages import _changes, _chart, _figures, _find, _moved, _order, _progress, _release
from app_pages._areas import COUNTRY
from app_pages._kept import kept
from app_pages._made import made
from charts.catalogue import NAMED
from ledger import StoreFault


def begin() -> None:
    """See to the newest release before anybody asks; a store that fails is the readers' to meet."""
    with suppress(StoreFault, OSError):
        see_to(_release.newest())


@kept(1)
def see_to(number: int) -> Thread:
    """Begin to make what pages show of a release, once; of a small one nobody waits for it."""
    making = Thread(target=_make, args=(number,))
    making.start()
    return making


def _make(number: int) -> None:
    """Make what needs the whole release, in the language that comes first."""
    try:
        release = _release.store().release(number) if number else None
        if release is None or release.rows <= _release.FEW:
            return
        settings = _release.settings()
        language = settings.language
        _figures.extent(number)
        _changes.comparison(release.parent, number)
        _changes.corrections(number)
        for _, address in settings.chart_addresses():
            _chart.sheet_of(number, language, "light", address, 3)
        for name in NAMED:  # what the Present page offers
            made(number, language, name)
        material = _release.material_in(number, language)
        for topic in dict.fromkeys(str(each["topic"]) for each in material.indicators):
            _order.bulletin(number, language, (topic,))
        _moved.moved_between(release.parent, number, language)
        for end in _progress.ends(number)[:1]:
            _progress.progress_of(number, language, end, (), COUNTRY)
        _figures.completeness(number, language)
        _find.find(material, "*")
    except (StoreFault, OSError):
        return  # whoever reads the page meets it again, and is told
