"""Runs the benchmarks one after the other and writes their table: `make bench`.

    python -m benchmarks.results           # all, about half an hour; benchmarks/RESULTS.md
    python -m benchmarks.results rerun     # one or several parts; the other lines are kept

Lines are kept in results.json, so that a part can be measured again by itself. Every number is
what its command printed, beside what people would use instead on the same work in the same run.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
KEPT = HERE / "results.json"
LIBRARIES = ("streamlit", "plotly", "pandas", "duckdb", "deltalake", "narwhals")
Line = tuple[str, str, str, str, bool]  # work, here, beside it, to reach, reached


def printed(*command: str) -> Any:
    """Run a benchmark and read the JSON that it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def beside(found: dict[str, Any], unit: str) -> str:
    """Word what peers took, and how many times that of the dashboard it is."""
    own = found["dashboard"]
    others = [f"{n} {v:g} {unit} (× {v / own:.1f})" for n, v in found.items() if n != "dashboard"]
    return ", ".join(others) or "–"


def redraw() -> list[Line]:
    """A click that redraws eight charts."""
    found = printed("benchmarks.redraw")
    own, limit = found["dashboard"], max(found["Dash"], min(found["floor"], found["Dash"] * 1.3))
    work = "a click redraws eight charts, in a browser"
    return [(work, f"{own:g} s", beside(found, "s"), "Dash’s, or 1.3 × of it", own <= limit)]


def first_load() -> list[Line]:
    """First and second visits, and a start."""
    found = printed("benchmarks.first_load", "--json")
    lines: list[Line] = []
    for key, work, unit, reach, most in (
        ("first visit, s to the first chart", "fresh browser → first chart", "s", "Dash’s", 0.0),
        ("first visit, kB", "bytes of a first visit", "kB", "≤ 2 200 kB", 2200.0),
        ("second visit, kB", "bytes of a second visit", "kB", "≤ 100 kB", 100.0),
    ):
        each = {name: row[key] for name, row in found.items() if key in row}
        own, limit = each["dashboard"], most or each["Dash"]
        lines.append((work, f"{own:g} {unit}", beside(each, unit), reach, own <= limit))
    start, floor = (found[name]["start to healthy, s"] for name in ("dashboard", "floor"))
    least = f"plain Streamlit {floor:g} s (× {floor / start:.1f})"
    return [*lines, ("start → healthy", f"{start:g} s", least, "≤ 1.5 s", start <= 1.5)]


def rerun() -> list[Line]:
    """A rerun of eight charts on few and on many figures."""
    few, many = printed("benchmarks.rerun"), printed("benchmarks.rerun", "1000000")
    return [
        (
            f"CPU of a rerun with eight charts, {name}",
            f"{found['dashboard']:g} ms",
            beside(found, "ms"),
            f"≤ {limit} ms",
            found["dashboard"] <= limit,
        )
        for name, found, limit in (("49 figures", few, 30), ("a million", many, 50))
    ]


def viewers() -> list[Line]:
    """Fifty viewers, then as many pages as there can be, by one process and by two."""
    fifty, _ = printed("benchmarks.viewers")
    one, two = printed("benchmarks.viewers", "--behind-nginx")
    shown = f"p95 {fifty['p95 s']:g} s, median {fifty['median s']:g} s"
    times = two["pages a second"] / one["pages a second"]
    most = f"{two['pages a second']:g} pages a second"
    before = f"one process {one['pages a second']:g} (× {times:.2f})"
    return [
        ("50 viewers who think for 5 s", shown, "–", "p95 ≤ 1 s", fifty["p95 s"] <= 1),
        ("the most pages behind nginx, two processes", most, before, "× 1.7", times >= 1.7),
    ]


def ledger() -> list[Line]:
    """A million and ten million figures: publishing, comparing, summing."""
    lines: list[Line] = []
    for rows, name, publish in ((1_000_000, "1M", 2.0), (10_000_000, "10M", 6.0)):
        found = printed("benchmarks.ledger", str(rows))
        for key, work, limit in (
            ("publish", f"publish {name} figures", publish),
            ("compare", f"compare two releases of {name}", 4.0),
            ("province × indicator × month", f"province × indicator × month of {name}", 0.4),
        ):
            took, others = found[key], found["peers"].get(key, {})
            peers = ", ".join(
                f"{n} {s:g} s (× {s / took['seconds']:.1f})" for n, s in others.items()
            )
            own = f"{took['seconds']:g} s ({took['cpu']:g} s CPU)"
            lines.append((work, own, peers or "–", f"≤ {limit:g} s", took["seconds"] <= limit))
        memory = found["MB of the process"]
        work = f"memory of a process that sums {name}"
        lines.append((work, f"{memory:.0f} MB", "–", "≤ 600 MB", memory <= 600))
    return lines


def pages() -> list[Line]:
    """Every page on ten million figures."""
    found = printed("benchmarks.pages")
    first, slow = max((each["first s"], what) for what, each in found.items())
    then, again = max((each["then s"], what) for what, each in found.items())
    memory = max(each["MB"] for each in found.values())
    name = "any page on 10M figures"
    return [
        (f"{name}, its first reader", f"{first:g} s ({slow})", "–", "≤ 0.5 s", first <= 0.5),
        (f"{name}, every other", f"{then:g} s ({again})", "–", "≤ 0.5 s", then <= 0.5),
        (f"{name}, memory of the process", f"{memory} MB", "–", "≤ 1 000 MB", memory <= 1000),
    ]


def area_totals() -> list[Line]:
    """The overview of the country, a province and a city on ten million figures."""
    found = printed("benchmarks.area_totals", "10000000")
    plain = f"pandas, without bounds and coverage, {found['plain pandas']['seconds']:g} s"
    lines: list[Line] = []
    for name in ("country", "province", "city with its place"):
        first, again = (found[each]["seconds"] for each in (name, f"{name}, again"))
        own = f"{first:g} s, again {again:g} s ({found[name]['cpu']:g} s CPU)"
        lines.append((f"overview of 10M, {name}", own, plain, "≤ 0.3 s", first <= 0.3))
    memory, beside_it = found["MB"], f"pandas {found['MB, plain pandas']:.0f} MB"
    return [
        *lines,
        ("overview of 10M, memory", f"{memory:.0f} MB", beside_it, "≤ 600 MB", memory <= 600),
    ]


def reporting_wall() -> list[Line]:
    """Who has reported which month, of all counties and of a province, on seven million figures."""
    found = printed("benchmarks.reporting_wall")
    units, plain = found["flat"]["reporters"], f"pandas {found['plain pandas']['seconds']:g} s"
    drawn = found["flat"]["drawn"]["seconds"]
    lines: list[Line] = [
        (f"wall of {units} units × 12 months, drawn", f"{drawn:g} s", "–", "≤ 0.3 s", drawn <= 0.3)
    ]
    for name in ("country", "province"):
        took = found[name]["read and made"]
        own = f"{took['seconds']:g} s ({took['cpu']:g} s CPU)"
        work = f"wall of 7M figures read and made, {name}"
        lines.append((work, own, plain, "≤ 0.3 s", took["seconds"] <= 0.3))
    return lines


def asking() -> list[Line]:
    """Questions in words on all indicators and areas that ship."""
    found = printed("benchmarks.asking")
    slowest, usual = found["slowest, ms"], found["median, ms"]
    own = f"{slowest:g} ms CPU, median {usual:g} ms, indexed in {found['build, s']:g} s"
    plain = f"all names looked for {found['plain slowest, ms']:g} ms"
    work = "a question in words, 150 indicators, 3 200 areas"
    return [(work, own, plain, "≤ 20 ms", slowest <= 20)]


def growth() -> list[Line]:
    """How cost grows; what is written are its two plots."""
    printed("benchmarks.growth")
    return []


def uploads() -> list[Line]:
    """Checking a million CSV rows."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.uploads", "csv"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout.partition(" ")[2])
    own, peak = found["processor_seconds"], found["peak_mb"]
    peers = ", ".join(
        f"{n} {found[n]['processor_seconds']:g} s, {found[n]['peak_mb']} MB"
        for n in ("pandera", "frictionless")
        if n in found
    )
    shown = f"{own:g} s CPU, {peak} MB, eight planted faults found"
    reached = own <= 1.5 and peak <= 400 and found["all_eight_found"]
    return [("check a CSV of a million rows", shown, peers, "≤ 1.5 s, ≤ 400 MB", reached)]


PLOTS = (
    "![Seconds by the figures of a release](growth-figures.svg)",
    "",
    "![Seconds that viewers wait](growth-viewers.svg)",
    "",
)
PARTS: dict[str, Callable[[], list[Line]]] = {
    part.__name__: part
    for part in (
        *(redraw, first_load, rerun, viewers, ledger, area_totals, reporting_wall, asking),
        *(pages, uploads, growth),
    )
}


def machine() -> str:
    """Say what was measured on, and with which versions."""
    names = (
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    )
    model = next(names, ": ?").partition(": ")[2]
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}, {libraries}"


def written(kept: dict[str, dict[str, Any]]) -> str:
    """Write the table of all parts that were measured."""
    rows = [
        f"| {work} | {own} | {peers} | {reach} | {'yes' if reached else '**no**'} |"
        for part in PARTS
        for work, own, peers, reach, reached in kept.get(part, {}).get("lines", ())
    ]
    days = ", ".join(
        f"{part} {kept[part]['day']}, load {kept[part]['load']}" for part in PARTS if part in kept
    )
    head = "# Results\n\nWritten by `make bench`. Ratios to what stands beside are of the same run."
    return "\n".join(
        [
            head,
            "",
            "| work | here | beside it | to reach | reached |",
            "|---|---|---|---|---|",
            *rows,
            "",
            *(PLOTS if "growth" in kept else ()),
            f"Machine: {machine()}.",
            "",
            f"Measured: {days}.",
            "",
        ]
    )


def main() -> None:
    """Measure the parts that are named, or all, and write the table."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for name in sys.argv[1:] or PARTS:
        load = round(os.getloadavg()[0], 1)
        kept[name] = {"lines": PARTS[name](), "day": f"{datetime.now(UTC):%Y-%m-%d}", "load": load}
        KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
        (HERE / "RESULTS.md").write_text(written(kept), "utf-8")
    print((HERE / "RESULTS.md").read_text("utf-8"))


if __name__ == "__main__":
    main()
