"""Every page at every width: nothing beyond the window, no text on text, room for a finger."""

from collections.abc import Mapping, Sequence
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
    "": (2400, 3600),
    "area?area=990102": (2300, 2750),
    "compare?area=990102&area=990107": (2400, 2750),
    "progress": (2700, 3000),
    "explore": (1700, 2100),
    "data": (1100, 1700),
    "data?area=990102&period=2025-09&rows=50": (2100, 3100),
    "data?q=nothing&area=none": (900, 1000),
    "data?show=definitions": (1500, 1600),
    "data?show=definitions&q=nothing&codes=1": (900, 800),
    "data?show=completeness": (1200, 1100),
    "data?show=sources": (900, 800),
    "data?show=downloads": (1000, 1150),
    "organisation": (2600, 2850),
    "assistance": (2600, 2950),
    "present": (1400, 1300),
    "history": (1800, 2500),
    "history?new=1&old=0&release=1": (1800, 2400),
    "history?new=5&old=4": (1500, 1800),
}
"""The pages of a reader, and how many pixels each may be high on a desk's screen and on a phone."""
DESK, PHONE = 1440, 360
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


def list_faults(
    page: Page, path: str, language: str, widths: Sequence[int], most: Mapping[int, float]
) -> list[str]:
    """Open a page on a desk's screen, Chinese before English; return what lies wrong at widths.

    `most` has the most pixels that the page may be high, by width.
    """
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
        wrong = page.evaluate(FAULTS, asked)[:8]
        height = page.evaluate("document.querySelector('.stMainBlockContainer').scrollHeight")
        if height > most.get(width, height):
            wrong.append(f"{height} pixels high")
        found += [f"{path} {language} {width}: {each}" for each in wrong]
    return found


def test_nothing_lies_over_another_or_is_too_small_or_too_long(desk: Desk) -> None:
    page = desk.person()
    faults = faults_of(page)
    found = []
    for (path, (desk_height, phone_height)), (language, desk_room, phone_room) in product(
        PAGES.items(), (("zh", 1, 1), ("en", 1.15, 1.25))
    ):
        most = {DESK: desk_height * desk_room, PHONE: phone_height * phone_room}
        found += list_faults(page, path, language, [1920, 768, PHONE, DESK], most)
    page.context.close()
    assert not found, "\n".join(found)
    assert faults == []


def test_nor_does_it_for_somebody_who_has_signed_in(admin: Page) -> None:
    faults = faults_of(admin)
    found = [
        fault
        for path in ("" if name == FIRST else name for name in READERS)
        for language in ("zh", "en")
        for fault in list_faults(admin, path, language, [1920, DESK, 768, PHONE], {})
    ]
    assert not found, "\n".join(found)
    assert faults == []
