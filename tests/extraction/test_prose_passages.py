"""The reader on the labelled passages, with floors, and on a page with the report's 49 wordings."""

import csv
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from chinese_text.characters import remove_spaces
from extraction import extract_by_article
from tests.helpers.marked_passages import (
    PASSAGES,
    passages,
    rates,
    read,
    reader,
    readings,
    score,
)
from tests.helpers.report_copy import REPORT

with (PASSAGES / "floors.csv").open(encoding="utf-8") as file:
    FLOORS = {row.pop("batch"): row for row in csv.DictReader(file)}


@cache
def counted() -> dict[str, Counter[str]]:
    """Score each half and each batch; a batch is called by the letter its passages begin with."""
    found: dict[str, Counter[str]] = {}
    for half in ("tune", "held"):
        for passage in passages(half):
            scored = score(passage, readings(read(passage)))
            for name in (half, passage.name[0]):
                found.setdefault(name, Counter()).update(scored)
    return found


@pytest.mark.parametrize("batch", FLOORS)
def test_a_batch_of_passages_is_read_as_well_as_it_was_measured(batch):
    found = rates(counted()[batch])
    floors = {name: float(floor) for name, floor in FLOORS[batch].items()}
    assert {name: found[name] for name, floor in floors.items() if found[name] < floor} == {}


def test_every_batch_has_its_floors():
    assert set(FLOORS) == set(counted())
    assert len(passages("tune")) >= 30
    assert len(passages("held")) >= 30


@pytest.mark.parametrize("half", ["tune", "held"])
def test_what_is_proposed_stands_in_the_text_in_its_order(half):
    for passage in passages(half):
        proposals = read(passage)
        assert all(passage.text[p.start : p.end] == p.phrase for p in proposals)
        assert [p.start for p in proposals] == sorted(p.start for p in proposals)


@pytest.fixture(scope="module")
def page():
    (only,) = passages("report")
    return only


def bound(cell: str) -> float | None:
    return float(cell) if cell else None


def test_the_page_has_the_wordings_of_the_reports_figures(page):
    with (REPORT / "figures.csv").open(encoding="utf-8") as file:
        figures = [
            (
                row["as_reported"],
                float(row["value"]),
                bound(row["value_low"]),
                bound(row["value_high"]),
                *(row[name] for name in ("ref_area", "time_period", "indicator", "breakdown")),
            )
            for row in csv.DictReader(file)
        ]
    labels = [
        (
            remove_spaces(x.wording),
            x.value,
            x.low,
            x.high,
            x.place,
            x.period,
            x.indicator,
            x.breakdown,
        )
        for x in page.labels
    ]
    assert sorted(labels, key=str) == sorted(figures, key=str)
    assert len(labels) == 49


def test_the_page_gives_its_49_quantities_and_nothing_else(page):
    """Between dates, ordinals, page and telephone numbers, headlines and numbers in words."""
    with (REPORT / "figures.csv").open(encoding="utf-8") as file:
        qualifiers = {row["as_reported"]: row["qualifier"] for row in csv.DictReader(file)}
    found = [
        (
            (p.start, p.end, p.as_reported, p.value, p.value_low, p.value_high, p.qualifier),
            (p.unit, p.ref_area, p.time_period, p.indicator, p.breakdown, p.headline),
        )
        for p in read(page)
    ]
    expected = [
        (
            (
                x.start,
                x.end,
                remove_spaces(x.wording),
                x.value,
                x.low,
                x.high,
                qualifiers[remove_spaces(x.wording)],
            ),
            (x.unit, x.place, x.period, x.indicator, x.breakdown, False),
        )
        for x in page.labels
    ]
    assert found == expected


def test_the_pages_articles_are_told_apart_by_their_titles(page):
    pieces = extract_by_article(reader(), page.text, page.day)
    assert [(piece.title, len(piece.proposals)) for piece in pieces] == [
        ("——宁波工会让“一函两书”落到街镇", 11),
        ("惠州：工会跟一半，职工去看海", 3),
        ("图为参赛选手驾驶叉车把水杯送过独木桥。", 2),
        ("彭水县总工会组队下乡帮扶", 5),
        ("全国轮胎行业职工竞赛落幕", 8),
        ("华北油田分公司工会用“三题”找准职工所盼", 2),
        ("新疆工会为路上的人办实事", 7),
        ("社会工作，从身边做起", 11),
    ]
    assert pieces[0].start == 0
    assert pieces[-1].end == len(page.text)
    assert all(one.end == other.start for one, other in pairwise(pieces))
