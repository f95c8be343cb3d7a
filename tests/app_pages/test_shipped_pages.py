"""The pages of the config.yaml that ships, on the figures that ship, counted from the files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ledger
from curation.releases.bootstrap import publish_first_release
from locales import LANGUAGES, Language
from settings import load_settings
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.report_copy import SHIPPED, SHIPPED_CONFIG

SETTINGS = load_settings(SHIPPED_CONFIG)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """The dashboard as a first start leaves it."""
    folder: Path = tmp_path_factory.mktemp("shipped")
    shutil.copy(SHIPPED_CONFIG, folder)
    publish_first_release(ledger.open_store(str(folder / "store")), SHIPPED)
    with Dashboard(folder).open() as dashboard:
        yield dashboard


def charts_of(tab: Tab) -> list[str]:
    """The charts of a page in their order; procedures and dates of programmes are not listed."""
    keys = [key for line in tab.lines for key in line.inside if key.startswith("chart-")]
    of_programmes = ("chart-flow-", "chart-events-")
    return [key for key in dict.fromkeys(keys) if not key.startswith(of_programmes)]


def keys(addresses: list[str]) -> list[str]:
    return [f"chart-{address.replace('.', '-')}" for address in addresses]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_shows_its_cards_and_charts(shipped: Dashboard, language: Language) -> None:
    tab = shipped.tab().open(lang=language)
    named = [name for key, name in SETTINGS.chart_addresses() if key.startswith("overview.")]
    assert charts_of(tab) == keys(named)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", SETTINGS.topic_charts)
def test_a_topic_shows_its_charts(shipped: Dashboard, topic: str, language: Language) -> None:
    tab = shipped.tab().open(topic, lang=language)
    assert charts_of(tab) == keys(SETTINGS.topic_charts[topic])
