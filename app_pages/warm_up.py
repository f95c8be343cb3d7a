"""Fills the caches for a large release in a background thread, before readers need them.

Each cached function declares the arguments with which it is called: `@memoize(..., warm=...)`.
"""

from contextlib import suppress
from threading import Thread

# Every module with cached functions: importing it registers them.
from app_pages.area import area_view  # noqa: F401
from app_pages.asking import asked_words
from app_pages.components import affected_charts, chart_card, diff, figure_tables, scope_bar  # noqa: F401  # noqa: F401
from app_pages.data import reporting_data  # noqa: F401
from app_pages.explore import comparable_choice  # noqa: F401
from app_pages.history import comparison  # noqa: F401
from app_pages.overview import area_month, news, read_month_view  # noqa: F401
from app_pages.panels import total_panel  # noqa: F401
from app_pages.present import build, selection  # noqa: F401
from app_pages.progress import progress_rows  # noqa: F401
from app_pages.report import correction, reviewed_figures  # noqa: F401
from app_pages.state import release
from app_pages.state.cache import WARMED, NewRelease, memoize
from app_pages.topic import newest_figures, sections, topic_numbers  # noqa: F401
from ledger import StoreError


def warm_up_newest() -> None:
    """Start to fill the caches for the newest release, in a thread.

    If the store cannot be read, nothing is done: pages show the error to readers.
    """
    with suppress(StoreError, OSError):
        start_warm_up_once(release.get_newest_number())


@memoize(max_results=1, warm=None)
def start_warm_up_once(release_number: int) -> Thread:
    """Start to fill the caches for a release in a thread, and return the thread.

    Every page calls it. It is cached itself, so that one thread is started for each new release.
    """
    thread = Thread(target=_warm_up, args=(release_number,))
    thread.start()
    return thread


def _warm_up(release_number: int) -> None:
    """Call every cached function that declares warm-up arguments (WARMED), in the default language.

    A release that fits into memory (at most MAX_IN_MEMORY figures) needs only the words of
    questions. `release_number` is 0 if there is none. An error of the store ends it: the pages show
    it.
    """
    with suppress(StoreError, OSError):
        info = release.get_store().release(release_number) if release_number else None
        if info is None:
            return
        if info.rows <= release.MAX_IN_MEMORY:
            # The pinyin of its names takes a second, with few figures, too.
            asked_words.get_vocabulary(release_number)
            return
        new = NewRelease(release_number, info.parent, release.get_settings().language)
        for function, list_arguments in WARMED:
            for args in list_arguments(new):
                function(*args)
