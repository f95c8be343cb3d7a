"""The one Chromium that renders for all sessions: started on demand, ended when idle or hung.

It is a child of `chromium_process.py`; both are in a process group apart from the server's, so that
one signal ends both. Requests are rendered one at a time, first come, first served.
"""

import atexit
import os
import selectors
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import IO, Any

import orjson

from exports.errors import ExportError

TIMEOUT_SECONDS = 30.0
"""A picture that takes longer is given up, and the browser with it."""
IDLE_SECONDS = 60.0
"""The browser takes several hundred MB: it ends after so long without a request."""
_WORKER_SCRIPT = Path(__file__).with_name("chromium_process.py")
_ENVIRONMENT = ("PATH", "HOME", "LANG", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME")
"""Environment variables that are passed on."""


class ChromiumProcess:
    """One running `chromium_process.py` with its browser."""

    def __init__(self, chromium: str) -> None:
        """Start `chromium_process.py` with the browser at the path `chromium`.

        It gets a folder of its own for temporary files and settings, and of our environment only
        _ENVIRONMENT, so that no password in another variable reaches a browser.
        """
        self.folder = tempfile.mkdtemp(prefix="pictures-")
        inherited = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        own = dict.fromkeys(("TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), self.folder)
        self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and script, no shell)
            [sys.executable, "-I", str(_WORKER_SCRIPT), chromium],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=inherited | own,
            start_new_session=True,
        )

    def render(self, request: bytes, seconds: float) -> bytes:
        """Send a request to the Chromium process and return its answer within `seconds`.

        Raises ExportError `picture_timeout` or `picture_failed`.
        """
        deadline = monotonic() + seconds
        self._send(struct.pack(">I", len(request)) + request, deadline)
        # An answer begins with a byte, 0 for success, and its length in four bytes.
        status, length = struct.unpack(">BI", self._receive(5, deadline))
        answer = self._receive(length, deadline)
        if status:
            raise ExportError("picture_failed", {"detail": answer.decode("utf-8", "replace")})
        return answer

    def end(self) -> None:
        """End the Chromium process and everything it started, at once, and remove its folder.

        A browser that hangs would not answer a request to end.
        """
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _send(self, data: bytes, deadline: float) -> None:
        """Write data to the Chromium process before a deadline. Raises ExportError.

        It is written in pieces of at most 64 KiB, because a pipe takes only so much until the other
        end reads.
        """
        fd = _get_fd(self.process.stdin)
        with _open_selector(fd, selectors.EVENT_WRITE) as wait:
            view = memoryview(data)
            while view:
                wait(deadline)
                try:
                    view = view[os.write(fd, view[:65536]) :]
                except BrokenPipeError:
                    raise ExportError("picture_failed", {"detail": "the browser ended"}) from None

    def _receive(self, length: int, deadline: float) -> bytes:
        """Read exactly `length` bytes from the Chromium process before a deadline.

        They come in pieces of up to a megabyte. Raises ExportError, also if the process ends.
        """
        parts: list[bytes] = []
        fd = _get_fd(self.process.stdout)
        with _open_selector(fd, selectors.EVENT_READ) as wait:
            while length:
                wait(deadline)
                part = os.read(fd, min(length, 1 << 20))
                if not part:
                    raise ExportError("picture_failed", {"detail": "the browser ended"})
                parts.append(part)
                length -= len(part)
        return b"".join(parts)


def _get_fd(pipe: IO[bytes] | None) -> int:
    """Return the file descriptor of a pipe; only the type of Popen's pipes allows None."""
    if pipe is None:
        raise ExportError("picture_failed", {"detail": "no pipe"})
    return pipe.fileno()


@contextmanager
def _open_selector(fd: int, event: int) -> Iterator[Any]:
    """Yield a function `wait(deadline)` that returns as soon as a pipe is ready.

    It raises ExportError after the deadline, a time of `time.monotonic`. `fd` is the pipe's file
    descriptor, `event` selectors.EVENT_READ or EVENT_WRITE.
    """
    os.set_blocking(fd, False)
    with selectors.DefaultSelector() as selector:
        selector.register(fd, event)

        def wait(deadline: float) -> None:
            """Wait until the pipe is ready; raise ExportError after the deadline."""
            if not selector.select(max(0.0, deadline - monotonic())):
                raise ExportError("picture_timeout", {"seconds": round(TIMEOUT_SECONDS)})

        yield wait


class ChromiumPool:
    """Renders requests of all threads one at a time in a single Chromium.

    `_queue` has an event for each caller; the first one is rendering.
    """

    def __init__(self) -> None:
        """Begin with no browser running and nobody waiting."""
        self._queue: deque[threading.Event] = deque()  # one for each caller, set at its turn
        self._lock = threading.Lock()
        self._worker: ChromiumProcess | None = None
        self._last_used = 0.0  # a time of time.monotonic
        self._timer: threading.Timer | None = None

    def render(self, chromium: str, request: Mapping[str, Any]) -> bytes:
        """Return the picture or PDF for a request, which is as `chromium_process.py` describes it.

        Raises ExportError `picture_timeout` after TIMEOUT_SECONDS, or `picture_failed`; the browser
        is then ended, and the next request starts another one.
        """
        body = orjson.dumps(request, option=orjson.OPT_SERIALIZE_NUMPY)
        with self._wait_for_turn():
            worker = self._get_worker(chromium)
            try:
                return worker.render(body, TIMEOUT_SECONDS)
            except ExportError:
                self._end_worker()
                raise
            finally:
                self._last_used = monotonic()

    def close(self) -> None:
        """End the browser once earlier requests are done: the program ends."""
        with self._wait_for_turn():
            self._end_worker()

    @property
    def process_group(self) -> int:
        """The id of the browser's process group; 0 if no browser runs."""
        return self._worker.process.pid if self._worker else 0

    def _get_worker(self, chromium: str) -> ChromiumProcess:
        """Return the running process, or start one with the browser at the path `chromium`.

        One that has ended by itself is replaced.
        """
        if self._worker and self._worker.process.poll() is not None:
            self._end_worker()
        if not self._worker:
            self._worker = ChromiumProcess(chromium)
            self._schedule_idle_check(IDLE_SECONDS)
        return self._worker

    def _end_worker(self) -> None:
        """End the pool's Chromium process, if there is one, and the timer of its idle check."""
        if self._worker:
            self._worker.end()
            self._worker = None
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _schedule_idle_check(self, seconds: float) -> None:
        """Check after so many seconds whether the browser is idle and can be ended."""
        self._timer = threading.Timer(seconds, self._end_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _end_if_idle(self) -> None:
        """End the Chromium process if it was idle for IDLE_SECONDS, else check again later.

        The timer calls it in a thread of its own, so that it waits for its turn like a request.
        """
        with self._wait_for_turn():
            remaining = self._last_used + IDLE_SECONDS - monotonic()
            # A request may have come since; a tenth of a second is not worth another timer.
            if remaining > 0.1 and self._worker:
                self._schedule_idle_check(remaining)
            else:
                self._end_worker()

    @contextmanager
    def _wait_for_turn(self) -> Iterator[None]:
        """Enter the context once every earlier caller is done: one picture is drawn at a time.

        A plain lock would not keep the order of the threads.
        """
        turn = threading.Event()
        with self._lock:
            self._queue.append(turn)
            if self._queue[0] is turn:
                turn.set()
        turn.wait()
        try:
            yield
        finally:
            with self._lock:
                self._queue.popleft()
                if self._queue:
                    self._queue[0].set()


CHROMIUM_POOL = ChromiumPool()
atexit.register(CHROMIUM_POOL.close)
