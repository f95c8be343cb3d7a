"""The engine that reads data files: DuckDB in this process, or Spark where it is asked for."""

from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw
import pyarrow as pa

from ledger.release import Release
from ledger.storage.cache import FileCache
from ledger.storage.data_files import SCHEMA

if TYPE_CHECKING:
    import duckdb

NO_LIMIT = 2**62  # rows: no limit


class QueryEngine(Protocol):
    """Gives a release's figures as one lazy narwhals frame; expressions on it are the same."""

    def scan(self, shelf: FileCache, release: Release) -> nw.LazyFrame[Any]:
        """Read the data files of a release, none of them yet."""

    def window(self, frame: nw.LazyFrame[Any], limit: int | None, offset: int) -> pa.Table:
        """Fetch a scanned and filtered frame in the order of the keys, or a window of it."""


class DuckDbEngine:
    """DuckDB in memory; each scan has a cursor of its own, so that threads do not meet.

    It is loaded and opened with the first question: a server that starts asks none.
    """

    def __init__(self) -> None:
        self._opening = Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None

    def cursor(self) -> "duckdb.DuckDBPyConnection":
        """Give a connection for one piece of work."""
        with self._opening:
            if self._connection is None:
                self._connection = connect_duckdb()
            return self._connection.cursor()

    def scan(self, shelf: FileCache, release: Release) -> nw.LazyFrame[Any]:
        """Read the files where they lie; those of an object store from their copies here."""
        return nw.from_native(self.relation(shelf, release))

    def relation(self, shelf: FileCache, release: Release) -> "duckdb.DuckDBPyRelation":
        """Give the figures of a release as a relation of its own cursor."""
        cursor = self.cursor()
        paths = [escape_pattern(path) for path in shelf.paths(release)]
        if not paths:
            return cursor.from_arrow(SCHEMA.empty_table())
        return cursor.read_parquet(paths)

    def window(self, frame: nw.LazyFrame[Any], limit: int | None, offset: int) -> pa.Table:
        """DuckDB keeps the order of a sorted frame and, where nothing is joined, of the files."""
        relation: duckdb.DuckDBPyRelation = frame.to_native()
        if limit is not None or offset:
            relation = relation.limit(NO_LIMIT if limit is None else limit, offset)
        return relation.to_arrow_table()


def connect_duckdb() -> "duckdb.DuckDBPyConnection":
    """Open DuckDB in memory; nothing is fetched while the dashboard runs."""
    import duckdb

    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )


def escape_pattern(path: str) -> str:
    """Write a path so that DuckDB reads no pattern into it."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in path)


def quote_path(path: str) -> str:
    """Write a path as a text of SQL."""
    return "'" + escape_pattern(path).replace("'", "''") + "'"


def collect(frame: nw.LazyFrame[Any]) -> pa.Table:
    """Fetch a lazy frame as Arrow, in no order."""
    table: pa.Table = frame.collect(backend="pyarrow").to_native()
    return table
