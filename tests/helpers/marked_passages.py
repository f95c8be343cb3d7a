"""The labelled passages, how they are marked, and how a reading of them is scored.

A passage is a file: its date, then its text with every quantity marked
`⟦wording|value|low..high|unit|place|period⟧`. Empty bounds are exact, an empty end is open, `-` is
no unit, `?` is not scored; `⟦wording|?⟧` is a borderline case that may be read or not. `tune` was
looked at while the reader was written; of `held`, the first 35 were looked at since, and the
batches h, i, p, q, s and t were read once, after which their few wrong answers were mended. A
passage's name begins with the letter of its batch. `first_runs.csv` keeps what each batch gave when
it was first read, with its labels as they were first written; `floors.csv` what each must give now:
what it was measured at, less 0.005.

`report` is a page of our own with the 49 wordings of the report's figures, about the same things:
its marks go on `|indicator|breakdown⟧`. The newspaper's sentences are not ours to keep.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from extraction import ProposedFigure, ReportReader, extract_figures
from file_formats import yaml
from tests.helpers.report_copy import REPORT, ROOT

PASSAGES = ROOT / "tests/extraction/passages"
MARK = re.compile("⟦([^⟧]*)⟧")


@dataclass(frozen=True)
class Label:
    """One quantity of a passage as a person reads it; None of a field is not scored."""

    start: int
    end: int
    wording: str
    value: float | None = None  # None: a borderline case
    low: float | None = None
    high: float | None = None
    unit: str = ""
    place: str | None = None
    period: str | None = None
    indicator: str | None = None
    breakdown: str | None = None


@dataclass(frozen=True)
class Passage:
    """A text with its date and its labels."""

    name: str
    day: date
    text: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Reading:
    """What a reader found at a place of a text; None where it says nothing."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    unit: str | None = None
    place: str | None = None
    period: str | None = None


def passages(half: str) -> list[Passage]:
    """Read one half of the labelled set."""
    return [_passage(path) for path in sorted((PASSAGES / half).glob("*.txt"))]


def _passage(path: Path) -> Passage:
    head, _, body = path.read_text("utf-8").partition("\n")
    text, labels, place = "", [], 0
    for mark in MARK.finditer(body):
        text += body[place : mark.start()]
        place = mark.end()
        fields = mark[1].split("|")
        labels.append(_label(len(text), fields))
        text += fields[0]
    day = date.fromisoformat(head.removeprefix("date: "))
    return Passage(path.stem, day, text + body[place:], tuple(labels))


def _label(start: int, fields: list[str]) -> Label:
    wording, value, *rest = fields
    end = start + len(wording)
    if value == "?":
        return Label(start, end, wording)
    bounds, unit, place, period, *named = rest
    low, dots, high = bounds.partition("..")
    ends = [float(x) if x else None for x in ((low, high) if dots else (value, value))]
    told = [None if x == "?" else x for x in (place, period)]
    return Label(
        start, end, wording, float(value), *ends, "" if unit == "-" else unit, *told, *named
    )


def readings(proposals: Iterable[ProposedFigure]) -> list[Reading]:
    """Give what proposals say, as it is scored."""
    return [
        Reading(
            p.start, p.end, p.value, p.value_low, p.value_high, p.unit, p.ref_area, p.time_period
        )
        for p in proposals
    ]


@cache
def read(passage: Passage) -> list[ProposedFigure]:
    """Read a passage with the published code lists."""
    return extract_figures(reader(), passage.text, passage.day)


def score(passage: Passage, readings: Iterable[Reading]) -> Counter[str]:
    """Count right and wrong: tp, fp, fn of value with bounds, and each field's right of asked."""
    counted: Counter[str] = Counter()
    left = list(readings)
    for label in passage.labels:
        over = [r for r in left if r.start < label.end and r.end > label.start]
        left = [r for r in left if r not in over]
        if label.value is None:
            continue
        want = (label.value, label.low, label.high)
        right = next((r for r in over if (r.value, r.low, r.high) == want), None)
        counted["tp"] += right is not None
        counted["fn"] += right is None
        counted["fp"] += right is None and bool(over)
        counted["values"] += any(r.value == label.value for r in over)
        best = right or (over[0] if over else None)
        for field in ("unit", "place", "period"):
            wanted = getattr(label, field)
            if wanted is not None:
                counted[f"{field} asked"] += 1
                counted[field] += best is not None and getattr(best, field) == wanted
    counted["fp"] += len(left)
    return counted


def rates(counted: Counter[str]) -> dict[str, float]:
    """Turn counts into recall and precision of (value, low, high) and shares of the fields."""
    found = {
        "recall": counted["tp"] / max(1, counted["tp"] + counted["fn"]),
        "precision": counted["tp"] / max(1, counted["tp"] + counted["fp"]),
    }
    for field in ("unit", "place", "period"):
        found[field] = counted[field] / max(1, counted[f"{field} asked"])
    return found


@cache
def indicators() -> list[dict[str, Any]]:
    """Read the published indicators."""
    entries: list[dict[str, Any]] = yaml.load_yaml((REPORT / "indicators.yaml").read_bytes())
    return entries


@cache
def areas() -> pd.DataFrame:
    """Read the table of areas."""
    return pd.read_csv(REPORT / "areas.csv", dtype=str, keep_default_na=False)


@cache
def reader() -> ReportReader:
    """A reader with the published code lists."""
    return ReportReader.from_code_lists(areas(), indicators())
