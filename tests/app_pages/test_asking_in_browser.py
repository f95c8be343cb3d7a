"""The search in words in a browser: asked by keyboard, chosen, dropped, gone back from."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.chromium import faults_of
from tests.helpers.servers import ROOT, serving
from tests.helpers.settled_pages import settle
from tests.helpers.small_scope import CODES, city_of_ten
from tests.helpers.staff_pages import Desk

HEIGHT = """(shown) => {
    document.querySelector(".scope .asking").style.display = shown;
    return document.querySelector("section.scope").getBoundingClientRect().height; }"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    """The city of ten counties, served."""
    folder = city_of_ten(tmp_path_factory.mktemp("city"))
    with serving(ROOT / "app.py", folder) as url:
        yield Desk(url, folder, browser)


def stands(page: Page, path: str, asked: str = "", **query: str) -> None:
    """Wait until a question's chips stand at the address that it means."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    expect(page.locator(".asked")).to_have_count(1 if asked else 0)
    settle(page)
    parts = urlsplit(page.url)
    found = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    assert (parts.path, found.pop("asked", "")) == (path, asked)
    assert found == query


def test_a_question_typed_opens_its_page_and_its_chips_change_it(desk: Desk) -> None:
    page = desk.person()
    faults = faults_of(page)
    page.goto("/")
    settle(page)
    field = page.locator(".scope .ask")
    field.focus()
    page.keyboard.type("甲县 8月 指标5 趋势")
    page.keyboard.press("Enter")
    # Two counties are called so: the page stays until one is chosen.
    choice = page.locator(".asked .choice a", has_text="宁波市")
    expect(choice).to_be_visible()
    assert urlsplit(page.url).path == "/"
    choice.focus()
    page.keyboard.press("Enter")
    month = {"through": "2025-08", "since": "month"}
    trend = {"indicator": "funds", "form": "trend"}
    asked = f"{CODES[0]} 2025年8月 指标5 趋势"
    expect(page.locator(".asked .drop")).to_have_count(4)
    stands(page, "/explore", asked, area=CODES[0], **month, **trend)
    page.locator(".asked .chip").first.locator(".drop").click()
    expect(page.locator(".asked .drop")).to_have_count(3)
    stands(page, "/explore", "2025年8月 指标5 趋势", **month, **trend)
    page.go_back()
    expect(page.locator(".asked .drop")).to_have_count(4)
    stands(page, "/explore", asked, area=CODES[0], **month, **trend)
    page.locator(".scope .seg a").first.press("Enter")  # the month alone, as it was
    page.locator(".scope .seg a").last.press("Enter")
    expect(page.locator(".asked")).to_have_count(0)  # the scope is no longer what was asked
    page.context.close()
    assert faults == []


def test_on_a_phone_the_field_is_an_icon_until_it_is_touched(desk: Desk) -> None:
    page = desk.person()
    faults = faults_of(page)
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto("/")
    settle(page)
    field = page.locator(".scope .ask")
    box = field.bounding_box()
    assert box
    assert 39.5 <= box["width"] <= 41  # an icon
    heights = [page.evaluate(HEIGHT, shown) for shown in ("none", "")]
    assert heights[0] == heights[1]  # without the icon and with it
    field.click()
    page.keyboard.type("进度")
    page.keyboard.press("Enter")
    expect(page.locator(".asked .drop")).to_have_count(1)
    assert urlsplit(page.url).path == "/progress"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.close()
    assert faults == []
