"""The kinds of downloads, their file names, and `make_download`, which makes any of them."""

from collections.abc import Callable
from typing import Literal, get_args

from exports.data import readable_columns, sdmx
from exports.data.arrow_columns import write_csv
from exports.data.data_package import write_data_package
from exports.data.release_data import ReleaseData
from exports.data.release_workbook import write_data_workbook
from exports.export_request import ExportedFile
from exports.filenames import build_file_name
from locales import Words

Kind = Literal["csv", "xlsx", "sdmx", "package"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def make_download(kind: Kind, release_data: ReleaseData, words: Words) -> ExportedFile:
    """Return a download of the figures; `sdmx` and `package` do not depend on the language.

    The figures may be a selection; `package` then describes the selection.
    Raises ExportError `too_many_rows` if a worksheet cannot hold the figures.
    """
    writer, _, media_type = _WRITERS[kind]
    return ExportedFile(
        build_download_name(kind, release_data.release.number, words),
        media_type,
        writer(release_data, words),
    )


def build_download_name(kind: Kind, release: int, words: Words, part: str = "") -> str:
    """Return the file name of a download in the reader's language.

    `release` is the release's number; `part` names a selection of its figures, "" for all.
    """
    title = words.say(f"exports.download_{kind}", release=release)
    return build_file_name("_".join(filter(None, (title, part))), _WRITERS[kind][1])


def _write_csv(release_data: ReleaseData, words: Words) -> bytes:
    """Return the figures as CSV with readable headings and names, in the form that Excel opens."""
    return write_csv(readable_columns.build_readable_columns(release_data.figures, words), bom=True)


_WRITERS: dict[Kind, tuple[Callable[[ReleaseData, Words], bytes], str, str]] = {
    "csv": (_write_csv, "csv", "text/csv; charset=utf-8"),
    "xlsx": (
        write_data_workbook,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "sdmx": (
        lambda release_data, words: sdmx.write_sdmx_csv(release_data),
        "csv",
        "application/vnd.sdmx.data+csv; version=2.0.0",
    ),
    "package": (
        lambda release_data, words: write_data_package(release_data),
        "zip",
        "application/zip",
    ),
}
