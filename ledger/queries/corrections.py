"""History of figures across releases: versions, and corrections of published numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from ledger.area_tree import AreaTree
from ledger.queries.engines import DuckDbEngine, collect, escape_pattern
from ledger.queries.figure_filter import FigureFilter, filter_expression
from ledger.release import Release
from ledger.storage.data_files import SCHEMA, VALUES
from ledger.storage.file_cache import FileCache
from quantities.figure_keys import KEY_COLUMNS, split_key

# A change of one of these columns counts as a correction; a change of a note does not.
NUMBER_COLUMNS = ("as_reported", *VALUES, "qualifier")
OLD_COLUMNS = {name: f"old_{name}" for name in NUMBER_COLUMNS}
NEW_COLUMNS = {name: f"new_{name}" for name in NUMBER_COLUMNS}
RELEASE_COLUMNS = ("at", "author", "reason")
VERSION_COLUMNS = ("key", "since", "until", *RELEASE_COLUMNS, *NUMBER_COLUMNS)
CORRECTION_COLUMNS = (
    "key",
    "release",
    *RELEASE_COLUMNS,
    *OLD_COLUMNS.values(),
    *NEW_COLUMNS.values(),
)


def read_figure_versions(
    cache: FileCache, duckdb: DuckDbEngine, releases: Mapping[int, Release], keys: Sequence[str]
) -> pd.DataFrame:
    """Return every version of the figures with these keys, to find corrections, by key and release.

    A version is a number that stayed the same over releases that follow each other: `since` and
    `until` are the first and the last of them; at, author and reason are those of `since`.
    `releases` are the releases to read, by number.
    """
    spans = _release_spans_of_files(cache, releases, {split_key(key)["indicator"] for key in keys})
    versions = _read_figures_of_files(duckdb, spans["file"].unique().tolist(), keys)
    versions = versions.merge(spans, on="file")
    versions = versions.sort_values(["key", "since"], ignore_index=True)
    previous = versions.shift()
    # A row continues the version of the row before it if it is the same number of the next release,
    # only in another file.
    continues = versions["key"].eq(previous["key"]) & versions["since"].eq(previous["until"] + 1)
    continues &= _rows_equal(versions, previous, NUMBER_COLUMNS, NUMBER_COLUMNS)
    version_numbers = (~continues).cumsum()
    until = versions.groupby(version_numbers)["until"].last().to_numpy()
    merged = versions[~continues].assign(until=until)
    return _add_release_columns(merged, "since", releases)[list(VERSION_COLUMNS)]


def find_corrections(versions: pd.DataFrame) -> pd.DataFrame:
    """Return every change of a published number, newest first, with `old_…` and `new_…` numbers.

    `versions` is what `read_figure_versions` returns: each version is compared with the one before
    it. The first version of a figure is no correction.
    """
    previous = versions.shift()
    changes = versions.rename(columns=NEW_COLUMNS | {"since": "release"}).assign(
        **{OLD_COLUMNS[name]: previous[name] for name in NUMBER_COLUMNS}
    )
    return _corrections_table(changes[versions["key"].eq(previous["key"])])


def find_corrections_of_release(changed: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Return the corrections among the figures that a release changed.

    `changed` has each figure's columns as `old_…` and `new_…` (see `ReleaseComparison`). Changes of
    a note or a locator, where the number stays, are no corrections.
    """
    return _corrections_table(
        _add_release_columns(
            changed.assign(release=release.number), "release", {release.number: release}
        )
    )


def _corrections_table(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes whose old and new numbers differ, with CORRECTION_COLUMNS, newest first.

    The number of a figure is its wording, value, bounds and qualifier.
    """
    result = changes[~_rows_equal(changes, changes, OLD_COLUMNS.values(), NEW_COLUMNS.values())][
        list(CORRECTION_COLUMNS)
    ]
    return result.sort_values(["release", "key"], ascending=[False, True], ignore_index=True)


def _add_release_columns(
    frame: pd.DataFrame, number_column: str, releases: Mapping[int, Release]
) -> pd.DataFrame:
    """Add date, author and reason of the release that made each version or correction.

    Its number is in the column `number_column`.
    """
    row_releases = [releases[int(number)] for number in frame[number_column]]
    authors = [release.author for release in row_releases]
    reasons = [release.reason for release in row_releases]
    return frame.assign(
        at=pd.to_datetime([release.at for release in row_releases], utc=True),
        author=pd.Series(authors, index=frame.index, dtype="str"),
        reason=pd.Series(reasons, index=frame.index, dtype="str"),
    )


def _release_spans_of_files(
    cache: FileCache, releases: Mapping[int, Release], indicators: set[str]
) -> pd.DataFrame:
    """Return, to find versions and corrections, which releases have each file of some indicators.

    Each row is a path (`file`) with the first and last number (`since`, `until`) of releases that
    follow each other and all have the file. Files of a remote store are copied and verified for it.
    """
    spans: list[dict[str, Any]] = []
    latest_spans: dict[str, dict[str, Any]] = {}
    for number, release in sorted(releases.items()):
        for file in release.data_files:
            if not any(file.first <= code <= file.last for code in indicators):
                continue
            span = latest_spans.get(file.name)
            if span is None or span["until"] < number - 1:  # new, or back after a gap
                path = cache.path(file.name, file.sha256, number)
                latest_spans[file.name] = span = {"file": path, "since": number}
                spans.append(span)
            span["until"] = number
    frame = pd.DataFrame(spans, columns=["file", "since", "until"])
    return frame.astype({"file": "str", "since": "int64", "until": "int64"})


def _read_figures_of_files(
    duckdb: DuckDbEngine, paths: list[str], keys: Sequence[str]
) -> pd.DataFrame:
    """Read the versions of the figures with these keys from several data files, in any order.

    The columns are NUMBER_COLUMNS, `key`, and `file` with the path. Without paths or keys there are
    no rows.
    """
    no_areas = AreaTree([])  # no condition is about areas
    condition = filter_expression(FigureFilter(keys=keys), no_areas)
    if not paths or condition is None:
        columns = {name: SCHEMA.field(name).type for name in NUMBER_COLUMNS}
        columns |= {"key": pa.string(), "file": pa.string()}
        result = pa.schema(columns.items()).empty_table()
    else:
        relation = duckdb.cursor().read_parquet(
            [escape_pattern(path) for path in paths], filename=True
        )
        rows = nw.from_native(relation).filter(condition)
        key = nw.concat_str(*KEY_COLUMNS, separator=".")
        result = collect(rows.select(*NUMBER_COLUMNS, key=key, file=nw.col("filename")))
    frame: pd.DataFrame = result.to_pandas()
    return frame


def _rows_equal(
    left: pd.DataFrame, right: pd.DataFrame, left_names: Iterable[str], right_names: Iterable[str]
) -> pd.Series:
    """Return whether versions of figures in two frames are equal in some columns, row by row.

    Columns are compared in pairs, in the order of the names. Two missing values are equal.
    """
    equal = pd.Series(True, index=left.index)
    for left_name, right_name in zip(left_names, right_names, strict=True):
        old, new = left[left_name], right[right_name]
        equal &= old.eq(new) | (old.isna() & new.isna())
    return equal
