"""Jobs for the child process in which files are read: what a hostile file might make of it."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from typing import Any

from file_formats import LIMITS, FileFormatError, FileLimits
from file_formats.docx_and_pdf import read_docx
from file_formats.sandbox.run import ByteBlock, run_in_child
from file_formats.sandbox.worker import ParentCalls
from file_formats.xlsx import read_xlsx
from intake.tables.open_file import open_file


def echo(value: str) -> str:
    return value


def length(data: bytes) -> int:
    return len(data)


def reversed_bytes(data: bytes) -> ByteBlock:
    return data[::-1]


def surroundings() -> dict[str, Any]:
    """What a child can see and may do."""
    sys.stderr.write("what a library says of a file")
    os.write(2, b"and what it writes past Python")
    limits = (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
    return {
        "environment": sorted(os.environ),
        "isolated": sys.flags.isolated,
        "apart": os.getsid(0) == os.getpid(),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": len(os.listdir("/proc/self/task")),
        "limits": [resource.getrlimit(limit) for limit in limits],
    }


def write_a_file(path: str) -> str:
    try:
        with open(path, "w") as file:
            file.write("x")
    except OSError as error:
        return type(error).__name__
    return "written"


def refused(code: str) -> str:
    raise FileFormatError(code, 3, 4, "数据", "x", {"limit": 2})


def faulty(secret: str) -> str:
    raise ValueError(f"a bug, at {secret}")


def killed_by(number: int) -> str:
    os.kill(os.getpid(), number)
    return "alive"


def busy_for_ever(_data: bytes = b"") -> str:
    while True:
        pass


def asleep_for_ever(path: str) -> str:
    """Start another process, tell of both, and wait for nothing."""
    command = "import signal; signal.pause()"
    child = subprocess.Popen([sys.executable, "-c", command])
    _tell(path, [os.getpid(), os.getppid(), child.pid])
    while True:
        signal.pause()


def hungry(size: int) -> int:
    return len(bytes(size))


def aborted_when_hungry(size: int) -> int:
    """What C++ and Rust do without memory."""
    data = b"x" * size
    os.abort()
    return len(data)


def large_answer(size: int) -> ByteBlock:
    return bytes(size)


def dribbling(parent: ParentCalls) -> str:
    """Send a message byte by byte, and never all of it."""
    parent._channel._socket.send(b"\0\0\0\1" + (10**6).to_bytes(8, "big"))
    while True:
        parent._channel._socket.send(b"\0")
        time.sleep(0.01)  # what a hostile file makes of a child: it sends, and takes for ever


def garbage(text: str, parent: ParentCalls) -> str:
    parent._channel.send(text.encode())
    os._exit(0)


def garbled(data: bytes, parent: ParentCalls) -> str:
    parent._channel._socket.send(data)
    os._exit(0)


def asking(parent: ParentCalls) -> str:
    return str(parent.ask("twice", 21))


def asking_for_ever(parent: ParentCalls) -> str:
    while True:
        parent.ask("twice", 1)


def rows_of_sheets(data: bytes, limits: FileLimits) -> list[list[list[Any]]]:
    return [sheet.rows for sheet in read_xlsx(data, limits)]


def read_docx_apart(data: bytes, limits: FileLimits) -> list[str]:
    """Read a document as a report is read."""
    return run_in_child(read_docx, data, limits, limits=limits)


def read_xlsx_apart(data: bytes, limits: FileLimits = LIMITS) -> list[list[list[Any]]]:
    """Read the rows of a hostile workbook, as an upload is read."""
    return run_in_child(rows_of_sheets, data, limits, limits=limits)


def names_and_rows(name: str, data: bytes, limits: FileLimits) -> list[list[Any]]:
    return [[sheet.name, len(sheet.rows)] for sheet in open_file(name, data, limits).sheets]


def read_sheets_apart(name: str, data: bytes, limits: FileLimits) -> list[list[Any]]:
    """Read a hostile file as an upload is read; name and number of rows of its sheets."""
    return run_in_child(names_and_rows, name, data, limits, limits=limits)


def _tell(path: str, processes: list[int]) -> None:
    """Write process ids into a pipe: the child may write no file."""
    with open(path, "wb", buffering=0) as pipe:
        pipe.write(json.dumps(processes).encode() + b"\n")
