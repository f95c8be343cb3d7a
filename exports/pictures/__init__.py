"""Pictures of charts, made by the system's Chromium in a process group of its own."""

from exports.pictures.probe import check, chromium, letters_missing
from exports.pictures.sheets import Frame, long_picture, pictures_pdf
from exports.pictures.still import picture

__all__ = [
    "Frame",
    "check",
    "chromium",
    "letters_missing",
    "long_picture",
    "picture",
    "pictures_pdf",
]
