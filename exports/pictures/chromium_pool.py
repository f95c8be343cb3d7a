"""The one Chromium that paints for everybody: started when needed, ended when idle or hung.

It runs in a process group of its own, below `painter.py`; whatever happens to either, the whole
group is ended by one signal. Pictures wait for each other in the order they were asked for.
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
"""A browser holds several hundred MB: it ends when nobody has asked for so long."""
_WORKER_SCRIPT = Path(__file__).with_name("chromium_process.py")
_ENVIRONMENT = ("PATH", "HOME", "LANG", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME")


class ChromiumProcess:
    """One running `painter.py` with its browser."""

    def __init__(self, chromium: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="pictures-")
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        own = dict.fromkeys(("TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), self.folder)
        self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and script, no shell)
            [sys.executable, "-I", str(_WORKER_SCRIPT), chromium],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | own,
            start_new_session=True,
        )

    def paint(self, request: bytes, seconds: float) -> bytes:
        """Return the answer to one request; Refused `picture_timeout` or `picture_failed`."""
        deadline = monotonic() + seconds
        self._send(struct.pack(">I", len(request)) + request, deadline)
        status, length = struct.unpack(">BI", self._receive(5, deadline))
        answer = self._receive(length, deadline)
        if status:
            raise ExportError("picture_failed", {"detail": answer.decode("utf-8", "replace")})
        return answer

    def end(self) -> None:
        """End the process and everything it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                _close_pipe(pipe)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _send(self, data: bytes, deadline: float) -> None:
        with _waiting_on(self.process.stdin, selectors.EVENT_WRITE) as wait:
            view = memoryview(data)
            while view:
                wait(deadline)
                try:
                    view = view[os.write(self._number(self.process.stdin), view[:65536]) :]
                except BrokenPipeError:
                    raise ExportError("picture_failed", {"detail": "the browser ended"}) from None

    def _receive(self, length: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        with _waiting_on(self.process.stdout, selectors.EVENT_READ) as wait:
            while length:
                wait(deadline)
                part = os.read(self._number(self.process.stdout), min(length, 1 << 20))
                if not part:
                    raise ExportError("picture_failed", {"detail": "the browser ended"})
                parts.append(part)
                length -= len(part)
        return b"".join(parts)

    @staticmethod
    def _number(pipe: IO[bytes] | None) -> int:
        if pipe is None:
            raise ExportError("picture_failed", {"detail": "no pipe"})
        return pipe.fileno()


@contextmanager
def _waiting_on(pipe: IO[bytes] | None, event: int) -> Iterator[Any]:
    """Give a function that waits until the pipe can be used, at most until a deadline."""
    number = ChromiumProcess._number(pipe)
    os.set_blocking(number, False)
    with selectors.DefaultSelector() as selector:
        selector.register(number, event)

        def wait(deadline: float) -> None:
            if not selector.select(max(0.0, deadline - monotonic())):
                raise ExportError("picture_timeout", {"seconds": round(TIMEOUT_SECONDS)})

        yield wait


def _close_pipe(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


class ChromiumPool:
    """Whoever wants a picture asks here; one is painted at a time, first come, first served."""

    def __init__(self) -> None:
        self._turns: deque[threading.Event] = deque()
        self._guard = threading.Lock()
        self._painter: ChromiumProcess | None = None
        self._used = 0.0
        self._timer: threading.Timer | None = None

    def paint(self, chromium: str, request: Mapping[str, Any]) -> bytes:
        """Return the answer to a request, as `painter.py` describes them.

        Raises Refused `picture_timeout` after SECONDS and `picture_failed`; the browser is then
        ended, and the next request starts another one.
        """
        written = orjson.dumps(request, option=orjson.OPT_SERIALIZE_NUMPY)
        with self._turn():
            painter = self._running(chromium)
            try:
                return painter.paint(written, TIMEOUT_SECONDS)
            except ExportError:
                self._end()
                raise
            finally:
                self._used = monotonic()

    def close(self) -> None:
        """End the browser now."""
        with self._turn():
            self._end()

    @property
    def group(self) -> int:
        """Give the process group of the running browser; 0 if none runs."""
        return self._painter.process.pid if self._painter else 0

    def _running(self, chromium: str) -> ChromiumProcess:
        if self._painter and self._painter.process.poll() is not None:
            self._end()
        if not self._painter:
            self._painter = ChromiumProcess(chromium)
            self._wake_in(IDLE_SECONDS)
        return self._painter

    def _end(self) -> None:
        if self._painter:
            self._painter.end()
            self._painter = None
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _wake_in(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _end_if_idle(self) -> None:
        with self._turn():
            left = self._used + IDLE_SECONDS - monotonic()
            if left > 0.1 and self._painter:
                self._wake_in(left)
            else:
                self._end()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until everybody who came before is done."""
        mine = threading.Event()
        with self._guard:
            self._turns.append(mine)
            if self._turns[0] is mine:
                mine.set()
        mine.wait()
        try:
            yield
        finally:
            with self._guard:
                self._turns.popleft()
                if self._turns:
                    self._turns[0].set()


CHROMIUM_POOL = ChromiumPool()
atexit.register(CHROMIUM_POOL.close)
