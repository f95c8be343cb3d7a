"""Warm-up of the caches for a large release, in a background thread.

It computes results that the first readers would otherwise wait for. Each cached function declares
with which arguments it is called: `@memoize(..., warm=...)`.
"""

from contextlib import suppress
from threading import Thread

# Every module with cached functions: importing it registers them.
from app_pages.area import area_view  # noqa: F401
from app_pages.asking import asked_words
from app_pages.components import affected_charts, chart_card, diff, figure_tables, scope_bar  # noqa: F401  # noqa: F401
from app_pages.data import filing_data  # noqa: F401
from app_pages.explore import comparable_choice  # noqa: F401
from app_pages.history import comparison  # noqa: F401
from app_pages.overview import area_month, news, read  # noqa: F401
from app_pages.panels import total_panel  # noqa: F401
from app_pages.present import build, selection  # noqa: F401
from app_pages.progress import progress_rows  # noqa: F401
from app_pages.report import correction, reviewed_figures  # noqa: F401
from app_pages.state import release
from app_pages.state.cache import WARMED, NewRelease, memoize
from app_pages.topic import newest_figures, sections, topic_numbers  # noqa: F401
from ledger import StoreError


def warm_up_newest() -> None:
    """Start to warm up the caches of the newest release, in a thread.

    If the store cannot be read, nothing is done: pages show the error to readers.
    """
    with suppress(StoreError, OSError):
        start_once(release.get_newest_number())


@memoize(max_results=1, warm=None)
def start_once(number: int) -> Thread:
    """Start to warm up the release with this number in a thread, and return the thread.

    Every page calls this; it is cached, so that one thread is started for each new release. For a
    small release it is soon done.
    """
    thread = Thread(target=_warm_up, args=(number,))
    thread.start()
    return thread


def _warm_up(number: int) -> None:
    """Call every cached function that declares warm-up arguments (WARMED), in the default language.

    `number` is the release's number, 0 if there is none. A release that fits into memory (at most
    MAX_IN_MEMORY figures) needs only the words of questions. An error of the store ends it: the
    pages show it.
    """
    with suppress(StoreError, OSError):
        info = release.get_store().release(number) if number else None
        if info is None:
            return
        if info.rows <= release.MAX_IN_MEMORY:
            asked_words.get_vocabulary(number)  # its pinyin takes a second with few figures, too
            return
        new = NewRelease(number, info.parent, release.get_settings().language)
        for function, list_arguments in WARMED:
            for args in list_arguments(new):
                function(*args)
