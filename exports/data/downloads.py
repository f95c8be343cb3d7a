"""The kinds of downloads of a release's figures, and `make_download`, which makes any of them."""

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

from exports.data.arrow_columns import write_csv
from exports.data.data_package import write_data_package
from exports.data.readable_columns import build_readable_columns
from exports.data.release_data import ReleaseData
from exports.data.release_workbook import write_data_workbook
from exports.data.sdmx import write_sdmx_csv
from exports.data.sdmx_structure import write_sdmx_structure
from exports.export_request import ExportedFile
from exports.filenames import build_file_name
from locales import Words

DownloadKind = Literal["csv", "xlsx", "sdmx", "sdmx_structure", "package"]
DOWNLOAD_KINDS: tuple[DownloadKind, ...] = get_args(DownloadKind)


class _DownloadFormat(NamedTuple):
    """The function that writes a kind of download, with the file's extension and media type."""

    write: Callable[[ReleaseData, Words], bytes]
    extension: str
    media_type: str


def make_download(kind: DownloadKind, release_data: ReleaseData, words: Words) -> ExportedFile:
    """Return a download of a release's figures; only csv and xlsx depend on the language.

    The figures may be a selection; the files of `package` then have only these figures.
    Raises ExportError `too_many_rows` if a worksheet cannot hold the figures.
    """
    download_format = _FORMATS[kind]
    return ExportedFile(
        build_download_name(kind, release_data.release.number, words),
        download_format.media_type,
        download_format.write(release_data, words),
    )


def build_download_name(
    kind: DownloadKind, release_number: int, words: Words, selection: str = ""
) -> str:
    """Return the file name of a download in the reader's language.

    `selection` is the name of a selection of the release's figures, "" for all.
    """
    title = words.say(f"exports.download_{kind}", release=release_number)
    name = words.mark("_".join(filter(None, (title, selection))))
    return build_file_name(name, _FORMATS[kind].extension)


def _write_readable_csv(release_data: ReleaseData, words: Words) -> bytes:
    """Return the figures as CSV with readable headings and names, which Excel opens correctly."""
    return write_csv(build_readable_columns(release_data.figures, words), bom=True)


_FORMATS: dict[DownloadKind, _DownloadFormat] = {
    "csv": _DownloadFormat(_write_readable_csv, "csv", "text/csv; charset=utf-8"),
    "xlsx": _DownloadFormat(
        write_data_workbook,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "sdmx": _DownloadFormat(
        lambda release_data, words: write_sdmx_csv(release_data),
        "csv",
        "application/vnd.sdmx.data+csv; version=2.0.0",
    ),
    "sdmx_structure": _DownloadFormat(
        write_sdmx_structure, "json", "application/vnd.sdmx.structure+json; version=2.0.0"
    ),
    "package": _DownloadFormat(
        lambda release_data, words: write_data_package(release_data), "zip", "application/zip"
    ),
}
