"""File names in the reader's language that every system accepts."""

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_MAX_BYTES = 120
"""Bytes of UTF-8 before the ending: file systems hold 255, and 「(2)」 may be added."""
MAX_OFFICE_TITLE = 255
"""Letters of a title among the properties of a Word or PowerPoint file; more are refused there."""
_DEVICE_NAMES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE | re.ASCII)


def build_file_name(title: str, ending: str) -> str:
    """Name a file after a title: no character that a file system forbids or that hides.

    Marks that reverse or hide text (Unicode category Cf) are left out.
    """
    text = "".join(c for c in _FORBIDDEN.sub(" ", title) if unicodedata.category(c)[0] != "C")
    text = re.sub(r"\s+", "_", text.strip(" ."))
    while len(text.encode()) > _MAX_BYTES:
        text = text[:-1]
    text = text.rstrip(" ._") or "export"
    device = _DEVICE_NAMES.fullmatch(text.partition(".")[0])
    return f"{'_' if device else ''}{text}.{ending}"
