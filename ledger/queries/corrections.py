"""History of figures across releases: versions, and corrections of published numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from ledger.code_lists import AreaTree
from ledger.queries.engines import DuckDbEngine, collect, escape_pattern
from ledger.queries.figure_filter import FigureFilter, filter_expression
from ledger.release import Release
from ledger.storage.data_files import SCHEMA, VALUES
from ledger.storage.file_cache import FileCache
from quantities.figure_keys import KEY_COLUMNS, split_key

# A change of one of these columns counts as a correction; a change of a note does not.
NUMBER = ("as_reported", *VALUES, "qualifier")
OLD = {name: f"old_{name}" for name in NUMBER}
NEW = {name: f"new_{name}" for name in NUMBER}
RELEASE_COLUMNS = ("at", "author", "reason")
VERSION = ("key", "since", "until", *RELEASE_COLUMNS, *NUMBER)
CORRECTION = ("key", "release", *RELEASE_COLUMNS, *OLD.values(), *NEW.values())


def read_figure_versions(
    cache: FileCache, duckdb: DuckDbEngine, releases: Mapping[int, Release], keys: Sequence[str]
) -> pd.DataFrame:
    """Return every version of the figures with these keys; see `Store.versions`.

    `releases` are the releases to read, by number.
    """
    spans = _file_spans(cache, releases, {split_key(key)["indicator"] for key in keys})
    versions = _read_figures(duckdb, spans["file"].unique().tolist(), keys).merge(spans, on="file")
    versions = versions.sort_values(["key", "since"], ignore_index=True)
    before = versions.shift()
    continues = versions["key"].eq(before["key"]) & versions["since"].eq(before["until"] + 1)
    continues &= _rows_equal(versions, before, NUMBER, NUMBER)
    run = (~continues).cumsum()
    ends = versions.groupby(run)["until"].last()
    return _add_release_columns(
        versions[~continues].assign(until=ends.to_numpy()), "since", releases
    )[list(VERSION)]


def find_corrections(versions: pd.DataFrame) -> pd.DataFrame:
    """Return every change of a published number, newest first.

    `versions` is what `read_figure_versions` returns.
    """
    before = versions.shift()
    pairs = versions.rename(columns=NEW | {"since": "release"}).assign(
        **{OLD[name]: before[name] for name in NUMBER}
    )
    pairs = pairs[versions["key"].eq(before["key"])]
    return _corrections_table(pairs)


def find_corrections_of_release(changed: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Return the corrections among `changed`, the figures that a release changed."""
    return _corrections_table(
        _add_release_columns(
            changed.assign(release=release.number), "release", {release.number: release}
        )
    )


def _corrections_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose old and new numbers differ, newest release first."""
    result = pairs[~_rows_equal(pairs, pairs, OLD.values(), NEW.values())][list(CORRECTION)]
    return result.sort_values(["release", "key"], ascending=[False, True], ignore_index=True)


def _add_release_columns(
    frame: pd.DataFrame, column: str, releases: Mapping[int, Release]
) -> pd.DataFrame:
    """Add date, author and reason of the release whose number is in `column`."""
    of_row = [releases[int(number)] for number in frame[column]]
    at = pd.to_datetime([release.at for release in of_row], utc=True)
    return frame.assign(
        at=at,
        author=pd.Series([release.author for release in of_row], index=frame.index, dtype="str"),
        reason=pd.Series([release.reason for release in of_row], index=frame.index, dtype="str"),
    )


def _file_spans(
    cache: FileCache, releases: Mapping[int, Release], indicators: set[str]
) -> pd.DataFrame:
    """Return, for each data file that may have these indicators, which releases have it.

    Each row is a path with the first and last number (`since`, `until`) of an unbroken run of
    releases.
    """
    runs: list[dict[str, Any]] = []
    latest: dict[str, dict[str, Any]] = {}
    for number, release in sorted(releases.items()):
        for file in release.data_files:
            if not any(file.first <= code <= file.last for code in indicators):
                continue
            run = latest.get(file.name)
            if run is None or run["until"] < number - 1:
                path = cache.path(file.name, file.sha256, number)
                latest[file.name] = run = {"file": path, "since": number}
                runs.append(run)
            run["until"] = number
    spans = pd.DataFrame(runs, columns=["file", "since", "until"])
    return spans.astype({"file": "str", "since": "int64", "until": "int64"})


def _read_figures(duckdb: DuckDbEngine, paths: list[str], keys: Sequence[str]) -> pd.DataFrame:
    """Read the figures with these keys from several files; the column `file` has the path."""
    condition = filter_expression(FigureFilter(keys=keys), AreaTree([]))
    if not paths or condition is None:
        columns = {name: SCHEMA.field(name).type for name in NUMBER}
        columns |= {"key": pa.string(), "file": pa.string()}
        result = pa.schema(columns.items()).empty_table()
    else:
        relation = duckdb.cursor().read_parquet(
            [escape_pattern(path) for path in paths], filename=True
        )
        rows = nw.from_native(relation).filter(condition)
        key = nw.concat_str(*KEY_COLUMNS, separator=".")
        result = collect(rows.select(*NUMBER, key=key, file=nw.col("filename")))
    frame: pd.DataFrame = result.to_pandas()
    return frame


def _rows_equal(
    left: pd.DataFrame, right: pd.DataFrame, names: Iterable[str], others: Iterable[str]
) -> pd.Series:
    """Compare columns `names` of `left` with columns `others` of `right` row by row.

    Two missing values are equal.
    """
    same = pd.Series(True, index=left.index)
    for name, other in zip(names, others, strict=True):
        same &= left[name].eq(right[other]) | (left[name].isna() & right[other].isna())
    return same
