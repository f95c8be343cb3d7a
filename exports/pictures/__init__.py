"""Pictures of charts, made by the system's Chromium in a process group of its own."""

from exports.pictures.availability import check_availability, find_chromium, missing_letters
from exports.pictures.image import chart_picture
from exports.pictures.multipage import ImageFrame, long_picture, pictures_pdf

__all__ = [
    "ImageFrame",
    "chart_picture",
    "check_availability",
    "find_chromium",
    "long_picture",
    "missing_letters",
    "pictures_pdf",
]
