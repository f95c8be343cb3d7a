"""Totals of areas on DuckDB and on Spark: `totals_on_engines.py FOLDER local[2]`.

Says a line of JSON for each store, with seconds; ends with a traceback where one differs from the
plain calculation or the other engine.
"""

import json
import random
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import ledger
from ledger import Provenance, ReleaseOperands
from metrics.rollup.area_scope import AreaScope, TotalRules
from periods.spans import SINCE
from tests.helpers.held_against_plain import differences, overview_of
from tests.helpers.random_reports import Reports, indicators, random_reports

SEEDS = (3, 14, 91)


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


def publish_reports(uri: str, reports: Reports) -> ledger.Store:
    """Publish random reports as the first release of a store."""
    codes = {
        "indicators": indicators(),
        "programmes": [],
        "sources": [{"id": "s", "title": {"zh": "源", "en": "source"}}],
        "areas": reports.areas,
    }
    store = ledger.open_store(uri)
    store.write(0, reports.figures, codes, Provenance(author="test", reason="random"))
    return store


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Do some work; give what came of it and the seconds it took."""
    began = perf_counter()
    return work(), round(perf_counter() - began, 3)


def main(folder: str, master: str) -> None:
    """Compare the overviews of some random reports on both engines, operands with them."""
    for seed in SEEDS:
        reports = random_reports(seed)
        uri = str(Path(folder) / f"store-{seed}")
        duck = publish_reports(uri, reports)
        spark = ledger.open_store(uri, engine=master)
        took = {"duckdb": 0.0, "spark": 0.0}
        for scope in scopes_of(reports, seed):
            found = {}
            for name, store in (("duckdb", duck), ("spark", spark)):
                source = ReleaseOperands(store, 1)
                found[name], seconds = timed(partial(overview_of, source, reports, scope))
                took[name] += seconds
                assert list(differences(found[name], reports, scope)) == [], (name, seed, scope)
            assert repr(found["duckdb"].indicators) == repr(found["spark"].indicators), (
                seed,
                scope,
            )
        print(json.dumps({"seed": seed, **took}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
