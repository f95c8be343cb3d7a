"""Computes what the first readers of a large release would wait for, in a thread of its own.

These calls are declared where their functions are cached: `@memoize(..., warm=...)`.
"""

from contextlib import suppress
from threading import Thread

# Every module with cached functions: importing it registers them.
from app_pages.components import affected_charts, chart, diff, figure_tables  # noqa: F401
from app_pages.present import build, selection  # noqa: F401
from app_pages.progress import table  # noqa: F401
from app_pages.report import correction, reviewed_figures  # noqa: F401
from app_pages.state import release
from app_pages.state.cache import WARMED, NewRelease, memoize
from ledger import StoreError


def warm_up_newest() -> None:
    """Start to warm up the newest release; readers are told of errors of the store."""
    with suppress(StoreError, OSError):
        start_once(release.get_newest_number())


@memoize(1, warm=None)
def start_once(number: int) -> Thread:
    """Start to warm up a release, once; the thread ends at once for a release of few figures."""
    thread = Thread(target=_warm_up, args=(number,))
    thread.start()
    return thread


def _warm_up(number: int) -> None:
    """Call every cached function that is to be warmed, in the language that comes first."""
    with suppress(StoreError, OSError):
        info = release.get_store().release(number) if number else None
        if info is None or info.rows <= release.MAX_IN_MEMORY:
            return
        new = NewRelease(number, info.parent, release.get_settings().language)
        for function, arguments in WARMED:
            for each in arguments(new):
                function(*each)
