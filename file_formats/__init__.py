"""Read and write files safely: a module for each format, FileFormatError for unreadable files."""

from file_formats.errors import FileFormatError, UnclearEncodingError
from file_formats.limits import LIMITS, FileLimits
from file_formats.sheet import Cell, Sheet

__all__ = ["LIMITS", "Cell", "FileFormatError", "FileLimits", "Sheet", "UnclearEncodingError"]
