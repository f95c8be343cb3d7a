"""Limits for files that are read: size, cells, text, time and memory."""

from dataclasses import dataclass

from file_formats.errors import FileFormatError


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits for one file, in bytes, counts and seconds; exceeding one raises FileFormatError."""

    size: int = 256 * 2**20
    cells: int = 32_000_000
    rows: int = 1_500_000
    columns: int = 1_000
    sheets: int = 200
    cell_text: int = 32_767
    """Characters of one cell: Excel's own limit."""
    text: int = 5_000_000
    """Characters of a document whose text is read (DOCX, PDF)."""
    yaml_size: int = 5 * 2**20
    yaml_depth: int = 32
    members: int = 2_000
    """Entries of a ZIP container (XLSX, DOCX)."""
    member_size: int = 64 * 2**20
    """Bytes of an unpacked entry: 100,000 rows of fourteen filled columns have 51 MB of XML."""
    unpacked_size: int = 200 * 2**20
    ratio: int = 100
    """How many times larger an entry of a ZIP container may be unpacked than packed."""
    seconds: float = 30
    """Time, and also processor time, of the child process that reads an upload or a report."""
    memory: int = 1_024 * 2**20
    """Bytes of memory that the child process may use beyond those at its start."""
    answer: int = 512 * 2**20
    """Bytes that the child process may send back."""


LIMITS = FileLimits()


def check_size(data: bytes, limits: FileLimits) -> None:
    """Raise FileFormatError (too_large) for a file of too many bytes."""
    if len(data) > limits.size:
        raise FileFormatError("too_large", values={"limit": limits.size, "found": len(data)})
