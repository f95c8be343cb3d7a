"""The release that a page reads: opened once a process, cached by its number."""

import time
from functools import cache, lru_cache

from app_pages.state import url
from app_pages.state.cache import memoize
from app_pages.state.chart_data import build_chart_data
from app_pages.state.ledger_figures import LedgerFigures
from charts.chart import ChartData
from curation.code_names import names_of_codes
from curation.context import NOTHING, open_store
from ledger import CorruptReleaseError, Release, Snapshot, Store
from locales import Language
from locales.words import Names
from metrics.figure_source import FigureSource, InMemoryFigures
from settings import Settings, load

MAX_IN_MEMORY = 50_000  # figures that are read at once and kept


@cache
def get_settings() -> Settings:
    """Read config.yaml once a process."""
    return load()


@cache
def get_store() -> Store:
    """Open the store once a process."""
    return open_store(get_settings())


def get_newest_number() -> int:
    """Give the number of the newest release that can be read whole, looked up once a second."""
    return _newest_and_damaged(int(time.monotonic()))[0]


def get_damaged_number() -> int:
    """Give the number of the newest release if its files are not what was published, else 0."""
    return _newest_and_damaged(int(time.monotonic()))[1]


def refresh_newest() -> None:
    """Look for the newest release at once: this reader has just published one."""
    _newest_and_damaged.cache_clear()


@lru_cache(maxsize=1)
def _newest_and_damaged(_second: int) -> tuple[int, int]:
    """Look up the newest whole release, and a damaged one that is newer."""
    good = get_store().last_good()
    number = good.number if good else 0
    try:
        head = get_store().head()
    except CorruptReleaseError as fault:
        return number, fault.release or number + 1
    return number, head.number if head and head.number > number else 0


@memoize(4, warm=None)
def _code_lists_and_names(number: int) -> tuple[Snapshot, Names]:
    snapshot = get_store().read(number, NOTHING)
    return snapshot, names_of_codes(snapshot, get_settings().topics)


def get_code_lists(number: int) -> Snapshot:
    """Read the code lists of one release, and none of its figures."""
    return _code_lists_and_names(number)[0]


@memoize(4, warm=None)
def get_figures(number: int) -> FigureSource:
    """Return the figures of a release: in memory while they are few, else left in the ledger."""
    if get_store().release(number).rows <= MAX_IN_MEMORY:
        return InMemoryFigures(get_store().figures(number))
    return LedgerFigures(get_store(), number, get_code_lists(number).indicators)


def get_release_number() -> int:
    """Give the number of the release that is read: the address's, else the newest."""
    asked, last = url.get_requested_release(), get_newest_number()
    return asked if asked and asked <= last else last


@memoize(8, warm=None)
def get_chart_data(number: int, language: Language) -> ChartData:
    """Give what charts of one release are made from in one language."""
    state, names = _code_lists_and_names(number)
    return build_chart_data(state, names, language, get_figures(number))


def get_language() -> Language:
    """Give the reader's language."""
    return url.get_requested_language(get_settings())


def get_current_chart_data() -> ChartData:
    """Give what charts are made from, in the reader's language."""
    return get_chart_data(get_release_number(), get_language())


def get_current_release() -> Release:
    """Give the release that the page shows: who published it, when and why."""
    return get_code_lists(get_release_number()).release
