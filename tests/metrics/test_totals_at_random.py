"""Totals of areas that report at random: as a plain calculation makes them, in memory and DuckDB."""

import random
from pathlib import Path

import pytest

import ledger
from ledger import Provenance, ReleaseOperands
from metrics.rollup.area_scope import AreaScope, TotalRules
from metrics.rollup.operand_rows import OperandsInMemory
from periods.spans import SINCE
from tests.helpers.held_against_plain import differences, overview_of
from tests.helpers.random_reports import Reports, indicators, random_reports

FRESH = random.SystemRandom().randrange(10**6)
SEEDS = [*range(24), 91, 111, 114]
STORED = range(100, 104)


def scopes_of(reports: Reports, seed: int) -> list[AreaScope]:
    """A few scopes of areas with and without units, all kinds of spans."""
    chance = random.Random(seed)
    codes = [unit.code for unit in reports.units if unit.code != "100000"]
    rules = TotalRules(least_share=chance.choice([50, 50, 80, 100]))
    return [
        AreaScope(
            *(area, chance.randint(2024 * 12 + 9, 2025 * 12 + 8), chance.choice(SINCE), rules)
        )
        for area in ["330000", *chance.sample(codes, min(3, len(codes)))]
    ]


@pytest.mark.parametrize("seed", [*SEEDS, pytest.param(FRESH, id="fresh")])
def test_a_total_is_that_of_the_plain_calculation(seed: int) -> None:
    reports = random_reports(seed)
    with_keys = reports.figures.assign(key=key_of(reports), unit="人")
    source = OperandsInMemory(with_keys)
    for scope in scopes_of(reports, seed):
        found = list(differences(overview_of(source, reports, scope), reports, scope))
        assert found == [], (seed, scope)


def key_of(reports: Reports) -> list[str]:
    columns = ("indicator", "programme", "ref_area", "breakdown", "time_period")
    rows = reports.figures[list(columns)].itertuples(index=False)
    return [".".join(row) for row in rows]


@pytest.mark.parametrize("seed", STORED)
def test_a_store_gives_the_same_totals(seed: int, tmp_path: Path) -> None:
    reports = random_reports(seed)
    store = ledger.open_store(str(tmp_path))
    codes = {
        "indicators": indicators(),
        "programmes": [],
        "sources": [{"id": "s", "title": {"zh": "源", "en": "source"}}],
        "areas": reports.areas,
    }
    store.write(0, reports.figures, codes, Provenance(author="test", reason="random"))
    source = ReleaseOperands(store, 1)
    in_memory = OperandsInMemory(store.figures(1))
    for scope in scopes_of(reports, seed):
        found = overview_of(source, reports, scope)
        assert list(differences(found, reports, scope)) == [], (seed, scope)
        again = overview_of(in_memory, reports, scope)
        assert found.indicators == again.indicators or repr(found) == repr(again), (seed, scope)
