"""Data and History by hand: filters, Back and Forward, links to all figures, rows of releases."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.settled_pages import settle
from tests.helpers.staff_pages import Desk

pytestmark = pytest.mark.browser
TITLE = ".st-key-data-list caption"


@pytest.fixture
def page(desk: Desk) -> Iterator[Page]:
    page = desk.person()
    yield page
    page.context.close()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_filters_are_chosen_and_taken_back_by_the_browsers_buttons(page: Page) -> None:
    page.goto("/data?area=990105")
    expect(page.locator(TITLE)).to_have_text(re.compile("^北桥区 · [0-9]+条数据$"))
    whole = page.locator(TITLE).inner_text()
    choose(page, "报告期", "2025年9月")
    expect(page.locator(TITLE)).to_have_text("北桥区 · 2025年9月 · 36条数据")
    expect(page).to_have_url(re.compile("area=990105.*period=2025-09"))
    expect(page.locator(".st-key-data-list tbody tr")).to_have_count(12)
    page.locator(".data-rows").get_by_role("link", name="50").click()
    expect(page.locator(".st-key-data-list tbody tr")).to_have_count(36)
    page.go_back()
    expect(page.locator(".st-key-data-list tbody tr")).to_have_count(12)
    page.go_back()
    expect(page.locator(TITLE)).to_have_text(whole)
    page.go_forward()
    expect(page.locator(TITLE)).to_have_text("北桥区 · 2025年9月 · 36条数据")


@pytest.mark.parametrize(
    "path", ["explore?indicator=new_members", "explore?area=990105", "rights", "rights?area=990102"]
)
def test_a_link_to_all_figures_leads_to_as_many_as_it_says(page: Page, path: str) -> None:
    page.goto(f"/{path}")
    settle(page)
    link = page.locator(".newest .side a")
    count = re.findall("全部([0-9]+)条数据", link.inner_text())[0]
    link.click()
    expect(page.locator(TITLE)).to_have_text(re.compile(f" {count}条数据$"))
    # What was chosen on the page before filters nothing when the list is opened by the navigation.
    page.goto("/explore?indicator=new_members")
    settle(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="数据").click()
    expect(page.locator(TITLE)).to_have_text("8539条数据")


def test_on_a_phone_tabs_stand_in_one_line_and_values_in_view(page: Page) -> None:
    for language, width in (("zh", 390), ("zh", 360), ("en", 390), ("en", 360)):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"/data?lang={language}")
        settle(page)
        labels = page.locator(".st-key-data-tabs button")
        expect(labels).to_have_count(5)
        tabs = [tab.bounding_box() for tab in labels.all()]
        assert len({tab["y"] for tab in tabs if tab}) == 1
        assert max(tab["x"] + tab["width"] for tab in tabs if tab) <= width
        values = page.locator(".st-key-data-list td.value")
        assert values.count() == 12
        boxes = [value.bounding_box() for value in values.all()]
        assert max(box["x"] + box["width"] for box in boxes if box) <= width


def test_a_release_is_compared_and_read_by_the_links_of_its_row(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto("/history")
    settle(page)
    row = page.locator(".hs-list tr").filter(has_text="订正：5月技能培训人次")
    row.get_by_role("link", name="对比").click()
    expect(page.locator(".hs-compare caption")).to_have_text(["各地区变化", "修改1项"])
    expect(page.locator(".hs-compare tbody td")).to_have_text(
        ["2025年5月", "1", "沙溪县", "2025年5月", "323人次 → 332人次", "▲增长2.8%"]
    )
    expect(page.locator(".st-key-compare")).to_be_in_viewport()
    row.get_by_role("link", name="查看").click()
    page.wait_for_url("**/overview?*release=5*")
    expect(page.locator("p.state")).to_contain_text("第5版")
    expect(page.locator("p.state")).to_contain_text("正在查看较早版本")
