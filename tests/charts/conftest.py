"""What charts are made from: the report's release, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest

from app_pages._material import material_of
from charts.chart import Material
from curation.names import names_of
from ledger import Snapshot
from locales import Language
from settings import load
from tests.helpers.releases import curated
from tests.helpers.report_copy import CONFIG


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The report's figures as a first release."""
    return curated(tmp_path_factory.mktemp("curated") / "store")


@pytest.fixture(scope="session")
def material(report: Snapshot) -> Callable[[Language], Material]:
    """The report's release with the words of a language."""
    names = names_of(report, load(CONFIG).topics)
    both: dict[Any, Material] = {
        language: material_of(report, names, language) for language in ("zh", "en")
    }
    return both.__getitem__
