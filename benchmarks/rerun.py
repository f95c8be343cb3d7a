"""What a full rerun of a page with eight charts costs on the server, in CPU time.

    python -m benchmarks.rerun          # median of --times reruns, milliseconds

The page is the overview given eight charts, on the curated release, run by Streamlit's own AppTest
in this process; what a browser does with the answer is not counted.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

import ledger
from curation.start import start
from settings import DATASETS, ROOT, VARIABLE, load

CHARTS = (
    "supervision_notices, supervision_organisations, supervision_coverage, supervised_sectors, "
    "prize_winners, contests_side_by_side, competitors_per_group, organisations_awarded"
)


def eight_charts(folder: Path) -> None:
    """Set up a dashboard whose overview shows eight charts, and make it the one in force."""
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    plain = "  charts:\n  - funds_by_programme\n  - supervision_notices\n"
    assert plain in text
    # The tile grid of the overview is the eighth.
    seven = CHARTS.split(", ", 1)[1]
    (folder / "config.yaml").write_text(text.replace(plain, f"  charts: [{seven}]\n"), "utf-8")
    os.environ[VARIABLE] = str(folder / "config.yaml")
    start(ledger.open(load().store_uri), DATASETS)


def measure(times: int) -> list[float]:
    """Give the CPU milliseconds of each of so many reruns, after three that fill the caches."""
    page = AppTest.from_file(str(ROOT / "app_pages" / "frame.py"), default_timeout=60)
    for _ in range(3):
        page.run()
    assert not page.exception
    spent = []
    for _ in range(times):
        began = time.process_time()
        page.run()
        spent.append((time.process_time() - began) * 1000)
    return spent


def main() -> None:
    """Print the median and the range."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        eight_charts(Path(folder))
        spent = measure(times)
    print(
        f"rerun of eight charts: median {statistics.median(spent):.0f} ms CPU, "
        f"{min(spent):.0f} to {max(spent):.0f} ms, {times} reruns"
    )


if __name__ == "__main__":
    main()
