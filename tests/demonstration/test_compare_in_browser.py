"""Two counties compared on four indicators, in a browser, from the first page on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.chromium import faults_of
from tests.helpers.settled_pages import settle
from tests.helpers.staff_pages import Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def reader(desk: Desk) -> Iterator[Page]:
    """Somebody with a desk's window before the city's first page."""
    context = desk.browser.new_context(
        base_url=desk.url, viewport={"width": 1440, "height": 900}, locale="zh-CN"
    )
    page = context.new_page()
    faults = faults_of(page)
    page.goto("/")
    settle(page)
    yield page
    context.close()
    assert faults == []


def test_two_counties_on_four_indicators_take_six_clicks_and_the_link_opens_the_same(
    reader: Page,
) -> None:
    main = reader.get_by_test_id("stMain")
    clicks = (
        main.locator('a[href="area?area=990102"]').first,
        main.get_by_role("link", name="与新川区对比"),
        main.locator(".cp-chip", has_text="江湾区"),
        main.locator(".cp-chip", has_text="新川区"),
        main.locator(".cp-chip", has_text="集体合同覆盖职工"),
        main.locator(".cp-chip", has_text="工会经费收缴"),
    )
    heads, names = main.locator(".cp-table thead th"), main.locator(".cp-table tbody th")
    for number, target in enumerate(clicks, 1):
        target.click()
        if number > 1:
            expect(reader.locator("h1")).to_have_text("对比")
        settle(reader)
    expect(heads).to_have_text(["指标", "东湖区", "江湾区"])
    expect(names).to_contain_text(
        ["新发展会员人数", "新建基层工会数", "新就业形态劳动者入会人数", "集体合同覆盖职工人数"]
    )
    expect(main.locator(".cp-table tbody td b").first).to_have_text("4397")
    link = main.locator("button[data-copy]").first.get_attribute("data-copy") or ""
    shown = main.locator(".cp-table").inner_text()
    other = reader.context.new_page()
    other.goto(link)
    settle(other)
    expect(other.locator(".cp-table")).to_have_text(main.locator(".cp-table").text_content() or "-")
    assert other.locator(".cp-table").inner_text() == shown
    main.locator(".cp-table tbody td a.total").first.click()
    expect(reader.get_by_role("dialog")).to_contain_text("4397")
    reader.go_back()
    expect(reader.get_by_role("dialog")).to_be_hidden()


def test_two_periods_and_their_change_have_room_on_a_phone(reader: Page) -> None:
    reader.set_viewport_size({"width": 360, "height": 800})
    reader.goto("/compare?area=990100&than=2024-09&lang=en")
    settle(reader)
    table = reader.locator(".cp-table")
    expect(table.locator("thead th").last).to_have_text("Change")
    reach = "e => [...e.querySelectorAll('*')].map((x) => x.getBoundingClientRect().right)"
    assert max(table.evaluate(reach)) <= 360  # nothing scrolls sideways
