"""The template process that forks a child for each job, and the work of the child.

`template.py` starts it as `worker.py DESCRIPTOR`. For each job it gets the function, limits, and
two sockets: `talk` for the child, `watch` for itself. If the other end of `watch` is closed, it
kills the child. When the child has ended, it sends its return code and usage to `watch`. If the
process that started the template ends, the template and all its children end, too.
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
_MAX_REQUEST = 2**40  # bytes; no limit in practice, since the child trusts its parent
_PR_SET_PDEATHSIG = 1  # prctl: the signal that this process gets when its parent ends
READY = b"ready"
"""The first message of a child, from which on its time is counted."""


class ParentCalls:
    """Calls handlers of the process that the child works for."""

    def __init__(self, channel: Any) -> None:
        """Take the child's end of the socket between them."""
        self._channel = channel

    def ask(self, name: str, *args: object) -> Any:
        """Call the handler `name` of the other process, and return its result."""
        from file_formats.sandbox.messages import unpack

        self._channel.send(*_encode({"ask": name, "args": args}))
        return unpack(*self._channel.receive(_MAX_REQUEST))


class Template:
    """Forks children, and kills those whose caller does not wait any more."""

    def __init__(self, control: socket.socket) -> None:
        """Take the socket on which orders arrive."""
        self.control = control
        self.children: dict[int, tuple[int, int, socket.socket]] = {}
        """Process id, process descriptor and `watch` of each child.

        Each is there twice: by its process descriptor, on which its end is reported, and by that of
        `watch`, on which the end of the caller's wait is.
        """
        self.poll = select.epoll()
        self.poll.register(control, select.EPOLLIN)

    def serve(self) -> None:
        """Carry out orders, and watch children, until the other process has closed its end."""
        while True:
            # One event at a time, since the descriptors of an ended child may be used again.
            for descriptor, _ in self.poll.poll(maxevents=1):
                if descriptor == self.control.fileno():
                    message, sockets, _, _ = socket.recv_fds(self.control, 2**16, 2)
                    if not message:
                        return
                    self._carry_out(message, sockets)
                elif child := self.children.get(descriptor):
                    _kill(child[0])
                    self._report_end(*child)

    def end(self) -> None:
        """Kill all children."""
        for process, _, _ in self.children.values():
            _kill(process)

    def _carry_out(self, order: bytes, descriptors: list[int]) -> None:
        """Import the function of an order; if sockets came with it, fork a child.

        `order` is a pickle of the function, seconds and bytes of memory that the child may use. A
        function `load_libraries` of its module, if there is one, is called before.
        """
        from file_formats.sandbox.messages import unpack

        function, seconds, memory = unpack(order)
        getattr(sys.modules[function.__module__], "load_libraries", bool)()  # bool() does nothing
        if not descriptors:
            return
        talk, watch = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        gc.freeze()  # memory that the child does not change stays shared
        process = os.fork()
        if not process:
            # The child keeps no descriptor of the template, whose end is noticed by closed sockets.
            os.closerange(3, talk.fileno())  # all but standard input, output, error and `talk`
            os.closerange(talk.fileno() + 1, 2**16)
            run_as_child(talk, seconds, memory)
        talk.close()
        ended = os.pidfd_open(process)
        self.children[ended] = self.children[watch.fileno()] = (process, ended, watch)
        self.poll.register(ended, select.EPOLLIN)
        self.poll.register(watch, 0)  # the end of the connection is always reported

    def _report_end(self, process: int, ended: int, watch: socket.socket) -> None:
        """Send to `watch` a child's return code, processor seconds and most memory in KB.

        `process` is the child's id, `ended` its process descriptor. It waits until the child has
        ended, and then forgets it.
        """
        _, status, used = os.wait4(process, 0)
        end = [os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss]
        del self.children[ended], self.children[watch.fileno()]
        with contextlib.suppress(OSError):  # the caller does not wait any more
            watch.send(json.dumps(end).encode(), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        watch.close()
        os.close(ended)


def run_as_child(talk: socket.socket, seconds: float, memory: int) -> NoReturn:
    """Do one job under limits, and end the process without returning to the template's code.

    `talk` is the socket to the caller; `seconds` and `memory` (bytes) are the limits.
    """
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):  # libraries may print contents of the file
            os.dup2(silence, descriptor)
        os.close(silence)
        limit_resources(seconds, memory)
        _do_job(talk, memory)
    finally:
        os._exit(0)


def limit_resources(seconds: float, memory: int) -> None:
    """Limit processor time and added memory (bytes) of this process; forbid writing files.

    The memory that the process has already does not count.
    """
    whole_seconds = math.ceil(seconds)
    mapped_pages = int(Path("/proc/self/statm").read_text().split()[0])
    memory += mapped_pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # At the soft limit comes SIGXCPU, which the parent recognizes; a second later SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (whole_seconds, whole_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _do_job(talk: socket.socket, memory: int) -> None:
    """Receive a function and its arguments, call it, and send its result or its error.

    The answer is {"result": …}, {"refused": …} with the fields of a FileFormatError, or {"failed":
    …} with type and place of another error. `memory` is the limit in bytes, to name it.
    """
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
    except Exception as error:  # a process boundary
        # Only the place of the error is sent: its message may quote the file.
        place = traceback.extract_tb(error.__traceback__)[-1]
        failed = f"{type(error).__name__} in {place.filename}:{place.lineno}"
        text, blocks = _encode({"failed": failed})
    channel.send(text, blocks)


def _encode(value: object) -> tuple[bytes, list[Any]]:
    """Return a value as JSON and blocks; the JSON has the indices of Arrow tables and bytes."""
    blocks: list[Any] = []
    return json.dumps(value, default=_make_encoder(blocks)).encode(), blocks


def _make_encoder(blocks: list[Any]) -> Callable[[Any], Any]:
    """Return a function that converts values which JSON does not know, for `json.dumps`.

    Bytes and Arrow tables are added to `blocks`, and the JSON has their indices.
    """

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
    """Return an Arrow table as bytes.

    Their size is computed first, so that the buffer need not grow and be copied.
    """
    import pyarrow as pa

    byte_counter = pa.MockOutputStream()  # counts what is written, and keeps nothing
    with pa.ipc.new_stream(byte_counter, table.schema) as writer:
        writer.write_table(table)
    buffer = pa.allocate_buffer(byte_counter.size())
    sink = pa.FixedSizeBufferWriter(buffer)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return buffer


def _kill(process: int) -> None:
    """Kill a child with all processes that it started."""
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
