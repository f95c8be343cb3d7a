"""The release that a page shows: its number, figures, code lists and chart data, cached.

`number` is a release's number in all functions.
"""

import time
from functools import cache, lru_cache

from app_pages.state import url
from app_pages.state.cache import RESULTS, memoize
from app_pages.state.ledger_figures import LedgerFigures
from charts.chart import ChartData
from curation.code_names import read_code_names
from curation.workspace import NO_FIGURES, open_store
from ledger import CorruptFileError, Release, Snapshot, Store
from locales import Language, Words
from locales.words import Names
from metrics.figure_queries import Figures
from metrics.figure_source import FigureSource, InMemoryFigures
from metrics.reporting_coverage import ReportedExtent, measure_extent
from settings import Settings, load_settings

# A release with at most this many figures is loaded as a whole; of a larger one, only rows that a
# page shows.
MAX_IN_MEMORY = 50_000


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
    newest, _damaged = _newest_and_damaged(int(time.monotonic()))
    return newest


def get_damaged_number() -> int:
    """Return the number of the newest release if its files were altered or lost; 0 if not."""
    _newest, damaged = _newest_and_damaged(int(time.monotonic()))
    return damaged


def refresh_newest() -> None:
    """Look up the newest release again at the next call, as this process has published one."""
    _newest_and_damaged.cache_clear()


@lru_cache(maxsize=1)
def _newest_and_damaged(_second: int) -> tuple[int, int]:
    """Return the numbers of the newest readable release and of a newer, damaged one (0 if none).

    `_second` is the time in whole seconds, which is only the key of the cache: within one second
    the store is asked once, however many pages are drawn. If a backup has been loaded into the
    store meanwhile, everything that was cached of its releases is forgotten first.
    """
    if get_store().clear_caches_if_replaced():
        RESULTS.clear()
    last_good = get_store().last_good()
    readable = last_good.number if last_good else 0
    try:
        newest = get_store().head()
    except CorruptFileError as error:
        return readable, error.release or readable + 1  # the error may not know the number
    return readable, newest.number if newest and newest.number > readable else 0


@memoize(max_results=4, warm=None)
def _code_lists_and_names(number: int) -> tuple[Snapshot, Names]:
    """Return the code lists of a release, as a snapshot without figures, and the names in them.

    Code lists are the release's indicators, programmes, areas and sources.
    """
    snapshot = get_store().read(number, NO_FIGURES)
    return snapshot, read_code_names(snapshot, get_settings().topics)


def get_code_lists(number: int) -> Snapshot:
    """Return the code lists of a release, without its figures."""
    code_lists, _names = _code_lists_and_names(number)
    return code_lists


@memoize(max_results=4, warm=None)
def get_figures(number: int) -> FigureSource:
    """Return the figures of a release: in memory if they are few, else read from the store.

    Few are at most MAX_IN_MEMORY. Of more, each question reads only the rows that it needs.
    """
    if get_store().release(number).rows <= MAX_IN_MEMORY:
        return InMemoryFigures(get_store().figures(number))
    return LedgerFigures(get_store(), number, get_code_lists(number).indicators)


@memoize(max_results=16, warm=lambda new: [(new.number,)])
def get_reported_extent(number: int) -> ReportedExtent:
    """Return how many figures, indicators and areas a release has, and its last month."""
    return measure_extent(get_figures(number))


def get_release_number() -> int:
    """Return the number of the release to show: the one in the URL, else the newest.

    A number in the URL that no release has yet, or that is 0, means the newest too.
    """
    requested, newest = url.get_requested_release(), get_newest_number()
    return requested if requested and requested <= newest else newest


def build_chart_data(
    snapshot: Snapshot, names: Names, language: Language, figures: Figures | None = None
) -> ChartData:
    """Return what charts are made from: a snapshot's figures and code lists, in one language.

    `names` are those of the codes in it (`read_code_names`). `figures`, if given, take the place of
    the snapshot's, as of one that was read without figures.
    """
    return ChartData(
        figures=snapshot.figures if figures is None else figures,
        programmes=tuple(snapshot.programmes),
        indicators=tuple(snapshot.indicators),
        areas=snapshot.areas,
        words=Words(language, names),
        release=snapshot.release.number,
    )


@memoize(max_results=8, warm=None)
def get_chart_data(number: int, language: Language) -> ChartData:
    """Return the chart data of a release in a language, cached."""
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
