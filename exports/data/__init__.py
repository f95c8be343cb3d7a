"""A release's figures to take away: CSV, workbook, SDMX-CSV, and the whole Data Package.

download = data.make("xlsx", snapshot, words)
download.name, download.media_type, download.data
"""

from exports.data.downloads import KINDS, Kind, make, name
from exports.data.package import tables
from exports.data.released import Released

__all__ = ["KINDS", "Kind", "Released", "make", "name", "tables"]
