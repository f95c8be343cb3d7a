"""Query engine on a Spark cluster; pyspark is an optional dependency.

Spark reads the data files itself: master, workers and this process need the store at the same path
(a shared folder), or at an `s3a://` URL that the cluster is configured for.
"""

from typing import Any

import narwhals as nw
import pyarrow as pa

from ledger.errors import StoreError
from ledger.queries.engine import collect
from ledger.release import Release
from ledger.storage.cache import FileCache
from ledger.storage.data_files import SCHEMA
from quantities.keys import KEY

SPARK_TYPES = {
    pa.string(): "string",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.int8(): "tinyint",
}


class SparkEngine:
    """A Spark session with the master `spark://host:port` or `local[n]`.

    Raises StoreError: no_spark if pyspark is not installed, unreachable if no master answers within
    a minute.
    """

    def __init__(self, master: str) -> None:
        """Connect to the master."""
        try:
            from py4j.protocol import Py4JError
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise StoreError("no_spark", master) from error
        try:
            self._session = SparkSession.builder.master(master).appName("ledger").getOrCreate()
        except (Py4JError, PySparkException) as error:
            raise StoreError("unreachable", master) from error

    def scan(self, cache: FileCache, release: Release) -> nw.LazyFrame[Any]:
        """Return the data files as a lazy frame; files of a local folder are verified first."""
        schema = ", ".join(f"{field.name} {SPARK_TYPES[field.type]}" for field in SCHEMA)
        addresses = [address.replace("s3://", "s3a://", 1) for address in cache.addresses(release)]
        reader = self._session.read.schema(schema)
        frame = (
            reader.parquet(*addresses) if addresses else self._session.createDataFrame([], schema)
        )
        lazy: nw.LazyFrame[Any] = nw.from_native(frame)
        return lazy

    def window(self, frame: nw.LazyFrame[Any], limit: int | None, offset: int) -> pa.Table:
        """Return rows from `offset` on, at most `limit` (None: all).

        They are sorted here, because a cluster does not preserve their order.
        """
        frame = frame.sort(*KEY)
        if limit is not None:
            frame = frame.head(offset + limit)
        return collect(frame).slice(offset)
