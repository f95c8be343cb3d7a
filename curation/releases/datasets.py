"""Reads, checks and writes folders of tables such as datasets/: figures and code lists."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from curation.errors import PublishBlockedError, UnreadableFolderError
from curation.releases.code_list_checks import find_catalogue_problems, find_code_list_problems
from file_formats import LIMITS, FileFormatError, FileLimits, csv, yaml
from file_formats.sandbox.run import run_in_child
from intake.check_options import CheckOptions
from intake.in_child import check_files_in_child
from intake.model.areas import AreaList
from intake.model.problem import Problem
from intake.model.reference import PublishedReader, Reference
from intake.result import CheckResult
from ledger import Snapshot
from ledger.code_lists import OPTIONAL_AREA_COLUMNS
from ledger.storage.data_files import COLUMNS
from quantities.annual_targets import with_annual_targets, without_annual_targets
from settings import DATASETS, load_settings

T = TypeVar("T")
LISTS = ("indicators", "programmes", "sources")
AREA_COLUMNS = ("code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col")
FIGURES = "figures.csv"
TABLES = (FIGURES, *(f"{name}.yaml" for name in LISTS), "areas.csv")
CHARTS = "charts.yaml"
"""The declared charts. They lie beside the tables, but are no part of a release."""
DESCRIPTOR = "datapackage.yaml"
RELEASE_KEY = "release"
"""Key in the descriptor: the number of the release that the folder was written from."""


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
    tables = check_tables(folder)
    if tables.checked.errors:
        raise PublishBlockedError("has_errors", tables.checked.errors)
    return tables


def check_tables(
    folder: Path, published: pd.DataFrame | None = None, options: CheckOptions | None = None
) -> Datasets:
    """Read the five tables of a folder (TABLES) and check the figures like any upload.

    `published` are the figures to compare with, None for none; `options` of None are the defaults
    of the check. Raises UnreadableFolderError for a table that cannot be read; other errors, such
    as a folder without figures, are problems of the result.
    """
    figures_csv = _read_file(folder / FIGURES)
    limits = options.limits if options else LIMITS
    codes: dict[str, Any] = {name: _read_entries(folder / f"{name}.yaml", limits) for name in LISTS}
    codes["indicators"] = without_annual_targets(codes["indicators"])
    codes["areas"] = _read_csv_table(
        folder / "areas.csv", AREA_COLUMNS, limits, OPTIONAL_AREA_COLUMNS
    )
    reference = build_reference(codes, pd.DataFrame() if published is None else published)
    checked = check_files_in_child([(FIGURES, figures_csv)], reference, options)
    problems = (
        *checked.problems,
        *find_code_list_problems(None, codes),
        *_check_catalogue(folder, codes["indicators"]),
    )
    if not len(checked.figures) and not checked.errors:
        problems = (*problems, Problem("no_figures", file=FIGURES, domain="curation"))
    return Datasets(checked.figures, codes, replace(checked, problems=problems))


def build_reference(
    codes: Mapping[str, Any], figures: pd.DataFrame, published: PublishedReader | None = None
) -> Reference:
    """Return the code lists and published figures that an upload or datasets/ is checked against.

    The function `published` reads the published figures of some indicators and areas, so that only
    figures that an upload concerns are read. Without it the published figures are `figures`.
    """
    return Reference(
        indicators=tuple(with_annual_targets(codes["indicators"])),
        programmes=tuple(codes["programmes"]),
        sources=tuple(codes["sources"]),
        areas=AreaList.from_table(codes["areas"]),
        figures=figures,
        read_published=published,
    )


def write_datasets(snapshot: Snapshot, folder: Path) -> list[Path]:
    """Write a release as a folder that `read_datasets` reads; return the paths of its files.

    Charts and descriptor are copied from datasets/ of this repository. The release's number is
    added to the descriptor: when the edited folder is published, it is compared with that release.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lists = {name: getattr(snapshot, name) for name in LISTS}
    lists["indicators"] = without_annual_targets(snapshot.indicators)
    tables = {f"{name}.yaml": yaml.dump_yaml(entries) for name, entries in lists.items()}
    tables[FIGURES] = csv.write_csv(_iterate_csv_rows(snapshot.figures, COLUMNS))
    filled_columns = [name for name in OPTIONAL_AREA_COLUMNS if snapshot.areas[name].any()]
    area_columns = (*AREA_COLUMNS, *filled_columns)
    tables["areas.csv"] = csv.write_csv(_iterate_csv_rows(snapshot.areas, area_columns))
    for name, data in tables.items():
        (folder / name).write_bytes(data)
    (folder / CHARTS).write_bytes((DATASETS / CHARTS).read_bytes())
    descriptor = (DATASETS / DESCRIPTOR).read_bytes()
    release_line = yaml.dump_yaml({RELEASE_KEY: str(snapshot.release.number)})
    (folder / DESCRIPTOR).write_bytes(descriptor + b"\n# Which release this is.\n" + release_line)
    return [folder / name for name in (*TABLES, CHARTS, DESCRIPTOR)]


def read_sources(folder: Path) -> list[dict[str, Any]]:
    """Return the list of sources of a folder of tables, which say whether it is a demonstration.

    Raises UnreadableFolderError.
    """
    return _read_entries(folder / "sources.yaml", LIMITS)


def read_source_release(folder: Path) -> int | None:
    """Return the number of the release that a folder was written from by `write_datasets`, or None.

    When the edited folder is published, it is compared with that release to find what was edited.
    None is returned for datasets/ itself.
    Raises UnreadableFolderError if the folder's datapackage.yaml cannot be read.
    """
    number = _read_descriptor(folder).get(RELEASE_KEY, "")
    return int(number) if str(number).isdecimal() else None


def _read_descriptor(folder: Path) -> dict[str, Any]:
    """Return a folder's datapackage.yaml; {} if it has none. Raises UnreadableFolderError."""
    path = folder / DESCRIPTOR
    descriptor = _read_in_child(yaml.load_yaml, path, LIMITS) if path.is_file() else {}
    return descriptor if isinstance(descriptor, dict) else {}


def _check_catalogue(folder: Path, indicators: list[dict[str, Any]]) -> tuple[Problem, ...]:
    """Return the problems of the words in a folder's indicators.yaml (`find_catalogue_problems`).

    The known topics are those in the folder's descriptor and in config.yaml; without any in the
    descriptor, topics are not checked. A folder written from a release is not checked, because its
    entries have been published.
    """
    descriptor = _read_descriptor(folder)
    resources: list[dict[str, Any]] = descriptor.get("resources", [])
    indicator_resource = next(
        (resource for resource in resources if resource.get("name") == "indicators"), {}
    )
    # Only files of a downloaded Data Package have a hash, only `write_datasets` names a release.
    if "hash" in indicator_resource or RELEASE_KEY in descriptor:
        return ()
    # The descriptor lists the allowed values (`enum`) of the field `topic`.
    fields = indicator_resource.get("schema", {}).get("fields", ())
    topics = [
        topic
        for field in fields
        if field.get("name") == "topic"
        for topic in field.get("constraints", {}).get("enum", ())
    ]
    if topics:
        topics += [topic.topic for topic in load_settings().topics]
    return find_catalogue_problems(indicators, topics)


def _read_file(path: Path) -> bytes:
    """Read a file of a folder of tables. Raises UnreadableFolderError("missing_file")."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFolderError("missing_file", path) from None


def _read_csv_table(
    path: Path, columns: Iterable[str], limits: FileLimits, optional: Iterable[str]
) -> pd.DataFrame:
    """Read the given columns of a CSV table, such as areas.csv, as text.

    A missing `optional` column is empty, other columns of the file are dropped. Raises
    UnreadableFolderError, also for a missing column that is not optional.
    """
    rows = _read_in_child(csv.read_records, path, limits)
    header = list(rows[0]) if rows else list(columns)
    for name in columns:
        if name not in header:
            raise UnreadableFolderError("missing_column", path, row=1, column=name)
    return pd.DataFrame(rows, columns=[*columns, *optional], dtype="str").fillna("")


def _read_entries(path: Path, limits: FileLimits) -> list[dict[str, Any]]:
    """Read a code list in YAML: a list of mappings with a code (indicators) or an id (other lists).

    Raises UnreadableFolderError (not_a_list, missing_key, and the codes of the file format).
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
    """Return what `read` makes of a file's bytes, in a child process that is ended beyond `limits`.

    So a malformed or huge file cannot harm this process. Raises UnreadableFolderError; if the file
    format's error has no line number, it is the `cause`, since its own message then says more.
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


def _iterate_csv_rows(frame: pd.DataFrame, columns: Iterable[str]) -> Iterable[list[Any]]:
    """Yield the header and then each row of a data frame, to be written as CSV.

    Missing values are None, which CSV writes as an empty cell.
    """
    cells = frame[list(columns)].astype(object)
    yield list(columns)
    yield from cells.where(cells.notna(), None).to_numpy().tolist()
