"""What the wall of 填报情况 costs: 3,000 units × 12 months × 40 indicators, read, made and drawn.

    python -m benchmarks.reporting_wall           # 3,000 units that answer to one area
    python -m benchmarks.reporting_wall 300       # or another number

`country` is the same wall of all counties by province. The plain way reads the figures of the
twelve months into pandas and asks each unit and month in turn. Seconds, best of three; `CPU` are
seconds of the processor.
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
from app_pages.data.filing_table import Shown, render_wall
from benchmarks.ledger import timed
from benchmarks.national import national
from ledger import FigureFilter, Provenance
from locales import Words
from metrics.reporting_units import ReportingUnits, read_units
from metrics.reporting_wall import ReportingWall, State, build_wall
from quantities.figure_keys import COUNTRY

MONTHS = tuple(f"2021-{month:02d}" for month in range(1, 13))
INDICATORS = 40


def publish(uri: str, units: int) -> tuple[ledger.Store, pd.DataFrame]:
    """Publish two years of so many units; return the store, and its areas."""
    figures, codes = national(units * INDICATORS * 24)
    store = ledger.open_store(uri)
    store.write(0, figures, codes, Provenance(author="benchmark", reason="synthetic"))
    return store, store.read(where=FigureFilter(limit=1)).areas


def flat(areas: pd.DataFrame) -> pd.DataFrame:
    """Return areas of which all counties answer to one."""
    counties = areas["level"] == "county"
    return areas.assign(parent=areas["parent"].where(~counties, COUNTRY))


def units_of(areas: pd.DataFrame) -> ReportingUnits:
    """Return who answers to whom."""
    return ReportingUnits(read_units(areas), list(areas["code"]), {})


def wall_of(store: ledger.Store, units: ReportingUnits) -> ReportingWall:
    """Read who has reported what in twelve months, and make the wall."""
    codes = [str(entry["code"]) for entry in store.read(where=FigureFilter(limit=1)).indicators]
    items = store.reported_items(None, codes[:INDICATORS], MONTHS)
    return build_wall(items, units, COUNTRY, MONTHS)


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


def measure(units: int) -> dict[str, Any]:
    """Measure both walls and the plain way."""
    with tempfile.TemporaryDirectory() as folder:
        store, areas = publish(f"{folder}/store", units)
        found: dict[str, Any] = {}
        for name, tree in (("flat", units_of(flat(areas))), ("country", units_of(areas))):
            wall = wall_of(store, tree)
            drawn = render_wall(wall, Words("zh"), Shown({}, show_all=True))
            found[name] = {
                "reporters": len(wall.reporters),
                "missing": wall.count_states()[State.MISSING],
                "read and made": timed(lambda tree=tree: wall_of(store, tree), 3),
                "read and made, CPU": spent(lambda tree=tree: wall_of(store, tree)),
                "drawn": timed(
                    lambda wall=wall: render_wall(wall, Words("zh"), Shown({}, show_all=True)), 3
                ),
                "MB of HTML": round(len(drawn.encode()) / 1e6, 2),
            }
        found["plain pandas"] = timed(lambda: plain(store), 1)
        found["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        return found


if __name__ == "__main__":
    asked = int(sys.argv[1]) if sys.argv[1:] else 3_000
    print(json.dumps(measure(asked), ensure_ascii=False, indent=1))
