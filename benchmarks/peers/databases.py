"""Storing, comparing and summing figures in databases, as people would instead.

A release is a table with the five columns of the key as its primary key. PostgreSQL takes it by
COPY, SQLite by executemany; both are left as they come.
"""

import io
import sqlite3
import tempfile
import time
from collections.abc import Callable
from typing import Any

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv

from ledger.storage.data_files import COLUMNS, VALUES
from quantities.figure_keys import KEY_COLUMNS
from tests.helpers.postgresql import postgresql

COLUMN_TYPES = ", ".join(
    f"{name} {'double precision' if name in VALUES else 'text'}" for name in COLUMNS
)
PRIMARY = f"PRIMARY KEY ({', '.join(KEY_COLUMNS)})"
ROLL_UP = (
    "SELECT substr(ref_area, 1, 2), indicator, time_period, sum(value), sum(value_low),"
    " sum(value_high) FROM first GROUP BY 1, 2, 3"
)
COMPARE = (
    f"SELECT * FROM first FULL JOIN second USING ({', '.join(KEY_COLUMNS)})"
    " WHERE first.value IS DISTINCT FROM second.value"
    " OR first.as_reported IS DISTINCT FROM second.as_reported"
)
SLICE = 500_000


def seconds(work: Callable[[], Any]) -> float:
    """Give the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 2)


def in_postgresql(first: pa.Table, second: pa.Table) -> dict[str, float]:
    """Publish two releases into a server of our own, compare them, and sum one."""
    with (
        postgresql(more="") as folder,
        psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True) as db,
    ):
        return {
            "publish": seconds(lambda: copied(db, "first", first)),
            "publish a second": seconds(lambda: copied(db, "second", second)),
            "province × indicator × month": seconds(lambda: db.execute(ROLL_UP).fetchall()),
            "compare": seconds(lambda: db.execute(COMPARE).fetchall()),
        }


def copied(db: psycopg.Connection[Any], name: str, figures: pa.Table) -> None:
    """Publish a release by COPY."""
    options = pyarrow.csv.WriteOptions(include_header=False)
    with db.transaction():
        db.execute(f"CREATE TABLE {name} ({COLUMN_TYPES}, {PRIMARY})")
        with db.cursor().copy(
            f"COPY {name} FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({_texts()}))"
        ) as to:
            for begin in range(0, len(figures), SLICE):
                text = io.BytesIO()
                part = figures.select(COLUMNS).slice(begin, SLICE)
                pyarrow.csv.write_csv(part, text, options)
                to.write(text.getvalue())
    db.execute(f"ANALYZE {name}")


def _texts() -> str:
    return ", ".join(name for name in COLUMNS if name not in VALUES)


def in_sqlite(figures: pa.Table) -> dict[str, float]:
    """Publish a release into a file."""
    frame = figures.select(COLUMNS).to_pandas()
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(f"{folder}/db") as db:

        def store() -> None:
            db.execute(f"CREATE TABLE first ({', '.join(COLUMNS)}, {PRIMARY})")
            marks = ", ".join("?" * len(COLUMNS))
            rows = frame.itertuples(index=False, name=None)
            db.executemany(f"INSERT INTO first VALUES ({marks})", rows)
            db.commit()

        return {"publish": seconds(store)}


def in_pandas(figures: pa.Table, areas: pd.DataFrame) -> dict[str, float]:
    """Sum a release that is in memory already."""
    frame = figures.to_pandas()
    province = dict(zip(areas["code"], areas["code"].str[:2], strict=True))

    def total() -> None:
        by = [frame["ref_area"].map(province), frame["indicator"], frame["time_period"]]
        frame.groupby(by)[list(VALUES)].sum()

    return {"province × indicator × month": min(seconds(total) for _ in range(3))}
