"""The process that parses one file: limits first, then the reader, then one line of JSON.

Started by `sandbox.py` as `sandbox_worker.py KIND LIMITS`, with the file on standard input.
"""

import math
import resource
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def _set_limits(seconds: float, memory: int) -> None:
    whole = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(kind: str, limits_text: str) -> bytes:
    import orjson

    from file_formats import FileFormatError, FileLimits
    from file_formats.readers import READERS

    limits = FileLimits(**orjson.loads(limits_text))
    _set_limits(limits.seconds, limits.memory)
    try:
        return orjson.dumps({"read": READERS[kind](sys.stdin.buffer.read(), limits)})
    except FileFormatError as refusal:
        names = ("code", "line", "column", "sheet", "value", "values")
        return orjson.dumps({"refused": {name: getattr(refusal, name) for name in names}})
    except MemoryError:
        return orjson.dumps(
            {"refused": {"code": "too_much_memory", "values": {"limit": limits.memory}}}
        )


if __name__ == "__main__":
    sys.path.insert(0, str(_ROOT))
    sys.stdout.buffer.write(_run(sys.argv[1], sys.argv[2]))
