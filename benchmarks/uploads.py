"""Checking uploads: a million CSV rows with eight faults, 100,000 XLSX rows, damaged files, labels.

    python -m benchmarks.uploads           # all of them
    python -m benchmarks.uploads csv       # one of csv, xlsx, damaged, labels

The CSV is checked by pandera and frictionless as well, where `make bench` has installed them.
Each is measured in a process of its own: seconds from the bytes to the list of problems, processor
seconds beside them (they count on a busy machine), and the most memory of that process and of its
children. Imports and the making of the file are left out.
"""

import argparse
import datetime
import io
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import xlsxwriter

from benchmarks.peers import PEERS, PYTHON
from file_formats import csv, yaml
from file_formats.sandbox.run import CHILD_USAGE
from intake.check_options import CheckOptions
from intake.in_child import check_files_in_child
from intake.model.areas import AreaList
from intake.model.reference import Reference, list_entry_names
from intake.model.upload_labels import RememberedLabels
from intake.values.indicator_matching import match_indicators
from tests.helpers.mutated_files import SEEDS, mutated

ROOT = Path(__file__).parents[1]
HEADER = (
    "indicator,programme,ref_area,breakdown,time_period,as_reported,value,value_low,value_high,"
    "qualifier,obs_status,source,locator,note\n"
)
FAULTS = {
    100_001: "unknown_indicator",
    200_001: "unknown_area",
    300_001: "period_unreadable",
    400_001: "number_unreadable",
    500_001: "wording_disagrees",
    600_001: "duplicate_key",
    700_001: "row_width",
    800_001: "bounds_disagree",
}


def known() -> Reference:
    """The curated code lists and figures."""
    lists = ROOT / "datasets"
    areas = pd.DataFrame(csv.read_records((lists / "areas.csv").read_bytes()))
    figures = pd.DataFrame(csv.read_records((lists / "figures.csv").read_bytes()))
    for name in ("value", "value_low", "value_high"):
        figures[name] = pd.to_numeric(figures[name])
    names = ("indicators", "programmes", "sources")
    entries = [tuple(yaml.load_yaml((lists / f"{name}.yaml").read_bytes())) for name in names]
    return Reference(entries[0], entries[1], entries[2], AreaList.from_table(areas), figures)


def rows(count: int, code_lists: Reference) -> list[list[str]]:
    """Figures of every county and year for one indicator after the other."""
    chance = random.Random(1)
    stocks = [entry for entry in code_lists.indicators if entry["unit"]["zh"] == "人"]
    counties = [area.code for area in code_lists.areas.by_code.values() if area.level == "county"]
    made = []
    for number in range(count):
        place, year = divmod(number, 100)
        indicator, county = divmod(place, len(counties))
        value = str(chance.randint(1, 999_999))
        made.append(
            [stocks[indicator]["code"], "", counties[county], "", str(1925 + year), f"{value}人"]
            + [value] * 3
            + ["exact", "V", "page-2024-11-05", f"row {number}", ""]
        )
    return made


def plant(made: list[list[str]]) -> None:
    """Put one fault of each kind in its row."""
    at = {code: row - 2 for row, code in FAULTS.items()}
    made[at["unknown_indicator"]][0] = "membrs"
    made[at["unknown_area"]][2] = "999999"
    made[at["period_unreadable"]][4] = "2024-13"
    made[at["number_unreadable"]][5:7] = ["", "12a"]
    row = made[at["wording_disagrees"]]
    row[6] = str(int(row[6]) + 1)
    made[at["duplicate_key"]][:6] = made[at["duplicate_key"] - 1][:6]
    made[at["duplicate_key"]][6:9] = made[at["duplicate_key"] - 1][6:9]
    del made[at["row_width"]][-2:]
    row = made[at["bounds_disagree"]]
    row[8] = str(int(row[8]) + 1)


def measure_csv() -> dict[str, object]:
    """A million rows; the eight faults must be found where they were planted."""
    lists = known()
    made = rows(1_000_000, lists)
    plant(made)
    data = (HEADER + "".join(",".join(row) + "\n" for row in made)).encode()
    path = ROOT / "store" / "benchmark-upload.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    del made, data
    found = in_new_process("csv", path)
    if PYTHON.exists():
        for peer in ("pandera", "frictionless"):
            command = [str(PYTHON), str(PEERS / "checks.py"), peer, str(path)]
            done = subprocess.run(command, check=True, capture_output=True)
            found[peer] = json.loads(done.stdout)
    path.unlink()
    return found


def measure_xlsx() -> dict[str, object]:
    """100,000 rows with numbers as numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("figures")
        sheet.write_row(0, 0, HEADER.strip().split(","))
        for at, row in enumerate(rows(100_000, known()), 1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write(at, column, float(cell) if 6 <= column <= 8 else cell)
    path = ROOT / "store" / "benchmark-upload.xlsx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(out.getvalue())
    found = in_new_process("xlsx", path)
    path.unlink()
    return found


def measure_damaged(count: int = 2_000) -> dict[str, object]:
    """Damaged files of every shape: none may raise, none may take long, memory stays flat."""
    lists, names = known(), sorted(SEEDS)
    slowest, early = 0.0, 0
    for number in range(count):
        name = names[number % len(names)]
        data = mutated(SEEDS[name], random.Random(number))
        start = time.perf_counter()
        check_files_in_child([(name, data)], lists)
        slowest = max(slowest, time.perf_counter() - start)
        if number == count // 4:
            early = peak()
    grown = peak() - early
    return {"files": count, "raised": 0, "slowest_seconds": round(slowest, 2), "grown_mb": grown}


def measure_labels(labels: int = 360, indicators: int = 150) -> dict[str, object]:
    """Match labels that no indicator has, each like several of them; processor seconds."""
    entries = known().indicators[:indicators]
    texts = [name for entry in entries for name in list_entry_names(entry)]
    asked = [f"{texts[n % len(texts)]}（{n}组）" for n in range(labels)]
    reference = Reference(indicators=entries)
    start = time.process_time()
    matches = [match_indicators((text,), "人", reference, RememberedLabels()) for text in asked]
    return {
        "labels": labels,
        "indicators": len(entries),
        "sure": sum([each.score for each in match] == [1.0] for match in matches),
        "processor_seconds": round(time.process_time() - start, 2),
    }


def in_new_process(kind: str, path: Path) -> dict[str, object]:
    """Check a file in a fresh interpreter."""
    command = [sys.executable, "-m", "benchmarks.uploads", f"_{kind}", str(path)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def check_once(path: Path) -> dict[str, object]:
    """Check one file and say how it went."""
    lists, data = known(), path.read_bytes()
    check_files_in_child([("small.csv", b"a,b\n1,2\n")], lists)  # loads the libraries
    base, spent = peak(), CHILD_USAGE.seconds
    start, busy = time.perf_counter(), time.process_time()
    checked = check_files_in_child(
        [(path.name, data)], lists, CheckOptions(today=datetime.date(2024, 11, 5))
    )
    seconds, own = time.perf_counter() - start, time.process_time() - busy
    return {
        "file_mb": round(len(data) / 1e6, 1),
        "figures": checked.count,
        "seconds": round(seconds, 2),
        "processor_seconds": round(own + CHILD_USAGE.seconds - spent, 2),
        "peak_mb": peak(),
        "peak_mb_before": base,
        "peak_mb_of_child": CHILD_USAGE.memory // 1024,
        "problems": {str(problem.row): problem.code for problem in checked.problems},
    }


def peak() -> int:
    """The most memory of this process so far, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if "VmHWM" in line).split()[1]) // 1024


def main() -> None:
    """Measure what was asked for and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", default="all")
    parser.add_argument("path", nargs="?", type=Path)
    asked = parser.parse_args()
    if asked.what.startswith("_"):
        print(json.dumps(check_once(asked.path)))
        return
    measures = {
        "csv": measure_csv,
        "xlsx": measure_xlsx,
        "damaged": measure_damaged,
        "labels": measure_labels,
    }
    for name, measure in measures.items():
        if asked.what in ("all", name):
            found = measure()
            if name == "csv":
                wanted = {str(row): code for row, code in FAULTS.items()}
                found["all_eight_found"] = found.pop("problems") == wanted
            print(name, json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
