"""Bytes to rows and rows to bytes, safely: one module a format, one refusal for all of them."""

from file_formats.errors import FileFormatError, UnclearEncodingError
from file_formats.limits import LIMITS, FileLimits
from file_formats.sheet import Cell, Sheet

__all__ = ["LIMITS", "Cell", "FileFormatError", "FileLimits", "Sheet", "UnclearEncodingError"]
