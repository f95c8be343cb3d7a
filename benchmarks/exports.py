"""What a presenter waits for: pictures, decks and downloads, and what fifty exports at once take.

    python -m benchmarks.exports                 # everything, as JSON a line
    python -m benchmarks.exports pictures        # ten PNG at 3840×2160, cold and warm
    python -m benchmarks.exports deck            # ten native slides, and ten pictures on slides
    python -m benchmarks.exports queue           # fifty exports of ten people: memory, orphans
    python -m benchmarks.exports downloads       # 100,000 figures as CSV, XLSX and SDMX-CSV

The peer of a picture is what plotly itself offers (`Figure.to_image`, a browser for each picture);
the peer of a native slide is a picture on a slide. Memory is proportional (PSS), of this process
and all below it. `processor_seconds` leaves out what other programs of the machine take.
"""

import argparse
import io
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

import settings
from app_pages.state.release import build_chart_data
from benchmarks.national import national
from charts.catalogue import make_chart
from charts.chart import Chart
from charts.declarations import load_named_charts
from charts.render.plotly import draw_chart
from curation.code_names import read_code_names
from exports import SIZES, ExportOptions, ExportRequest, PictureSize, run_export
from exports.data import make_download as download
from exports.pictures import render_chart
from exports.pictures.chromium_pool import CHROMIUM_POOL
from locales import Words
from tests.helpers.releases import curated

FOUR_K = ExportOptions(size=SIZES["wide_4k"])
PEOPLE, EACH = 10, 5


def order() -> ExportRequest:
    """The first ten named charts of the curated release."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = curated(Path(folder) / "store")
    names = read_code_names(snapshot, settings.load_settings(settings.ROOT / "config.yaml").topics)
    material = build_chart_data(snapshot, names, "zh")
    charts = tuple(make_chart(name, material) for name in list(load_named_charts())[:10])
    return ExportRequest(charts, material.words, figures=snapshot.figures, title="第三季度")


def timed(what: Callable[[], Any], times: int = 1) -> dict[str, float]:
    """The best of some runs, in seconds by the clock and of processor time, the browser's too."""
    wall, processor = [], []
    for _ in range(times):
        started, used = time.perf_counter(), time.process_time() + painted()
        what()
        wall.append(time.perf_counter() - started)
        processor.append(time.process_time() + painted() - used)
    return {"seconds": round(min(wall), 3), "processor_seconds": round(min(processor), 3)}


def painted() -> float:
    """The processor time of the running browser so far."""
    ticks = 0
    for number, group in groups().items():
        if CHROMIUM_POOL.process_group and group == CHROMIUM_POOL.process_group:
            with suppress(FileNotFoundError, ProcessLookupError):
                state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
                ticks += sum(int(state[n]) for n in (11, 12, 13, 14))
    return ticks / os.sysconf("SC_CLK_TCK")


def measure_pictures() -> dict[str, Any]:
    """Ten PNG at 3840×2160: the first of all, ten once warm, one as plotly makes it alone."""
    charts = order().charts
    first = timed(lambda: render_chart(charts[0], FOUR_K, "png"))
    warm = timed(lambda: [render_chart(chart, FOUR_K, "png") for chart in charts], 3)
    size = {"width": 960, "height": 540, "scale": 4}
    alone = timed(lambda: go.Figure(draw_chart(charts[0], framed=True)).to_image("png", **size))
    CHROMIUM_POOL.close()
    return {"first": first, "ten_warm": warm, "one_by_plotly_alone": alone}


def measure_deck() -> dict[str, Any]:
    """Ten native slides, beside ten pictures put on slides."""
    ten = replace(order(), title="")
    native = timed(lambda: run_export(ten, "pptx"), 5)
    pictured = timed(lambda: _pictured(ten.charts))
    CHROMIUM_POOL.close()
    return {"ten_native_slides": native, "ten_pictures_on_slides": pictured}


def _pictured(charts: tuple[Chart, ...]) -> None:
    from pptx import Presentation

    deck: Any = Presentation()
    for chart in charts:
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.shapes.add_picture(io.BytesIO(render_chart(chart, ExportOptions(), "png")), 0, 0)
    deck.save(io.BytesIO())


def measure_queue() -> dict[str, Any]:
    """Ten people ask for five pictures each at once: memory above rest, and what is left after."""
    asked = order()
    look = replace(FOUR_K, size=PictureSize("one", 3840, 2160))
    rest, most, done = memory(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.3):
            most[0] = max(most[0], memory())

    def ask(person: int) -> None:
        for number in range(EACH):
            chart = asked.charts[(person + number) % 10]
            run_export(replace(asked, charts=(chart,), options=look), "png")

    watcher = threading.Thread(target=watch)
    people = [threading.Thread(target=ask, args=(person,)) for person in range(PEOPLE)]
    started = time.perf_counter()
    for thread in (watcher, *people):
        thread.start()
    for thread in people:
        thread.join()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    group = CHROMIUM_POOL.process_group
    CHROMIUM_POOL.close()
    return {
        "exports": PEOPLE * EACH,
        "seconds": round(seconds, 1),
        "mb_at_rest": rest,
        "mb_above_rest": most[0] - rest,
        "processes_left": len([number for number, of in groups().items() if of == group]),
    }


def measure_downloads() -> dict[str, Any]:
    """A hundred thousand synthetic figures in each form."""
    table, codes = national(100_000)
    figures: pd.DataFrame = table.to_pandas()
    released: Any = SimpleNamespace(
        release=SimpleNamespace(number=1, at=pd.Timestamp("2024-11-05")),
        figures=figures,
        indicators=[{"definition": i["name"], **i} for i in codes["indicators"]],
        programmes=codes["programmes"],
        sources=[],
        areas=codes["areas"],
    )
    words = Words("zh")
    kinds: tuple[Any, ...] = ("csv", "xlsx", "sdmx")
    return {kind: timed(lambda k=kind: download(k, released, words)) for kind in kinds}


def groups() -> dict[int, int]:
    """The process group of every process that still runs."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state[0] != "Z":
                found[int(entry.name)] = int(state[2])
    return found


def memory() -> int:
    """Proportional memory of this process and of the browser's group, in MB."""
    found = groups()
    group = CHROMIUM_POOL.process_group
    own = [number for number, of in found.items() if group and of == group]
    total = 0
    for name in ("self", *own):
        try:
            rollup = Path(f"/proc/{name}/smaps_rollup").read_text()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
        total += int(
            next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]
        )
    return total // 1024


def main() -> None:
    """Measure what was asked for and print it as JSON."""
    measures = {
        "pictures": measure_pictures,
        "deck": measure_deck,
        "queue": measure_queue,
        "downloads": measure_downloads,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=["all", *measures])
    asked = parser.parse_args()
    for name, measure in measures.items():
        if asked.what in ("all", name):
            print(name, json.dumps(measure(), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
