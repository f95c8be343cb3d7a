"""Reading and writing folders of tables such as datasets/: figures and code lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from curation.errors import PublishBlockedError, UnreadableFolderError
from curation.releases.code_list_checks import find_broken_references
from file_formats import FileFormatError, csv, yaml
from intake.check import CheckOptions, check_files
from intake.model.areas import AreaList
from intake.model.problem import Problem
from intake.model.reference import PublishedReader, Reference
from intake.result import CheckResult
from ledger import Snapshot
from ledger.storage.data_files import COLUMNS
from settings import DATASETS

LISTS = ("indicators", "programmes", "sources")
AREA_COLUMNS = ("code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col")
TABLES = ("figures.csv", *(f"{name}.yaml" for name in LISTS), "areas.csv")
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

    `published` are the figures to compare with, None for none. Raises UnreadableFolderError for a
    table that cannot be read; other faults are in the result.
    """
    data = _read_bytes(folder / TABLES[0])
    codes: dict[str, Any] = {name: _read_entries(folder / f"{name}.yaml") for name in LISTS}
    codes["areas"] = _read_csv(folder / "areas.csv", AREA_COLUMNS)
    reference = build_reference(codes, pd.DataFrame() if published is None else published)
    checked = check_files([(TABLES[0], data)], reference, options)
    problems = (*checked.problems, *find_broken_references(None, codes))
    if not len(checked.figures) and not checked.errors:
        problems = (*problems, Problem("no_figures", file=TABLES[0], domain="curation"))
    return Datasets(checked.figures, codes, replace(checked, problems=problems))


def build_reference(
    codes: Mapping[str, Any],
    figures: pd.DataFrame,
    published: PublishedReader | None = None,
) -> Reference:
    """Return what an upload is checked against: code lists and published figures.

    The published figures are `figures`, or, if `published` is given, what this function returns for
    some indicators and areas.
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

    The data package descriptor is the last one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    codes = {name: getattr(snapshot, name) for name in LISTS}
    tables = {
        "figures.csv": csv.write_csv(_csv_rows(snapshot.figures, COLUMNS)),
        "areas.csv": csv.write_csv(_csv_rows(snapshot.areas, AREA_COLUMNS)),
    } | {f"{name}.yaml": yaml.dump_yaml(values) for name, values in codes.items()}
    for name, data in tables.items():
        (folder / name).write_bytes(data)
    (folder / CHARTS).write_bytes((DATASETS / CHARTS).read_bytes())
    descriptor = (DATASETS / DESCRIPTOR).read_bytes()
    mark = yaml.dump_yaml({RELEASE_KEY: str(snapshot.release.number)})
    (folder / DESCRIPTOR).write_bytes(descriptor + b"\n# Which release this is.\n" + mark)
    return [folder / name for name in (*TABLES, CHARTS, DESCRIPTOR)]


def read_source_release(folder: Path) -> int | None:
    """Return the number of the release that a folder was exported from, None for other folders.

    Raises UnreadableFolderError if datapackage.yaml cannot be read.
    """
    path = folder / DESCRIPTOR
    if not path.is_file():
        return None
    descriptor = _load_yaml(path)
    number = descriptor.get(RELEASE_KEY, "") if isinstance(descriptor, dict) else ""
    return int(number) if str(number).isdecimal() else None


def _read_bytes(path: Path) -> bytes:
    """Read a file. Raises UnreadableFolderError("missing_file")."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFolderError("missing_file", path) from None


def _read_csv(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """Read a CSV file as a data frame of text. Raises UnreadableFolderError."""
    data = _read_bytes(path)
    try:
        rows = csv.read_records(data)
    except FileFormatError as error:
        raise UnreadableFolderError(
            error.code, path, error.line, str(error.column or ""), error.value
        ) from None
    header = list(rows[0]) if rows else list(columns)
    for name in columns:
        if name not in header:
            raise UnreadableFolderError("missing_column", path, 1, name)
    return pd.DataFrame(rows, columns=list(columns), dtype="str")


def _read_entries(path: Path) -> list[dict[str, Any]]:
    """Read a YAML list of entries that each have a code or id. Raises UnreadableFolderError."""
    values = _load_yaml(path)
    code = "id" if path.stem != "indicators" else "code"
    if not isinstance(values, list):
        raise UnreadableFolderError("not_a_list", path)
    for number, value in enumerate(values, 1):
        if not isinstance(value, dict) or not value.get(code):
            raise UnreadableFolderError("missing_key", path, number, code)
    return values


def _load_yaml(path: Path) -> Any:
    """Read a YAML file. Raises UnreadableFolderError."""
    data = _read_bytes(path)
    try:
        return yaml.load_yaml(data)
    except FileFormatError as error:
        raise UnreadableFolderError(
            error.code, path, error.line, str(error.column or ""), error.value
        ) from None


def _csv_rows(frame: pd.DataFrame, columns: Iterable[str]) -> Iterable[list[Any]]:
    """Yield the header, then each row; missing values are None."""
    chosen = frame[list(columns)].astype(object)
    yield list(columns)
    yield from chosen.where(chosen.notna(), None).to_numpy().tolist()
