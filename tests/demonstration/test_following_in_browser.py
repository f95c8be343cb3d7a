"""填报情况 and 进度 in a browser: one click to who is missing, the reminder copied, a phone."""

from playwright.sync_api import Page, expect

from tests.helpers.settled_pages import beyond, settle
from tests.helpers.staff_pages import Desk


def test_who_has_not_reported_is_one_click_away_and_back(desk: Desk) -> None:
    page = desk.person()
    page.goto("/")
    settle(page)
    page.locator(".scope .cov").get_by_role("link", name="9/10").click()
    expect(page.locator(".fl-late h2")).to_have_text("9月待报")
    expect(page.locator(".fl tr.sum").first).to_contain_text("9/10")
    assert "/data?" in page.url
    page.go_back()
    expect(page.locator(".fl")).to_have_count(0)
    page.context.close()


def test_staff_open_a_cell_and_copy_the_reminder(admin: Page) -> None:
    page = admin
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/data?lang=zh&show=completeness")
    settle(page)
    page.locator('.fl a[href="?cell=990182@2025-09"]').click()
    pop_over = page.locator(".fl-pop")
    expect(pop_over.locator("strong")).to_have_text("柳源市 · 2025年9月")
    cell = page.locator(".fl td.at > a").bounding_box()
    beside = pop_over.bounding_box()
    assert cell
    assert beside
    assert beside["x"] >= cell["x"] + cell["width"]
    assert beside["x"] + beside["width"] <= 1440
    page.get_by_role("button", name="复制催报文字").click()
    expect(page.get_by_role("button", name="已复制").first).to_be_visible()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.partition("：")[0] for line in lines] == ["沙溪县总工会", "柳源市总工会"]
    pop_over.get_by_role("link", name="关闭").click()
    expect(pop_over).to_have_count(0)


def test_on_a_phone_a_tap_opens_the_rest_of_a_row(desk: Desk) -> None:
    page = desk.person()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/progress")
    settle(page)
    assert beyond(page, 360) == []
    block = page.locator(".pg-block").first
    rows = block.locator("tr:visible")
    expect(rows).to_have_count(4)  # head, sum, first, last
    heights = [row.bounding_box() for row in rows.all()[1:]]
    assert all(box and box["height"] >= 40 for box in heights)
    numbers = block.locator("tr", has_text="江湾区").locator("a.row")
    expect(numbers).to_be_hidden()
    block.locator("tr", has_text="江湾区").locator("summary").click()
    expect(numbers).to_have_text("4492/5650")
    block.locator(".on-phone summary").click()
    expect(rows).to_have_count(12)
    page.context.close()
