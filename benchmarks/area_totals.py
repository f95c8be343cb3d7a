"""What the overview of an area costs, by the number of figures, beside a plain pandas way.

    python -m benchmarks.area_totals            # 10⁴ … 10⁷ figures
    python -m benchmarks.area_totals 1000000    # or other numbers

Areas with twelve indicators, the most that an overview has: totals since January and of the same
span a year before, 21 months of a line, all units side by side; with a place its siblings are read,
too. Publishing, the overviews and the plain way are processes of their own; the store's files were
checked before, `again` is the best of five. The plain way reads the figures into pandas and sums
them there, without bounds, coverage or any rule but whole spans.
"""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

import ledger
from benchmarks.ledger import ROOT, timed
from benchmarks.national import national
from ledger import FigureFilter, Provenance, ReleaseOperands
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.unit_tree import UnitTree
from periods.spans import count_month
from quantities.figure_keys import COUNTRY

ROWS = (10_000, 100_000, 1_000_000, 10_000_000)
MOST_INDICATORS = 12
AREAS = (
    ("country", COUNTRY, False),
    ("province", "330000", False),
    ("province with its place", "330000", True),
    ("city with its place", "330200", True),
)


def last_months(store: ledger.Store) -> tuple[list[str], str]:
    """Return the first twelve indicators of a store and its newest month."""
    counts = store.counts(["indicator", "time_period"])
    return sorted(counts["indicator"].unique())[:MOST_INDICATORS], counts["time_period"].max()


def overview(uri: str) -> dict[str, Any]:
    """Make the overview of the country, of a province and of a city, in this order."""
    store = ledger.open_store(uri)
    snapshot = store.read(where=FigureFilter(limit=1))
    codes, month = last_months(store)
    tree, source = UnitTree(snapshot.areas), ReleaseOperands(store)
    found: dict[str, Any] = {}
    for name, area, place in AREAS:
        scope = AreaScope(area, count_month(month), among_siblings=place)

        def work(scope: AreaScope = scope) -> Any:
            return build_area_overview(source, tree, snapshot.indicators, codes, scope)

        found[name], found[f"{name}, again"] = timed(work), timed(work, 5)
    found["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return found


def plain(uri: str) -> dict[str, Any]:
    """Read the figures into pandas, and sum nine months of two years by the parents of areas."""
    store = ledger.open_store(uri)
    areas = store.read(where=FigureFilter(limit=1)).areas
    codes, month = last_months(store)

    def work() -> pd.DataFrame:
        figures = store.figures(where=FigureFilter(indicators=codes))
        parents = dict(zip(areas["code"], areas["parent"], strict=True))
        totals = []
        for year in (int(month[:4]), int(month[:4]) - 1):
            months = [f"{year}-{number:02d}" for number in range(1, int(month[5:]) + 1)]
            chosen = figures[figures["time_period"].isin(months)]
            own = chosen.groupby(["indicator", "ref_area"])["value"].agg(["sum", "count"])
            own = own[own["count"] == len(months)]["sum"].rename("value").reset_index()
            for _ in range(4):  # from counties to the country, what is reported goes first
                up = own.assign(ref_area=own["ref_area"].map(parents))
                up = up.groupby(["indicator", "ref_area"], as_index=False)["value"].sum()
                own = pd.concat([own, up]).drop_duplicates(["indicator", "ref_area"])
            totals.append(own.assign(year=year))
        return pd.concat(totals)

    found: dict[str, Any] = {"plain pandas": timed(work), "plain pandas, again": timed(work, 2)}
    found["MB, plain pandas"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return found


def publish(rows: int, uri: str) -> dict[str, Any]:
    """Publish so many figures of the counties of the country."""
    figures, codes = national(rows)
    store = ledger.open_store(uri)
    store.write(0, figures, codes, Provenance(author="benchmark", reason="synthetic"))
    return {"figures": rows}


def measure(rows: int) -> dict[str, Any]:
    """Publish, then make the overview and the plain sums, in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Any] = {}
        for part in ("publish", "overview", "plain"):
            command = [sys.executable, "-m", "benchmarks.area_totals", part, str(rows), folder]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            found |= json.loads(done.stdout)
        return found


def main() -> None:
    """Measure each number of figures that is asked for."""
    if len(sys.argv) == 4:
        part, rows, uri = sys.argv[1], int(sys.argv[2]), str(Path(sys.argv[3]) / "store")
        parts = {
            "publish": lambda: publish(rows, uri),
            "overview": lambda: overview(uri),
            "plain": lambda: plain(uri),
        }
        print(json.dumps(parts[part]()))
        return
    for rows in map(int, sys.argv[1:] or ROWS):
        print(json.dumps(measure(rows), ensure_ascii=False))


if __name__ == "__main__":
    main()
