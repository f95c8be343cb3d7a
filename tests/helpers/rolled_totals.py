"""Every total that a store offers, on DuckDB and on Spark: `rolling.py STORE spark://…`.

Says a line of JSON for each, with seconds and rows; ends with a traceback where one differs.
"""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import Any, get_args

import pandas as pd
import pyarrow as pa

import ledger
from benchmarks.national import national
from ledger import FigureFilter, Provenance, TotalsRequest
from ledger.queries.totals import SUMMABLE_SPANS, Level, Span
from quantities.figure_keys import figure_key

AREAS = (None, *get_args(Level))
PERIODS = (None, *product(get_args(Span), [None]), *sorted(SUMMABLE_SPANS))
EVERY = [TotalsRequest(area, *(period or ())) for area, period in product(AREAS, PERIODS)]
BY = {"author": "test", "reason": "synthetic"}


def publish(uri: str, rows: int) -> None:
    """Publish synthetic figures of months, some days and years, one indicator not to be summed."""
    figures, codes = national(rows)
    codes["indicators"][1]["aggregation"] = "last"
    some = figures.slice(0, rows // 20)
    months = some["time_period"].to_pylist()
    january = pa.array([month.endswith("-01") for month in months])
    days = _renamed(
        some, [f"{month}-{day:02}" for day, month in zip(_days(), months, strict=False)]
    )
    years = _renamed(some, [month[:4] for month in months]).filter(january)
    ledger.open_store(uri).write(
        0, pa.concat_tables([figures, days, years]), codes, Provenance(**BY)
    )


def _days() -> Iterator[int]:
    while True:
        yield from range(1, 29)


def _renamed(figures: pa.Table, periods: list[str]) -> pa.Table:
    at = figures.column_names.index("time_period")
    return figures.set_column(at, "time_period", pa.array(periods, pa.string()))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Do some work; give what came of it and the seconds it took."""
    began = perf_counter()
    return work(), round(perf_counter() - began, 3)


def main(uri: str, master: str) -> None:
    """Compare one total after the other, and then what else is asked of an engine."""
    duck = ledger.open_store(uri)
    spark, seconds = timed(lambda: ledger.open_store(uri, engine=master))
    print(json.dumps({"session": seconds}), flush=True)
    for totals in EVERY:
        expected, alone = timed(lambda each=totals: duck.roll_up(totals=each))
        found, seconds = timed(lambda each=totals: spark.roll_up(totals=each))
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
        kind = [totals.area, totals.period, totals.of]
        said = {"totals": kind, "rows": len(found), "duckdb": alone, "spark": seconds}
        print(json.dumps(said), flush=True)
    province = TotalsRequest("province", "year", "month")
    key = figure_key(duck.roll_up(totals=province).iloc[0])
    for ask in (
        lambda store: store.operands(key, totals=province),
        lambda store: store.counts(["indicator"], area="province"),
        lambda store: store.read(where=FigureFilter(limit=50, offset=1000)).figures,
    ):
        pd.testing.assert_frame_equal(ask(spark), ask(duck), check_exact=True)


if __name__ == "__main__":
    main(str(Path(sys.argv[1])), sys.argv[2])
