"""Reading and writing folders of tables such as datasets/: figures and code lists."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from curation.errors import PublishBlockedError, UnreadableFolderError
from curation.releases.code_list_checks import find_code_list_problems
from file_formats import LIMITS, FileFormatError, FileLimits, csv, yaml
from file_formats.sandbox.run import run_in_child
from intake.check import CheckOptions
from intake.in_child import check_files_in_child
from intake.model.areas import AreaList
from intake.model.problem import Problem
from intake.model.reference import PublishedReader, Reference
from intake.result import CheckResult
from ledger import Snapshot
from ledger.storage.data_files import COLUMNS
from settings import DATASETS

T = TypeVar("T")
LISTS = ("indicators", "programmes", "sources")
AREA_COLUMNS = ("code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col")
FIGURES = "figures.csv"
TABLES = (FIGURES, *(f"{name}.yaml" for name in LISTS), "areas.csv")
CHARTS = "charts.yaml"
"""No table of a release: the charts that the server declares, beside the tables."""
DESCRIPTOR = "datapackage.yaml"
RELEASE_KEY = "release"
"""Key in the descriptor with the number of the release that a folder was written from."""


@dataclass(frozen=True, eq=False)
class Datasets:
    """Figures and code lists read from a folder, with the result of checking the figures."""

    figures: pd.DataFrame
    codes: dict[str, Any]
    checked: CheckResult


def read_datasets(folder: Path) -> Datasets:
    """Read the five tables of a folder such as datasets/.

    Raises UnreadableFolderError, which names file, row and column, and PublishBlockedError if the
    tables have errors.
    """
    state = check_tables(folder)
    if state.checked.errors:
        raise PublishBlockedError("has_errors", state.checked.errors)
    return state


def check_tables(
    folder: Path, published: pd.DataFrame | None = None, options: CheckOptions | None = None
) -> Datasets:
    """Read the five tables of a folder and check the figures like any upload.

    They are figures.csv, areas.csv and three code lists in YAML. `published` are the figures to
    compare with, None for none. Raises UnreadableFolderError for a table that cannot be read; other
    faults, such as a folder without figures, are problems of the result.
    """
    figures_csv = _read_file(folder / FIGURES)
    limits = options.limits if options else LIMITS
    codes: dict[str, Any] = {name: _read_entries(folder / f"{name}.yaml", limits) for name in LISTS}
    codes["areas"] = _read_csv_table(folder / "areas.csv", AREA_COLUMNS, limits)
    reference = build_reference(codes, pd.DataFrame() if published is None else published)
    checked = check_files_in_child([(FIGURES, figures_csv)], reference, options)
    problems = (*checked.problems, *find_code_list_problems(None, codes))
    if not len(checked.figures) and not checked.errors:
        problems = (*problems, Problem("no_figures", file=FIGURES, domain="curation"))
    return Datasets(checked.figures, codes, replace(checked, problems=problems))


def build_reference(
    codes: Mapping[str, Any], figures: pd.DataFrame, published: PublishedReader | None = None
) -> Reference:
    """Return what an upload or datasets/ is checked against: code lists and published figures.

    The published figures are `figures`, or, if the function `published` is given, what that returns
    for some indicators and areas: so only figures that an upload concerns are read.
    """
    return Reference(
        indicators=tuple(codes["indicators"]),
        programmes=tuple(codes["programmes"]),
        sources=tuple(codes["sources"]),
        areas=AreaList.from_table(codes["areas"]),
        figures=figures,
        read_published=published,
    )


def write_datasets(snapshot: Snapshot, folder: Path) -> list[Path]:
    """Write a release as a folder that `read_datasets` reads; return the paths of its files.

    Charts and data package descriptor are copied from our own datasets/; the descriptor, the last
    path, also gets the release's number, which a later publish of the folder is compared with.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # indicators, programmes and sources
    tables = {f"{name}.yaml": yaml.dump_yaml(getattr(snapshot, name)) for name in LISTS}
    tables[FIGURES] = csv.write_csv(_csv_rows(snapshot.figures, COLUMNS))
    tables["areas.csv"] = csv.write_csv(_csv_rows(snapshot.areas, AREA_COLUMNS))
    for name, data in tables.items():
        (folder / name).write_bytes(data)
    (folder / CHARTS).write_bytes((DATASETS / CHARTS).read_bytes())
    descriptor = (DATASETS / DESCRIPTOR).read_bytes()
    release_line = yaml.dump_yaml({RELEASE_KEY: str(snapshot.release.number)})
    (folder / DESCRIPTOR).write_bytes(descriptor + b"\n# Which release this is.\n" + release_line)
    return [folder / name for name in (*TABLES, CHARTS, DESCRIPTOR)]


def read_source_release(folder: Path) -> int | None:
    """Return the number of the release that a folder like datasets/ was exported from, else None.

    It is in the folder's datapackage.yaml. Raises UnreadableFolderError if that cannot be read.
    """
    path = folder / DESCRIPTOR
    if not path.is_file():
        return None
    descriptor = _read_in_child(yaml.load_yaml, path, LIMITS)
    number = descriptor.get(RELEASE_KEY, "") if isinstance(descriptor, dict) else ""
    return int(number) if str(number).isdecimal() else None


def _read_file(path: Path) -> bytes:
    """Read a file of a folder of tables. Raises UnreadableFolderError("missing_file")."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFolderError("missing_file", path) from None


def _read_csv_table(path: Path, columns: Iterable[str], limits: FileLimits) -> pd.DataFrame:
    """Read a CSV table of a folder like datasets/, such as areas.csv, as text columns.

    Columns not in `columns` are dropped. Raises UnreadableFolderError, also for a missing column.
    """
    rows = _read_in_child(csv.read_records, path, limits)
    header = list(rows[0]) if rows else list(columns)
    for name in columns:
        if name not in header:
            raise UnreadableFolderError("missing_column", path, row=1, column=name)
    return pd.DataFrame(rows, columns=list(columns), dtype="str")


def _read_entries(path: Path, limits: FileLimits) -> list[dict[str, Any]]:
    """Read a code list of a folder like datasets/ from YAML: a list of mappings.

    Each has a code (indicators) or an id (other lists). Raises UnreadableFolderError (not_a_list,
    missing_key, or of the file format).
    """
    entries = _read_in_child(yaml.load_yaml, path, limits)
    code_key = "code" if path.stem == "indicators" else "id"
    if not isinstance(entries, list):
        raise UnreadableFolderError("not_a_list", path)
    for row, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not entry.get(code_key):
            raise UnreadableFolderError("missing_key", path, row=row, column=code_key)
    return entries


def _read_in_child(read: Callable[[bytes, FileLimits], T], path: Path, limits: FileLimits) -> T:
    """Read a file of a folder like datasets/ in a child process, which is ended beyond `limits`.

    Raises UnreadableFolderError; where no line can be named, with the file format's own message.
    """
    data = _read_file(path)
    try:
        return run_in_child(read, data, limits, limits=limits)
    except FileFormatError as error:
        raise UnreadableFolderError(
            error.code,
            path,
            row=error.line,
            column=str(error.column or ""),
            value=error.value,
            cause=None if error.line else error,
        ) from None


def _csv_rows(frame: pd.DataFrame, columns: Iterable[str]) -> Iterable[list[Any]]:
    """Yield the rows of a CSV table: the header, then each row; missing values are None."""
    cells = frame[list(columns)].astype(object)
    yield list(columns)
    yield from cells.where(cells.notna(), None).to_numpy().tolist()
