"""Settings of the server's process: memory allocation, garbage collection, TCP_NODELAY."""

import ctypes
import gc
import os
import socket
from contextlib import suppress
from stat import S_ISSOCK

MALLOC_ARENAS = 2
M_ARENA_MAX = -8  # of malloc.h
OWN_FILES = "/dev/fd"


def limit_malloc_arenas() -> None:
    """Let all threads allocate from the same two arenas, where the C library has them.

    Streamlit runs every page in a new thread, and glibc spreads threads over eight arenas a core.
    Each arena grows to what the largest page took and returns little of it: 30 MB more after
    2,000 pages, and more for hours.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, MALLOC_ARENAS)


def freeze_gc() -> None:
    """Exclude all objects created during start-up from garbage collection, and turn it on.

    The caller has turned it off before importing libraries.
    """
    gc.freeze()
    gc.enable()


def disable_nagle() -> None:
    """Turn Nagle's algorithm off for every connection accepted from now on.

    asyncio does so for sockets that were created with TCP as their protocol; Streamlit's are not.
    Then the body of a response waits until the browser has acknowledged its head, which a kernel
    delays by 40 ms: for each of a hundred scripts, six at a time. A connection inherits the
    setting from the listening socket.
    """
    for number in map(int, os.listdir(OWN_FILES)):
        with suppress(OSError):  # the descriptor of the listing itself is closed by now
            if S_ISSOCK(os.fstat(number).st_mode):
                with socket.socket(fileno=os.dup(number)) as listener:
                    if listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
