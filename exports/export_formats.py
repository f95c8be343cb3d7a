"""Export charts in one of the formats: the list of formats and a writer function for each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from exports import chart_workbook, interactive_html_page
from exports.bulletins import bulletin_writer
from exports.errors import ExportError
from exports.export_request import ExportedFile, ExportRequest
from exports.filenames import build_file_name
from exports.pictures import (
    ImageFrame,
    ProgressCallback,
    ignore_progress,
    render_chart,
    render_long_image,
    render_pdf,
    require_chromium,
)
from exports.slides import pptx_writer
from exports.truncate import truncate_chart, truncate_text
from exports.zip_archive import zip_files

Format = Literal["png", "svg", "pdf", "pptx", "docx", "html", "xlsx", "zip"]
FORMATS: tuple[Format, ...] = get_args(Format)
CHROMIUM_FORMATS: tuple[Format, ...] = ("png", "svg", "pdf")
"""Formats that need Chromium and a Chinese font."""
_DRAWN_COLUMNS = ("category", "series", "wording", "detail")
MAX_LINK_LENGTH = 120
"""Characters of an address that are printed under a long picture; its QR code has all of them."""
Files = dict[str, bytes]
"""Exported files by name."""
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
    request: ExportRequest, kind: Format, progress: ProgressCallback = ignore_progress
) -> ExportedFile:
    """Export a request as one file; several pictures become one ZIP, or one long picture.

    `progress` is called with the number of steps done and the total number. Charts and texts are
    truncated first. Raises ExportError.
    """
    if _is_empty(request, kind):
        raise ExportError("nothing_chosen")
    request = replace(
        request,
        charts=tuple(truncate_chart(chart, request.words) for chart in request.charts),
        title=truncate_text(request.title),
        occasion=truncate_text(request.occasion),
    )
    files = _WRITERS[kind](request, progress)
    if kind != "zip" and len(files) == 1:
        name, data = files.popitem()
        return ExportedFile(name, MEDIA_TYPES[kind], data)
    return ExportedFile(build_file_name(request.name, "zip"), MEDIA_TYPES["zip"], zip_files(files))


def check_export(request: ExportRequest, kind: Format) -> ExportError | None:
    """Return the error that exporting would raise on this server, without exporting.

    If the export can be made, the result is None.
    """
    if _is_empty(request, kind):
        return ExportError("nothing_chosen")
    if kind not in CHROMIUM_FORMATS:
        return None
    texts = [request.title, request.occasion]
    for chart in request.charts:
        texts += [chart.title, chart.finding, chart.unit, chart.source, *chart.notes]
        texts += [text for name in _DRAWN_COLUMNS for text in chart.table[name]]
    try:
        require_chromium(texts)
    except ExportError as error:
        return error
    return None


def _is_empty(request: ExportRequest, kind: Format) -> bool:
    """Return whether there is nothing to export: only a bulletin needs no charts."""
    return not request.charts and not (kind == "docx" and request.bulletin)


def _write_png(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Render each chart as PNG, or all as one long picture if the size has no fixed height."""
    if request.options.size.height:
        return _write_images(request, "png", progress)
    release, link = request.words.say("exports.release", release=request.release), request.link
    if len(link) > MAX_LINK_LENGTH:
        link = link[: MAX_LINK_LENGTH - 1] + "…"
    frame = ImageFrame(request.name, request.occasion, (release, link), request.link)
    image = render_long_image(request.charts, request.options, frame, progress)
    return _name_single_file(request, "png", image)


def _write_svg(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Render each chart as SVG."""
    return _write_images(request, "svg", progress)


def _write_images(
    request: ExportRequest, kind: Literal["png", "svg"], progress: ProgressCallback
) -> Files:
    """Render each chart as `kind`; if there are several, each file name begins with a number."""
    files: Files = {}
    several = len(request.charts) > 1
    for number, chart in enumerate(request.charts, start=1):
        title = f"{number:02d} {chart.title} {chart.period}" if several else request.name
        files[build_file_name(title, kind)] = render_chart(chart, request.options, kind)
        progress(number, len(request.charts))
    return files


def _write_pdf(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Render the charts as one PDF with a page for each."""
    pdf = render_pdf(request.charts, request.options, progress)
    return _name_single_file(request, "pdf", pdf)


def _write_pptx(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Write the charts as a PowerPoint presentation."""
    return _name_single_file(request, "pptx", pptx_writer.write_pptx(request))


def _write_docx(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Write the bulletin as a Word document, named after its title."""
    name = build_file_name(bulletin_writer.build_bulletin_title(request), "docx")
    return {name: bulletin_writer.write_bulletin(request)}


def _write_html(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Write the charts as one self-contained HTML page."""
    return _name_single_file(request, "html", interactive_html_page.write_html_page(request))


def _write_xlsx(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Write the data of the charts as a workbook."""
    return _name_single_file(request, "xlsx", chart_workbook.write_chart_workbook(request))


def _write_zip(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Write every format into one ZIP; a text file gives the reason if pictures cannot be made."""
    written: Files = {}
    for number, kind in enumerate(_WRITERS, start=1):
        if kind == "zip":
            continue
        try:
            files = _WRITERS[kind](request, ignore_progress)
        except ExportError as error:
            if kind not in CHROMIUM_FORMATS:
                raise
            reason = request.words.say(f"exports.{error.code}", **error.values)
            name = build_file_name(request.words.say("exports.without_pictures"), "txt")
            files = {name: reason.encode()}
        folder = f"{kind}/" if len(files) > 1 else ""
        written |= {folder + name: data for name, data in files.items()}
        progress(number, len(_WRITERS) - 1)
    return written


def _name_single_file(request: ExportRequest, kind: Format, data: bytes) -> Files:
    """Return the data by its file name, which is the request's name and the format's extension."""
    return {build_file_name(request.name, kind): data}


_WRITERS: dict[Format, Callable[[ExportRequest, ProgressCallback], Files]] = {
    "png": _write_png,
    "svg": _write_svg,
    "pdf": _write_pdf,
    "pptx": _write_pptx,
    "docx": _write_docx,
    "html": _write_html,
    "xlsx": _write_xlsx,
    "zip": _write_zip,
}
