"""How cost grows: with the figures of a release, and with the viewers of one process.

    python -m benchmarks.growth            # 10³ … 10⁷ figures, 1 … 100 viewers, and two plots

The plots are growth-figures.svg and growth-viewers.svg beside this file. Both axes of the first
are logarithmic: what costs the same for any number of figures lies flat there, what costs as much
more as there are more of them rises by the diagonal.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from benchmarks.pages import pages_of, visits
from benchmarks.rerun import eight_charts
from benchmarks.viewers import measure as viewers
from tests.helpers.servers import ROOT, serving

HERE = Path(__file__).parent
ROWS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
VIEWERS = [1, 3, 10, 30, 100]
WORK = {
    "publish": "publish",
    "compare": "compare with the release before",
    "province × indicator × month": "sum province × indicator × month",
    "an indicator in a province": "read an indicator in a province",
}
PAGES = {"overview, eight charts": "page of five charts", "explore, a ranking": "ranking"}
# The first stands for the grid that the page has anyway; so many figures have one indicator.
CHARTS = ", ".join(
    f"{{indicator: synthetic_000, form: {form}}}"
    for form in ("tiles", "bar", "dots", "trend", "ranking")
)
COLOURS = ("#B5121B", "#0072B2", "#009E73", "#E69F00", "#56B4E9", "#666666")


def of_figures(rows: int) -> dict[str, float]:
    """Publish so many figures twice; gives seconds of each work and of pages, and memory."""
    with tempfile.TemporaryDirectory() as name:
        folder, found = Path(name), {}
        eight_charts(folder, CHARTS)
        for part in ("publish", "read"):
            command = [sys.executable, "-m", "benchmarks.ledger", part, str(rows), name]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            found |= json.loads(done.stdout)
        took: dict[str, float] = {label: found[work]["seconds"] for work, label in WORK.items()}
        with serving(ROOT / "app.py", folder) as url:
            hashes = pages_of(url)
            for what, label in PAGES.items():
                seen = visits(url, what, hashes, 5)
                took |= {f"{label}, again": seen["then s"], "MB": seen["MB"]}
        return took


def plot(title: str, x: str, y: str, lines: dict[str, dict[float, float]]) -> go.Figure:
    """Draw lines on logarithmic axes, each named at its end."""
    drawn = go.Figure(layout={"template": "plotly_white", "width": 860, "height": 480})
    for colour, (name, points) in zip(COLOURS, lines.items(), strict=False):
        line = {"color": colour, "width": 2}
        drawn.add_scatter(
            x=list(points), y=list(points.values()), name=name, mode="lines+markers", line=line
        )
    drawn.update_xaxes(type="log", title=x, dtick=1)
    drawn.update_yaxes(type="log", title=y, dtick=1)
    drawn.update_layout(title=title, legend={"orientation": "h", "y": -0.22})
    return drawn


def turned(rows: dict[int, dict[str, float]], names: list[str]) -> dict[str, dict[float, float]]:
    """Give a line for each name out of what was measured at each place."""
    return {name: {place: found[name] for place, found in rows.items()} for name in names}


def measure() -> dict[str, Any]:
    """Measure both, and write the plots."""
    figures = {rows: of_figures(rows) for rows in ROWS}
    crowds = viewers(VIEWERS, 20)[:-1]
    waits = {int(each["viewers"]): each for each in crowds}
    works = [*WORK.values(), *(f"{label}, again" for label in PAGES.values())]
    plot(
        "Seconds by the figures of a release", "figures", "seconds", turned(figures, works)
    ).write_image(HERE / "growth-figures.svg")
    plot(
        "Seconds that viewers of one process wait for a page (5 s thinking)",
        "viewers",
        "seconds",
        turned(waits, ["median s", "p95 s"]),
    ).write_image(HERE / "growth-viewers.svg")
    return {"figures": figures, "viewers": waits}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
