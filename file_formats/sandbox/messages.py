"""Messages between a process and the child that works for it: a text and blocks of bytes."""

import pickle
import socket
import struct
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

_COUNT, _LENGTH = struct.Struct("!I"), struct.Struct("!Q")
_LARGE = 64 * 1024
"""Bytes from which an object is sent as a block beside the pickle, so that it is not copied."""
HEARTBEAT = 0.2
"""Seconds after which a process that waits for the other one checks whether it should go on."""


class Channel:
    """One end of a socket between two processes.

    If there is a function `on_wait`, it is called before each wait for the other end, and every
    HEARTBEAT seconds while waiting.
    """

    def __init__(self, sock: socket.socket, on_wait: Callable[[], None] | None = None) -> None:
        """Take the socket; it is closed by whoever opened it."""
        self._socket, self._on_wait = sock, on_wait
        sock.settimeout(HEARTBEAT if on_wait else None)

    def send(self, text: bytes, blocks: Sequence[Any] = ()) -> None:
        """Send a text and blocks of bytes, which are not copied. Raises OSError."""
        parts = [memoryview(part).cast("B") for part in (text, *blocks)]
        lengths = b"".join(_LENGTH.pack(len(part)) for part in parts)
        for part in (memoryview(_COUNT.pack(len(parts)) + lengths), *parts):
            self._send(part)

    def receive(self, max_size: int) -> tuple[bytes, list[Any]]:
        """Return the next text and its blocks.

        Raises EOFError if the other end is closed, OverflowError if they have more than `max_size`
        bytes together, OSError.
        """
        (count,) = _COUNT.unpack(self._receive(_COUNT.size))
        if count * _LENGTH.size > _LARGE:  # more parts than any message has
            raise OverflowError
        sizes = [size for (size,) in _LENGTH.iter_unpack(self._receive(count * _LENGTH.size))]
        if sum(sizes) > max_size:
            raise OverflowError
        text, *blocks = map(self._receive, sizes)
        return bytes(text), blocks

    def _send(self, part: memoryview) -> None:
        """Send all bytes of a part of a message, as many at a time as the socket takes."""
        while part:
            if self._on_wait:
                self._on_wait()
            try:
                part = part[self._socket.send(part) :]
            except TimeoutError:
                continue

    def _receive(self, size: int) -> bytes | bytearray:
        """Return the next `size` bytes. Raises EOFError if the other end is closed before, OSError.

        Without `on_wait` the socket waits for all of them, with it for a part at a time.
        """
        if self._on_wait is None:
            data = self._socket.recv(size, socket.MSG_WAITALL) if size else b""
            if len(data) < size:
                raise EOFError
            return data
        buffer = bytearray(size)
        rest = memoryview(buffer)
        while rest:
            self._on_wait()  # also if the other end sends a little now and then
            try:
                received = self._socket.recv_into(rest)
            except TimeoutError:
                continue
            if not received:
                raise EOFError
            rest = rest[received:]
        return buffer


class _Pickler(pickle.Pickler):
    """Writes a pickle, from which large bytes are left out and collected as `blocks`."""

    def __init__(self, file: BytesIO) -> None:
        """Begin with no blocks."""
        super().__init__(file, protocol=5)
        self.blocks: list[bytes] = []

    def persistent_id(self, obj: Any) -> int | None:
        """Return the index of an object's block; None for an object that is part of the pickle."""
        if type(obj) is not bytes or len(obj) < _LARGE:
            return None
        self.blocks.append(obj)
        return len(self.blocks) - 1


class _Unpickler(pickle.Unpickler):
    """Reads a pickle that `_Pickler` has written."""

    def __init__(self, file: BytesIO, blocks: Sequence[Any]) -> None:
        """Take the pickle and the blocks beside it."""
        super().__init__(file)
        self.blocks = blocks

    def persistent_load(self, pid: int) -> Any:
        """Return the block with this index."""
        return self.blocks[pid]


def pack(value: object) -> tuple[bytes, list[bytes]]:
    """Return an object as a text and blocks, to send it to the child.

    The text is a pickle, the blocks are the large bytes in the object, such as a file. A child
    never sends pickles to its parent, since they may contain code.
    """
    file = BytesIO()
    pickler = _Pickler(file)
    pickler.dump(value)
    return file.getvalue(), pickler.blocks


def unpack(text: bytes, blocks: Sequence[Any] = ()) -> Any:
    """Return the object of which `pack` made a text and blocks."""
    return _Unpickler(BytesIO(text), blocks).load()
