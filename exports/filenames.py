"""File names in the reader's language that every operating system accepts."""

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_MAX_BYTES = 120
"""Bytes of UTF-8 before the extension: file systems allow 255; browsers may add 「(2)」."""
MAX_OFFICE_TITLE = 255
"""Longest title in the properties of a Word or PowerPoint file, in characters."""
_DEVICE_NAMES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE | re.ASCII)
"""Names of devices, which Windows does not accept for files, whatever their extension."""


def build_file_name(title: str, extension: str) -> str:
    """Return an export's file name, made of a title: 人数/比例 2024年, png -> 人数_比例_2024年.png.

    Spaces and characters that file systems forbid become an underscore. Control characters and
    those that reverse or hide text (Unicode category C) are left out. The name is cut to
    _MAX_BYTES; an empty one becomes "export", and a Windows device name such as con becomes _con.
    """
    visible = (
        character
        for character in _FORBIDDEN.sub(" ", title)
        if not unicodedata.category(character).startswith("C")
    )
    stem = re.sub(r"\s+", "_", "".join(visible).strip(" ."))
    while len(stem.encode()) > _MAX_BYTES:
        stem = stem[:-1]
    stem = stem.rstrip(" ._") or "export"
    before_dot, _, _ = stem.partition(".")
    return f"{'_' if _DEVICE_NAMES.fullmatch(before_dot) else ''}{stem}.{extension}"
