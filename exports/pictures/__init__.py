"""Pictures of charts, made by the system's Chromium in a process group of its own."""

from exports.pictures.long import long_picture
from exports.pictures.probe import check, chromium, letters_missing
from exports.pictures.still import picture, pictures_pdf

__all__ = [
    "check",
    "chromium",
    "letters_missing",
    "long_picture",
    "picture",
    "pictures_pdf",
]
