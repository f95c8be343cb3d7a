"""Work on a file in a child process with limits, so that no file can harm or delay the server.

Every kind of upload, and every report, is read by `run_in_child`. The child has limits on time,
processor time, memory and the size of its answer. It has no environment and writes no files. It is
killed as soon as its caller stops waiting: because a limit is exceeded, a browser tab is closed, or
the process ends. It answers in JSON and bytes, which cannot contain code.

Children are forked by a template process, which has the libraries loaded (`worker.py`).
"""

import errno
import json
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NoReturn, TypeVar, get_type_hints

import pyarrow as pa
from pydantic import PlainValidator, TypeAdapter, ValidationError, ValidationInfo

from file_formats.errors import FileFormatError, UnclearEncodingError
from file_formats.limits import LIMITS, FileLimits
from file_formats.sandbox.messages import HEARTBEAT, Channel, pack
from file_formats.sandbox.template import TEMPLATE
from file_formats.sandbox.worker import READY

T = TypeVar("T")
Handlers = Mapping[str, Callable[..., object]]
_TURNS = threading.BoundedSemaphore(2)
"""Two jobs are done at a time, to limit memory; others wait."""
TEMPORARY_ERRORS = frozenset(("busy", "too_many_files", "no_child"))
"""Codes of errors that are not due to the file, so that a later attempt may succeed."""
_START_SECONDS = 60.0
"""Seconds in which a template process loads the libraries and forks a child."""
_END_SECONDS = 5.0
"""Seconds that a child may take to end after its answer or after it was killed."""
LOGGER = logging.getLogger("dashboard.files")


def _read_block(index: int, info: ValidationInfo) -> Any:
    """Return a block of the child's answer by its index."""
    return memoryview((info.context or ())[index])


def _read_table(index: int, info: ValidationInfo) -> pa.Table:
    """Return an Arrow table of the child's answer by the index of its block."""
    return pa.ipc.open_stream(pa.py_buffer((info.context or ())[index])).read_all()


ByteBlock = Annotated[Any, PlainValidator(_read_block)]
"""In the return type of a job: bytes, which are not put into the JSON."""
ArrowTable = Annotated[pa.Table, PlainValidator(_read_table)]
"""In the return type of a job: an Arrow table."""


@dataclass
class _Waiting:
    """Holds the function that every thread calls while it waits for a child.

    There is one for the whole process; `set_waiting_hook` replaces the function.
    """

    hook: Callable[[], None] = lambda: None


_WAITING = _Waiting()


def set_waiting_hook(hook: Callable[[], None]) -> None:
    """Set a function that is called five times a second by every thread that waits for a child.

    If it raises an exception, the child is killed. Pages use this to end the work for a tab that
    was closed.
    """
    _WAITING.hook = hook


def run_in_child(
    job: Callable[..., T],
    *args: object,
    limits: FileLimits = LIMITS,
    handlers: Handlers | None = None,
) -> T:
    """Call `job(*args)` in a child process, and return its result.

    A file that makes a parser crash, hang or use up memory harms only the child. `job` is a
    function of a module, whose return type is annotated. With `handlers` its last argument is a
    `ParentCalls`, by which it may call them; their time is not counted. Raises FileFormatError: the
    codes of the job, too_slow, too_much_memory, answer_too_large, parser_stopped, and
    TEMPORARY_ERRORS. Exceptions of a handler or the waiting hook are passed on.
    """
    with _take_turn(limits.seconds), _Child(job, limits) as child:
        return child.call(job, args, handlers)


def warm_up(function: Callable[..., object]) -> None:
    """Let the template process import the module of a function, without waiting for it.

    The first upload after a start then does not wait for the libraries to load.
    """
    with suppress(OSError):
        TEMPLATE.send_order(function)


@contextmanager
def _take_turn(seconds: float) -> Iterator[None]:
    """Wait until fewer than two jobs run, then count one more job until the context is left.

    Raises FileFormatError (busy) after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not _TURNS.acquire(timeout=max(0.0, min(HEARTBEAT, deadline - time.monotonic()))):
        _WAITING.hook()
        if time.monotonic() >= deadline:
            raise FileFormatError("busy")
    try:
        yield
    finally:
        _TURNS.release()


class _Child:
    """A child process at work; leaving its context kills it."""

    def __init__(self, job: Callable[..., object], limits: FileLimits) -> None:
        """Let the template process import the module of `job` and fork a child.

        Raises FileFormatError (too_many_files, no_child).
        """
        self._limits = limits
        self._deadline = time.monotonic() + _START_SECONDS
        self._sockets = ExitStack()
        try:
            talk, child_talk = map(self._sockets.enter_context, socket.socketpair())
            # The template sends to `watch` how the child ended, and kills it if this end closes.
            self._watch, template_watch = map(self._sockets.enter_context, socket.socketpair())
            TEMPLATE.send_order(job, limits, [child_talk.fileno(), template_watch.fileno()])
        except OSError as error:
            self._sockets.close()
            too_many = error.errno in (errno.EMFILE, errno.ENFILE)
            raise FileFormatError("too_many_files" if too_many else "no_child") from error
        child_talk.close()
        template_watch.close()
        self._watch.settimeout(_END_SECONDS)
        self._channel = Channel(talk, self._check_wait)

    def __enter__(self) -> "_Child":
        """Return the child."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the sockets; if the child is still at work, the template then kills it."""
        self._sockets.close()

    def call(self, job: Callable[..., T], args: Sequence[object], handlers: Handlers | None) -> T:
        """Let the child call `job(*args)`, and return its result. Raises like `run_in_child`.

        Until the result comes, the child may ask for calls of the functions in `handlers`.
        """
        self._wait_until_ready()
        self._send((job, args, handlers is not None))
        while True:
            message, blocks = self._receive()
            # Either a request to call a handler, or the last message: a result or an error.
            if message.keys() == {"ask", "args"} and message["ask"] in (handlers or {}):
                self._answer_request(message, handlers or {})
                continue
            _, _, memory = self._read_end()  # the first two are return code and processor seconds
            if message.keys() == {"result"}:
                return self._read_result(job, message["result"], blocks)
            self._raise_error_of_job(job, message, memory)

    def _wait_until_ready(self) -> None:
        """Wait for the child's first message; its time is counted from then on."""
        try:
            self._channel.receive(len(READY))
        except (EOFError, ConnectionError):
            self._raise_end()
        self._deadline = time.monotonic() + self._limits.seconds

    def _send(self, value: object) -> None:
        """Send an object to the child. Raises FileFormatError if the child has ended."""
        try:
            self._channel.send(*pack(value))
        except ConnectionError:
            self._raise_end()

    def _receive(self) -> tuple[dict[str, Any], list[Any]]:
        """Return the child's next message, a JSON object, and the blocks of bytes beside it.

        Raises FileFormatError if it is too large or no JSON object, and if the child has ended.
        """
        try:
            text, blocks = self._channel.receive(self._limits.answer)
            return dict(json.loads(text)), blocks
        except OverflowError:
            values = {"limit": self._limits.answer // 2**20}
            raise FileFormatError("answer_too_large", values=values) from None
        except (EOFError, ConnectionError):
            self._raise_end()
        except (ValueError, TypeError, RecursionError) as error:  # not a message of worker.py
            raise FileFormatError("parser_stopped") from error

    def _answer_request(self, message: dict[str, Any], handlers: Handlers) -> None:
        """Call the handler that the child asks for, and send its result.

        `message` is {"ask": name of the handler, "args": its arguments}. The time of the handler is
        not counted as the child's.
        """
        begun = time.monotonic()
        answer = handlers[message["ask"]](*message["args"])
        self._deadline += time.monotonic() - begun
        self._send(answer)

    def _read_result(self, job: Callable[..., T], result: Any, blocks: list[Any]) -> T:
        """Return the result of a job from its JSON. Raises FileFormatError for any other JSON.

        The JSON must have the return type of `job`; it names `blocks` of bytes by their index.
        """
        try:
            validated: T = _build_result_type(job).validate_python(result, context=blocks)
        except (ValidationError, LookupError, pa.ArrowException) as error:
            raise FileFormatError("parser_stopped") from error
        return validated

    def _raise_error_of_job(
        self, job: Callable[..., T], message: dict[str, Any], memory: int
    ) -> NoReturn:
        """Raise the FileFormatError that the child has sent in place of a result.

        If the child sent none, the code is parser_stopped, or too_much_memory if it had used most
        of its memory: without memory, libraries raise errors of many kinds. `memory` is in KB.
        """
        if isinstance(refused := message.get("refused"), dict):
            error_type = UnclearEncodingError if "previews" in refused else FileFormatError
            with suppress(TypeError):
                raise error_type(**refused)
        LOGGER.error("%s.%s: %s", job.__module__, job.__qualname__, message.get("failed"))
        self._raise_stopped(memory)

    def _check_wait(self) -> None:
        """Call the waiting hook. Raises FileFormatError (too_slow) after the deadline."""
        _WAITING.hook()
        if time.monotonic() >= self._deadline:
            raise FileFormatError("too_slow", values={"limit": self._limits.seconds})

    def _read_end(self) -> tuple[int, float, int]:
        """Return how the child ended: return code, processor seconds, most memory in kilobytes."""
        try:
            code, seconds, memory = json.loads(self._watch.recv(1024))
        except (OSError, ValueError):  # the template has ended: the child was killed with it
            return -signal.SIGKILL, 0.0, 0
        CHILD_USAGE.add(seconds, memory)
        return code, seconds, memory

    def _raise_end(self) -> NoReturn:
        """Raise the FileFormatError for a child that has ended without an answer.

        The system ends a child that has used up its processor time by SIGXCPU, later by SIGKILL.
        """
        code, seconds, memory = self._read_end()
        if code == -signal.SIGXCPU or (code == -signal.SIGKILL and seconds >= self._limits.seconds):
            raise FileFormatError("too_slow", values={"limit": self._limits.seconds})
        self._raise_stopped(memory)

    def _raise_stopped(self, memory: int) -> NoReturn:
        """Raise the FileFormatError for a child that stopped when it had used `memory` KB."""
        if memory * 1024 > self._limits.memory / 2:  # without memory, C++ and Rust just abort
            values = {"limit": self._limits.memory // 2**20}
            raise FileFormatError("too_much_memory", values=values)
        raise FileFormatError("parser_stopped")


@dataclass
class ChildUsage:
    """Processor seconds of all children of this process, and the most memory of one, in KB."""

    seconds: float = 0.0
    memory: int = 0

    def add(self, seconds: float, memory: int) -> None:
        """Count a child that has ended."""
        self.seconds += seconds
        self.memory = max(self.memory, memory)


CHILD_USAGE = ChildUsage()


@cache
def _build_result_type(job: Callable[..., T]) -> TypeAdapter[T]:
    """Return the type of a job's result, which validates JSON and converts it to the result."""
    return TypeAdapter(get_type_hints(job, include_extras=True)["return"])
