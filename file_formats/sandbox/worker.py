"""The template that forks a child for each job, and what the child does.

`template.py` starts it as `worker.py DESCRIPTOR`. For each job it gets the function, limits, and
two sockets: `talk` for the child, `watch` for itself. If the other end of `watch` is closed, it
kills the child; when the child has ended, it says there how. If the process that started the
template ends, so do the template and all its children.
"""

import contextlib
import ctypes
import gc
import json
import math
import os
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, NoReturn

_ROOT = Path(__file__).resolve().parents[2]
_MAX_REQUEST = 2**40
_PR_SET_PDEATHSIG = 1
READY = b"ready"
"""The first message of a child: from then on its time counts."""


class ParentCalls:
    """What the child may ask of the process that it works for."""

    def __init__(self, channel: Any) -> None:
        """Take the child's end of the socket between them."""
        self._channel = channel

    def ask(self, name: str, *args: object) -> Any:
        """Call the handler `name` of that process, and return its result."""
        from file_formats.sandbox.messages import unpack

        self._channel.send(*_encode({"ask": name, "args": args}))
        return unpack(*self._channel.receive(_MAX_REQUEST))


class Template:
    """Forks children, and kills those that nobody waits for."""

    def __init__(self, control: socket.socket) -> None:
        """Take the socket on which jobs come."""
        self.control = control
        self.children: dict[int, tuple[int, int, socket.socket]] = {}
        """Process id, its descriptor and `watch`, by the descriptors of both."""
        self.poll = select.epoll()
        self.poll.register(control, select.EPOLLIN)

    def serve(self) -> None:
        """Do what comes until the process that started the template has closed its end."""
        while True:
            for descriptor, _ in self.poll.poll(maxevents=1):  # descriptors are used again
                if descriptor == self.control.fileno():
                    message, sockets, _, _ = socket.recv_fds(self.control, 2**16, 2)
                    if not message:
                        return
                    self._start(message, sockets)
                elif child := self.children.get(descriptor):
                    _kill(child[0])
                    self._tell_end(*child)

    def end(self) -> None:
        """Kill all children."""
        for process, _, _ in self.children.values():
            _kill(process)

    def _start(self, order: bytes, descriptors: list[int]) -> None:
        """Import the function of an order; if sockets came with it, fork a child.

        If its module has a function `load_libraries`, that is called before.
        """
        from file_formats.sandbox.messages import unpack

        function, seconds, memory = unpack(order)
        getattr(sys.modules[function.__module__], "load_libraries", bool)()
        if not descriptors:
            return
        talk, watch = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        gc.freeze()  # what the child does not touch stays shared
        process = os.fork()
        if not process:
            # Nothing of the template's is held open: its end is seen by its parent.
            os.closerange(3, talk.fileno())
            os.closerange(talk.fileno() + 1, 2**16)
            be_child(talk, seconds, memory)
        talk.close()
        ended = os.pidfd_open(process)
        self.children[ended] = self.children[watch.fileno()] = (process, ended, watch)
        self.poll.register(ended, select.EPOLLIN)
        self.poll.register(watch, 0)  # the end of the connection is always reported

    def _tell_end(self, process: int, ended: int, watch: socket.socket) -> None:
        """Say how a child ended: return code, processor seconds, most memory in kilobytes."""
        _, status, used = os.wait4(process, 0)
        end = [os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss]
        del self.children[ended], self.children[watch.fileno()]
        with contextlib.suppress(OSError):  # nobody waits for it any more
            watch.send(json.dumps(end).encode(), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        watch.close()
        os.close(ended)


def be_child(talk: socket.socket, seconds: float, memory: int) -> NoReturn:
    """Do one job under limits, and end without returning to what the template does."""
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):  # what a library says of a file is nobody's
            os.dup2(silence, descriptor)
        os.close(silence)
        limit_resources(seconds, memory)
        _do_job(talk, memory)
    finally:
        os._exit(0)


def limit_resources(seconds: float, memory: int) -> None:
    """Limit processor time and added memory (bytes) of this process; forbid writing files."""
    whole_seconds = math.ceil(seconds)
    mapped_pages = int(Path("/proc/self/statm").read_text().split()[0])
    memory += mapped_pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # At the soft limit comes SIGXCPU, which the parent recognizes; a second later SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (whole_seconds, whole_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _do_job(talk: socket.socket, memory: int) -> None:
    """Receive a function and its arguments, call it, and send its result or its refusal."""
    from file_formats.errors import FileFormatError
    from file_formats.sandbox.messages import Channel, unpack

    channel = Channel(talk)
    channel.send(READY)
    try:
        job, args, has_handlers = unpack(*channel.receive(_MAX_REQUEST))
        result = job(*args, ParentCalls(channel)) if has_handlers else job(*args)
        text, blocks = _encode({"result": result})
    except FileFormatError as error:
        text, blocks = _encode({"refused": error})
    except MemoryError:
        refused = {"code": "too_much_memory", "values": {"limit": memory // 2**20}}
        text, blocks = _encode({"refused": refused})
    except Exception as error:  # a process boundary: told in one line
        # Where it is, and nothing of the file, which its message may quote.
        place = traceback.extract_tb(error.__traceback__)[-1]
        failed = f"{type(error).__name__} in {place.filename}:{place.lineno}"
        text, blocks = _encode({"failed": failed})
    channel.send(text, blocks)


def _encode(value: object) -> tuple[bytes, list[Any]]:
    """Return a value as JSON; Arrow tables and bytes are blocks beside it, there by their index."""
    blocks: list[Any] = []
    return json.dumps(value, default=_make_encoder(blocks)).encode(), blocks


def _make_encoder(blocks: list[Any]) -> Callable[[Any], Any]:
    """Return a function that makes JSON of what has none; it adds to `blocks`."""

    def encode(value: Any) -> Any:
        """Return the fields of a dataclass, the index of a block, or a plain number or list."""
        if is_dataclass(value):
            return {field.name: getattr(value, field.name) for field in fields(value)}
        if hasattr(value, "to_batches"):
            value = _serialize_table(value)
        elif not isinstance(value, bytes | bytearray | memoryview):
            return value.item() if hasattr(value, "item") else list(value)
        blocks.append(value)
        return len(blocks) - 1

    return encode


def _serialize_table(table: Any) -> Any:
    """Return an Arrow table as bytes; their size is computed before, so that they are not moved."""
    import pyarrow as pa

    size = pa.MockOutputStream()
    with pa.ipc.new_stream(size, table.schema) as writer:
        writer.write_table(table)
    buffer = pa.allocate_buffer(size.size())
    sink = pa.FixedSizeBufferWriter(buffer)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return buffer


def _kill(process: int) -> None:
    """Kill a child with all that it started."""
    for kill in (os.killpg, os.kill):  # it may not have a group of its own yet
        with contextlib.suppress(ProcessLookupError):
            kill(process, signal.SIGKILL)


if __name__ == "__main__":
    sys.path.insert(0, str(_ROOT))
    template = Template(socket.socket(fileno=int(sys.argv[1])))
    try:
        template.serve()
    finally:
        template.end()
