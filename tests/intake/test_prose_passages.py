"""The reader on the labelled passages, with floors, and on the report page where it is at hand."""

import csv
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from intake.prose import Proposal, read_with
from tests.helpers.marked_passages import (
    Reading,
    is_page,
    page,
    passages,
    rates,
    reader,
    score,
)
from tests.helpers.report_copy import REPORT

FLOORS = {"recall": 0.98, "precision": 0.98, "unit": 0.97, "place": 0.9, "period": 0.85}


def readings(proposals: list[Proposal]) -> list[Reading]:
    return [
        Reading(
            p.start, p.end, p.value, p.value_low, p.value_high, p.unit, p.ref_area, p.time_period
        )
        for p in proposals
    ]


@pytest.mark.parametrize("half", ["tune", "held"])
def test_a_half_of_the_passages_is_read(half):
    counted: Counter[str] = Counter()
    for passage in passages(half):
        proposals = read_with(reader(), passage.text, passage.day)
        assert all(passage.text[p.start : p.end] == p.phrase for p in proposals)
        assert [p.start for p in proposals] == sorted(p.start for p in proposals)
        counted += score(passage, readings(proposals))
    found = rates(counted)
    assert {name: found[name] for name, floor in FLOORS.items() if found[name] < floor} == {}


def test_there_are_enough_passages():
    assert len(passages("tune")) >= 30
    assert len(passages("held")) >= 30


def test_the_labels_of_the_report_page_are_the_published_figures():
    fields = ("as_reported", "indicator", "ref_area", "breakdown", "time_period")
    with (REPORT / "figures.csv").open(encoding="utf-8") as file:
        rows = [tuple(row[field] for field in fields) for row in csv.DictReader(file)]
    assert [tuple(label[field] for field in fields) for label in page()["figures"]] == rows
    assert len(rows) == 49


PAGE = os.environ.get("REPORT_PAGE", "")


@pytest.mark.skipif(not PAGE, reason="the report page's text is not ours to keep: REPORT_PAGE")
def test_the_report_page_gives_every_published_figure():
    data = Path(PAGE).read_bytes()
    assert is_page(data)
    text = data.decode("utf-8")
    proposals = read_with(reader(), text, date.fromisoformat(page()["date"]))
    found = [
        {
            "start": p.start,
            "end": p.end,
            "as_reported": p.as_reported,
            "indicator": p.indicator,
            "ref_area": p.ref_area,
            "breakdown": p.breakdown,
            "time_period": p.time_period,
        }
        for p in proposals
    ]
    assert found == page()["figures"]
