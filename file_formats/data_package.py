"""Read the tables of a Data Package in one ZIP file, such as the dashboard's own downloads."""

from pathlib import PurePosixPath

from file_formats.archive import unpack_archive
from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits

FIGURES = "figures.csv"
LISTS = ("indicators.yaml", "sources.yaml")


def read_package(data: bytes, limits: FileLimits) -> dict[str, bytes]:
    """Return figures.csv and the code lists of a Data Package by file name: name → content.

    A Data Package is tables in CSV with a description, packed in a ZIP. The files are at the root
    of the ZIP or, as some programs pack them, together in one folder. Raises FileFormatError:
    zip_without_figures, and the codes of `unpack_archive`.
    """
    parts = unpack_archive(data, limits, endings=(".csv", ".yaml"))
    folders = [path.parent for path in map(PurePosixPath, parts) if path.name == FIGURES]
    if len(folders) != 1 or len(folders[0].parts) > 1:
        raise FileFormatError("zip_without_figures")
    paths = {name: str(folders[0] / name) for name in (FIGURES, *LISTS)}
    return {name: parts[path] for name, path in paths.items() if path in parts}
