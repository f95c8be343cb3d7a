"""Which areas have reported which indicators: read without numbers."""

from pathlib import Path

import ledger
from tests.helpers.releases import small

ROWS = {
    "visits..330100..2024-09": "5人",
    "visits.p.330100..2024-09": "2人",
    "visits..330200..2024-10": "5人",
    "members..330100.women.2024-09": "3人",
    "funds..330100..2024-09": "3元",
}


def test_items_of_some_indicators_and_periods_are_codes_alone(tmp_path: Path) -> None:
    small(tmp_path / "store", ROWS)
    store = ledger.open_store(str(tmp_path / "store"))
    found = store.reported_items(None, ["visits", "members"], ["2024-09"])
    assert sorted(found.itertuples(index=False, name=None)) == [
        ("members", "330100", "2024-09"),
        ("visits", "330100", "2024-09"),
        ("visits", "330100", "2024-09"),
    ]
    only = store.reported_items(None, ["visits"], ["2024-09", "2024-10"], ["330200"])
    assert list(only.itertuples(index=False, name=None)) == [("visits", "330200", "2024-10")]
    assert {str(kind) for kind in found.dtypes} == {"category"}
    assert list(found.columns) == ["indicator", "ref_area", "time_period"]


def test_no_indicator_or_period_has_no_item(tmp_path: Path) -> None:
    small(tmp_path / "store", ROWS)
    store = ledger.open_store(str(tmp_path / "store"))
    assert store.reported_items(1, [], ["2024-09"]).empty
    assert store.reported_items(1, ["visits"], []).empty
