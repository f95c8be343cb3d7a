"""A store to write to, and a small release to write."""

from typing import Any

import pandas as pd
import pytest
from small_release import AREAS, figure, indicator, table

import ledger


@pytest.fixture
def codes() -> dict[str, Any]:
    columns = ["code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col"]
    areas = pd.DataFrame([line.split(",") for line in AREAS.splitlines()], columns=columns)
    return {
        "indicators": [indicator("notices"), indicator("members", "last", "人")],
        "programmes": [{"id": "p", "name": {"zh": "某项目", "en": "A programme"}}],
        "sources": [{"id": "s", "title": {"zh": "来源", "en": "Source"}}],
        "areas": areas.astype("str"),
    }


@pytest.fixture
def figures() -> pd.DataFrame:
    return table(
        figure("notices.p.330203..2024-01", 3),
        figure("notices.p.330205..2024-01", 4, value_high=None, qualifier="at_least"),
        figure("notices..340200..2024-02", 5),
        figure("members..330200..2024", 100, note="注"),
    )


@pytest.fixture
def store(tmp_path: Any) -> ledger.Store:
    return ledger.open(str(tmp_path / "store"))
