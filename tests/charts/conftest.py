"""What charts are made from: the report's release, in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app_pages._material import material_of
from charts.chart import Material
from curation.names import names_of
from ledger import Snapshot
from locales import LANGUAGES, Language
from settings import load
from tests.helpers.releases import curated
from tests.helpers.report_copy import CONFIG, SHIPPED, SHIPPED_CONFIG


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The report's figures as a first release."""
    return curated(tmp_path_factory.mktemp("curated") / "store")


@pytest.fixture(scope="session")
def material(report: Snapshot) -> Callable[[Language], Material]:
    """The report's release with the words of a language."""
    return in_both_languages(report, CONFIG)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Language], Material]:
    """The figures that ship, with the words of a language."""
    return in_both_languages(
        curated(tmp_path_factory.mktemp("shipped") / "store", SHIPPED), SHIPPED_CONFIG
    )


def in_both_languages(snapshot: Snapshot, config: Path) -> Callable[[Language], Material]:
    """Give what charts are made from in each language."""
    names = names_of(snapshot, load(config).topics)
    both: dict[Any, Material] = {
        language: material_of(snapshot, names, language) for language in LANGUAGES
    }
    return both.__getitem__
