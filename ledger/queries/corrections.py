"""The life of figures across releases: what each was, since when, and why it changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from ledger.code_lists import AreaTree
from ledger.queries.engine import DuckDbEngine, collect, escape_pattern
from ledger.queries.figure_filter import FigureFilter, filter_expression
from ledger.release import Release
from ledger.storage.cache import FileCache
from ledger.storage.data_files import SCHEMA, VALUES
from quantities.keys import KEY, split_key

# What makes a figure another number to its reader; a note or a locator does not.
NUMBER = ("as_reported", *VALUES, "qualifier")
OLD = {name: f"old_{name}" for name in NUMBER}
NEW = {name: f"new_{name}" for name in NUMBER}
RELEASE_COLUMNS = ("at", "author", "reason")
VERSION = ("key", "since", "until", *RELEASE_COLUMNS, *NUMBER)
CORRECTION = ("key", "release", *RELEASE_COLUMNS, *OLD.values(), *NEW.values())


def read_figure_versions(
    shelf: FileCache, duck: DuckDbEngine, releases: Mapping[int, Release], keys: Sequence[str]
) -> pd.DataFrame:
    """Give each number that figures have had; see `Store.versions`."""
    spans = _file_spans(shelf, releases, {split_key(key)["indicator"] for key in keys})
    lives = _read_figures(duck, spans["file"].unique().tolist(), keys).merge(spans, on="file")
    lives = lives.sort_values(["key", "since"], ignore_index=True)
    before = lives.shift()
    goes_on = lives["key"].eq(before["key"]) & lives["since"].eq(before["until"] + 1)
    goes_on &= _rows_equal(lives, before, NUMBER, NUMBER)
    run = (~goes_on).cumsum()
    ends = lives.groupby(run)["until"].last()
    return _add_release_columns(lives[~goes_on].assign(until=ends.to_numpy()), "since", releases)[
        list(VERSION)
    ]


def find_corrections(lives: pd.DataFrame) -> pd.DataFrame:
    """Give every change of a published number, from the versions of figures; the newest first."""
    before = lives.shift()
    pairs = lives.rename(columns=NEW | {"since": "release"}).assign(
        **{OLD[name]: before[name] for name in NUMBER}
    )
    pairs = pairs[lives["key"].eq(before["key"])]
    return _corrections_table(pairs)


def find_corrections_of_release(changed: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Give the changes of numbers among what a comparison says one release changed."""
    return _corrections_table(
        _add_release_columns(
            changed.assign(release=release.number), "release", {release.number: release}
        )
    )


def _corrections_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """Keep pairs whose number differs, in the form of a list of corrections."""
    found = pairs[~_rows_equal(pairs, pairs, OLD.values(), NEW.values())][list(CORRECTION)]
    return found.sort_values(["release", "key"], ascending=[False, True], ignore_index=True)


def _add_release_columns(
    frame: pd.DataFrame, column: str, releases: Mapping[int, Release]
) -> pd.DataFrame:
    """Say when, by whom and why the release in a column was published."""
    of = [releases[int(number)] for number in frame[column]]
    at = pd.to_datetime([release.at for release in of], utc=True)
    return frame.assign(
        at=at,
        author=pd.Series([release.author for release in of], index=frame.index, dtype="str"),
        reason=pd.Series([release.reason for release in of], index=frame.index, dtype="str"),
    )


def _file_spans(
    shelf: FileCache, releases: Mapping[int, Release], indicators: set[str]
) -> pd.DataFrame:
    """Give for each data file that may hold the indicators the runs of releases that have it."""
    runs: list[dict[str, Any]] = []
    latest: dict[str, dict[str, Any]] = {}
    for number, release in sorted(releases.items()):
        for part in release.parts:
            if not any(part.first <= code <= part.last for code in indicators):
                continue
            run = latest.get(part.name)
            if run is None or run["until"] < number - 1:
                path = shelf.path(part.name, part.sha256, number)
                latest[part.name] = run = {"file": path, "since": number}
                runs.append(run)
            run["until"] = number
    spans = pd.DataFrame(runs, columns=["file", "since", "until"])
    return spans.astype({"file": "str", "since": "int64", "until": "int64"})


def _read_figures(duck: DuckDbEngine, paths: list[str], keys: Sequence[str]) -> pd.DataFrame:
    """Read figures by key from many files at once; `file` says from which."""
    test = filter_expression(FigureFilter(keys=keys), AreaTree([]))
    if not paths or test is None:
        columns = {name: SCHEMA.field(name).type for name in NUMBER}
        columns |= {"key": pa.string(), "file": pa.string()}
        found = pa.schema(columns.items()).empty_table()
    else:
        relation = duck.cursor().read_parquet(
            [escape_pattern(path) for path in paths], filename=True
        )
        rows = nw.from_native(relation).filter(test)
        key = nw.concat_str(*KEY, separator=".")
        found = collect(rows.select(*NUMBER, key=key, file=nw.col("filename")))
    frame: pd.DataFrame = found.to_pandas()
    return frame


def _rows_equal(
    left: pd.DataFrame, right: pd.DataFrame, names: Iterable[str], others: Iterable[str]
) -> pd.Series:
    """Compare columns pair by pair; open equals open."""
    same = pd.Series(True, index=left.index)
    for name, other in zip(names, others, strict=True):
        same &= left[name].eq(right[other]) | (left[name].isna() & right[other].isna())
    return same
