"""Visiting pages of the running dashboard as a reader does."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.helpers.chromium import faults_of, keep_scripts
from tests.helpers.lean_dashboard import lean_dashboard
from tests.helpers.pages_in_process import Dashboard
from tests.helpers.servers import ROOT, serving
from tests.helpers.settled_pages import settle
from tests.helpers.staff_pages import Desk, administrator, invited
from tests.helpers.three_releases import three_releases

Visit = Callable[..., Page]


NOTHING_CHOSEN = """if (!sessionStorage.getItem('opened')) {
    sessionStorage.setItem('opened', '1');
    localStorage.removeItem('presentation'); }"""
"""A page begins without charts that another has chosen for a presentation."""


@pytest.fixture(scope="session")
def readers(browser: Browser) -> Iterator[Callable[[str, int], BrowserContext]]:
    """Readers by theme and width; each keeps what was fetched once."""
    contexts: dict[tuple[str, int], BrowserContext] = {}

    def reader(scheme: str, width: int) -> BrowserContext:
        if (scheme, width) not in contexts:
            contexts[scheme, width] = browser.new_context(
                locale="en-US",
                color_scheme=scheme,  # type: ignore[arg-type]
                viewport={"width": width, "height": 900},
            )
            keep_scripts(contexts[scheme, width])
        return contexts[scheme, width]

    yield reader
    for context in contexts.values():
        context.close()


@pytest.fixture
def visit(readers: Callable[[str, int], BrowserContext], server: str) -> Iterator[Visit]:
    """Open pages by path, language, theme and width; any console error fails the test."""
    pages: list[Page] = []
    faults: list[list[str]] = []

    def opened(
        path: str = "/", lang: str = "zh", scheme: str = "light", width: int = 1440, **query: str
    ) -> Page:
        page = readers(scheme, width).new_page()
        page.add_init_script(NOTHING_CHOSEN)
        pages.append(page)
        faults.append(faults_of(page))
        asked = ({} if lang == "zh" else {"lang": lang}) | query
        page.goto(f"{server}{path}{'?' + urlencode(asked) if asked else ''}")
        settle(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert [fault for each in faults for fault in each] == []


@pytest.fixture(scope="module")
def workspace(
    first_release: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Desk]:
    """A dashboard of its own for people who work in it."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(first_release, folder / "store")
    with serving(ROOT / "app.py", folder) as url:
        yield Desk(url, folder, browser)
    assert "Traceback" not in (folder / "server.log").read_text()


@pytest.fixture(scope="module")
def admin(workspace: Desk) -> Page:
    """Its first administrator."""
    return administrator(workspace)


@pytest.fixture(scope="module")
def staff(workspace: Desk, admin: Page) -> Page:
    """Somebody who brings figures."""
    return invited(workspace, admin, "lihua", "填报人")


@pytest.fixture(scope="session")
def three(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Three releases, whose pages run in this process."""
    dashboard = three_releases(tmp_path_factory.mktemp("three"), first_release)
    yield dashboard
    with dashboard.open():
        dashboard.workspace.database.close()


@pytest.fixture
def board(three: Dashboard) -> Iterator[Dashboard]:
    """The three releases for a test that reads."""
    with three.open():
        yield three


@pytest.fixture(scope="module")
def begun(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """The first release, for people who work on drafts."""
    dashboard = lean_dashboard(tmp_path_factory.mktemp("begun"), first_release)
    yield dashboard
    with dashboard.open():
        dashboard.workspace.database.close()


@pytest.fixture
def work(begun: Dashboard) -> Iterator[Dashboard]:
    """The same for one test, which publishes nothing."""
    with begun.open():
        yield begun


@pytest.fixture
def own(first_release: Path, tmp_path: Path) -> Iterator[Dashboard]:
    """The first release, for a test that publishes."""
    with lean_dashboard(tmp_path, first_release).open() as board:
        yield board
        board.workspace.database.close()
