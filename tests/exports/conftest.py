"""The published datasets as exports get them: a snapshot, words and charts in both languages."""

from pathlib import Path

import pytest

import ledger
import settings
from app_pages._material import material_of, names_of
from charts.chart import Material
from curation.datasets import read
from ledger import Snapshot
from locales import LANGUAGES, Words

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Release 1, published from datasets/."""
    store = ledger.open(str(tmp_path_factory.mktemp("exports") / "store"))
    state = read(ROOT / "datasets")
    store.write(0, state.figures, state.codes, author="operator:test", reason="datasets/")
    return store.read()


@pytest.fixture(scope="session")
def materials(snapshot: Snapshot) -> dict[str, Material]:
    """What charts are made from, by language."""
    names = names_of(snapshot, settings.load().topics)
    return {language: material_of(snapshot, names, language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def words(materials: dict[str, Material]) -> dict[str, Words]:
    """The words of each language with the release's names."""
    return {language: material.words for language, material in materials.items()}
