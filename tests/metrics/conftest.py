"""The report's figures, and small tables of figures made of wordings, without a store."""

from collections.abc import Callable

import pandas as pd
import pytest

from ledger import Snapshot
from tests.helpers.small_year import year
from tests.helpers.snapshots import report_in_memory, small_in_memory


@pytest.fixture(scope="session")
def report() -> Snapshot:
    """The report's figures as a first release."""
    return report_in_memory()


@pytest.fixture
def figures() -> Callable[[dict[str, str]], pd.DataFrame]:
    """Figures by key and wording, as the ledger reads them."""
    return lambda rows: small_in_memory(rows).figures


@pytest.fixture
def small_year(figures: Callable[[dict[str, str]], pd.DataFrame]) -> pd.DataFrame:
    """Two years of monthly figures of three cities."""
    return figures(year())
