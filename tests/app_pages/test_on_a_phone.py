"""On a phone: fingers scroll, the menu closes, tables show values, what is touched is large enough.

And in any window: the colours of changes, numbers at the right, the ring of focus.
"""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.settled_pages import settle

SMALL = """() => [...document.querySelectorAll(
        ".takeaway :is(button, a), .chart-foot summary, .way-in a, [data-testid=stTabs] button,"
        + "[data-testid=stButtonGroup] button, [data-testid=stExpandSidebarButton],"
        + "[data-testid^=stPagination], .st-key-tools button")]
    .map((each) => [each.innerText, each.getBoundingClientRect()])
    .filter(([, box]) => box.height && box.height < 39.5)
    .map(([text, box]) => `${text} ${box.height}`)"""


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """A phone of 360 pixels with a touch screen."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    settle(page)
    return page


def drag(page: Page, x: float, y: float, by: int) -> None:
    """Move a finger up or down from a place."""
    touch = page.context.new_cdp_session(page)
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 11):
        there = {"x": x, "y": y + by * step / 10}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [there]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


STILL = """async (each) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    each.scrollIntoView({block: 'center'});
    for (let [last, same] = [NaN, 0]; same < 10; await frame()) {
        const now = each.getBoundingClientRect().top;
        [last, same] = [now, now === last ? same + 1 : 0];
    } }"""
"""Bring an element to the middle and wait until the page has come to rest."""
CHART = ".st-key-chart-supervision_organisations"


def test_a_finger_on_a_chart_scrolls_the_page_and_a_tap_opens_the_figure(phone: Page, server: str):
    page = opened(phone, f"{server}/supervision")
    chart = page.locator(f"{CHART} .nsewdrag").first
    chart.evaluate("each => each.scrollIntoView({block: 'center'})")
    box = chart.bounding_box()
    assert box
    main = page.get_by_test_id("stMain")
    before = main.evaluate("each => each.scrollTop")
    drag(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, -150)
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stMain]').scrollTop > before + 60",
        arg=before,
    )
    mark = page.locator(f"{CHART} .point path").first
    mark.evaluate(STILL)
    at = mark.bounding_box()
    assert at
    page.touchscreen.tap(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_menu_closes_when_a_page_is_chosen(phone: Page, server: str):
    page = opened(phone, f"{server}/data")
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_test_id("stSidebarNavLink").get_by_text("版本").tap()
    page.wait_for_url("**/history*")
    expect(page.get_by_test_id("stSidebarNavLink").first).not_to_be_in_viewport()


@pytest.mark.parametrize("path", ["data", "explore", "supervision", "present", ""])
def test_what_is_touched_is_forty_pixels_high(phone: Page, server: str, path: str):
    assert opened(phone, f"{server}/{path}").evaluate(SMALL) == []


BOXES = "row => ['th', 'td.value'].map((part) => row.querySelector(part).getBoundingClientRect())"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_table_of_figures_shows_name_and_value_without_scrolling_sideways(
    phone: Page, server: str, language: str
):
    page = opened(phone, f"{server}/data?lang={language}")
    table = page.locator(".table.stacked").first
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
    # Both boxes are of one moment: what stands above may still be settling.
    name, value = table.locator("tbody tr").first.evaluate(BOXES)
    assert name["right"] <= value["x"] + 1
    assert value["right"] <= 360
    assert abs(name["y"] - value["y"]) < 4


def test_the_menus_button_lies_over_nothing(phone: Page, server: str):
    page = opened(phone, f"{server}/data?lang=en")
    parts = ("[data-testid=stExpandSidebarButton]", "[data-testid=stHeader] img", ".st-key-tools")
    boxes = [page.locator(part).first.bounding_box() for part in parts]
    for left, right in pairwise(boxes):
        assert left
        assert right
        assert left["x"] + left["width"] <= right["x"] + 1


COLOURS = """() => {
    const host = document.createElement("div");
    host.className = "table";
    host.innerHTML = "<table><tr><th>x</th><td class=red>1</td><td class=green>2</td><td>3</td>"
        + "<td>4</td></tr><tr><th>x</th><td>1</td><td class=red>5</td></tr></table>";
    document.querySelector("[data-testid=stHtml]").append(host);
    return [...host.querySelectorAll("td")].map((each) => getComputedStyle(each).color);
}"""


@pytest.mark.parametrize(
    ("scheme", "red", "green"),
    [
        ("light", "rgb(181, 18, 27)", "rgb(26, 127, 75)"),
        ("dark", "rgb(255, 138, 142)", "rgb(108, 199, 163)"),
    ],
)
def test_red_and_green_of_changes_are_seen_in_tables(visit, scheme: str, red: str, green: str):
    found = visit("/data", scheme=scheme).evaluate(COLOURS)
    assert (found[0], found[1], found[5]) == (red, green, red)
    assert found[2] not in (red, green)


def test_numbers_stand_at_the_right_of_their_column(visit):
    page = visit("/data")
    cells = page.locator(".table.stacked td.value, .table.stacked th.value")
    assert set(cells.evaluate_all("all => all.map(e => getComputedStyle(e).textAlign)")) == {
        "right"
    }


def test_a_link_in_the_bar_has_a_ring_when_it_is_reached_by_keyboard(visit):
    page = visit("/data")
    link = page.get_by_test_id("stTopNavLink").nth(1)
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert link.evaluate("e => getComputedStyle(e).outlineWidth") == "2px"
