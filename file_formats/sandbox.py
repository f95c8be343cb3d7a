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
_PARSERS_AT_ONCE = threading.BoundedSemaphore(2)
"""Two files are parsed at a time, to limit memory; others wait."""


def parse_in_sandbox(kind: FileFormat, data: bytes, limits: FileLimits) -> Any:
    """Return `data` parsed by `sandbox_worker.py` as plain lists.

    Raises FileFormatError: the codes of the parser for `kind`, and too_large, too_slow,
    too_much_memory, parser_stopped, busy.
    """
    if len(data) > limits.size:
        raise FileFormatError("too_large", values={"limit": limits.size, "found": len(data)})
    if not _PARSERS_AT_ONCE.acquire(timeout=limits.seconds):
        raise FileFormatError("busy")
    try:
        answer = _run_worker(kind, data, limits)
    finally:
        _PARSERS_AT_ONCE.release()
    if "refused" in answer:
        raise FileFormatError(**answer["refused"])
    return answer["read"]


def _run_worker(kind: FileFormat, data: bytes, limits: FileLimits) -> dict[str, Any]:
    """Run the child process and return its answer."""
    command = [sys.executable, "-I", str(_WORKER), kind, orjson.dumps(asdict(limits)).decode()]
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
            answer, _ = child.communicate(data, timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            raise FileFormatError("too_slow", values={"limit": limits.seconds}) from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode == -signal.SIGXCPU:
        raise FileFormatError("too_slow", values={"limit": limits.seconds})
    if child.returncode or not answer:
        raise FileFormatError("parser_stopped")
    return _decode_answer(answer)


def _decode_answer(answer: bytes) -> dict[str, Any]:
    """Return the child's answer. Raises FileFormatError (parser_stopped) if it is not JSON."""
    try:
        value = orjson.loads(answer)
    except orjson.JSONDecodeError:
        raise FileFormatError("parser_stopped") from None
    if not isinstance(value, dict) or not value.keys() & {"read", "refused"}:
        raise FileFormatError("parser_stopped")
    return value
