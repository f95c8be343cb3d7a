"""Tuning of the server's process: memory allocation, garbage collection, TCP_NODELAY."""

import ctypes
import gc
import os
import socket
from contextlib import suppress
from stat import S_ISSOCK

MALLOC_ARENAS = 2
M_ARENA_MAX = -8  # as defined in malloc.h
OPEN_FILES = "/dev/fd"  # a folder with an entry for each open file descriptor of this process


def limit_malloc_arenas() -> None:
    """Make all threads allocate memory from two arenas, if the C library is glibc.

    Streamlit runs every page in a new thread, and glibc uses up to eight arenas per core. Each
    arena grows to the size of the largest page and returns little memory: without the limit, 2,000
    pages permanently take 30 MB more.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, MALLOC_ARENAS)


def freeze_gc() -> None:
    """Exclude all objects created during start-up from garbage collection, then turn it on.

    They live as long as the process, and looking through them would take time in vain. The caller
    must have turned garbage collection off before importing libraries.
    """
    gc.freeze()
    gc.enable()


def disable_nagle() -> None:
    """Turn off Nagle's algorithm (set TCP_NODELAY) for connections accepted from now on.

    With it the body of a response waits for the acknowledgement of its headers, which kernels delay
    by 40 ms. asyncio turns it off only for sockets created with protocol TCP, and Streamlit's are
    not. Connections inherit the option from the listening socket, which is found among OPEN_FILES.
    """
    for descriptor in map(int, os.listdir(OPEN_FILES)):
        with suppress(OSError):  # the descriptor that listdir itself used is closed by now
            if S_ISSOCK(os.fstat(descriptor).st_mode):
                with socket.socket(fileno=os.dup(descriptor)) as listener:
                    if listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
