"""From a spreadsheet to a release, and back: what staff do every week, in a real browser."""

from playwright.sync_api import expect

from file_formats.xlsx import SheetToWrite as Sheet
from file_formats.xlsx import write_xlsx
from tests.helpers.settled_pages import settle
from tests.helpers.staff_pages import FUNDS, drawn, invited, mended_after_a_problem, uploaded


def read_as_it_was_before(reader) -> None:
    """Open a page as of the first release."""
    reader.goto("/?release=1")
    settle(reader)
    expect(reader.locator(FUNDS)).to_contain_text("2300万余元")
    expect(reader.locator("p.state")).to_contain_text("第1版")


def test_a_workbook_becomes_a_release_and_is_restored(workspace, staff, admin):
    reader = workspace.person()
    reader.goto("/")
    settle(reader)
    expect(reader.locator(FUNDS)).to_contain_text("2300万余元")
    mended_after_a_problem(workspace, staff)
    # A refresh loses nothing; then it is published with a reason.
    staff.reload()
    drawn(staff)
    expect(staff.locator(".js-plotly-plot").first).to_be_visible()
    reason = staff.get_by_label("发布理由")
    reason.fill("补报10月数据")
    reason.press("Control+Enter")
    staff.get_by_role("button", name="发布", exact=True).click()
    expect(staff.locator("p.said.done")).to_contain_text("已发布第2版")
    # The reader's chart has moved, and says that it was corrected.
    reader.reload()
    settle(reader)
    expect(reader.locator(FUNDS)).to_contain_text("2500万余元")
    expect(reader.locator("p.state")).to_contain_text("第2版")
    expect(reader.locator("p.state")).to_contain_text("已订正1项")
    read_as_it_was_before(reader)
    reader.goto("/history")
    settle(reader)
    moved = reader.locator('a[href*="name=funds_by_programme"][href*="release=2"]')
    expect(moved).to_have_count(1)
    # One step back is a release too.
    admin.goto("/history")
    drawn(admin)
    admin.get_by_label("发布理由").fill("误报")
    admin.get_by_label("发布理由").press("Enter")
    admin.get_by_role("button", name="恢复为第1版").click()
    expect(admin.locator("p.said.done")).to_contain_text("已恢复为第1版")
    reader.goto("/")
    settle(reader)
    expect(reader.locator(FUNDS)).to_contain_text("2300万余元")
    expect(reader.locator("p.state")).to_contain_text("第3版")


def test_a_yearbook_brings_a_new_indicator_and_somebody_else_reviews_it(workspace, admin, staff):
    table = [
        ["表3-2 宁波市工会服务职工情况"],
        ["单位：人"],
        ["指标", "2022年", "2023年"],
        ["培训劳动法律监督员", "3020", "4100余"],
        ["参加疗休养职工", "312", "…"],
        ["家访台账", "5", "6"],
        ["数据来源：宁波市总工会"],
    ]
    path = workspace.folder / "年鉴.xlsx"
    path.write_bytes(write_xlsx([Sheet("3-2", table)], "年鉴"))
    uploaded(staff, path)
    staff.get_by_role("button", name="另立指标").first.click()
    expect(staff.locator(".sum")).to_contain_text("待定2")
    staff.get_by_role("button", name="另立指标").first.click()
    expect(staff.locator(".sum")).to_contain_text("1个文件，共5个数：新增5，更正0，待定1")
    staff.get_by_role("combobox", name="来源").click()
    staff.get_by_role("option").first.click()
    expect(staff.locator(".sum")).to_contain_text("待定0")
    staff.get_by_role("button", name="发布", exact=True).click()
    expect(staff.locator("tbody tr")).to_have_count(5)
    expect(staff.locator("[data-testid=stMain]")).to_contain_text("新增指标：参加疗休养职工")
    publish(staff, "录入年鉴")
    # Somebody else compares them with their source.
    reviewer = invited(workspace, admin, "zhangwei", "审核人")
    reviewer.goto("/review?show=figures")
    drawn(reviewer)
    ticks = reviewer.get_by_role("checkbox", name="参加疗休养职工：312人")
    expect(ticks).to_have_count(1)
    reviewer.get_by_text("参加疗休养职工：312人").click()
    reviewer.get_by_role("button", name="确认复核（1项）").click()
    expect(reviewer.locator("p.said.done")).to_contain_text("已复核1项")
    expect(reviewer.get_by_role("checkbox")).to_have_count(4)
    # Nobody reviews what they published themselves.
    staff.goto("/review")
    drawn(staff)
    expect(staff.locator(".empty")).to_contain_text("您的账号没有这项权限")


def publish(page, reason: str) -> None:
    page.get_by_label("发布理由").fill(reason)
    page.get_by_label("发布理由").press("Control+Enter")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("p.said.done")).to_contain_text("已发布第")
