"""A workbook read as the child process reads it, in the test's own process."""

import io
from collections.abc import Callable
from typing import Any

import orjson
import xlsxwriter

from file_formats import FileLimits
from file_formats.spreadsheets.xlsx_reader import read_workbook


def written(fill: Callable[[Any], object]) -> bytes:
    """A workbook that a function fills."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def read(data: bytes, **limits: int) -> list[dict[str, Any]]:
    """Its sheets, their rows as lists."""
    sheets = read_workbook(data, FileLimits(**limits))
    return [{**each, "rows": orjson.loads(orjson.dumps(each["rows"]))} for each in sheets]
