"""Downloads of a release's figures: CSV, XLSX, SDMX-CSV, and the whole Data Package.

file = data.make_download("xlsx", snapshot, words)
file.name, file.media_type, file.data
"""

from exports.data.data_package import build_package_files
from exports.data.downloads import (
    DOWNLOAD_KINDS,
    DownloadKind,
    build_download_name,
    make_download,
)
from exports.data.release_data import ReleaseData

__all__ = [
    "DOWNLOAD_KINDS",
    "DownloadKind",
    "ReleaseData",
    "build_download_name",
    "build_package_files",
    "make_download",
]
