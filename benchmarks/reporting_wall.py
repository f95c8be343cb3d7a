"""What the grid of 填报情况 costs: all counties × 12 months × 40 indicators: read, made and drawn.

    python -m benchmarks.reporting_wall            # 7 million figures of five years
    python -m benchmarks.reporting_wall 700000     # or another number: fewer indicators

`flat`: all counties answer to one area and each has a row; `country`: by province, as they do;
`province`: one of them. The plain way reads the figures of the twelve months into pandas and asks
each month in turn. Seconds, best of three, and of the processor.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import pandas as pd

import ledger
from app_pages.data.reporting_table import GridOptions, render_grid
from benchmarks.ledger import timed
from benchmarks.national import national
from ledger import FigureFilter, Provenance
from locales import Words
from metrics.reporting_grid import ReportingGrid, ReportState, build_reporting_grid
from metrics.reporting_units import REPORTED_KINDS, ReportingUnits
from metrics.rollup.unit_tree import UnitTree
from quantities.figure_keys import COUNTRY

MONTHS = tuple(f"2024-{month:02d}" for month in range(1, 13))
INDICATORS = 40
PROVINCE = "330000"
FIGURES = 7_000_000


def publish(uri: str, figures: int) -> ledger.Store:
    """Publish so many figures of five years of months."""
    rows, codes = national(figures)
    store = ledger.open_store(uri)
    store.write(0, rows, codes, Provenance(author="benchmark", reason="synthetic"))
    return store


def flat(areas: pd.DataFrame) -> pd.DataFrame:
    """Return areas of which all counties answer to one."""
    counties = areas["level"] == "county"
    return areas.assign(parent=areas["parent"].where(~counties, COUNTRY))


def list_units_of(areas: pd.DataFrame) -> ReportingUnits:
    """Return who answers to whom."""
    return ReportingUnits(UnitTree(areas), list(areas["code"]), {})


def grid_of(
    store: ledger.Store, units: ReportingUnits, area: str = COUNTRY, below: tuple[str, ...] = ()
) -> ReportingGrid:
    """Read who has reported what in twelve months, and make the grid of an area."""
    entries = store.read(where=FigureFilter(limit=1)).indicators
    codes = [str(entry["code"]) for entry in entries if entry["kind"] in REPORTED_KINDS]
    items = store.reported_items(None, codes[:INDICATORS], MONTHS, below)
    return build_reporting_grid(items, units, area, MONTHS)


def draw(grid: ReportingGrid) -> str:
    """Draw every row of a grid."""
    return render_grid(grid, Words("zh"), GridOptions({}, show_all=True))


def plain(store: ledger.Store) -> dict[tuple[str, str], bool]:
    """Ask of each unit and month whether it lacks what others have reported."""
    figures = store.figures(where=FigureFilter(time_periods=MONTHS))
    found = {}
    for month in MONTHS:
        of_month = figures[figures["time_period"] == month]
        by_unit = of_month.groupby("ref_area")["indicator"].agg(set)
        counts = of_month.groupby("indicator")["ref_area"].nunique()
        usual = set(counts.index[counts * 2 > len(by_unit)])
        for unit, codes in by_unit.items():
            found[str(unit), month] = usual <= codes
    return found


def spent(work: Callable[[], Any]) -> float:
    """Return the seconds of the processor that a piece of work takes."""
    before = time.process_time()
    work()
    return round(time.process_time() - before, 3)


def measure(store: ledger.Store) -> dict[str, Any]:
    """Measure both grids and the plain way on a store."""
    areas, found = store.read(where=FigureFilter(limit=1)).areas, {}
    for name, tree in (("flat", list_units_of(flat(areas))), ("country", list_units_of(areas))):
        grid = grid_of(store, tree)

        def make(tree: ReportingUnits = tree) -> ReportingGrid:
            return grid_of(store, tree)

        def drawn(grid: ReportingGrid = grid) -> str:
            return draw(grid)

        found[name] = {
            "reporters": len(grid.reporters),
            "items": len(grid.indicators),
            "missing": grid.count_states()[ReportState.MISSING],
            "read and made": timed(make, 3),
            "read and made, CPU": spent(make),
            "drawn": timed(drawn, 3),
            "drawn, CPU": spent(drawn),
            "MB of HTML": round(len(drawn().encode()) / 1e6, 2),
        }
    tree = list_units_of(areas)
    below = UnitTree(areas).get_branch(PROVINCE).codes
    found["province"] = {"read and made": timed(lambda: grid_of(store, tree, PROVINCE, below), 3)}
    found["MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    found["plain pandas"] = timed(lambda: plain(store), 1)
    found["MB, plain pandas"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    return found


def main() -> None:
    """Publish as many figures as are asked for, and measure."""
    figures = int(sys.argv[1]) if sys.argv[1:] else FIGURES
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(publish(f"{folder}/store", figures))
    print(json.dumps(measured, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
