"""Pictures of charts, made by the system's Chromium in a process group of its own."""

from exports.pictures.availability import check, chromium, letters_missing
from exports.pictures.image import picture
from exports.pictures.multipage import Frame, long_picture, pictures_pdf

__all__ = [
    "Frame",
    "check",
    "chromium",
    "letters_missing",
    "long_picture",
    "picture",
    "pictures_pdf",
]
