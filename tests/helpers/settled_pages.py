"""Pages of the dashboard whose script has run and whose charts are drawn."""

from contextlib import suppress

from playwright.sync_api import Page, TimeoutError

from tests.helpers.chromium import SETTLED
from tests.helpers.drill import DRILL

CALM = """() => !document.querySelector('[data-stale=true]') && document.getAnimations()
    .every((each) => each.playState !== 'running' || each.effect.getTiming().iterations > 9)"""
TURNED = """(tag) => document.documentElement.lang === tag && /[一-鿿]/.test(
    document.querySelector('p.state')?.innerText ?? '') === tag.startsWith('zh')"""
"""The line about the release, which a page draws before all else, stands in a language."""
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 21, 23)"}
ON_GROUND = """(ground) => { const app = document.querySelector('[data-testid=stApp]');
    return app && getComputedStyle(app).backgroundColor === ground; }"""
TOO_WIDE = """(width) => {
    const all = document.querySelectorAll('[data-testid="stPlotlyChart"], h1, h2, h3, p');
    const out = [...all].filter((e) => e.getBoundingClientRect().right > width + 1);
    const page = document.documentElement.scrollWidth > width ? ['the page'] : [];
    return [...page, ...out.map((e) => e.outerHTML.slice(0, 80))]; }"""


def turn_language(page: Page, address: str, tag: str) -> None:
    """Change an open page's address to the same page in another language, as Back would.

    What the browser has read of the dashboard stays: a page opened anew costs twice as much.
    `tag` is the language that the document then names.
    """
    page.evaluate(
        """(address) => { history.pushState({}, '', address);
            dispatchEvent(new PopStateEvent('popstate')); }""",
        address,
    )
    page.wait_for_function(TURNED, arg=tag)
    settle(page)


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


WIDTHS = (1440, 768, 375)


def widths_of(scheme, lang):
    """Every width in a drill; else a phone and a desk, or a tablet, so that each theme has all."""
    phone_and_desk = (scheme == "light") == (lang == "zh")
    return WIDTHS if DRILL else (1440, 375) if phone_and_desk else (768,)
