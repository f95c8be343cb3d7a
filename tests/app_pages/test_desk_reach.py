"""The staff desk for everybody: both languages and themes, a phone, a keyboard alone."""

from itertools import product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app_pages.pages import STAFF
from file_formats.xlsx import SheetToWrite as Sheet
from file_formats.xlsx import write_xlsx
from tests.helpers.settled_pages import beyond, settle, turn, turn_language, widths_of
from tests.helpers.staff_pages import drawn, uploaded

PARTS = ("review?show=figures", "staff?show=sessions", "staff?show=audit")
PAGES = (*STAFF, *PARTS, "history")
FOCUSED = """() => document.activeElement.matches("button")
    ? document.activeElement.innerText : ''"""
HEADER = "indicator,ref_area,time_period,as_reported,source,note\n"
FAULTY = HEADER + "nothing_such,330200,2024-10,12份,page-2024-11-05,\n"
GOOD = HEADER + "union_members,330200,2023,120万,page-2024-11-05,\n"


@pytest.fixture(scope="module")
def draft(workspace, admin):
    """The address of a draft with a problem."""
    path = workspace.folder / "faulty.csv"
    path.write_text(FAULTY, "utf-8")
    uploaded(admin, path)
    return admin.url.removeprefix(workspace.url + "/").split("&")[0]


@pytest.mark.parametrize(
    ("path", "lang"), list(product((*PAGES, "draft", "changes"), ("zh", "en")))
)
def test_a_page_of_the_desk_is_for_everybody(workspace, admin, axe, draft, path, lang):
    if path in ("draft", "changes"):
        path = f"{draft}&step={path}"
    admin.set_viewport_size({"width": 1440, "height": 900})
    address = f"/{path}{'&' if '?' in path else '?'}lang={lang}"
    if lang == "en" and urlsplit(admin.url).path == urlsplit(f"{workspace.url}{address}").path:
        turn_language(admin, address, "en-GB")
    else:
        admin.goto(address)
    drawn(admin)
    for scheme in ("light", "dark"):
        turn(admin, scheme)
        for width in widths_of(scheme, lang):
            admin.set_viewport_size({"width": width, "height": 900})
            settle(admin)
            assert axe(admin, colours_only=scheme == "dark") == [], (scheme, width)
    admin.set_viewport_size({"width": 720, "height": 800})  # 1440 pixels at 200 %
    drawn(admin)
    assert beyond(admin, 720) == []
    admin.set_viewport_size({"width": 375, "height": 800})
    drawn(admin)
    assert beyond(admin, 375) == []
    admin.set_viewport_size({"width": 1440, "height": 900})
    admin.emulate_media(color_scheme="light")


def tab_to(page, name: str) -> None:
    """Press Tab until the button of a name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"no way to {name} by keyboard")


def test_an_upload_by_keyboard_alone(workspace, admin):
    path = workspace.folder / "good.csv"
    path.write_text(GOOD, "utf-8")
    # The browser hands choosers over from the first listener on, and not at the same moment.
    admin.on("filechooser", lambda _: None)
    admin.goto("/upload?lang=zh")
    drawn(admin)
    tab_to(admin, "选择文件")
    with admin.expect_file_chooser() as chooser:
        admin.keyboard.press("Enter")
    chooser.value.set_files(path)
    expect(admin.get_by_role("button", name="上传并校验")).to_be_enabled()
    tab_to(admin, "上传并校验")
    admin.keyboard.press("Enter")
    admin.wait_for_url("**draft=**")
    expect(admin.locator(".sum")).to_contain_text("1个文件，共1个数：新增1")


def test_what_people_write_is_shown_and_not_obeyed(workspace, admin):
    hostile = "[去](javascript:alert(1)) ![图](http://evil.example/x.png) $x^2$ :red[红] <b>粗</b>"
    rows = [["表1 宁波市"], ["单位：人"], ["指标", "2022年", "2023年"], [hostile, "1", "2"]]
    path = workspace.folder / "![图](x) :red[红].xlsx"
    path.write_bytes(write_xlsx([Sheet("表", rows)], "表"))
    uploaded(admin, path)
    main = admin.locator("[data-testid=stMain]")
    label = hostile.replace(" ", "").replace("/", "／")  # a slash stands between parts of a label
    expect(main.locator(".st-key-rail .point h3").filter(has_text=label)).to_have_count(1)
    expect(main.locator(f'p.lead:text-is("{path.name}")')).to_be_visible()
    assert main.locator("img, a[href^=javascript], b, .katex").count() == 0
    expect(main.locator(".file-tabs")).to_contain_text(path.name)
    mark = main.get_by_role("button", name="下载标注后的表格")
    expect(mark).to_be_visible()
