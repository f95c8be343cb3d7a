"""A dashboard with staff: signed in through the pages, as people are."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.conftest import SETTLED, foreign

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


def administrator(desk: Desk) -> Page:
    """The first administrator, by the link of the first start."""
    page = desk.person()
    page.goto(desk.first_link())
    page.get_by_label("账号").fill("admin")
    page.get_by_label("姓名").fill("王芳")
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


def invited(desk: Desk, admin: Page, name: str, role: str, area: str = "") -> Page:
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
    page = desk.person()
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
    expect(page.locator("p.lead").nth(1)).to_contain_text("读取数据项")


def step(page: Page, name: str) -> None:
    """Go to a step of a draft."""
    page.get_by_role("radio", name=name).click()
    drawn(page)
