"""A dashboard with staff: signed in through the pages, as people are."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from file_formats.xlsx import SheetToWrite as Sheet
from file_formats.xlsx import write_xlsx
from tests.helpers.chromium import SETTLED, foreign

PASSWORD = "碧海 correct horse"


@dataclass(frozen=True)
class Desk:
    """A served dashboard, its folder, and the browser that people open it with."""

    url: str
    folder: Path
    browser: Browser

    @property
    def log(self) -> str:
        """What its terminal shows."""
        return (self.folder / "server.log").read_text()

    def first_link(self) -> str:
        """The path of the one-time link that the terminal shows."""
        found = re.findall(r"http://\S+/claim\?token=\S+", self.log)
        return path_of(found[0])

    def person(self) -> Page:
        """A browser of somebody's own; a console error or a foreign request fails the test."""
        context = self.browser.new_context(
            locale="en-US", viewport={"width": 1440, "height": 900}, base_url=self.url
        )
        page = context.new_page()
        page.on("pageerror", lambda error: fail(str(error)))
        page.on("request", lambda r: foreign(r.url) and fail(r.url))
        return page


def fail(what: str) -> None:
    """Fail the test that is running."""
    raise AssertionError(what)


def path_of(link: str) -> str:
    """Leave out the address of a link: a test's server has its own."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def administrator(workspace: Desk, name: str = "王芳") -> Page:
    """The first administrator, by the link of the first start."""
    page = workspace.person()
    page.goto(workspace.first_link())
    page.get_by_label("账号").fill("admin")
    page.get_by_label("姓名").fill(name)
    set_password(page, "创建并登录")
    return page


def set_password(page: Page, button: str) -> None:
    """Choose a password on the page of a one-time link."""
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再次输入新密码").fill(PASSWORD)
    page.get_by_role("button", name=button).click()
    drawn(page)


def drawn(page: Page) -> None:
    """Wait until the page stands."""
    page.locator("p.state").wait_for()
    page.locator(SETTLED).wait_for()


def invited(workspace: Desk, admin: Page, name: str, role: str, area: str = "") -> Page:
    """Somebody whom the administrator makes an account for, signed in by their link."""
    admin.goto("/staff")
    drawn(admin)
    form = admin.locator('[data-testid="stForm"]')
    form.get_by_label("账号").fill(name)
    form.get_by_label("姓名").fill(name)
    form.get_by_label("角色").click()
    admin.get_by_role("option", name=role, exact=True).click()
    form.get_by_label("所属地区").fill(area)
    form.get_by_role("button", name="新建并生成链接").click()
    told = admin.locator("p.said.done")
    expect(told).to_contain_text("只显示这一次")
    link = re.search(r"/claim\?token=\S+", told.inner_text())
    assert link
    page = workspace.person()
    page.goto(link[0])
    set_password(page, "设置并登录")
    return page


def uploaded(page: Page, *files: Path) -> None:
    """Upload files and have them checked."""
    page.goto("/upload")
    drawn(page)
    page.locator("input[type=file]").set_input_files(list(files))
    page.get_by_role("button", name="上传并校验").click()
    page.wait_for_url("**/upload?*draft=*")
    expect(page.locator(".st-key-upload-foot .sum")).to_be_visible()


FUNDS = ".st-key-chart-funds_by_programme"


HEADER = ["指标", "地区", "报告期", "原文数值", "数据来源", "原文位置", "工作项目"]


def workbook(folder: Path, name: str, *rows: list[str]) -> Path:
    path = folder / name
    path.write_bytes(write_xlsx([Sheet("数据", [HEADER, *rows])], name))
    return path


def funds(count: str, source: str = "page-2024-11-05") -> list[str]:
    return [
        "funds_invested",
        "新疆维吾尔自治区",
        "2024-01/2024-11",
        count,
        source,
        "¶2",
        "xinjiang-service-projects",
    ]


def mended_after_a_problem(workspace, staff) -> None:
    """Bring a workbook that names no known source, then the mended one, and see the change."""
    bad = workbook(workspace.folder, "十月.xlsx", funds("2500万余元", "昨天的报纸"))
    uploaded(staff, bad)
    problem = staff.locator(".st-key-rail .point").filter(has_text="E2 昨天的报纸")
    expect(problem).to_have_count(1)
    # The marked workbook comes back, then the mended one goes in under the same name.
    with staff.expect_download() as waiting:
        staff.get_by_role("button", name="下载标注后的表格").click()
    assert waiting.value.suggested_filename == "十月-问题.xlsx"
    staff.get_by_role("button", name="添加文件").click()
    mended = workbook(workspace.folder, "十月.xlsx", funds("2500万余元"))
    staff.locator("input[type=file]").first.set_input_files(mended)
    expect(staff.get_by_text("待定0")).to_be_visible()
    staff.get_by_role("button", name="发布", exact=True).click()
    changed = staff.locator("tbody tr")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("2300万余元 → 2500万余元")
