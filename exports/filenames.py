"""File names in the reader's language that every operating system accepts."""

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_MAX_BYTES = 120
"""Bytes of UTF-8 before the extension: file systems allow 255; browsers may add 「(2)」."""
MAX_OFFICE_TITLE = 255
"""Longest title in the properties of a Word or PowerPoint file, in characters."""
_DEVICE_NAMES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE | re.ASCII)


def build_file_name(title: str, extension: str) -> str:
    """Return a file name made of a title, without characters that file systems forbid.

    Control characters and those that reverse or hide text (Unicode category C) are left out.
    """
    text = "".join(c for c in _FORBIDDEN.sub(" ", title) if unicodedata.category(c)[0] != "C")
    text = re.sub(r"\s+", "_", text.strip(" ."))
    while len(text.encode()) > _MAX_BYTES:
        text = text[:-1]
    text = text.rstrip(" ._") or "export"
    is_device = _DEVICE_NAMES.fullmatch(text.partition(".")[0])
    return f"{'_' if is_device else ''}{text}.{extension}"
