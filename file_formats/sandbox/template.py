"""The template process: started when it is first needed, ended when nobody needs it any more."""

import atexit
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from file_formats.limits import FileLimits
from file_formats.sandbox.messages import pack

_WORKER = Path(__file__).with_name("worker.py")
ENVIRONMENT = {
    "PYTHONIOENCODING": "utf-8",
    "LC_ALL": "C.UTF-8",
    # A process that forks must have no other threads, and reserve no memory that it does not use.
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MALLOC_ARENA_MAX": "1",
}
_IDLE_SECONDS = 600.0
"""Seconds without work after which a template process is ended, since it takes 100 MB."""
_END_SECONDS = 5.0
"""Seconds that a template process may take to end."""


class _TemplateProcess:
    """The process that forks children; it ends when its socket is closed."""

    def __init__(self) -> None:
        """Start the process, with the other end of the socket for orders. Raises OSError.

        It has a session of its own, so that a key pressed in our terminal (Ctrl-C) does not end it.
        """
        self._control, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with control:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and script)
                [sys.executable, "-I", str(_WORKER), str(control.fileno())],
                pass_fds=[control.fileno()],
                stdin=subprocess.DEVNULL,
                env=ENVIRONMENT,
                start_new_session=True,
            )

    def send_order(self, message: bytes, descriptors: Sequence[int]) -> None:
        """Send an order, and the sockets for it. Raises OSError if the process has ended."""
        socket.send_fds(self._control, [message], descriptors)

    def close(self) -> None:
        """End the process, and all its children."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)


class _Template:
    """Keeps the template process of this process, starts it when needed and ends it when idle."""

    def __init__(self) -> None:
        """Begin without a template process."""
        self._lock = threading.Lock()
        self._process: _TemplateProcess | None = None
        self._timer: threading.Timer | None = None

    def send_order(
        self,
        function: Callable[..., object],
        limits: FileLimits | None = None,
        descriptors: Sequence[int] = (),
    ) -> None:
        """Order the process to import a function and, with limits and sockets, to fork a child.

        The child gets the first of two sockets, see `worker.py`. If the process has ended, another
        one is started. Raises OSError.
        """
        seconds, memory = (limits.seconds, limits.memory) if limits else (0.0, 0)
        message, _ = pack((function, seconds, memory))
        with self._lock:
            self._end_when_idle(seconds)
            if self._process:
                try:
                    return self._process.send_order(message, descriptors)
                except OSError:
                    self._process.close()
            self._process = _TemplateProcess()
            return self._process.send_order(message, descriptors)

    def _end_when_idle(self, seconds: float) -> None:
        """Let the process be ended when it is idle, after an order that takes `seconds` at most."""
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(_IDLE_SECONDS + seconds, self.end)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """End the template process, if there is one; the next job starts another."""
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.close()


TEMPLATE = _Template()
atexit.register(TEMPLATE.end)
