"""From a pasted page to published figures, and another person's review, in a real browser."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

import ledger
from settings import load_settings
from tests.helpers.report_documents import pdf_file, word_file
from tests.helpers.staff_pages import Desk, drawn

# Columns of a newspaper: lines broken in mid-word and mid-number, a blank line after each.
PAGE = "\n\n".join(
    """宁波发出提示函二百余份
本报讯（记者 苏青）12月2日，记者从
宁波市总工会获悉，今年1月至9月，全
市工会共发出劳动法律监督提示函177
份，推动解决典型问题41个。截至11月
底，当地各处已建成户外劳动者书屋12
00余个，上半年培训劳动法律监督员
2016人。
安徽工匠学院开班
本报讯（记者 方野）安徽工匠学院今
年开设班次18期，培训产业工人3600余
人次。""".splitlines()
)


def given(page: Page, title: str, text: str = "", file: Path | None = None) -> None:
    """Paste a report or choose its file, say its date and source, and have it read."""
    page.goto("/report")
    drawn(page)
    page.get_by_role("spinbutton").first.focus()
    page.keyboard.type("20241203")
    page.keyboard.press("Tab")
    page.get_by_label("报道全文").fill(text)
    if file:
        with page.expect_file_chooser() as chooser:
            page.locator('[data-testid="stFileUploader"] button').first.click()
        chooser.value.set_files(file)
        expect(page.get_by_role("button", name=f"移除{file.name}")).to_be_visible()
    page.get_by_label("发布单位").fill("甬江工会报")
    page.get_by_label("报道标题").fill(title)
    page.get_by_label("报道标题").press("Tab")
    button = page.get_by_role("button", name="读取", exact=True)
    expect(button).to_be_enabled()
    button.click()


def figure(page: Page, number: int):
    """One proposed figure with its buttons."""
    return page.locator(f".st-key-figure-{number}")


def published(workspace: Desk) -> dict[str, tuple[str, str]]:
    """Wording and status of the published figures by their keys."""
    store = ledger.open_store(load_settings(workspace.folder / "config.yaml").store_uri)
    figures = store.read().figures
    told = zip(figures["as_reported"], figures["obs_status"], strict=True)
    return dict(zip(figures["key"], told, strict=True))


def publish(page: Page) -> None:
    """Say why, and publish."""
    reason = page.get_by_label("发布理由")
    reason.fill("读报")
    reason.press("Control+Enter")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("p.said.done")).to_contain_text("已发布第2版")


def review(page: Page) -> None:
    """Review every figure that waits."""
    page.goto("/review")
    drawn(page)
    page.get_by_role("radio", name="待复核数据项").click()
    boxes = page.locator('[data-testid="stCheckbox"] label')
    expect(boxes).to_have_count(3)
    for box in boxes.all():
        box.click()
    page.get_by_role("button", name="确认复核（3项）").click()
    expect(page.locator("p.said.done")).to_be_visible()


def test_a_figure_is_shown_with_what_stands_against_it(staff, axe):
    given(staff, "提示函再增", PAGE)
    expect(staff.locator(".quantity-mark")).to_have_count(5)
    drawn(staff)
    assert axe(staff) == []
    expect(figure(staff, 1)).to_contain_text("标题与正文不一致：标题为二百余份，正文为177份")
    expect(figure(staff, 2)).to_contain_text("已发布，数值相同")
    expect(figure(staff, 3)).to_contain_text("与已发布的不同：解决的典型问题 36个")
    expect(figure(staff, 4)).to_contain_text("不少于1200个、不足1300个")


def accepted_by_keyboard(page: Page, number: int) -> None:
    """Go from the mark to the figure, from there to its buttons, and accept."""
    page.locator(f"#mark-{number}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#figure-{number}")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    accepted(page, number)


def accepted(page: Page, number: int) -> None:
    """Wait until a figure is accepted."""
    expect(page.locator(f"#mark-{number}")).to_have_class(re.compile("accepted"))


def given_a_new_indicator(page: Page, number: int, name: str, code: str) -> None:
    """Define an indicator on the spot for a figure that has none."""
    figure(page, number).get_by_role("button", name="指定指标").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("指标").first.click()
    page.get_by_role("option", name="新增指标…").click()
    sheet.get_by_label("中文名称").fill(name)
    sheet.get_by_label("代码").fill(code)
    sheet.get_by_role("button", name="更正并接受").click()
    accepted(page, number)


def test_a_pasted_page_becomes_figures_that_another_person_reviews(workspace, staff, admin):
    accepted_by_keyboard(staff, 3)
    given_a_new_indicator(staff, 4, "户外劳动者书屋", "outdoor_reading_rooms")
    staff.reload()  # loses nothing
    expect(staff.locator(".quantity-mark.accepted")).to_have_count(2)
    drawn(staff)
    staff.get_by_role("button", name="接受本篇无疑问的1个数").click()
    expect(staff.locator(".quantity-mark.accepted")).to_have_count(3)
    staff.get_by_role("button", name="生成草稿（3个数）").click()
    staff.wait_for_url("**/upload?*draft=*")
    drawn(staff)
    expect(staff.locator("tbody tr")).to_have_count(3)
    expect(staff.locator("tbody").first).to_contain_text("36个 → 41个")
    publish(staff)
    keys = {
        "typical_problems_resolved.ningbo-supervision.330200..2024-01/2024-09": "41个",
        "supervisors_trained.ningbo-supervision.330200..2024-01/2024-06": "2016人",
        "outdoor_reading_rooms..330200..2024-11": "1200余个",
    }
    held = published(workspace)
    assert {key: held[key] for key in keys} == {key: (text, "V") for key, text in keys.items()}
    review(admin)
    assert {published(workspace)[key][1] for key in keys} == {"A"}


def test_a_word_document_with_a_table_is_read(staff, tmp_path):
    given(staff, "一份文档", file=word_file(tmp_path))
    expect(staff.locator(".quantity-mark")).to_contain_text(["177份", "2016人", "31", "26"])
    expect(figure(staff, 1)).to_contain_text("2024年1—9月")
    expect(figure(staff, 3)).to_contain_text("计量单位份")
    expect(figure(staff, 3)).to_contain_text("海曙区")
    expect(figure(staff, 4)).to_contain_text("余姚市")


def test_a_pdf_with_text_is_read(staff, browser, tmp_path):
    given(staff, "一份文件", file=pdf_file(browser, tmp_path))
    expect(staff.locator(".quantity-mark")).to_contain_text(["177 份", "2016 人"])
    expect(figure(staff, 1)).to_contain_text("宁波市")
    expect(figure(staff, 2)).to_contain_text("2024年1—9月")
