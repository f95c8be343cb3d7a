"""The release that a page shows: its number, figures, code lists and chart data; cached."""

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
    """Return the settings in config.yaml, read once per process."""
    return load_settings()


@cache
def get_store() -> Store:
    """Return the release store, opened once per process."""
    return open_store(get_settings())


def get_newest_number() -> int:
    """Return the number of the newest readable release, looked up at most once a second."""
    newest, _damaged = _find_newest_and_damaged(int(time.monotonic()))
    return newest


def get_damaged_number() -> int:
    """Return the number of the newest release if its files were altered or lost; otherwise 0."""
    _newest, damaged = _find_newest_and_damaged(int(time.monotonic()))
    return damaged


def refresh_newest() -> None:
    """Look up the newest release again at the next call, after this process has published one."""
    _find_newest_and_damaged.cache_clear()


@lru_cache(maxsize=1)
def _find_newest_and_damaged(_second: int) -> tuple[int, int]:
    """Return the numbers of the newest readable release, and of a newer, damaged one (0 for none).

    `_second` is the time in whole seconds and only part of the cache's key: within a second the
    store is asked once, however many pages are drawn. If a backup has been loaded into the store
    meanwhile, everything cached about its releases is forgotten first.
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
def _read_code_lists(release_number: int) -> tuple[Snapshot, Names]:
    """Return the code lists of a release as a snapshot without figures, and their names; cached.

    Code lists are the release's indicators, programmes, areas and sources.
    """
    snapshot = get_store().read(release_number, NO_FIGURES)
    return snapshot, read_code_names(snapshot, get_settings().topics)


def get_code_lists(release_number: int) -> Snapshot:
    """Return the code lists of a release as a snapshot without figures."""
    code_lists, _names = _read_code_lists(release_number)
    return code_lists


@memoize(max_results=4, warm=None)
def get_figures(release_number: int) -> FigureSource:
    """Return the figures of a release: in memory if at most MAX_IN_MEMORY, else read when needed.

    From a larger release, each question reads only the rows that it needs.
    """
    if get_store().release(release_number).rows <= MAX_IN_MEMORY:
        return InMemoryFigures(get_store().figures(release_number))
    return LedgerFigures(get_store(), release_number, get_code_lists(release_number).indicators)


@memoize(max_results=16, warm=lambda new: [(new.number,)])
def get_reported_extent(release_number: int) -> ReportedExtent:
    """Return how many figures, indicators and areas a release has, and its last month; cached."""
    return measure_extent(get_figures(release_number))


def get_release_number() -> int:
    """Return the number of the release to show: the one in the URL, or the newest.

    A number in the URL that is 0, or that no release has yet, means the newest as well.
    """
    requested, newest = url.get_requested_release(), get_newest_number()
    return requested if requested and requested <= newest else newest


def build_chart_data(
    snapshot: Snapshot, names: Names, language: Language, figures: Figures | None = None
) -> ChartData:
    """Return the figures and code lists that charts are made from, in one language.

    `names` are the names of the codes (`read_code_names`). `figures` replace those of the snapshot,
    for example if it was read without figures.
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
def get_chart_data(release_number: int, language: Language) -> ChartData:
    """Return the chart data of a release in a language; cached."""
    code_lists, names = _read_code_lists(release_number)
    return build_chart_data(code_lists, names, language, get_figures(release_number))


def get_language() -> Language:
    """Return the reader's language."""
    return url.get_requested_language(get_settings())


def get_current_chart_data() -> ChartData:
    """Return the chart data of the release and language that the reader sees."""
    return get_chart_data(get_release_number(), get_language())


def get_current_release() -> Release:
    """Return the release that the reader sees, with who published it, when and why."""
    return get_code_lists(get_release_number()).release
