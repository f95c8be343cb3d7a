"""Many viewers at once: how long each waits for a page, and how many pages a second there are.

    python -m benchmarks.viewers                       # 50 viewers who think for 5 s
    python -m benchmarks.viewers --viewers 1 10 100    # other numbers
    python -m benchmarks.viewers --url http://…        # a server that runs already

A viewer is a tab that opens one page after the other over its socket, in either language, and
thinks in between for 2.5 to 7.5 s; a page takes from the question to its last message. The ceiling
is 16 viewers who do not think. Viewers run in processes of their own on the same machine.
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
from contextlib import ExitStack
from pathlib import Path
from threading import Event

from tests.security.tabs import Tab
from tests.servers import ROOT, serving

PAGES = ("", "supervision", "contests", "new_employment", "explore", "data", "progress", "history")
NOT_THINKING = 16


def view(url: str, think: float, seconds: float, seed: int) -> list[float]:
    """Be one viewer: the seconds that each page took after the first."""
    chance, waiting, took = random.Random(seed), Event(), []
    waiting.wait(chance.uniform(0, think))
    tab = Tab(url)
    hashes = tab.open().pages
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        waiting.wait(chance.uniform(think / 2, think * 1.5))
        page, lang = chance.choice(PAGES), chance.choice(("zh", "en"))
        began = time.perf_counter()
        drawn = tab.open(page, page_hash=hashes[page], lang=lang)
        took.append(time.perf_counter() - began)
        assert not any(
            m.WhichOneof("type") == "delta" and m.delta.new_element.HasField("exception")
            for m in drawn.messages
        ), "a page failed"
    tab.close()
    return took


def crowd(url: str, viewers: int, think: float, seconds: float) -> dict[str, float]:
    """Have viewers look at pages for a while; gives the median, the 95th percentile, the rate."""
    with ThreadPoolExecutor(viewers) as pool:
        each = pool.map(lambda seed: view(url, think, seconds, seed), range(viewers))
        took = sorted(second for one in each for second in one)
    return {
        "viewers": viewers,
        "pages": len(took),
        "median s": round(statistics.median(took), 3),
        "p95 s": round(took[int(len(took) * 0.95)], 3),
        "slowest s": round(took[-1], 3),
        "pages a second": round(len(took) / seconds, 1),
    }


def apart(url: str, viewers: int, think: float, seconds: float) -> dict[str, float]:
    """Run a crowd in a process of its own."""
    asked = [url, str(viewers), str(think), str(seconds)]
    command = [sys.executable, "-m", "benchmarks.viewers", "--crowd", *asked]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def measure(viewers: list[int], seconds: float, url: str = "") -> list[dict[str, float]]:
    """Measure each number of viewers, and then the ceiling."""
    with ExitStack() as stack:
        if not url:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            url = stack.enter_context(serving(ROOT / "app.py", folder))
        apart(url, 4, 0, 5)
        found = [apart(url, number, 5, seconds) for number in viewers]
        return [*found, apart(url, NOT_THINKING, 0, seconds / 2) | {"thinking": 0}]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, nargs="+", default=[50])
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--url", default="")
    parser.add_argument("--crowd", nargs=4)
    chosen = parser.parse_args()
    if chosen.crowd:
        where, number, think, seconds = chosen.crowd
        print(json.dumps(crowd(where, int(number), float(think), float(seconds))))
    else:
        print(json.dumps(measure(chosen.viewers, chosen.seconds, chosen.url), indent=1))
