"""Export charts and figures: pictures, slides, bulletins, HTML pages, workbooks, data files.

request = ExportRequest(charts, words, figures=snapshot.figures, title="…")
file = run_export(request, "pptx")
file.name, file.media_type, file.data
"""

from exports.bulletins import SENTENCES, Bulletin, build_bulletin, find_topics
from exports.errors import ExportError
from exports.export_formats import FORMATS, Format, check_export, run_export
from exports.export_options import SIZES, ExportOptions, PictureSize
from exports.export_request import ExportedFile, ExportRequest

__all__ = [
    "FORMATS",
    "SENTENCES",
    "SIZES",
    "Bulletin",
    "ExportError",
    "ExportOptions",
    "ExportRequest",
    "ExportedFile",
    "Format",
    "PictureSize",
    "build_bulletin",
    "check_export",
    "find_topics",
    "run_export",
]
