"""A topic and Explore in a browser: on a phone, to the figures behind a number, and back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.chromium import faults_of
from tests.helpers.opened_workbooks import sheets_of
from tests.helpers.settled_pages import settle
from tests.helpers.staff_pages import Desk

OVERLAPS = """selector => {
  const boxes = [...document.querySelectorAll(selector)].map(e => e.getBoundingClientRect())
    .filter(box => box.width && box.height).sort((a, b) => a.left - b.left);
  return boxes.filter((box, at) => at && boxes[at - 1].right > box.left + 0.5).length;
}"""


@pytest.fixture
def address(desk: Desk) -> str:
    """The address of the city's dashboard."""
    return desk.url


def visit(browser: Browser, address: str, path: str, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/{path}")
    settle(page)
    return page


def test_a_number_of_a_topic_leads_to_its_figures_on_a_phone_and_back(browser, address) -> None:
    page = visit(browser, address, "organisation", 375)
    faults = faults_of(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 375
    assert page.evaluate(OVERLAPS, ".month-line .months span") == 0
    page.get_by_text("2025年1—9月各区县（市）逐月新发展会员人数").last.click()
    # Name, total and change of each unit are seen before anything is moved.
    row = page.locator(".month-table tr", has_text="江湾区")
    for text in ("江湾区", "4492", "▲ 20.9%"):
        box = row.get_by_text(text).first.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= 375, text
    # A finger finds each name and each number.
    assert all(
        link.evaluate("e => e.getBoundingClientRect().height") >= 40
        for link in page.locator(".month-table tbody a").all()
    )
    row.get_by_role("link", name="4492").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("江湾区 · 新发展会员人数 · 2025年1—9月")
    assert "total=new_members%40990106" in page.url
    page.go_back()
    expect(dialog).to_have_count(0)
    assert page.url == f"{address}/organisation"
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollHeight") < 2.6 * 900
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载XLSX").click()
    sheets = sheets_of(Path(taken.value.path()).read_bytes())
    assert "云川市_新发展会员人数_2025年1—9月" in taken.value.suggested_filename
    assert [sheet.name for sheet in sheets] == ["新发展会员人数", "新建基层工会数"]
    page.get_by_text("报道中的图表（5张）").click()
    expect(page.locator(".js-plotly-plot")).to_have_count(5)
    assert page.locator(".js-plotly-plot").first.evaluate("e => e.clientWidth") > 400
    assert faults == []
    page.close()


def test_explore_draws_instead_what_it_has_left_out(browser, address) -> None:
    page = visit(
        browser, address, "explore?indicator=supervisors_trained&area=990000&through=2025-09", 1440
    )
    faults = faults_of(page)
    told = page.locator(".choice-told")
    expect(told).to_contain_text("示范省9个区县（市），2025年9月。未报：沙溪县。")
    expect(told).to_contain_text("澜溪市未画：是上级地区，与所画的级别不同，不能并列。")
    told.get_by_role("link", name="改画这些").click()
    expect(told.filter(has_text="澜溪市，月度，2024年1月至2025年8月。")).to_be_visible()
    expect(told).to_have_count(1)  # the one before goes when the page is drawn
    expect(told).to_contain_text("10个区县（市）未画：是下级地区，与所画的级别不同，不能并列。")
    assert "level=prefecture" in page.url
    page.go_back()
    expect(told.filter(has_text="示范省9个区县（市），2025年9月。")).to_be_visible()
    page.goto(f"{address}/explore?indicator=help_funds&area=990100")
    expect(told).to_contain_text("1月起累计19期未画：与月度数长短不同，不能并列。")
    told.get_by_role("link", name="改画这些").click()
    expect(told.filter(has_text="云川市3个区县（市），2025年1—9月。")).to_be_visible()
    assert faults == []
    page.close()
