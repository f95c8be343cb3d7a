"""What charts are made from: the curated release, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest

from app_pages._material import material_of
from charts.chart import Material
from curation.names import names_of
from ledger import Snapshot
from locales import Language
from settings import ROOT, load
from tests.helpers.releases import curated


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The first release of the curated datasets."""
    return curated(tmp_path_factory.mktemp("curated") / "store")


@pytest.fixture(scope="session")
def material(report: Snapshot) -> Callable[[Language], Material]:
    """The curated release with the words of a language."""
    names = names_of(report, load(ROOT / "config.yaml").topics)
    both: dict[Any, Material] = {
        language: material_of(report, names, language) for language in ("zh", "en")
    }
    return both.__getitem__
