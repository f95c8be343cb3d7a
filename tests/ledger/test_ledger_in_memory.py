"""A release made in memory, which other tests take for a stored one, is what a store reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ledger
from curation.releases import datasets
from ledger import Provenance
from tests.helpers.releases import codes, figures_of
from tests.helpers.report_copy import REPORT
from tests.helpers.small_year import year
from tests.helpers.snapshots import in_memory

SMALL = {
    "members..330203.women.2024": "近300人",
    "unheard_of.q.330200..2023-03": "5件以上",
    **year(),
}


def small() -> tuple[pd.DataFrame, dict[str, Any]]:
    rows = figures_of(SMALL)
    missing = rows.iloc[:1].assign(time_period="2025", as_reported="", value=float("nan"))
    return pd.concat([rows, missing.assign(obs_status="M")], ignore_index=True), codes()


def report() -> tuple[pd.DataFrame, dict[str, Any]]:
    state = datasets.read_datasets(REPORT)
    return state.figures, state.codes


@pytest.mark.parametrize("state", [report, small])
def test_figures_in_memory_are_those_of_a_store(
    tmp_path: Path, state: Callable[[], tuple[pd.DataFrame, dict[str, Any]]]
) -> None:
    figures, lists = state()
    store = ledger.open_store(str(tmp_path / "store"))
    store.write(0, figures, lists, Provenance(author="operator:test", reason="test"))
    stored, made = store.read(), in_memory(figures, lists)
    assert len(stored.figures) == len(figures)
    pd.testing.assert_frame_equal(made.figures, stored.figures)
    pd.testing.assert_frame_equal(made.areas, stored.areas)
    for name in ("indicators", "programmes", "sources"):
        assert getattr(made, name) == getattr(stored, name)
    assert made.release.number == stored.release.number
