"""The curated figures, and small tables of figures made of wordings."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ledger import Snapshot
from tests.helpers.releases import curated, small
from tests.helpers.small_year import year


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The report's figures as a first release."""
    return curated(tmp_path_factory.mktemp("curated") / "store")


@pytest.fixture
def figures(tmp_path: Path) -> Callable[[dict[str, str]], pd.DataFrame]:
    """Figures by key and wording, as the ledger reads them."""
    return lambda rows: small(tmp_path / "store", rows).figures


@pytest.fixture
def small_year(figures: Callable[[dict[str, str]], pd.DataFrame]) -> pd.DataFrame:
    """Two years of monthly figures of three cities."""
    return figures(year())
