"""Charts as PNG, SVG and PDF, rendered by the system's Chromium in a separate process group."""

from exports.pictures.chart_image import render_chart
from exports.pictures.chromium_availability import require_chromium
from exports.pictures.pdf_and_long_image import (
    ImageFrame,
    ProgressCallback,
    ignore_progress,
    render_long_image,
    render_pdf,
)

__all__ = [
    "ImageFrame",
    "ProgressCallback",
    "ignore_progress",
    "render_chart",
    "render_long_image",
    "render_pdf",
    "require_chromium",
]
