"""Parse a file in a child process, so that a malicious file cannot harm the server.

The child has limits on memory, processor time and written files, and no environment; it answers
in JSON, which cannot contain code. A child that dies or hangs raises FileFormatError.
"""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from file_formats.detect_format import FileFormat
from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits

_WORKER = Path(__file__).with_name("sandbox_worker.py")
_FREE_WORKERS = threading.BoundedSemaphore(2)
"""Two files are parsed at a time, to limit memory; others wait."""


def parse_in_sandbox(file_format: FileFormat, data: bytes, limits: FileLimits) -> Any:
    """Parse a file in a child process (`sandbox_worker.py`); return its content as plain lists.

    Raises FileFormatError: the codes of the parser for the format, and too_large, too_slow,
    too_much_memory, parser_stopped, busy.
    """
    if len(data) > limits.size:
        raise FileFormatError("too_large", values={"limit": limits.size, "found": len(data)})
    if not _FREE_WORKERS.acquire(timeout=limits.seconds):
        raise FileFormatError("busy")
    try:
        answer = _run_worker(file_format, data, limits)
    finally:
        _FREE_WORKERS.release()
    if "refused" in answer:
        raise FileFormatError(**answer["refused"])
    return answer["read"]


def _run_worker(file_format: FileFormat, data: bytes, limits: FileLimits) -> dict[str, Any]:
    """Run the child process that parses a file; return its answer, with `read` or `refused`.

    Raises FileFormatError: too_slow, parser_stopped.
    """
    limits_json = orjson.dumps(asdict(limits)).decode()
    command = [sys.executable, "-I", str(_WORKER), file_format, limits_json]
    child = subprocess.Popen(  # noqa: S603  (our own interpreter and script, no shell)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    with child:
        try:
            output, _ = child.communicate(data, timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            raise FileFormatError("too_slow", values={"limit": limits.seconds}) from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode == -signal.SIGXCPU:
        raise FileFormatError("too_slow", values={"limit": limits.seconds})
    try:
        answer = orjson.loads(output) if child.returncode == 0 else None
    except orjson.JSONDecodeError:
        raise FileFormatError("parser_stopped") from None
    if not isinstance(answer, dict) or not answer.keys() & {"read", "refused"}:
        raise FileFormatError("parser_stopped")
    return answer
