"""The history of figures across releases: their versions, and corrections of published numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from ledger.area_tree import AreaTree
from ledger.queries.engines import DuckDbEngine, collect, escape_pattern
from ledger.queries.figure_filter import FigureFilter, build_filter_expression
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
    """Return every version of the figures with these keys, sorted by key and release.

    A version is a published number that stayed the same over consecutive releases: `since` and
    `until` are the numbers of the first and the last of these; at, author and reason are those of
    release `since`. `releases` are the releases to read, by number.
    """
    spans = _find_release_spans_of_files(
        cache, releases, {split_key(key)["indicator"] for key in keys}
    )
    versions = _read_figures_of_files(duckdb, spans["file"].unique().tolist(), keys)
    versions = versions.merge(spans, on="file")
    versions = versions.sort_values(["key", "since"], ignore_index=True)
    previous = versions.shift()
    # Each row is a figure in one file. It continues the version of the row before if that has the
    # same number in the release before.
    is_continued = versions["key"].eq(previous["key"])
    is_continued &= versions["since"].eq(previous["until"] + 1)
    is_continued &= _are_rows_equal(versions, previous, NUMBER_COLUMNS, NUMBER_COLUMNS)
    version_numbers = (~is_continued).cumsum()
    last_releases = versions.groupby(version_numbers)["until"].last().to_numpy()
    merged = versions[~is_continued].assign(until=last_releases)
    return _add_release_columns(merged, "since", releases)[list(VERSION_COLUMNS)]


def find_corrections(versions: pd.DataFrame) -> pd.DataFrame:
    """Return every correction of a published number, newest first, with CORRECTION_COLUMNS.

    `versions` is the result of `read_figure_versions`: each version of a figure is compared with
    the version before. The first version is no correction.
    """
    previous = versions.shift()
    changes = versions.rename(columns=NEW_COLUMNS | {"since": "release"}).assign(
        **{OLD_COLUMNS[name]: previous[name] for name in NUMBER_COLUMNS}
    )
    return _select_corrections(changes[versions["key"].eq(previous["key"])])


def find_corrections_of_release(changed: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Return the corrections among the figures that a release changed.

    `changed` has each figure's columns as `old_…` and `new_…` (see `ReleaseComparison`). Where only
    a note or a locator has changed, but not the number, there is no correction.
    """
    return _select_corrections(
        _add_release_columns(
            changed.assign(release=release.number), "release", {release.number: release}
        )
    )


def _select_corrections(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes whose NUMBER_COLUMNS differ, with CORRECTION_COLUMNS, newest first."""
    result = changes[
        ~_are_rows_equal(changes, changes, OLD_COLUMNS.values(), NEW_COLUMNS.values())
    ][list(CORRECTION_COLUMNS)]
    return result.sort_values(["release", "key"], ascending=[False, True], ignore_index=True)


def _add_release_columns(
    frame: pd.DataFrame, number_column: str, releases: Mapping[int, Release]
) -> pd.DataFrame:
    """Return a frame with date, author and reason of the release that each row is from.

    The release's number is in the column `number_column`.
    """
    row_releases = [releases[int(number)] for number in frame[number_column]]
    authors = [release.author for release in row_releases]
    reasons = [release.reason for release in row_releases]
    return frame.assign(
        at=pd.to_datetime([release.at for release in row_releases], utc=True),
        author=pd.Series(authors, index=frame.index, dtype="str"),
        reason=pd.Series(reasons, index=frame.index, dtype="str"),
    )


def _find_release_spans_of_files(
    cache: FileCache, releases: Mapping[int, Release], indicators: set[str]
) -> pd.DataFrame:
    """Return which releases have which data files of some indicators.

    Each row has a local path (`file`) and the first and last number (`since`, `until`) of
    consecutive releases that have the file. The files are verified, and copied if the store is
    remote.
    """
    spans: list[dict[str, Any]] = []
    latest_spans: dict[str, dict[str, Any]] = {}
    for number, release in sorted(releases.items()):
        for file in release.data_files:
            if not file.may_hold(indicators):
                continue
            span = latest_spans.get(file.name)
            if span is None or span["until"] < number - 1:  # the release before has not the file
                path = cache.path(file.name, file.sha256, number)
                latest_spans[file.name] = span = {"file": path, "since": number}
                spans.append(span)
            span["until"] = number
    frame = pd.DataFrame(spans, columns=["file", "since", "until"])
    return frame.astype({"file": "str", "since": "int64", "until": "int64"})


def _read_figures_of_files(
    duckdb: DuckDbEngine, paths: list[str], keys: Sequence[str]
) -> pd.DataFrame:
    """Read the figures with these keys from several data files, in any order.

    The columns are NUMBER_COLUMNS, `key`, and `file` with the path. Without paths or keys there are
    no rows.
    """
    no_areas = AreaTree([])  # needed only for a condition about areas
    condition = build_filter_expression(FigureFilter(keys=keys), no_areas)
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


def _are_rows_equal(
    left: pd.DataFrame, right: pd.DataFrame, left_names: Iterable[str], right_names: Iterable[str]
) -> pd.Series:
    """Return for each row whether two frames are equal in some columns.

    Each of `left_names` is compared with the name at the same place in `right_names`. Both frames
    have the same index. Two missing values are equal.
    """
    are_equal = pd.Series(True, index=left.index)
    for left_name, right_name in zip(left_names, right_names, strict=True):
        left_cells, right_cells = left[left_name], right[right_name]
        are_equal &= left_cells.eq(right_cells) | (left_cells.isna() & right_cells.isna())
    return are_equal
