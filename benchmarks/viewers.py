"""Many viewers at once: how long each waits for a page, and how many pages a second there are.

    python -m benchmarks.viewers                       # 50 viewers who think for 5 s
    python -m benchmarks.viewers --viewers 1 10 100    # other numbers
    python -m benchmarks.viewers --behind-nginx        # one process and two, as deploy/ has them

A viewer is a tab that opens one page after the other over its socket, in either language, and
thinks in between for 2.5 to 7.5 s; a page takes from the question to its last message. The ceiling
is 16 viewers who do not think. Viewers run in a process of its own on the same machine, so they
take their part of its processors, which is told as well.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.behind_nginx import behind_nginx
from tests.helpers.servers import (
    ROOT,
    process_of,
    processor_seconds_of,
    serving,
    shipped_config,
)
from tests.helpers.websocket_client import LONGEST, Tab

PAGES = ("", "supervision", "contests", "new_employment", "explore", "data", "progress", "history")
NOT_THINKING = 16
SHORT = 64  # bytes: of a message that ends a run, never of one that draws
Crowd = dict[str, Any]


class Viewer(Tab):
    """A tab that takes what comes and looks only for the end of it, as cheaply as it can."""

    def _run(self) -> list[ForwardMsg]:
        while True:
            data = self._socket.recv(timeout=LONGEST)
            if len(data) < SHORT:
                message = ForwardMsg()
                message.ParseFromString(data)  # type: ignore[arg-type]
                if message.WhichOneof("type") == "script_finished":
                    return [message]


def looked_at(url: str, at: tuple[str, int] | None) -> dict[str, str]:
    """Open every page in both languages once, see that none fails; gives each page's hash."""
    tab = Tab(url, at=at)
    hashes = tab.open().pages
    for page in PAGES:
        for lang in ("zh", "en"):
            for message in tab.open(page, page_hash=hashes[page], lang=lang).messages:
                if message.WhichOneof("type") == "delta":
                    shown = message.delta.new_element
                    assert not shown.HasField("exception"), f"{page}: {shown.exception.message}"
    tab.close()
    return hashes


def view(
    url: str, at: tuple[str, int] | None, hashes: dict[str, str], crowd: Crowd, seed: int
) -> list[float]:
    """Be one viewer: the seconds that each page took after the first."""
    chance, waiting, took = random.Random(seed), Event(), []
    think = crowd["think"]
    waiting.wait(chance.uniform(0, think))
    tab = Viewer(url, at=at)
    tab.open()
    until = time.monotonic() + crowd["seconds"]
    while time.monotonic() < until:
        waiting.wait(chance.uniform(think / 2, think * 1.5))
        page, lang = chance.choice(PAGES), chance.choice(("zh", "en"))
        began = time.perf_counter()
        tab.open(page, page_hash=hashes[page], lang=lang)
        took.append(time.perf_counter() - began)
    tab.close()
    return took


def watch(crowd: Crowd) -> dict[str, float]:
    """Have viewers look at pages for a while; gives the median, the 95th percentile, the rate."""
    url, at = crowd["url"], tuple(crowd["at"]) if crowd["at"] else None
    hashes, viewers = looked_at(url, at), crowd["viewers"]
    with ThreadPoolExecutor(viewers) as pool:
        spent = time.process_time()
        each = pool.map(lambda seed: view(url, at, hashes, crowd, seed), range(viewers))
        took = sorted(second for one in each for second in one)
        spent = time.process_time() - spent
    return {
        "viewers": viewers,
        "thinking s": crowd["think"],
        "pages": len(took),
        "median s": round(statistics.median(took), 3),
        "p95 s": round(took[int(len(took) * 0.95)], 3),
        "slowest s": round(took[-1], 3),
        "pages a second": round(len(took) / crowd["seconds"], 1),
        "viewers' CPU ms a page": round(spent * 1000 / len(took), 1),
    }


def apart(
    url: str, viewers: int, think: float, seconds: float, at: tuple[str, int] | None = None
) -> dict[str, float]:
    """Run a crowd in a process of its own."""
    crowd = {"url": url, "at": at, "viewers": viewers, "think": think, "seconds": seconds}
    command = [sys.executable, "-m", "benchmarks.viewers", "--crowd", json.dumps(crowd)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def measure(viewers: list[int], seconds: float) -> list[dict[str, float]]:
    """Measure each number of viewers, and then the ceiling."""
    with (
        tempfile.TemporaryDirectory() as name,
        serving(ROOT / "app.py", shipped_config(Path(name)).parent) as url,
    ):
        apart(url, 4, 0, 5)
        found = [apart(url, number, 5, seconds) for number in viewers]
        process = process_of(url)
        before = processor_seconds_of(process)
        ceiling = apart(url, NOT_THINKING, 0, seconds / 2)
        spent = processor_seconds_of(process) - before
        return [*found, ceiling | {"server's CPU s a s": round(spent / (seconds / 2), 2)}]


def shared_out(seconds: float) -> list[dict[str, float]]:
    """Measure the ceiling of one process and of two, both behind nginx."""
    found = []
    for count in (1, 2):
        with (
            tempfile.TemporaryDirectory() as name,
            behind_nginx(Path(name), count) as served,
        ):
            apart(served.url, 4, 0, 5, served.at)
            before = [processor_seconds_of(each) for each in served.processes]
            ceiling = apart(served.url, NOT_THINKING, 0, seconds / 2, served.at)
            after = [processor_seconds_of(each) for each in served.processes]
            spent = sum(after) - sum(before)
            used = {"processes": count, "servers' CPU ms a page": spent * 1000 / ceiling["pages"]}
            found.append(ceiling | {name: round(value, 1) for name, value in used.items()})
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, nargs="+", default=[50])
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--behind-nginx", action="store_true")
    parser.add_argument("--crowd", type=json.loads)
    chosen = parser.parse_args()
    if chosen.crowd:
        print(json.dumps(watch(chosen.crowd)))
    elif chosen.behind_nginx:
        print(json.dumps(shared_out(chosen.seconds), indent=1))
    else:
        print(json.dumps(measure(chosen.viewers, chosen.seconds), indent=1))
