"""What charts are made from: the report's release, in both languages."""

from collections.abc import Callable

import pytest

from charts.chart import ChartData
from ledger import Snapshot
from locales import Language
from tests.helpers.made_charts import materials_of
from tests.helpers.releases import curated
from tests.helpers.report_copy import CONFIG, SHIPPED, SHIPPED_CONFIG


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The report's figures as a first release."""
    return curated(tmp_path_factory.mktemp("curated") / "store")


@pytest.fixture(scope="session")
def material(report: Snapshot) -> Callable[[Language], ChartData]:
    """The report's release with the words of a language."""
    return materials_of(report, CONFIG).__getitem__


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Language], ChartData]:
    """The figures that ship, with the words of a language."""
    snapshot = curated(tmp_path_factory.mktemp("shipped") / "store", SHIPPED)
    return materials_of(snapshot, SHIPPED_CONFIG).__getitem__
