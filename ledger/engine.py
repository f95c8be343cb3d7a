"""The engine that reads data files: DuckDB in this process, or Spark where it is asked for."""

from typing import Any, Protocol

import duckdb
import narwhals as nw
import pyarrow.dataset

from ledger.folder import Folder, Local
from ledger.parts import SCHEMA


class Engine(Protocol):
    """Gives data files as one lazy narwhals frame; the expressions on it are the same for all."""

    def scan(self, place: Folder, names: list[str]) -> nw.LazyFrame[Any]:
        """Read data files of one schema, none of them yet."""


def engine(name: str) -> Engine:
    """Choose by configuration: `duckdb`, or `spark://…` (needs pyspark)."""
    if name == "duckdb":
        return Duck()
    from ledger.spark import Spark

    return Spark(name)


class Duck:
    """DuckDB in memory; each scan has a cursor of its own, so that threads do not meet."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            }
        )

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Give a connection for one thread's work."""
        return self._connection.cursor()

    def scan(self, place: Folder, names: list[str]) -> nw.LazyFrame[Any]:
        """Read local files by themselves, files in an object store through Arrow."""
        return nw.from_native(self.relation(self.cursor(), place, names))

    def relation(
        self, cursor: duckdb.DuckDBPyConnection, place: Folder, names: list[str]
    ) -> duckdb.DuckDBPyRelation:
        """Give data files as a DuckDB relation."""
        if not names:
            return cursor.from_arrow(SCHEMA.empty_table())
        # DuckDB would read a star in the folder's name as a pattern.
        if isinstance(place, Local) and not set("*?[") & set(place.uri):
            return cursor.read_parquet([f"{place.uri}/{name}" for name in names])
        files, prefix = place.arrow()
        data = pyarrow.dataset.dataset(
            [f"{prefix}{name}" for name in names], schema=SCHEMA, filesystem=files, format="parquet"
        )
        return cursor.from_arrow(data)
