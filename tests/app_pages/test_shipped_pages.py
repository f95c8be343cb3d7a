"""The pages of the config.yaml that ships, on the figures that ship, counted from the files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ledger
from auth import Role
from curation.releases.bootstrap import publish_first_release
from locales import LANGUAGES, Language
from settings import load_settings
from tests.helpers.dataset_tables import column, table
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.report_copy import SHIPPED, SHIPPED_CONFIG

SETTINGS = load_settings(SHIPPED_CONFIG)
WITH_FIGURES = [
    topic
    for topic in SETTINGS.topic_charts
    if topic in column("programmes", "topic")
    or topic
    in {
        entry["topic"]
        for entry in table("indicators")
        if entry["code"] in column("figures", "indicator")
    }
]
UNREPORTED = ("职工书屋数", "新建基层工会数", "工会经费收缴金额")
EMPTY = [topic for topic in SETTINGS.topic_charts if topic not in WITH_FIGURES]


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
@pytest.mark.parametrize("topic", WITH_FIGURES)
def test_a_topic_shows_its_charts(shipped: Dashboard, topic: str, language: Language) -> None:
    tab = shipped.tab().open(topic, lang=language)
    if not charts_of(tab):  # folded below the numbers of the topic's indicators
        tab.app.session_state["reported-charts"] = True
        tab.run()
    assert charts_of(tab) == keys(SETTINGS.topic_charts[topic])


def sent(tab: Tab) -> str:
    """Everything that a browser is sent of a page."""
    return "".join(m.SerializeToString().decode("utf-8", "ignore") for m in tab.messages)


def test_a_topic_without_figures_has_no_page(shipped: Dashboard) -> None:
    tab = shipped.tab().open()
    (told,) = [each.navigation for each in tab.messages if each.HasField("navigation")]
    paths = [page.url_pathname for page in told.app_pages]
    assert EMPTY
    assert [path for path in paths if path in SETTINGS.topic_charts] == WITH_FIGURES


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("overview", {}),
        ("progress", {}),
        ("explore", {}),
        ("data", {"show": "figures"}),
        ("data", {"show": "definitions"}),
        ("data", {"show": "completeness"}),
        ("present", {}),
        ("rights", {}),
    ],
)
def test_an_indicator_without_figures_is_sent_to_no_reader(
    shipped: Dashboard, path: str, query: dict[str, str]
) -> None:
    page = sent(shipped.tab().open(path, **query))
    assert "劳动法律监督" in page
    targets = [f"{name}年度任务" for name in ("劳动法律监督提示函", "新发展会员人数", *UNREPORTED)]
    assert [word for word in (*UNREPORTED, *targets) if word in page] == []


def test_who_uploads_finds_every_definition(shipped: Dashboard) -> None:
    tab = shipped.tab(shipped.person("clerk", Role.STAFF)).open("data", show="definitions")
    page = sent(tab)
    assert [word for word in UNREPORTED if word not in page] == []
    targets = [f"{name}年度任务" for name in ("劳动法律监督提示函", "新发展会员人数", *UNREPORTED)]
    assert [word for word in targets if word in page] == []
