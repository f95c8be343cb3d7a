"""The release that a page shows: its number, figures, code lists and chart data, cached.

`number` is a release's number in all functions.
"""

import time
from functools import cache, lru_cache

from app_pages.state import url
from app_pages.state.cache import memoize
from app_pages.state.chart_data import build_chart_data
from app_pages.state.ledger_figures import LedgerFigures
from charts.chart import ChartData
from curation.code_names import read_code_names
from curation.context import NO_FIGURES, open_store
from ledger import CorruptReleaseError, Release, Snapshot, Store
from locales import Language
from locales.words import Names
from metrics.figure_source import FigureSource, InMemoryFigures
from settings import Settings, load_settings

MAX_IN_MEMORY = 50_000  # figures of a release that is loaded as a whole


@cache
def get_settings() -> Settings:
    """Read config.yaml, once per process."""
    return load_settings()


@cache
def get_store() -> Store:
    """Open the store, once per process."""
    return open_store(get_settings())


def get_newest_number() -> int:
    """Return the number of the newest readable release, looked up at most once a second."""
    return _newest_and_damaged(int(time.monotonic()))[0]


def get_damaged_number() -> int:
    """Return the number of the newest release if its files were altered or lost; 0 if not."""
    return _newest_and_damaged(int(time.monotonic()))[1]


def refresh_newest() -> None:
    """Make the next call look up the newest release: this process has just published one."""
    _newest_and_damaged.cache_clear()


@lru_cache(maxsize=1)
def _newest_and_damaged(_second: int) -> tuple[int, int]:
    """Return the newest readable release, and a newer one that is damaged or 0.

    `_second` is the time in seconds, which limits how long a cached result is used.
    """
    good = get_store().last_good()
    number = good.number if good else 0
    try:
        head = get_store().head()
    except CorruptReleaseError as error:
        return number, error.release or number + 1
    return number, head.number if head and head.number > number else 0


@memoize(4, warm=None)
def _code_lists_and_names(number: int) -> tuple[Snapshot, Names]:
    """Return the code lists of a release and the names in them."""
    snapshot = get_store().read(number, NO_FIGURES)
    return snapshot, read_code_names(snapshot, get_settings().topics)


def get_code_lists(number: int) -> Snapshot:
    """Return the code lists of a release, without its figures."""
    return _code_lists_and_names(number)[0]


@memoize(4, warm=None)
def get_figures(number: int) -> FigureSource:
    """Return the figures of a release: in memory if they are few, else read from the store."""
    if get_store().release(number).rows <= MAX_IN_MEMORY:
        return InMemoryFigures(get_store().figures(number))
    return LedgerFigures(get_store(), number, get_code_lists(number).indicators)


def get_release_number() -> int:
    """Return the number of the release to show: the one in the URL, else the newest."""
    requested, newest = url.get_requested_release(), get_newest_number()
    return requested if requested and requested <= newest else newest


@memoize(8, warm=None)
def get_chart_data(number: int, language: Language) -> ChartData:
    """Return the figures, code lists and texts from which charts of a release are made."""
    code_lists, names = _code_lists_and_names(number)
    return build_chart_data(code_lists, names, language, get_figures(number))


def get_language() -> Language:
    """Return the reader's language."""
    return url.get_requested_language(get_settings())


def get_current_chart_data() -> ChartData:
    """Return the chart data of the release and language that the reader sees."""
    return get_chart_data(get_release_number(), get_language())


def get_current_release() -> Release:
    """Return the release that the reader sees: who published it, when and why."""
    return get_code_lists(get_release_number()).release
