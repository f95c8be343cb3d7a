"""A release's figures to take away: CSV, workbook, SDMX-CSV, and the whole Data Package.

download = data.make("xlsx", snapshot, words)
download.name, download.media_type, download.data
"""

from exports.data.downloads import KINDS, Kind, build_download_name, make_download
from exports.data.package import build_package_files
from exports.data.released import ReleasedData

__all__ = [
    "KINDS",
    "Kind",
    "ReleasedData",
    "build_download_name",
    "build_package_files",
    "make_download",
]
