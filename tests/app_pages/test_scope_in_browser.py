"""The scope bar in a browser: Back and Forward, the keyboard, and room for it at every width."""

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.helpers.chromium import faults_of
from tests.helpers.servers import ROOT, serving
from tests.helpers.settled_pages import settle
from tests.helpers.small_scope import CODES, city_of_ten
from tests.helpers.staff_pages import Desk, administrator

# Pairs of links and buttons of frame and bar that lie over each other or outside the window.
OVERLAPS = """() => {
    const all = [...document.querySelectorAll(
        '[data-testid=stHeaderLogo], [data-testid=stTopNavLink], [data-testid=stTopNavSection],'
        + '[data-testid=stExpandSidebarButton], .st-key-tools a, .st-key-tools button,'
        + '.scope summary, .scope .seg a, .scope .cov > span')]
        .filter((e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        .map((e) => [e.innerText || e.dataset.testid, e.getBoundingClientRect()]);
    const out = all.filter(([, box]) => box.left < 0 || box.right > innerWidth).map(([t]) => t);
    all.forEach(([text, a], n) => all.slice(n + 1).forEach(([other, b]) => {
        const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (x > 1 && y > 1) out.push(`${text} / ${other}`);
    }));
    return out; }"""
SMALL = """() => [...document.querySelectorAll('.scope summary, .scope a, .st-key-tools a,'
        + '.st-key-tools button, [data-testid=stExpandSidebarButton]')]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 39.5)
    .map((e) => e.innerText)"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    """The city of ten counties, served."""
    folder = city_of_ten(tmp_path_factory.mktemp("city"))
    with serving(ROOT / "app.py", folder) as url:
        yield Desk(url, folder, browser)


@pytest.fixture
def reader(desk: Desk) -> Iterator[Page]:
    """Somebody with a desk's window, whose console has to stay empty."""
    page = desk.person()
    faults = faults_of(page)
    page.goto("/")
    settle(page)
    yield page
    page.context.close()
    assert faults == []


def stands(page: Page, place: str, month: str, path: str, **query: str) -> None:
    """Wait until the bar tells of a place and a month, at an address."""

    def is_meant(url: str) -> bool:
        parts = urlsplit(url)
        return (parts.path, {k: v[-1] for k, v in parse_qs(parts.query).items()}) == (path, query)

    page.wait_for_url(is_meant)
    expect(page.locator(".scope .where summary")).to_have_text(place)
    expect(page.locator(".scope .when summary")).to_have_text(month)
    settle(page)
    assert is_meant(page.url)


def choose(page: Page, part: str, name: str) -> None:
    """Choose in a sheet of the bar."""
    page.locator(f".scope .{part} summary").click()
    page.locator(f".scope .{part} .sheet").get_by_role("link", name=name).first.click()


def test_back_and_forward_change_the_page_to_what_the_address_says(reader: Page) -> None:
    first, second = {"area": CODES[1]}, {"area": CODES[2]}
    stands(reader, "宁波市", "2025年9月", "/")
    choose(reader, "where", "乙县")
    stands(reader, "乙县", "2025年9月", "/", **first)
    reader.get_by_test_id("stTopNavLink").filter(has_text="自助分析").click()
    stands(reader, "乙县", "2025年9月", "/explore", **first)
    form = reader.get_by_test_id("stSelectbox").filter(has_text="图形")
    form.click()
    reader.get_by_role("option", name="条形图").click()
    stands(reader, "乙县", "2025年9月", "/explore", form="bar", **first)
    choose(reader, "where", "丙县")
    stands(reader, "丙县", "2025年9月", "/explore", form="bar", **second)
    reader.get_by_role("button", name="English").click()
    stands(reader, f"County {CODES[2]}", "Sep 2025", "/explore", form="bar", lang="en", **second)
    reader.go_back()
    stands(reader, "丙县", "2025年9月", "/explore", form="bar", **second)
    reader.go_back()
    stands(reader, "乙县", "2025年9月", "/explore", form="bar", **first)
    reader.go_forward()
    stands(reader, "丙县", "2025年9月", "/explore", form="bar", **second)
    reader.go_back()
    stands(reader, "乙县", "2025年9月", "/explore", form="bar", **first)
    reader.go_back()
    # What was chosen in a widget goes back, too, and one step leads to the page before.
    stands(reader, "乙县", "2025年9月", "/explore", **first)
    expect(form.locator("input")).to_have_value("趋势图")
    reader.go_back()
    stands(reader, "乙县", "2025年9月", "/", **first)
    reader.go_back()
    stands(reader, "宁波市", "2025年9月", "/")


def test_the_keyboard_opens_searches_chooses_and_goes_on(reader: Page) -> None:
    where = reader.locator(".scope .where summary")
    where.focus()
    reader.keyboard.press("Enter")
    expect(reader.locator(".scope .sheet").first).to_be_visible()
    reader.keyboard.press("Escape")
    expect(reader.locator(".scope .sheet").first).to_be_hidden()
    expect(where).to_be_focused()
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    reader.keyboard.type("county 330214")
    expect(reader.locator(".found a")).to_have_text(["戊县"])
    reader.keyboard.press("Enter")
    stands(reader, "戊县", "2025年9月", "/", area=CODES[4])
    expect(where).to_be_focused()
    where.press("Enter")
    reader.keyboard.press("Tab")
    reader.keyboard.type("无此地")
    expect(reader.locator(".found")).to_have_text("没有这个地区")


def test_what_is_wrong_in_an_address_has_a_way_on(reader: Page, desk: Desk) -> None:
    reader.goto("/explore?area=999&through=2025-08&since=month")
    settle(reader)
    expect(reader.locator(".scope-fault")).to_contain_text("地区表里没有“999”")
    reader.get_by_role("link", name="改看宁波市").click()
    expect(reader.locator(".scope-fault")).to_have_count(0)
    kept = {"area": "330200", "through": "2025-08", "since": "month"}
    stands(reader, "宁波市", "2025年8月", "/explore", **kept)
    reader.locator(".scope .seg").get_by_role("link", name="累计").click()
    stands(reader, "宁波市", "2025年8月", "/explore", **{**kept, "since": "year"})


@pytest.fixture(scope="module")
def people(desk: Desk) -> dict[str, Page]:
    """A reader, and somebody who has signed in."""
    return {"signed in": administrator(desk), "signed out": desk.person()}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("who", ["signed in", "signed out"])
def test_nothing_of_frame_and_bar_lies_over_another(
    people: dict[str, Page], who: str, lang: str
) -> None:
    page = people[who]
    for width in (360, 375, 640, 768, 1000, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/?lang={lang}&through=2025-10")
        settle(page)
        with suppress(TimeoutError):  # the navigation folds once it knows its width
            page.wait_for_function(f"() => ({OVERLAPS})().length === 0", timeout=5_000)
        assert page.evaluate(OVERLAPS) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width <= 640:
            for part in ("where", "when"):
                page.locator(f".scope .{part} summary").click()
                assert page.evaluate(SMALL) == []
                sheet = page.locator(f".scope .{part} .sheet").bounding_box()
                assert sheet
                assert sheet["x"] >= 0
                assert sheet["x"] + sheet["width"] <= width
                page.keyboard.press("Escape")
