"""What releases cost: publishing, reading, totals and comparisons, by the number of figures.

    python -m benchmarks.ledger            # a million figures
    python -m benchmarks.ledger 10000000   # or any other number, several if wished

Seconds and processor seconds of each piece of work, and the most memory of the reading process;
on a busy machine the processor seconds count. Publishing and reading are processes of their own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import ledger
from benchmarks.national import national
from benchmarks.peers import databases
from ledger import FigureFilter, Provenance, TotalsRequest

ROOT = Path(__file__).parents[1]
BY = {"author": "benchmark", "reason": "synthetic"}


def timed(work: Callable[[], Any], times: int = 1) -> dict[str, float]:
    """Run some work and give its best seconds and processor seconds."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {"seconds": round(min(walls), 3), "cpu": round(min(cpus), 3)}


def changed(figures: pa.Table, seed: int = 1) -> pa.Table:
    """Change a hundredth of the values."""
    values = figures["value"].to_numpy().copy()
    values[np.random.default_rng(seed).random(len(values)) < 0.01] += 1
    return figures.set_column(figures.column_names.index("value"), "value", pa.array(values))


def publish(rows: int, uri: str) -> dict[str, Any]:
    """Publish a first release, then one in which a hundredth of the values differ."""
    figures, codes = national(rows)
    store = ledger.open_store(uri)
    first = timed(lambda: store.write(0, figures, codes, Provenance(**BY)))
    second = changed(figures)
    return {
        "publish": first,
        "publish a second": timed(lambda: store.write(1, second, {}, Provenance(**BY))),
        "MB on disk, both": sum(f.stat().st_size for f in Path(uri).rglob("*") if f.is_file())
        / 1e6,
    }


def read(uri: str) -> dict[str, Any]:
    """What pages ask of a release; the comparison last, since it takes the most memory."""
    found: dict[str, Any] = {"open and head": timed(lambda: ledger.open_store(uri).head())}
    store = ledger.open_store(uri)
    found["first read, files checked"] = timed(lambda: store.read(where=FigureFilter(limit=1)))
    one = FigureFilter(indicators=["synthetic_000"], under_area="330000")
    totals = TotalsRequest("province", "month")
    found |= {
        "a hundred figures": timed(lambda: store.read(where=FigureFilter(limit=100)), 5),
        "an indicator in a province": timed(lambda: store.read(where=one), 5),
        "province × indicator × month": timed(lambda: store.roll_up(totals=totals), 5),
        "figures by province": timed(lambda: store.counts(["ref_area"], area="province"), 5),
        "MB of the process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }
    store.read(1, FigureFilter(limit=1))
    found["compare"] = timed(lambda: store.compare(1, 2), 2)
    found["MB, comparing"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return found


def peers(rows: int) -> dict[str, dict[str, float]]:
    """Do the same work with what people would use instead, by the names of the work."""
    figures, codes = national(rows)
    took = {
        "PostgreSQL": databases.in_postgresql(figures, changed(figures)),
        "SQLite": databases.in_sqlite(figures),
        "pandas": databases.in_pandas(figures, codes["areas"]),
    }
    works = dict.fromkeys(work for each in took.values() for work in each)
    return {
        work: {name: each[work] for name, each in took.items() if work in each} for work in works
    }


def measure(rows: int, beside: bool = True) -> dict[str, Any]:
    """Publish and read in processes of their own; `beside` what people would use instead."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Any] = {"figures": rows}
        for part in ("publish", "read", *(["peers"] if beside else [])):
            command = [sys.executable, "-m", "benchmarks.ledger", part, str(rows), folder]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            found |= json.loads(done.stdout)
        return found


def main() -> None:
    """Measure each number of figures that is asked for."""
    if len(sys.argv) == 4:
        part, rows, uri = sys.argv[1], int(sys.argv[2]), str(Path(sys.argv[3]) / "store")
        parts = {
            "publish": lambda: publish(rows, uri),
            "read": lambda: read(uri),
            "peers": lambda: {"peers": peers(rows)},
        }
        print(json.dumps(parts[part]()))
        return
    for rows in map(int, sys.argv[1:] or ["1000000"]):
        print(json.dumps(measure(rows), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
