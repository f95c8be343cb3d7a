"""Query engines for the data files: DuckDB in this process, or a Spark cluster."""

from collections.abc import Collection, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw
import pyarrow as pa

from ledger.errors import StoreError
from ledger.release import Release
from ledger.storage.data_files import SCHEMA
from ledger.storage.file_cache import FileCache
from quantities.figure_keys import KEY_COLUMNS

if TYPE_CHECKING:
    import duckdb

NO_LIMIT = 2**62  # rows; DuckDB needs a limit if there is an offset
# Spark's names of the types in data files.
SPARK_TYPES = {
    pa.string(): "string",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.int8(): "tinyint",
}


class QueryEngine(Protocol):
    """A query engine: gives a release's figures as a lazy narwhals frame, and fetches results."""

    def scan(
        self, cache: FileCache, release: Release, indicators: Collection[str] = ()
    ) -> nw.LazyFrame[Any]:
        """Return the data files of a release as a lazy frame.

        With `indicators` only those are opened that may have figures of these codes; they have
        figures of others too.
        """

    def fetch_rows(self, frame: nw.LazyFrame[Any], limit: int | None, offset: int) -> pa.Table:
        """Return the rows of a lazy frame from `offset` on, sorted by key; `limit` None: all."""


class DuckDbEngine:
    """DuckDB in memory; each scan has its own cursor, so that threads can query at the same time.

    DuckDB is imported and opened by the first query, so that the server starts sooner.
    """

    def __init__(self) -> None:
        """Prepare the engine; DuckDB is opened by the first query."""
        self._opening = Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None

    def cursor(self) -> "duckdb.DuckDBPyConnection":
        """Return a new cursor, opening DuckDB at the first call."""
        with self._opening:
            if self._connection is None:
                self._connection = connect_duckdb()
            return self._connection.cursor()

    def scan(
        self, cache: FileCache, release: Release, indicators: Collection[str] = ()
    ) -> nw.LazyFrame[Any]:
        """Return the data files of a release as a lazy frame; remote files are copied first.

        A release without data files gives an empty frame with the same columns.
        """
        cursor = self.cursor()
        paths = _select_files(release, cache.paths(release), indicators)
        paths = [escape_pattern(path) for path in paths]
        return nw.from_native(
            cursor.read_parquet(paths) if paths else cursor.from_arrow(SCHEMA.empty_table())
        )

    def fetch_rows(self, frame: nw.LazyFrame[Any], limit: int | None, offset: int) -> pa.Table:
        """Return rows of a lazy frame from `offset` on, at most `limit` (None: all).

        DuckDB keeps the order of a sorted frame and, without joins, the order of the files.
        """
        relation: duckdb.DuckDBPyRelation = frame.to_native()
        if limit is not None or offset:  # an offset needs a limit
            relation = relation.limit(NO_LIMIT if limit is None else limit, offset)
        return relation.to_arrow_table()


class SparkEngine:
    """Query engine on a Spark cluster, with the master `spark://host:port` or `local[n]`.

    Spark reads the data files itself. So master, workers and this process need the store at the
    same path (a shared folder), or at an `s3a://` URL that the cluster is configured for. pyspark
    is an optional dependency.
    """

    def __init__(self, master: str) -> None:
        """Connect to the Spark cluster at the address `master`, such as "spark://host:7077".

        Raises StoreError: no_spark if pyspark is not installed, unreachable if no cluster answers
        in the time that Spark itself waits, about a minute.
        """
        try:  # pyspark is an optional library
            from py4j.protocol import Py4JError
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise StoreError("no_spark", master) from error
        try:
            self._session = SparkSession.builder.master(master).appName("ledger").getOrCreate()
        except (Py4JError, PySparkException) as error:
            raise StoreError("unreachable", master) from error

    def scan(
        self, cache: FileCache, release: Release, indicators: Collection[str] = ()
    ) -> nw.LazyFrame[Any]:
        """Return a release's data files as a lazy frame; local files are verified first.

        A release without data files gives an empty frame with the same columns.
        """
        # Without a schema Spark would read a file to find it.
        schema = ", ".join(f"{field.name} {SPARK_TYPES[field.type]}" for field in SCHEMA)
        # Spark's scheme for object stores is another one.
        uris = _select_files(release, cache.uris(release), indicators)
        uris = [uri.replace("s3://", "s3a://", 1) for uri in uris]
        reader = self._session.read.schema(schema)
        frame = reader.parquet(*uris) if uris else self._session.createDataFrame([], schema)
        lazy: nw.LazyFrame[Any] = nw.from_native(frame)
        return lazy

    def fetch_rows(self, frame: nw.LazyFrame[Any], limit: int | None, offset: int) -> pa.Table:
        """Return rows of a lazy frame from `offset` on, at most `limit` (None: all).

        They are sorted by key here, because a cluster does not keep the order.
        """
        frame = frame.sort(*KEY_COLUMNS)
        if limit is not None:
            frame = frame.head(offset + limit)
        return collect(frame).slice(offset)


def _select_files(
    release: Release, locations: Sequence[str], indicators: Collection[str]
) -> list[str]:
    """Return the locations of data files that may have figures of `indicators` (empty: all).

    `locations` are paths or URLs, in the order of the release's files.
    """
    files = zip(release.data_files, locations, strict=True)
    return [location for file, location in files if not indicators or file.may_hold(indicators)]


def connect_duckdb() -> "duckdb.DuckDBPyConnection":
    """Open DuckDB in memory; it must not download extensions from the internet.

    It keeps the footers of data files (parquet_metadata_cache), as each query of a page would read
    those of all files again. A file that was changed since is read anew.
    """
    import duckdb  # imported here, since a process that reads no figures does not need it

    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    connection.execute("SET GLOBAL parquet_metadata_cache = true")
    return connection


def escape_pattern(path: str) -> str:
    """Return a path with its wildcards escaped for DuckDB: "a*.parquet" → "a[*].parquet"."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in path)


def quote_path(path: str) -> str:
    """Return a path as a string in DuckDB's SQL: it's.parquet → 'it''s.parquet'."""
    return "'" + escape_pattern(path).replace("'", "''") + "'"


def collect(frame: nw.LazyFrame[Any]) -> pa.Table:
    """Fetch a lazy frame as an Arrow table, in any order."""
    table: pa.Table = frame.collect(backend="pyarrow").to_native()
    return table
