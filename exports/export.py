"""Which formats there are, and the one function that chooses among them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from exports import chart_workbook, html_page
from exports.bulletins import docx
from exports.errors import ExportError
from exports.filenames import build_file_name
from exports.pictures import (
    ImageFrame,
    check_availability,
    render_chart,
    render_long_image,
    render_pdf,
)
from exports.request import ExportedFile, ExportRequest, truncate_chart, truncate_text
from exports.slides import pptx
from exports.zip_archive import zip_files

Format = Literal["png", "svg", "pdf", "pptx", "docx", "html", "xlsx", "zip"]
FORMATS: tuple[Format, ...] = get_args(Format)
CHROMIUM_FORMATS: tuple[Format, ...] = ("png", "svg", "pdf")
"""Formats that need Chromium and a Chinese font."""
_DRAWN_COLUMNS = ("category", "series", "wording", "detail")
MAX_LINK_LENGTH = 120
"""Letters of an address that are shown under a long picture; its QR code holds the whole of it."""
ProgressCallback = Callable[[int, int], None]
Files = dict[str, bytes]
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
    request: ExportRequest, kind: Format, progress: ProgressCallback = lambda done, of: None
) -> ExportedFile:
    """Make a file of an order; several pictures come as one ZIP, or as one long picture.

    `progress` hears how many of how many steps are done. Raises Refused, with the codes of its
    description; the charts are first cut to what a page can hold.
    """
    if not request.charts and not (kind == "docx" and request.bulletin):
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
    """Say at once why a format cannot be made here; None where it can."""
    if not request.charts and not (kind == "docx" and request.bulletin):
        return ExportError("nothing_chosen")
    if kind not in CHROMIUM_FORMATS:
        return None
    texts = [request.title, request.occasion]
    for chart in request.charts:
        texts += [chart.title, chart.finding, chart.unit, chart.source, *chart.notes]
        texts += [text for name in _DRAWN_COLUMNS for text in chart.table[name]]
    try:
        check_availability(texts)
    except ExportError as refused:
        return refused
    return None


def _write_png(request: ExportRequest, progress: ProgressCallback) -> Files:
    if request.options.size.height:
        return _write_images(request, "png", progress)
    release = request.words.say("exports.release", release=request.release)
    link = (
        request.link
        if len(request.link) <= MAX_LINK_LENGTH
        else request.link[: MAX_LINK_LENGTH - 1] + "…"
    )
    frame = ImageFrame(request.name, request.occasion, (release, link), request.link)
    return _name_single_file(
        request, "png", render_long_image(request.charts, request.options, frame, progress)
    )


def _write_svg(request: ExportRequest, progress: ProgressCallback) -> Files:
    return _write_images(request, "svg", progress)


def _write_images(
    request: ExportRequest, kind: Literal["png", "svg"], progress: ProgressCallback
) -> Files:
    """Paint each chart; several are numbered in their order."""
    painted: Files = {}
    several = len(request.charts) > 1
    for number, chart in enumerate(request.charts, start=1):
        title = f"{number:02d} {chart.title} {chart.period}" if several else request.name
        painted[build_file_name(title, kind)] = render_chart(chart, request.options, kind)
        progress(number, len(request.charts))
    return painted


def _write_pdf(request: ExportRequest, progress: ProgressCallback) -> Files:
    return _name_single_file(request, "pdf", render_pdf(request.charts, request.options, progress))


def _write_pptx(request: ExportRequest, progress: ProgressCallback) -> Files:
    return _name_single_file(request, "pptx", pptx.write_deck(request))


def _write_docx(request: ExportRequest, progress: ProgressCallback) -> Files:
    return {
        build_file_name(docx.build_bulletin_title(request), "docx"): docx.write_bulletin(request)
    }


def _write_html(request: ExportRequest, progress: ProgressCallback) -> Files:
    return _name_single_file(request, "html", html_page.write_html_page(request))


def _write_xlsx(request: ExportRequest, progress: ProgressCallback) -> Files:
    return _name_single_file(request, "xlsx", chart_workbook.write_chart_workbook(request))


def _write_zip(request: ExportRequest, progress: ProgressCallback) -> Files:
    """Make every format; where pictures cannot be made, a text says why."""
    made: Files = {}
    for number, kind in enumerate(_WRITERS, start=1):
        if kind == "zip":
            continue
        try:
            files = _WRITERS[kind](request, lambda done, of: None)
        except ExportError as refused:
            if kind not in CHROMIUM_FORMATS:
                raise
            said = request.words.say(f"exports.{refused.code}", **refused.values)
            files = {
                build_file_name(request.words.say("exports.without_pictures"), "txt"): said.encode()
            }
        folder = f"{kind}/" if len(files) > 1 else ""
        made |= {folder + name: data for name, data in files.items()}
        progress(number, len(_WRITERS) - 1)
    return made


def _name_single_file(request: ExportRequest, kind: Format, data: bytes) -> Files:
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
