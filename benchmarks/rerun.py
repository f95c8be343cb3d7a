"""What a full rerun of a page with eight charts costs on the server, in CPU time.

    python -m benchmarks.rerun             # the curated figures, and plain Streamlit beside them
    python -m benchmarks.rerun 1000000     # so many synthetic figures instead

The page is the overview given eight charts, served by the real server and asked for over a socket
of its own; what a browser does with the answer is not counted. Milliseconds of the server's
processor time, the mean of --times reruns after three that fill the caches.
"""

import argparse
import json
import os
import re
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

import ledger
from benchmarks.national import national
from benchmarks.peers import PEERS, PYTHON, streamlit
from curation.releases.bootstrap import publish_first_release
from ledger import Provenance
from settings import CONFIG_VARIABLE, DATASETS, ROOT, load_settings
from tests.helpers.servers import process_of, processor_seconds_of, serving
from tests.helpers.websocket_client import Tab

CHARTS = (
    "supervision_notices, supervision_organisations, supervision_coverage, supervised_sectors, "
    "prize_winners, contests_side_by_side, competitors_per_group, organisations_awarded"
)
SYNTHETIC = ", ".join(
    f"{{indicator: synthetic_00{number}, form: {form}}}"
    for number in range(2)
    for form in ("bar", "dots", "trend", "ranking")
)


def eight_charts(folder: Path, charts: str = CHARTS) -> str:
    """Set up a dashboard whose overview shows eight charts; gives the store's address."""
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    plain = "  charts:\n  - funds_by_programme\n  - supervision_notices\n"
    assert plain in text
    # The tile grid of the overview is the eighth.
    seven = charts.split(", ", 1)[1] if charts == CHARTS else charts.split("}, ", 1)[1]
    text = text.replace(plain, f"  charts: [{seven}]\n")
    if charts != CHARTS:  # a start refuses charts of indicators that the figures do not have
        text = re.sub(
            r"^  - indicator: \w+(?=\n    form:)", "  - indicator: synthetic_000", text, flags=re.M
        )
    (folder / "config.yaml").write_text(text, "utf-8")
    os.environ[CONFIG_VARIABLE] = str(folder / "config.yaml")
    return load_settings().store_uri


def curated(folder: Path) -> None:
    """Set up eight charts of the curated figures."""
    publish_first_release(ledger.open_store(eight_charts(folder)), DATASETS)


def synthetic(folder: Path, rows: int) -> None:
    """Set up eight charts of so many synthetic figures."""
    figures, codes = national(rows)
    ledger.open_store(eight_charts(folder, SYNTHETIC)).write(
        0, figures, codes, Provenance(author="benchmark", reason="synthetic")
    )


def spent(served: AbstractContextManager[str], times: int) -> float:
    """Give the mean milliseconds of processor time of a rerun."""
    with served as url:
        tab = Tab(url.rstrip("/"))
        for _ in range(3):
            tab.open()
        process = process_of(url)
        before = processor_seconds_of(process)
        for _ in range(times):
            tab.open()
        after = processor_seconds_of(process)
        tab.close()
    return round((after - before) * 1000 / times, 1)


def measure(rows: int | None, times: int) -> dict[str, float]:
    """Measure the dashboard, on the curated figures beside plain Streamlit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if rows is None:
            curated(folder)
        else:
            synthetic(folder, rows)
        found = {"dashboard": spent(serving(ROOT / "app.py", folder), times)}
    if rows is None and PYTHON.exists():
        found["naive"] = spent(streamlit(PEERS / "naive.py"), times)
        found["floor"] = spent(streamlit(PEERS / "bare.py"), times)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int)
    parser.add_argument("--times", type=int, default=60)
    chosen = parser.parse_args()
    print(json.dumps(measure(chosen.rows, chosen.times), indent=1))
