"""Pictures of charts, made by the system's Chromium in a process group of its own."""

from exports.pictures.availability import check_availability, find_chromium, find_missing_letters
from exports.pictures.image import render_chart
from exports.pictures.multipage import ImageFrame, render_long_image, render_pdf

__all__ = [
    "ImageFrame",
    "check_availability",
    "find_chromium",
    "find_missing_letters",
    "render_chart",
    "render_long_image",
    "render_pdf",
]
