"""The way through the open points of an upload in a browser, wide and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.staff_pages import Desk, drawn, uploaded

MONTHLY = """{}工会2024年{}月劳动法律监督月报
地区,{},备注
海曙区,{},
江北区,7,
合计,19,
"""
NOTICES = "劳动法律监督提示函（份）"
NEXT = "a.way-on"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two files: a wrong cell in the first, an unknown heading in the second."""
    texts = (("宁波市", 10, NOTICES, "1Z"), ("宁波市", 11, "没有的事项（份）", 12))
    paths = []
    for number, values in enumerate(texts):
        path = tmp_path / f"月报{number}.csv"
        path.write_text(MONTHLY.format(*values), "utf-8")
        paths.append(path)
    return paths


def in_view(page: Page, selector: str) -> None:
    """See an element within the window."""
    expect(page.locator(selector)).to_be_in_viewport()


def test_the_next_point_leads_through_all_files_to_publishing(
    workspace: Desk, staff: Page, files: list[Path]
) -> None:
    staff.set_viewport_size({"width": 1440, "height": 500})
    uploaded(staff, *files)
    expect(staff.locator(NEXT)).to_have_text("处理下一处（剩3处）")
    staff.locator(NEXT).click()
    in_view(staff, ".st-key-stated-once")
    staff.get_by_role("combobox", name="来源").click()
    staff.get_by_role("option").first.click()
    expect(staff.locator(NEXT)).to_have_text("处理下一处（剩2处）")
    staff.locator(NEXT).click()
    in_view(staff, "#point-0-1")
    expect(staff.locator("#point-0-1")).to_be_focused()
    # The number in the cell leads to the same point.
    staff.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    staff.locator(".read-sheet td.wrong a.mark").click()
    in_view(staff, "#point-0-1")
    staff.get_by_label("B3改为").fill("12")
    staff.get_by_label("B3改为").press("Enter")
    expect(staff.locator(NEXT)).to_have_text("处理下一处（剩1处）")
    expect(staff.locator(".read-sheet s")).to_have_text("1Z")
    staff.locator(NEXT).click()
    in_view(staff, "#point-1-1")
    expect(staff.locator(".file-tabs a[aria-current]")).to_contain_text("月报1.csv")
    staff.get_by_role("button", name="另立指标").click()
    staff.get_by_role("button", name="发布", exact=True).click()
    expect(staff.get_by_label("发布理由")).to_be_visible()
    # What is missing is said in sight of the button, wherever that stands on the page.
    staff.get_by_role("button", name="发布", exact=True).click()
    expect(staff.get_by_role("alert")).to_have_text("请写明理由。")
    staff.get_by_role("button", name="发布", exact=True).scroll_into_view_if_needed()
    in_view(staff, "[role=alert]")


def test_on_a_phone_the_points_stand_first_and_nothing_scrolls_sideways(
    workspace: Desk, staff: Page, files: list[Path]
) -> None:
    staff.set_viewport_size({"width": 390, "height": 844})
    uploaded(staff, *files)
    drawn(staff)
    widths = staff.evaluate(
        "[...document.querySelectorAll('html, [data-testid=stMain]')].map(e => e.scrollWidth)"
    )
    assert widths == [390, 390]
    tops = [staff.locator(each).bounding_box()["y"] for each in (".st-key-rail", ".read-sheet")]
    assert tops[0] < tops[1]
    in_view(staff, NEXT)
    staff.locator(".read-sheet td.wrong a.mark").click()
    expect(staff.locator(".st-key-rail .point").filter(has_text="1Z")).to_be_in_viewport()
