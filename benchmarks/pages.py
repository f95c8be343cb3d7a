"""What every page costs on a release of many figures: the first reader's visit, and the next ones.

    python -m benchmarks.pages             # ten million synthetic figures, published twice
    python -m benchmarks.pages 1000000

Served by the real server and asked for over a socket; a browser's work is not counted. The first
reader of a process has come and what is made ahead of the others is made; `first` is the first
visit of a page, in which what it shows beyond that is read; then it is kept, since a release never
changes. Seconds from the question to the last message, and the memory of the process.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from threading import Event

import ledger
from benchmarks.ledger import changed
from benchmarks.national import national
from benchmarks.rerun import SYNTHETIC, eight_charts
from ledger import Provenance
from tests.helpers.servers import (
    ROOT,
    memory_of,
    process_of,
    processor_seconds_of,
    serving,
    shipped_config,
)
from tests.helpers.websocket_client import Tab

QUIET = 0.1  # seconds of processor time in two, of a server that does nothing
BY = {"author": "benchmark", "reason": "synthetic"}
VISITS: dict[str, tuple[str, dict[str, str | list[str]]]] = {
    "overview, eight charts": ("", {}),
    "overview of a province": ("", {"area": "330000"}),
    "overview of a city": ("", {"area": "330200"}),
    "topic": ("supervision", {}),
    "progress": ("progress", {}),
    "progress of a province": ("progress", {"area": "330000"}),
    "area": ("area", {"area": "330200"}),
    "compare": ("compare", {"area": ["330203", "330205"]}),
    "explore": ("explore", {}),
    "explore, a trend below a province": (
        "explore",
        {"indicator": "synthetic_001", "form": "trend", "under": "330000"},
    ),
    "explore, a ranking": ("explore", {"indicator": "synthetic_001", "form": "ranking"}),
    "data": ("data", {}),
    "data, a search": ("data", {"q": "宁波 指标1"}),
    "data, completeness": ("data", {"show": "completeness"}),
    "data, completeness of a province": ("data", {"show": "completeness", "area": "330000"}),
    "history": ("history", {}),
    "present": ("present", {"charts": "synthetic_000.trend"}),
}


def publish(folder: Path, rows: int) -> None:
    """Publish figures, and then a release in which a hundredth of the values differ."""
    figures, codes = national(rows)
    store = ledger.open_store(eight_charts(folder, SYNTHETIC))
    store.write(0, figures, codes, Provenance(**BY))
    store.write(1, changed(figures), {}, Provenance(**BY))


def visit(tab: Tab, page: str, hashes: dict[str, str], query: dict[str, str | list[str]]) -> float:
    """Give the seconds of one visit; a page that fails ends the measurement."""
    began = time.perf_counter()
    drawn = tab.open(page, page_hash=hashes.get(page, ""), **query)
    took = time.perf_counter() - began
    for message in drawn.messages:
        if message.WhichOneof("type") == "delta":
            shown = message.delta.new_element
            assert not shown.HasField("exception"), f"{page}: {shown.exception.message}"
    return took


def visits(url: str, what: str, hashes: dict[str, str], times: int) -> dict[str, float]:
    """Visit a page in a tab of its own, first once and then again and again."""
    (page, query), process, tab = VISITS[what], process_of(url), Tab(url)
    before = processor_seconds_of(process)
    first = visit(tab, page, hashes, query)
    spent = processor_seconds_of(process) - before
    again = [visit(tab, page, hashes, query) for _ in range(times)]
    tab.close()
    return {
        "first s": round(first, 3),
        "first CPU s": round(spent, 2),
        "then s": round(statistics.median(again), 3),
        "MB": round(memory_of(process)),
    }


def measure(rows: int, times: int = 5) -> dict[str, dict[str, float]]:
    """Serve so many figures and visit every page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish(folder, rows)
        shipped_config(folder)
        with serving(ROOT / "app.py", folder) as url:
            hashes = pages_of(url)
            return {what: visits(url, what, hashes, times) for what in VISITS}


def pages_of(url: str) -> dict[str, str]:
    """Open the dashboard, wait until what is made ahead is made, and give each page's hash."""
    tab, process, waiting, spent = Tab(url), process_of(url), Event(), -1.0
    hashes = tab.open().pages
    tab.close()
    while (now := processor_seconds_of(process)) - spent > QUIET:
        spent = now
        waiting.wait(2)
    return hashes


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else 10_000_000), indent=1))
