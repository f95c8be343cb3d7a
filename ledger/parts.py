"""A figures table as data files: sorted by key, cut between indicators, each named by its hash.

Beside the figures' own columns a file holds what reading would else have to work out again for
every row: first and last day and grain of the period, the area's rank, and `covered`, the rank of
the nearest area above that reports the same thing itself (-1: none).
"""

import io
from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.codes import Areas
from ledger.faults import StoreFault
from locales.periods import bounds_of
from quantities.keys import KEY

VALUES = ("value", "value_low", "value_high")
TEXT = (*KEY, "as_reported", "qualifier", "obs_status", "source", "locator", "note")
COLUMNS = (*KEY, "as_reported", *VALUES, "qualifier", "obs_status", "source", "locator", "note")
SCHEMA = pa.schema(
    [pa.field(name, pa.float64() if name in VALUES else pa.string()) for name in COLUMNS]
    + [
        pa.field("first_day", pa.date32()),
        pa.field("last_day", pa.date32()),
        pa.field("grain", pa.string()),
        pa.field("rank", pa.int8()),
        pa.field("covered", pa.int8()),
    ]
)
RANKS = {"country": 0, "province": 1, "prefecture": 2, "county": 3, "organisation": 4}
UNKNOWN = 9  # an area that no list knows stands below all others
PART_ROWS = 1_000_000
GROUP_ROWS = 65_536


def to_arrow(figures: pd.DataFrame | pa.Table) -> pa.Table:
    """Take the columns of a figures table, empty text as "", open bounds as null.

    StoreFault `missing_column` or `wrong_type`.
    """
    names = list(figures.columns if isinstance(figures, pd.DataFrame) else figures.column_names)
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise StoreFault("missing_column", detail=", ".join(missing))
    try:
        if isinstance(figures, pd.DataFrame):
            table = pa.Table.from_pandas(figures[list(COLUMNS)], preserve_index=False)
        else:
            table = figures.select(COLUMNS)
        columns = [_clean(table[name].cast(SCHEMA.field(name).type), name) for name in COLUMNS]
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise StoreFault("wrong_type", detail=str(error)) from error
    return pa.table(columns, names=list(COLUMNS))


def _clean(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    if name not in VALUES:
        return column.fill_null("")
    # Not a number and open are one thing here; only null leaves sums and comparisons alone.
    return pc.if_else(pc.is_nan(column), None, column)


def cut(table: pa.Table, areas: Areas) -> Iterable[tuple[pa.Table, str, str]]:
    """Give the parts of a figures table in order, with the first and last indicator of each."""
    codes, ranks = {}, np.zeros(table.num_rows, dtype=np.int64)
    for name in KEY:
        codes[name], words = _ranked(table[name])
        ranks = ranks * max(len(words), 1) + codes[name]
    order = np.argsort(ranks, kind="stable")
    same = np.flatnonzero(np.diff(ranks[order]) == 0)
    if len(same):
        row = table.slice(int(order[same[0]]), 1).to_pylist()[0]
        raise StoreFault("duplicate_key", detail=".".join(row[name] for name in KEY))
    table = table.take(pa.array(order))
    starts = np.flatnonzero(np.diff(codes["indicator"][order], prepend=-1))
    for begin, end in _runs(starts.tolist(), table.num_rows):
        part = table.slice(begin, end - begin)
        names = part["indicator"]
        yield enrich(part, areas), names[0].as_py(), names[-1].as_py()


def _ranked(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """Number the values of a column in the order of their bytes."""
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary.to_pylist()
    order = sorted(range(len(words)), key=words.__getitem__)
    place = np.empty(len(words), dtype=np.int64)
    place[order] = np.arange(len(words))
    return place[encoded.indices.to_numpy(zero_copy_only=False)], words


def _runs(starts: list[int], rows: int) -> Iterable[tuple[int, int]]:
    """Cut between indicators, as soon as a part is large enough."""
    begin = 0
    for start in [*starts[1:], rows]:
        if start - begin >= PART_ROWS or begin < start == rows:
            yield begin, start
            begin = start


def enrich(part: pa.Table, areas: Areas) -> pa.Table:
    """Add what the columns of a part imply: days, grain, rank and covered."""
    periods = part["time_period"].combine_chunks().dictionary_encode()
    known = [_period(text) for text in periods.dictionary.to_pylist()]
    for index, (name, kind) in enumerate(
        (("first_day", pa.date32()), ("last_day", pa.date32()), ("grain", pa.string()))
    ):
        values = pa.array([period[index] for period in known], kind)
        part = part.append_column(name, values.take(periods.indices))
    rank, covered = _covering(part, areas)
    part = part.append_column("rank", pa.array(rank, pa.int8()))
    return part.append_column("covered", pa.array(covered, pa.int8())).cast(SCHEMA)


def _period(text: str) -> tuple[date | None, date | None, str]:
    """Give first day, last day and grain: year, month, day or span."""
    try:
        first, last = bounds_of(text)
    except ValueError:
        return None, None, ""
    grain = "span" if "/" in text else {4: "year", 7: "month", 10: "day"}[len(text)]
    return first, last, grain


def _covering(part: pa.Table, areas: Areas) -> tuple[np.ndarray, np.ndarray]:
    """Give each row's rank, and the rank of the nearest area above with a value of its own."""
    codes, words = _ranked(part["ref_area"])
    words = sorted(words)
    ranks = np.array([rank_of(areas, word) for word in words], dtype=np.int8)
    rank = ranks[codes]
    covered = np.full(part.num_rows, -1, dtype=np.int8)
    if len(set(ranks.tolist())) < 2:
        return rank, covered
    place = {word: index for index, word in enumerate(words)}
    # A slice is what areas report of one thing: all of the key but the area.
    slices = np.zeros(part.num_rows, dtype=np.int64)
    for name in ("indicator", "programme", "breakdown", "time_period"):
        numbers, values = _ranked(part[name])
        slices = slices * max(len(values), 1) + numbers
    slices = np.unique(slices, return_inverse=True)[1]
    valued = part["value"].is_valid().to_numpy()
    inner = np.isin(codes, [place[up] for word in words for up in areas.above(word) if up in place])
    present = slices[valued & inner] * len(words) + codes[valued & inner]
    for step in range(max((len(areas.above(word)) for word in words), default=0) - 1, -1, -1):
        up = np.array([place.get((*areas.above(w), *[""] * 9)[step], -1) for w in words])[codes]
        found = (up >= 0) & np.isin(slices * len(words) + up, present)
        covered[found] = ranks[up[found]]
    return rank, covered


def rank_of(areas: Areas, code: str) -> int:
    """Rank an area by its level, the country 0."""
    return RANKS.get(areas.level.get(code, ""), UNKNOWN)


def parquet(part: pa.Table) -> bytes:
    """Write a part as Parquet; the same figures always give the same bytes."""
    buffer = io.BytesIO()
    pq.write_table(
        part,
        buffer,
        row_group_size=GROUP_ROWS,
        compression="zstd",
        compression_level=1,
        store_schema=False,
    )
    return buffer.getvalue()
