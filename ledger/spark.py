"""The same frames on a Spark cluster; pyspark is installed only where it is asked for.

Spark reads the data files by their paths, so master, workers and this process must see the store
under one path (a shared folder), or at one `s3a://` address that the cluster is set up for.
"""

from typing import Any

import narwhals as nw

from ledger.faults import StoreFault
from ledger.folder import Folder


class Spark:
    """A Spark session at `spark://host:port`, or `local[n]`."""

    def __init__(self, master: str) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise StoreFault("no_spark", master) from error
        self._session = SparkSession.builder.master(master).appName("ledger").getOrCreate()

    def scan(self, place: Folder, names: list[str]) -> nw.LazyFrame[Any]:
        """Read data files through the cluster."""
        address = place.uri.replace("s3://", "s3a://", 1)
        frame = self._session.read.parquet(*(f"{address}/{name}" for name in names))
        lazy: nw.LazyFrame[Any] = nw.from_native(frame)
        return lazy
