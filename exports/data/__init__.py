"""A release's figures to take away: CSV, workbook, SDMX-CSV, and the whole Data Package.

download = data.make("xlsx", snapshot, words)
download.name, download.media_type, download.data
"""

from exports.data.downloads import KINDS, Kind, build_download_name, make_download
from exports.data.package import build_package_files
from exports.data.release_data import ReleaseData

__all__ = [
    "KINDS",
    "Kind",
    "ReleaseData",
    "build_download_name",
    "build_package_files",
    "make_download",
]
