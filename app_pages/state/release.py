"""The release that a page reads: opened once a process, cached by its number."""

import time
from functools import cache, lru_cache

from app_pages.state import url
from app_pages.state.cache import kept
from app_pages.state.lazy_figures import Stored
from app_pages.state.material import material_of
from charts.chart import Material
from curation.code_names import names_of
from curation.context import NOTHING, open_store
from ledger import Corrupt, Release, Snapshot, Store
from locales import Language
from locales.words import Names
from metrics.figures import Figures
from settings import Settings, load

FEW = 50_000  # figures that are read at once and kept


@cache
def settings() -> Settings:
    """Read config.yaml once a process."""
    return load()


@cache
def store() -> Store:
    """Open the store once a process."""
    return open_store(settings())


def newest() -> int:
    """Give the number of the newest release that can be read whole, looked up once a second."""
    return _state(int(time.monotonic()))[0]


def damaged() -> int:
    """Give the number of the newest release if its files are not what was published, else 0."""
    return _state(int(time.monotonic()))[1]


def look_again() -> None:
    """Look for the newest release at once: this reader has just published one."""
    _state.cache_clear()


@lru_cache(maxsize=1)
def _state(_second: int) -> tuple[int, int]:
    """Look up the newest whole release, and a damaged one that is newer."""
    good = store().last_good()
    number = good.number if good else 0
    try:
        head = store().head()
    except Corrupt as fault:
        return number, fault.release or number + 1
    return number, head.number if head and head.number > number else 0


@kept(4)
def _lists(number: int) -> tuple[Snapshot, Names]:
    snapshot = store().read(number, NOTHING)
    return snapshot, names_of(snapshot, settings().topics)


def lists_in(number: int) -> Snapshot:
    """Read the code lists of one release, and none of its figures."""
    return _lists(number)[0]


@kept(4)
def figures_in(number: int) -> Figures:
    """Give the figures of one release: in memory while they are few, else where they lie."""
    if store().release(number).rows <= FEW:
        return store().figures(number)
    return Stored(store(), number, lists_in(number).indicators)


def number() -> int:
    """Give the number of the release that is read: the address's, else the newest."""
    asked, last = url.release_number(), newest()
    return asked if asked and asked <= last else last


@kept(8)
def material_in(number: int, language: Language) -> Material:
    """Give what charts of one release are made from in one language."""
    state, names = _lists(number)
    return material_of(state, names, language, figures_in(number))


def language() -> Language:
    """Give the reader's language."""
    return url.language(settings())


def material() -> Material:
    """Give what charts are made from, in the reader's language."""
    return material_in(number(), language())


def release() -> Release:
    """Give the release that the page shows: who published it, when and why."""
    return lists_in(number()).release
