"""Export charts in one of the formats: the list of formats and a writer function for each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from exports.bulletins.bulletin_writer import build_bulletin_title, write_bulletin
from exports.chart_workbook import write_chart_workbook
from exports.errors import ExportError
from exports.export_request import ExportedFile, ExportRequest
from exports.filenames import build_file_name
from exports.interactive_html_page import write_html_page
from exports.pictures import (
    ImageFrame,
    ProgressCallback,
    ignore_progress,
    render_chart,
    render_long_image,
    render_pdf,
    require_chromium,
)
from exports.slides.pptx_writer import write_pptx
from exports.truncate import truncate_chart, truncate_text
from exports.zip_archive import zip_files

Format = Literal["png", "svg", "pdf", "pptx", "docx", "html", "xlsx", "zip"]
FORMATS: tuple[Format, ...] = get_args(Format)
CHROMIUM_FORMATS: tuple[Format, ...] = ("png", "svg", "pdf")
"""Formats that need Chromium and a Chinese font."""
_DRAWN_COLUMNS = ("category", "series", "wording", "detail")
"""Columns of a chart's table whose texts are in its picture."""
MAX_LINK_LENGTH = 120
"""Characters of a URL that are printed below a long picture; the QR code has the whole URL."""
Files = dict[str, bytes]
"""Exported files by name."""
Writer = Callable[[ExportRequest, ProgressCallback], Files]
"""A function that writes a request in one format and reports its progress."""
_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: dict[Format, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "pptx": _OFFICE + "presentationml.presentation",
    "docx": _OFFICE + "wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "zip": "application/zip",
}


def run_export(
    request: ExportRequest, file_format: Format, progress: ProgressCallback = ignore_progress
) -> ExportedFile:
    """Export a request as one file; several pictures become one ZIP, or one long picture.

    `progress` is called with the number of steps done and the total number. Charts and texts are
    truncated first (exports/truncate.py). The format `zip` is every format in one file. Raises
    ExportError; `nothing_chosen` without a chart, unless there is a bulletin for `docx`.
    """
    if _is_empty(request, file_format):
        raise ExportError("nothing_chosen")
    words = request.words
    request = replace(
        request,
        charts=tuple(truncate_chart(chart, words) for chart in request.charts),
        title=words.mark(truncate_text(request.title)) if request.title else "",
        occasion=truncate_text(request.occasion),
    )
    files = _WRITERS[file_format](request, progress)
    if file_format != "zip" and len(files) == 1:
        name, data = files.popitem()
        return ExportedFile(name, MEDIA_TYPES[file_format], data)
    return ExportedFile(build_file_name(request.name, "zip"), MEDIA_TYPES["zip"], zip_files(files))


def check_export(request: ExportRequest, file_format: Format) -> ExportError | None:
    """Return the error that exporting would raise on this server, without exporting; else None.

    It checks that there is something to export and, for CHROMIUM_FORMATS, that Chromium and fonts
    for all texts are installed.
    """
    if _is_empty(request, file_format):
        return ExportError("nothing_chosen")
    if file_format not in CHROMIUM_FORMATS:
        return None
    texts = [request.title, request.occasion]
    for chart in request.charts:
        texts += [chart.title, chart.heading, chart.finding, chart.unit, chart.source, *chart.notes]
        texts += [text for column in _DRAWN_COLUMNS for text in chart.table[column]]
    try:
        require_chromium(texts)
    except ExportError as error:
        return error
    return None


def _is_empty(request: ExportRequest, file_format: Format) -> bool:
    """Return whether there is nothing to export: no chart, and no bulletin for `docx`."""
    return not request.charts and not (file_format == "docx" and request.bulletin)


def _write_png(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Render each chart as a PNG of its own, or all as one long PNG if the size has no height.

    Below the long picture are the release and the beginning of the URL.
    """
    if request.options.size.height:
        return _write_images(request, "png", progress)
    release, link = request.words.say("exports.release", release=request.release), request.link
    if len(link) > MAX_LINK_LENGTH:
        link = link[: MAX_LINK_LENGTH - 1] + "…"
    frame = ImageFrame(request.name, request.occasion, lines=(release, link), link=request.link)
    image = render_long_image(request.charts, request.options, frame, progress)
    return {build_file_name(request.name, "png"): image}


def _write_images(
    request: ExportRequest, image_format: Literal["png", "svg"], progress: ProgressCallback
) -> Files:
    """Render each chart as an image; if there are several, each file name begins with a number.

    So unpacked files are sorted as the charts are.
    """
    files: Files = {}
    has_several = len(request.charts) > 1
    for number, chart in enumerate(request.charts, start=1):
        title = f"{number:02d} {chart.file_title}" if has_several else request.name
        file_name = build_file_name(title, image_format)
        files[file_name] = render_chart(chart, request.options, image_format)
        progress(number, len(request.charts))
    return files


def _write_pdf(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Render the charts as one PDF with a page for each."""
    pdf = render_pdf(request.charts, request.options, progress)
    return {build_file_name(request.name, "pdf"): pdf}


def _write_docx(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Write the bulletin (or charts without one) as a Word document, named after its title."""
    return {build_file_name(build_bulletin_title(request), "docx"): write_bulletin(request)}


def _make_single_file_writer(extension: Format, write: Callable[[ExportRequest], bytes]) -> Writer:
    """Return a writer of one file that is named after the request; `write` returns its content."""
    return lambda request, progress: {build_file_name(request.name, extension): write(request)}


def _write_zip(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Write every format into one ZIP; several files of one format are in a folder of its name.

    If pictures cannot be made, a text file gives the reason. Errors of other formats are raised.
    """
    written: Files = {}
    for number, (file_format, write) in enumerate(_WRITERS.items(), start=1):
        if file_format == "zip":
            continue
        try:
            files = write(request, ignore_progress)  # progress counts whole formats here
        except ExportError as error:
            if file_format not in CHROMIUM_FORMATS:
                raise
            reason = request.words.say(f"exports.{error.code}", **error.values)
            name = build_file_name(request.words.say("exports.without_pictures"), "txt")
            files = {name: reason.encode()}
        folder = f"{file_format}/" if len(files) > 1 else ""
        written |= {folder + name: data for name, data in files.items()}
        progress(number, len(_WRITERS) - 1)
    return written


_WRITERS: dict[Format, Writer] = {
    "png": _write_png,
    "svg": lambda request, progress: _write_images(request, "svg", progress),
    "pdf": _write_pdf,
    "pptx": _make_single_file_writer("pptx", write_pptx),
    "docx": _write_docx,
    "html": _make_single_file_writer("html", write_html_page),
    "xlsx": _make_single_file_writer("xlsx", write_chart_workbook),
    "zip": _write_zip,
}
