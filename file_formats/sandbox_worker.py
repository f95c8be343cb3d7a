"""The child process that parses one file: load the parser, set limits, answer in JSON.

Started by `sandbox.py` as `sandbox_worker.py FORMAT LIMITS`, with the file on standard input.
"""

import math
import resource
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent


def load_parser(file_format: str) -> Any:
    """Return the function that parses a format: from (bytes, FileLimits) to plain lists."""
    from file_formats import documents
    from file_formats.workbook_reader import read_workbook

    parsers = {"xlsx": read_workbook, "docx": documents.extract_docx, "pdf": documents.extract_pdf}
    return parsers[file_format]


def parse_to_json(file_format: str, limits_json: str) -> bytes:
    """Parse standard input; return JSON with `read`, or with `refused` and the error's fields.

    `limits_json` is a FileLimits as JSON.
    """
    import orjson

    from file_formats import FileFormatError, FileLimits

    limits = FileLimits(**orjson.loads(limits_json))
    parse = load_parser(file_format)
    _limit_resources(limits.seconds, limits.memory)
    try:
        return orjson.dumps({"read": parse(sys.stdin.buffer.read(), limits)})
    except FileFormatError as error:
        names = ("code", "line", "column", "sheet", "value", "values")
        return orjson.dumps({"refused": {name: getattr(error, name) for name in names}})
    except MemoryError:
        return orjson.dumps(
            {"refused": {"code": "too_much_memory", "values": {"limit": limits.memory}}}
        )


def _limit_resources(seconds: float, memory: int) -> None:
    """Limit processor time (seconds) and memory (bytes) of this process; forbid writing files."""
    whole = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.path.insert(0, str(_ROOT))
    sys.stdout.buffer.write(parse_to_json(sys.argv[1], sys.argv[2]))
