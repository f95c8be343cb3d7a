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
    """Return the function that parses a file format: from (bytes, FileLimits) to plain lists.

    The libraries are loaded before the limits are set, in the child process alone.
    """
    from file_formats import docx_and_pdf
    from file_formats.workbook_reader import read_workbook

    parsers = {
        "xlsx": read_workbook,
        "docx": docx_and_pdf.extract_docx,
        "pdf": docx_and_pdf.extract_pdf,
    }
    return parsers[file_format]


def parse_to_json(file_format: str, limits_json: str) -> bytes:
    """Parse the file on standard input; return JSON with its content as `read`.

    If the file is refused, the JSON has the fields of the FileFormatError as `refused`.
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
        fields = ("code", "line", "column", "sheet", "value", "values")
        return orjson.dumps({"refused": {field: getattr(error, field) for field in fields}})
    except MemoryError:
        refused = {"code": "too_much_memory", "values": {"limit": limits.memory}}
        return orjson.dumps({"refused": refused})


def _limit_resources(seconds: float, memory: int) -> None:
    """Limit processor time and memory (bytes) of the child process; forbid writing files."""
    whole_seconds = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # At the soft limit comes SIGXCPU, which the parent recognizes; a second later SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (whole_seconds, whole_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.path.insert(0, str(_ROOT))
    sys.stdout.buffer.write(parse_to_json(sys.argv[1], sys.argv[2]))
