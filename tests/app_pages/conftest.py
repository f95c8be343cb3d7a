"""Visiting pages of the running dashboard as a reader does."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect

from tests.app_pages.staffed import Desk, administrator, invited
from tests.conftest import SETTLED, foreign
from tests.servers import ROOT, serving

CALM = """() => !document.querySelector('[data-stale=true]') && document.getAnimations()
    .every((each) => each.playState !== 'running' || each.effect.getTiming().iterations > 9)"""
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 21, 23)"}
ON_GROUND = """(ground) => { const app = document.querySelector('[data-testid=stApp]');
    return app && getComputedStyle(app).backgroundColor === ground; }"""
TOO_WIDE = """(width) => {
    const all = document.querySelectorAll('[data-testid="stPlotlyChart"], h1, h2, h3, p');
    const out = [...all].filter((e) => e.getBoundingClientRect().right > width + 1);
    const page = document.documentElement.scrollWidth > width ? ['the page'] : [];
    return [...page, ...out.map((e) => e.outerHTML.slice(0, 80))]; }"""
Visit = Callable[..., Page]
expect.set_options(timeout=30_000)  # a shared machine pauses


def settle(page: Page) -> None:
    """Wait until the script has run and every chart on the page has been drawn."""
    page.locator("p.state").wait_for()
    page.locator(SETTLED).wait_for()
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
            .every((chart) => chart.querySelector('.main-svg'))"""
    )
    page.wait_for_function(CALM)


def beyond(page: Page, width: int) -> list[str]:
    """Give what stands beyond a width once the menus have folded after a change of width."""
    with suppress(TimeoutError):
        page.wait_for_function(f"(width) => ({TOO_WIDE})(width).length === 0", arg=width)
    found: list[str] = page.evaluate(TOO_WIDE, width)
    return found


def turn(page: Page, scheme: str) -> None:
    """Turn the page light or dark and wait until it stands."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_function(ON_GROUND, arg=GROUNDS[scheme])
    settle(page)


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
        return contexts[scheme, width]

    yield reader
    for context in contexts.values():
        context.close()


@pytest.fixture
def visit(readers: Callable[[str, int], BrowserContext], server: str) -> Iterator[Visit]:
    """Open pages by path, language, theme and width; any console error fails the test."""
    pages: list[Page] = []
    faults: list[str] = []

    def opened(
        path: str = "/", lang: str = "zh", scheme: str = "light", width: int = 1440, **query: str
    ) -> Page:
        page = readers(scheme, width).new_page()
        pages.append(page)
        page.on("console", lambda m: m.type == "error" and faults.append(m.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda r: foreign(r.url) and faults.append(r.url))
        asked = ({} if lang == "zh" else {"lang": lang}) | query
        page.goto(f"{server}{path}{'?' + urlencode(asked) if asked else ''}")
        settle(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert faults == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    """A dashboard of its own for people who work in it."""
    folder = tmp_path_factory.mktemp("desk")
    with serving(ROOT / "app.py", folder) as url:
        yield Desk(url, folder, browser)
    assert "Traceback" not in (folder / "server.log").read_text()


@pytest.fixture(scope="module")
def admin(desk: Desk) -> Page:
    """Its first administrator."""
    return administrator(desk)


@pytest.fixture(scope="module")
def staff(desk: Desk, admin: Page) -> Page:
    """Somebody who brings figures."""
    return invited(desk, admin, "lihua", "填报人")
