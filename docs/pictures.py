"""The manual's pictures: `make pictures` works in a served dashboard and saves what it sees.

The dashboard serves the demonstration, so that every picture is marked 演示数据.
"""

import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect

import auth
from curation.workspace import open_workspace
from demonstration import make_demonstration
from demonstration.uploads import REPORT, WORKBOOK
from file_formats.xlsx import SheetToWrite, write_xlsx
from settings import load_settings
from tests.helpers.chromium import launched
from tests.helpers.office_pages import converted
from tests.helpers.report_copy import ROOT
from tests.helpers.servers import serving
from tests.helpers.settled_pages import settle
from tests.helpers.staff_pages import Desk, drawn, set_password, uploaded

Theme = Literal["light", "dark"]
PICTURES = ROOT / "docs" / "manual" / "pictures"
WIDE, PHONE, FORM = (1280, 800), (390, 844), (390, 460)
MARGIN = 16
FILE_WIDTH = 1200
"""Pixels of a picture of a file."""
COLOURS = 128
"""A picture keeps so many colours, which makes its file a third as large."""
CHOSEN = ("new_members.ranking", "platform_workers_joined.trend")
"""The charts of the deck and the bulletin."""
CORRECTION = (
    ["地区", "指标", "报告期", "数值", "单位"],
    ["江湾区", "新发展会员人数", "2025年9月", 586, "人"],
    ["南浦区", "新发展会员人数", "2025年9月", 553, "人"],
)
"""The rows of an upload that changes what is published."""


@dataclass(frozen=True)
class Office(Desk):
    """A served dashboard whose people have screens as wide as a picture."""

    def person(self, size: tuple[int, int] = WIDE, theme: Theme = "light") -> Page:
        """Open a browser of somebody's own."""
        width, height = size
        context = self.browser.new_context(
            locale="zh-CN",
            color_scheme=theme,
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
            base_url=self.url,
        )
        return context.new_page()

    def open(self, path: str, size: tuple[int, int] = WIDE, theme: Theme = "light") -> Page:
        """Open a page and wait until its charts are drawn."""
        page = self.person(size, theme)
        page.goto(path)
        settle(page)
        return page


def save(page: Page, name: str, part: Locator | None = None) -> None:
    """Save a picture of what the screen shows, or of one part of the page with a margin."""
    clip: FloatRect | None = None
    if part is not None:
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        assert box
        x, y = box["x"] - MARGIN, box["y"] - MARGIN
        width, height = box["width"] + 2 * MARGIN, box["height"] + 2 * MARGIN
        clip = {"x": x, "y": y, "width": width, "height": height}
    write_picture(Image.open(BytesIO(take_when_still(page, clip))), name)


def write_picture(image: Image.Image, name: str, width: int = 0) -> None:
    """Write a picture with few colours, `width` pixels wide (0: as it is)."""
    if width:
        image = image.resize((width, round(image.height * width / image.width)))
    small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(PICTURES / f"{name}.png", optimize=True)


def take_when_still(page: Page, clip: FloatRect | None) -> bytes:
    """Take a picture that is the same half a second later, with nothing left to load."""
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    before, taken = b"", b"-"
    while before != taken:
        before = taken
        page.wait_for_timeout(500)
        taken = page.screenshot(animations="disabled", caret="hide", clip=clip)
    return taken


def picture_readers(office: Office) -> None:
    """Save what leaders see."""
    save(office.open("/"), "overview")
    save(office.open("/", PHONE), "overview-phone")
    save(office.open("/new_employment"), "topic")
    save(office.open("/new_employment?lang=en", theme="dark"), "topic-en-dark")
    page = office.open("/")
    page.locator("a.ov-card").nth(2).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settle(page)
    save(page, "figure")
    save(office.open("/progress?through=2025-09"), "progress")
    save(office.open("/explore?indicator=new_members&form=ranking"), "explore")
    save(office.open("/data?show=figures"), "data")
    save(office.open("/history"), "history")


def picture_presenters(office: Office) -> None:
    """Save what presenters see."""
    ranking, _ = CHOSEN
    page = office.open(f"/chart?name={ranking}")
    save(page, "chart", page.locator(f".st-key-chart-{ranking.replace('.', '-')}"))
    query = "&".join(f"charts={chart}" for chart in CHOSEN)
    page = office.open(f"/present?{query}&title=9月情况")
    save(page, "present")
    page = office.person()
    page.goto(f"/wall?charts={ranking}")
    expect(page.locator(".wall img.turning[src]")).to_be_visible()
    save(page, "wall")


def picture_files(office: Office) -> None:
    """Save what is taken away: a chart as a picture, and a slide as LibreOffice shows it."""
    made = office.folder / "files"
    command = (sys.executable, "manage.py", "--config", office.folder / "config.yaml", "export")
    for kind in ("png", "pptx"):
        options = ("--format", kind, "--title", "9月情况", "--out", made)
        subprocess.run([*command, CHOSEN[0], *options], cwd=ROOT, check=True, capture_output=True)
    (chart,), (deck,) = made.glob("*.png"), made.glob("*.pptx")
    write_picture(Image.open(chart), "picture", FILE_WIDTH)
    pdf, slide = made / "slides.pdf", made / "slide"
    pdf.write_bytes(converted(deck.read_bytes(), "pptx", made))
    page = (
        "-f",
        "2",
        "-l",
        "2",
        "-singlefile",
        "-scale-to-x",
        str(FILE_WIDTH),
        "-scale-to-y",
        "-1",
    )
    subprocess.run(["pdftoppm", *page, "-png", pdf, slide], check=True)
    write_picture(Image.open(slide.with_suffix(".png")), "slide")


def picture_staff(office: Office, links: dict[str, str]) -> None:
    """Save what staff see, from signing in to what waits for a reviewer.

    `links` are the paths of the accounts' one-time links, by name.
    """
    phone = office.person(FORM)
    phone.goto("/sign-in")
    save(phone, "sign-in")
    county = signed_in(office, links["county-clerk"])
    uploaded(county, office.folder / "try" / WORKBOOK)
    drawn(county)
    save(county, "upload-problems")
    staff = signed_in(office, links["city-clerk"])
    staff.goto("/upload")
    drawn(staff)
    save(staff, "upload")
    changed = office.folder / "9月订正.xlsx"
    changed.write_bytes(write_xlsx([SheetToWrite("订正", CORRECTION)]))
    uploaded(staff, changed)
    staff.locator(".st-key-to-changes button").click()
    expect(staff.get_by_label("发布理由")).to_be_visible()
    settle(staff)
    save(staff, "upload-changes")
    read_report(staff, (office.folder / "try" / REPORT).read_text("utf-8"))
    save(staff, "report")
    reviewer = signed_in(office, links["reviewer"])
    reviewer.goto("/review?show=figures")
    expect(reviewer.get_by_role("checkbox").first).to_be_visible()
    drawn(reviewer)
    save(reviewer, "review")
    admin = signed_in(office, links["admin"])
    admin.goto("/staff")
    drawn(admin)
    save(admin, "staff")


def signed_in(office: Office, link: str) -> Page:
    """Return the browser of somebody who has chosen a password by their one-time link."""
    page = office.person()
    page.goto(link)
    set_password(page, "设置并登录")
    return page


def read_report(staff: Page, text: str) -> None:
    """Paste a report and have it read."""
    staff.goto("/report")
    drawn(staff)
    staff.get_by_role("spinbutton").first.focus()
    staff.keyboard.type("20251012")
    staff.keyboard.press("Tab")
    staff.get_by_label("报道全文").fill(text)
    staff.get_by_label("发布单位").fill("云川日报")
    staff.get_by_label("报道标题").fill("工会服务送到职工身边")
    staff.get_by_label("报道标题").press("Tab")
    button = staff.get_by_role("button", name="读取", exact=True)
    expect(button).to_be_enabled()
    button.click()
    expect(staff.locator(".quantity-mark")).to_have_count(10)
    drawn(staff)


def prepare(folder: Path) -> dict[str, str]:
    """Make the demonstration with an administrator; return the paths of one-time links by name."""
    made = make_demonstration(folder)
    database = open_workspace(load_settings(folder / "config.yaml")).database
    operator = auth.operator_actor(database, "pictures")
    admin = auth.create_account(operator, "admin", "演示管理员", auth.Role.ADMIN)
    links = (*made.links, auth.issue_invitation(operator, admin.seen))
    database.close()
    return {link.name: f"/claim?token={link.token}" for link in links}


def main() -> None:
    """Save every picture of the manual."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, launched() as browser:
        folder = Path(place) / "demo"
        links = prepare(folder)
        with serving(ROOT / "app.py", folder) as url:
            office = Office(url, folder, browser)
            picture_readers(office)
            picture_presenters(office)
            picture_files(office)
            picture_staff(office, links)
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
