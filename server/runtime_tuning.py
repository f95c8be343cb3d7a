"""How the server's process keeps its memory."""

import ctypes
import gc

ARENAS = 2
M_ARENA_MAX = -8  # of malloc.h


def limit_malloc_arenas() -> None:
    """Let all threads take memory from the same two arenas, where the C library has them.

    Streamlit runs every page in a new thread, and glibc spreads threads over eight arenas a core.
    Each of them grows to what the largest page took and gives little of it back: 30 MB more after
    2,000 pages, and more for hours.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, ARENAS)


def freeze_gc() -> None:
    """Let no search for garbage go through what was loaded so far: it stays while the server runs.

    Called with the search turned off since before the libraries were loaded.
    """
    gc.freeze()
    gc.enable()
