"""Totals of areas that report at random, held against a plain calculation: in memory, on DuckDB."""

import random
from pathlib import Path

import pytest

from ledger import ReleaseOperands
from metrics.rollup.operand_rows import OperandsInMemory
from tests.helpers.held_against_plain import differences, overview_of
from tests.helpers.random_reports import Reports, random_reports
from tests.helpers.totals_on_engines import publish_reports, scopes_of

FRESH = random.SystemRandom().randrange(10**6)
SEEDS = [*range(24), 91, 111, 114]
STORED = range(100, 104)


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
    store = publish_reports(str(tmp_path), reports)
    source = ReleaseOperands(store, 1)
    in_memory = OperandsInMemory(store.figures(1))
    for scope in scopes_of(reports, seed):
        found = overview_of(source, reports, scope)
        assert list(differences(found, reports, scope)) == [], (seed, scope)
        again = overview_of(in_memory, reports, scope)
        assert found.indicators == again.indicators or repr(found) == repr(again), (seed, scope)
