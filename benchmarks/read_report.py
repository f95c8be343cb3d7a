"""Measures how well and how fast reports are read, beside Recognizers-Text and JioNLP.

    python -m benchmarks.read_report                          # ours alone
    python -m benchmarks.read_report --peers ../peers/bin/python

The passages are those of tests/extraction/passages: `tune`, `held` and `report`, a page of our own
with the 49 wordings of the report's figures.

The peers are no dependency: `--peers` is the Python of an environment with them
(`pip install recognizers-text-suite jionlp "emoji<2"`). Rates are those of (value, low, high), then
of unit, place and period among the quantities found; — is what a peer does not read. `value alone`
is the share of values found without regard to bounds.
"""

import argparse
import csv
import json
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date

from extraction import extract_figures
from tests.helpers.marked_passages import (
    PASSAGES,
    Passage,
    Reading,
    passages,
    rates,
    read,
    reader,
    readings,
    score,
)

PEERS = ("Recognizers-Text", "JioNLP")
COLUMNS = ("recall", "precision", "value alone", "unit", "place", "period")
NOT_READ = {"Recognizers-Text": ("place", "period"), "JioNLP": ("place", "period")}

# Each peer reads texts from stdin and writes, for each, rows [start, end, value, low, high, unit].
RECOGNIZERS = """
import json, sys
from recognizers_date_time import recognize_datetime
from recognizers_number import recognize_number, recognize_ordinal, recognize_percentage
from recognizers_number_with_unit import recognize_currency, recognize_dimension

UNITS = {"Chinese yuan": "元", "Square meter": "平方米", "Kilometer": "公里", "Kilogram": "公斤",
         "Ton": "吨", "United States dollar": "美元"}

def rows(text):
    # A filter of its own means: what it takes for a date or an ordinal is no quantity.
    away = [(r.start, r.end) for find in (recognize_datetime, recognize_ordinal)
            for r in find(text, "zh-cn")]
    found = {}
    for find in (recognize_number, recognize_dimension, recognize_currency, recognize_percentage):
        for r in find(text, "zh-cn"):
            value = str((r.resolution or {}).get("value") or "").rstrip("%")
            try:
                value = float(value)
            except ValueError:
                continue
            if any(a <= r.end and r.start <= b for a, b in away):
                continue
            unit = (r.resolution or {}).get("unit")
            unit = "%" if find is recognize_percentage else UNITS.get(unit, unit)
            found = {k: v for k, v in found.items() if k[1] < r.start or r.end < k[0]}
            found[r.start, r.end] = [r.start, r.end + 1, value, value, value, unit]
    return sorted(found.values())

print(json.dumps([rows(text) for text in json.load(sys.stdin)]))
"""
JIONLP = """
import contextlib, io, json, sys
with contextlib.redirect_stdout(io.StringIO()):
    import jionlp

def rows(text):
    found = []
    for item in jionlp.ner.extract_money(text, with_parsing=True) or []:
        detail = item.get("detail") or {}
        number = detail.get("num")
        ends = number if isinstance(number, list) else [number, number]
        try:
            low, high = (float(x) if x not in (None, "inf") else None for x in ends)
        except (TypeError, ValueError):
            continue
        value = low if low is not None else high
        found.append([*item["offset"], value, low, high, detail.get("case")])
    return found

print(json.dumps([rows(text) for text in json.load(sys.stdin)]))
"""
SCRIPTS = {"Recognizers-Text": RECOGNIZERS, "JioNLP": JIONLP}


def read_with_peer(python: str, name: str, texts: Sequence[str]) -> list[list[Reading]] | None:
    """Read texts with a peer in its own environment; return None if it is not installed there."""
    done = subprocess.run(
        [python, "-W", "ignore", "-c", SCRIPTS[name]],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=1800,
    )
    if done.returncode:
        print(f"{name}: not installed in {python} ({done.stderr.strip().splitlines()[-1:]})")
        return None
    return [[Reading(*row) for row in rows] for rows in json.loads(done.stdout.splitlines()[-1])]


def sum_scores(texts: Sequence[Passage], found: Sequence[Sequence[Reading]]) -> Counter[str]:
    """Return the summed scores of all passages."""
    scored = (score(one, each) for one, each in zip(texts, found, strict=True))
    return sum(scored, Counter())


def format_row(name: str, counted: Counter[str]) -> str:
    """Return one row of the table."""
    found = rates(counted)
    found["value alone"] = counted["values"] / max(1, counted["tp"] + counted["fn"])
    cells = ["—" if f in NOT_READ.get(name, ()) else f"{found[f]:.3f}" for f in COLUMNS]
    return f"| {name} | " + " | ".join(cells) + " |"


def format_table(texts: Sequence[Passage], python: str | None) -> str:
    """Return the table of some passages: our row, then that of each installed peer."""
    lines = ["| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    lines.append(format_row("ours", sum_scores(texts, [readings(read(one)) for one in texts])))
    for name in PEERS if python else ():
        found = read_with_peer(python or "", name, [one.text for one in texts])
        lines.append(
            format_row(name, sum_scores(texts, found)) if found else f"| {name} | not installed |"
        )
    return "\n".join(lines)


def format_first_runs() -> str:
    """Return the table of what each batch of passages gave when it was read first."""
    with (PASSAGES / "first_runs.csv").open(encoding="utf-8") as file:
        heads, *rows = csv.reader(file)
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def make_megabyte(texts: Sequence[Passage]) -> str:
    """Return a megabyte of passages, with other digits whenever they are repeated.

    No number and hardly a sentence occurs twice, so that caches gain nothing.
    """
    parts: list[str] = []
    size = turn = 0
    while size < 1_000_000:
        digits = str.maketrans("123456789", "".join(str((d + turn) % 9 + 1) for d in range(9)))
        for one in texts:
            parts.append(f"本报讯 {one.text.translate(digits)}\n\n")
            size += len(parts[-1].encode())
        turn += 1
    return "".join(parts).encode()[:1_000_000].decode(errors="ignore")


def time_reading(name: str, text: str, day: date) -> str:
    """Return how long a text takes to read."""
    wall, processor = time.perf_counter(), time.process_time()
    found = extract_figures(reader(), text, day)
    spent = time.perf_counter() - wall, time.process_time() - processor
    size = len(text.encode()) / 1e6
    took = f"{spent[0]:.2f} s, {spent[1]:.2f} s of processor"
    return f"{name}: {size:.2f} MB, {len(found)} figures: {took}"


def main() -> None:
    """Print a table for each set of passages, and the speed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", help="Python of an environment with the peers")
    asked = parser.parse_args()
    sets = {half: passages(half) for half in ("tune", "held", "report")}
    for name, texts in sets.items():
        quantities = sum(label.value is not None for one in texts for label in one.labels)
        print(f"\n{name}: {len(texts)} passages, {quantities} quantities\n")
        print(format_table(texts, asked.peers))
    print(f"\nfirst runs\n\n{format_first_runs()}")
    print(
        "\n"
        + time_reading("passages", make_megabyte(sets["tune"] + sets["held"]), date(2024, 11, 5))
    )


if __name__ == "__main__":
    main()
