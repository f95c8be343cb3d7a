"""Which formats there are, and the one function that chooses among them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from exports.bulletins import docx
from exports.errors import ExportError
from exports.filenames import file_name
from exports.pictures import (
    ImageFrame,
    chart_picture,
    check_availability,
    long_picture,
    pictures_pdf,
)
from exports.request import ExportedFile, ExportRequest, bounded, short
from exports.slides import pptx
from exports.static_site import html
from exports.workbooks import xlsx
from exports.zip_archive import zipped

Format = Literal["png", "svg", "pdf", "pptx", "docx", "html", "xlsx", "zip"]
FORMATS: tuple[Format, ...] = get_args(Format)
PAINTED: tuple[Format, ...] = ("png", "svg", "pdf")
"""Formats that need Chromium and a Chinese font."""
_PAINTED_TEXTS = ("category", "series", "wording", "detail")
LONG_LINK = 120
"""Letters of an address that are shown under a long picture; its QR code holds the whole of it."""
Progress = Callable[[int, int], None]
Files = dict[str, bytes]
_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[Format, str] = {
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
    order: ExportRequest, kind: Format, progress: Progress = lambda done, of: None
) -> ExportedFile:
    """Make a file of an order; several pictures come as one ZIP, or as one long picture.

    `progress` hears how many of how many steps are done. Raises Refused, with the codes of its
    description; the charts are first cut to what a page can hold.
    """
    if not order.charts and not (kind == "docx" and order.bulletin):
        raise ExportError("nothing_chosen")
    order = replace(
        order,
        charts=tuple(bounded(chart, order.words) for chart in order.charts),
        title=short(order.title),
        occasion=short(order.occasion),
    )
    files = _MAKERS[kind](order, progress)
    if kind != "zip" and len(files) == 1:
        name, data = files.popitem()
        return ExportedFile(name, TYPES[kind], data)
    return ExportedFile(file_name(order.name, "zip"), TYPES["zip"], zipped(files))


def refusal(order: ExportRequest, kind: Format) -> ExportError | None:
    """Say at once why a format cannot be made here; None where it can."""
    if not order.charts and not (kind == "docx" and order.bulletin):
        return ExportError("nothing_chosen")
    if kind not in PAINTED:
        return None
    texts = [order.title, order.occasion]
    for chart in order.charts:
        texts += [chart.title, chart.finding, chart.unit, chart.source, *chart.notes]
        texts += [text for name in _PAINTED_TEXTS for text in chart.table[name]]
    try:
        check_availability(texts)
    except ExportError as refused:
        return refused
    return None


def _png(order: ExportRequest, progress: Progress) -> Files:
    if order.look.size.height:
        return _pictures(order, "png", progress)
    release = order.words.say("exports.release", release=order.release)
    link = order.link if len(order.link) <= LONG_LINK else order.link[: LONG_LINK - 1] + "…"
    frame = ImageFrame(order.name, order.occasion, (release, link), order.link)
    return _one(order, "png", long_picture(order.charts, order.look, frame, progress))


def _svg(order: ExportRequest, progress: Progress) -> Files:
    return _pictures(order, "svg", progress)


def _pictures(order: ExportRequest, kind: Literal["png", "svg"], progress: Progress) -> Files:
    """Paint each chart; several are numbered in their order."""
    painted: Files = {}
    several = len(order.charts) > 1
    for number, chart in enumerate(order.charts, start=1):
        title = f"{number:02d} {chart.title} {chart.period}" if several else order.name
        painted[file_name(title, kind)] = chart_picture(chart, order.look, kind)
        progress(number, len(order.charts))
    return painted


def _pdf(order: ExportRequest, progress: Progress) -> Files:
    return _one(order, "pdf", pictures_pdf(order.charts, order.look, progress))


def _pptx(order: ExportRequest, progress: Progress) -> Files:
    return _one(order, "pptx", pptx.deck(order))


def _docx(order: ExportRequest, progress: Progress) -> Files:
    return {file_name(docx.bulletin_title(order), "docx"): docx.write_bulletin(order)}


def _html(order: ExportRequest, progress: Progress) -> Files:
    return _one(order, "html", html.page(order))


def _xlsx(order: ExportRequest, progress: Progress) -> Files:
    return _one(order, "xlsx", xlsx.workbook(order))


def _zip(order: ExportRequest, progress: Progress) -> Files:
    """Make every format; where pictures cannot be made, a text says why."""
    made: Files = {}
    for number, kind in enumerate(_MAKERS, start=1):
        if kind == "zip":
            continue
        try:
            files = _MAKERS[kind](order, lambda done, of: None)
        except ExportError as refused:
            if kind not in PAINTED:
                raise
            said = order.words.say(f"exports.{refused.code}", **refused.values)
            files = {file_name(order.words.say("exports.without_pictures"), "txt"): said.encode()}
        folder = f"{kind}/" if len(files) > 1 else ""
        made |= {folder + name: data for name, data in files.items()}
        progress(number, len(_MAKERS) - 1)
    return made


def _one(order: ExportRequest, kind: Format, data: bytes) -> Files:
    return {file_name(order.name, kind): data}


_MAKERS: dict[Format, Callable[[ExportRequest, Progress], Files]] = {
    "png": _png,
    "svg": _svg,
    "pdf": _pdf,
    "pptx": _pptx,
    "docx": _docx,
    "html": _html,
    "xlsx": _xlsx,
    "zip": _zip,
}
