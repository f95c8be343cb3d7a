"""Every page at every width: nothing beyond the window, no text on text, room for a finger."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import product

import pytest
from playwright.sync_api import Page, TimeoutError

from app_pages.pages import FIRST, READERS
from tests.helpers.chromium import faults_of
from tests.helpers.settled_pages import settle, turn_language
from tests.helpers.staff_pages import Desk

pytestmark = pytest.mark.browser

PAGES = {
    "": 2400,
    "area?area=990102": 2300,
    "compare?area=990102&area=990107": 2400,
    "progress": 2700,
    "explore": 1700,
    "data": 1100,
    "data?area=990102&period=2025-09&rows=50": 2100,
    "data?q=nothing&area=none": 900,
    "data?show=definitions": 1500,
    "data?show=definitions&q=nothing&codes=1": 900,
    "data?show=completeness": 1200,
    "data?show=sources": 900,
    "data?show=downloads": 1000,
    "organisation": 2600,
    "assistance": 2600,
    "present": 1400,
    "history": 1800,
    "history?new=1&old=0&release=1": 1800,
    "history?new=5&old=4": 1500,
}
"""The pages of a reader, each with the most pixels that it may be high on a desk's screen."""
PHONE = 360
FINGER = 39.5
FAULTS = """([finger]) => {
    const seen = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const main = document.querySelector('[data-testid=stMain]');
    const scrolls = (e) => {
        for (let p = e.parentElement; p && p !== main; p = p.parentElement) {
            if (getComputedStyle(p).overflowX !== 'visible') return true;
        }
        return false; };
    const cut = (e) => {  // what is only for readers of screens, and what ends in an ellipsis
        const style = getComputedStyle(e);
        return style.clipPath !== 'none' || style.overflowX !== 'visible'; };
    const wide = [...main.querySelectorAll('*')]
        .filter((e) => seen(e) && e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e))
        .map((e) => `beyond the window: ${e.tagName} ${(e.innerText ?? '').slice(0, 20)}`);
    const texts = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const [node, e] = [walk.currentNode, walk.currentNode.parentElement];
        if (!node.data.trim() || !seen(e) || e.closest('script, style, [data-testid=stSidebar]')) {
            continue;
        }
        if (cut(e) || scrolls(e)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            if (box.width > 2 && box.height > 2) {
                texts.push([node.data.trim().slice(0, 14), box, node]);
            }
        }
    }
    const over = texts.flatMap(([text, a, own], n) => texts.slice(n + 1).filter(([, b, other]) =>
        own !== other && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6
    ).map(([other]) => `over each other: ${text} / ${other}`));
    const small = [...document.querySelectorAll('a[href], button, summary')]
        .filter((e) => seen(e) && e.getBoundingClientRect().width > 2)
        .map((e) => [e, (e.closest('tr, li') ?? e).getBoundingClientRect()])
        .filter(([, box]) => box.height && box.height < finger)
        .map(([e, box]) => `small: ${(e.innerText || e.ariaLabel).slice(0, 20)} ${box.height}`);
    return [...wide, ...over, ...small]; }"""


def list_faults(page: Page, path: str, language: str, widths: Sequence[int]) -> list[str]:
    """Open a page on a desk's screen, Chinese before English; return what lies wrong at widths."""
    page.set_viewport_size({"width": 1440, "height": 900})
    address = f"/{path}{'&' if '?' in path else '?'}lang={language}"
    if language == "en":  # the page stands open in Chinese
        turn_language(page, address, "en-GB")
    else:
        page.goto(address)
        settle(page)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        asked = [FINGER if width == PHONE else 0]
        with suppress(TimeoutError):  # a page folds once it knows its width
            page.wait_for_function(
                f"(asked) => ({FAULTS})(asked).length === 0", arg=asked, timeout=4_000
            )
        found += [f"{path} {language} {width}: {each}" for each in page.evaluate(FAULTS, asked)[:8]]
    return found


def test_nothing_lies_over_another_or_is_too_small_or_too_long(desk: Desk) -> None:
    page = desk.person()
    faults = faults_of(page)
    found = []
    for (path, most), (language, room) in product(PAGES.items(), (("zh", 1), ("en", 1.15))):
        found += list_faults(page, path, language, [1920, 768, PHONE, 1440])
        height = page.evaluate("document.querySelector('.stMainBlockContainer').scrollHeight")
        if height > most * room:
            found.append(f"{path} {language}: {height} pixels high")
    page.context.close()
    assert not found, "\n".join(found)
    assert faults == []


def test_nor_does_it_for_somebody_who_has_signed_in(admin: Page) -> None:
    faults = faults_of(admin)
    found = [
        fault
        for path in ("" if name == FIRST else name for name in READERS)
        for language in ("zh", "en")
        for fault in list_faults(admin, path, language, [1920, 1440, 768, PHONE])
    ]
    assert not found, "\n".join(found)
    assert faults == []
