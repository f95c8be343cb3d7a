"""The manual's pictures: `make pictures` works in a served dashboard and saves what it sees.

The dashboard starts on the report's figures. What the report does not have (months, a target) is
published after it as an example, under a source that says so.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect

from file_formats.yaml import dump_yaml
from tests.helpers.chromium import launched
from tests.helpers.report_copy import REPORT, ROOT
from tests.helpers.servers import own_config, serving
from tests.helpers.settled_pages import settle
from tests.helpers.staff_pages import (
    Desk,
    administrator,
    drawn,
    funds,
    invited,
    step,
    uploaded,
    workbook,
)

Theme = Literal["light", "dark"]
PICTURES = ROOT / "docs" / "manual" / "pictures"
WIDE, PHONE, FORM = (1280, 800), (390, 844), (390, 460)
MARGIN = 16
COLOURS = 128
"""A picture keeps so many colours, which makes its file a third as large."""
NOTICES = {"330203": (14, 17), "330205": (9, 11), "330212": (12, 11), "330281": (10, 12)}
"""Supervision notices a month in four districts of Ningbo: last year and this year."""
REPORT_TEXT = """宁波发出提示函二百余份
本报讯（记者 苏青）12月2日，记者从宁波市总工会获悉，今年1月至9月，全市工会共发出劳动法律\
监督提示函177份，推动解决典型问题41个。截至11月底，当地各处已建成户外劳动者书屋1200余个，上半年培训劳动法律监督员2016人。
安徽工匠学院开班
本报讯（记者 方野）安徽工匠学院今年开设班次18期，培训产业工人3600余人次。"""


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
    taken = take_when_still(page, clip)
    image = Image.open(BytesIO(taken)).convert("RGB")
    small = image.quantize(COLOURS, dither=Image.Dither.NONE)
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


def write_example(folder: Path) -> Path:
    """Write tables of monthly figures, their targets and their source, as staff bring them."""
    shutil.copytree(REPORT, folder)
    text = (folder / "indicators.yaml").read_text("utf-8")
    target = {
        "code": "supervision_notices_target",
        "name": {"zh": "劳动法律监督提示函目标", "en": "Target: supervision notices"},
        "definition": {"zh": "全年计划发出的提示函份数。", "en": "Notices planned for the year."},
        "unit": {"zh": "份", "en": "notices"},
        "classifiers": ["份"],
        "topic": "supervision",
        "kind": "target",
        "target_for": "supervision_notices",
        "aggregation": "none",
        "terms": [],
    }
    (folder / "indicators.yaml").write_text(f"{text}{dump_yaml([target]).decode()}", "utf-8")
    source = {
        "id": "example",
        "producer": {"zh": "示例", "en": "Example"},
        "title": {"zh": "填报示例", "en": "Example of a return"},
        "date_published": "2024-10-08",
        "citation": {"zh": "填报示例，2024年10月8日。", "en": "Example, 8 October 2024."},
    }
    text = (folder / "sources.yaml").read_text("utf-8")
    (folder / "sources.yaml").write_text(f"{text}{dump_yaml([source]).decode()}", "utf-8")
    with (folder / "figures.csv").open("a", encoding="utf-8") as figures:
        figures.writelines(f"{row}\n" for row in example_rows())
    return folder


def example_rows() -> Iterator[str]:
    """Write the rows of the example: each district's months of two years, and its target."""
    for area, (before, now) in NOTICES.items():
        months = [(2023, month, before) for month in range(1, 13)]
        months += [(2024, month, now) for month in range(1, 10)]
        for year, month, usual in months:
            count = f"{usual + (month * 7 + int(area)) % 5}份"
            period = f"{year}-{month:02d}"
            yield f"supervision_notices,,{area},,{period},{count},,,,,,example,表{month},"
        yield f"supervision_notices_target,,{area},,2024,{before * 14}份,,,,,,example,表1,"


def publish_example(office: Office) -> None:
    """Publish the example as the second release, from the command line."""
    subprocess.run(
        [
            *(sys.executable, "manage.py", "--config", office.folder / "config.yaml", "publish"),
            *(write_example(office.folder / "example"), "--by", "wangfang"),
            *("--reason", "补报2023年、2024年各月（示例）"),
        ],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def picture_readers(office: Office) -> None:
    """Save what leaders see."""
    save(office.open("/"), "overview")
    save(office.open("/", PHONE), "overview-phone")
    save(office.open("/new_employment"), "topic")
    save(office.open("/new_employment?lang=en", theme="dark"), "topic-en-dark")
    page = office.open("/")
    page.get_by_role("button", name="出处").nth(2).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settle(page)
    save(page, "figure")


def picture_months(office: Office) -> None:
    """Save what leaders see once months are published."""
    save(office.open("/progress?through=2024-09&indicators=supervision_notices"), "progress")
    save(office.open("/explore?indicator=supervision_notices&form=bar&periods=2024-09"), "explore")
    save(office.open("/data?show=figures"), "data")
    save(office.open("/history"), "history")


def picture_presenters(office: Office) -> None:
    """Save what presenters see."""
    page = office.open("/new_employment")
    save(page, "chart", page.locator(".st-key-chart-funds_by_programme"))
    page = office.open("/present?charts=funds_by_programme&charts=prize_winners&title=11月情况")
    save(page, "present")
    page = office.person()
    page.goto("/wall?charts=funds_by_programme")
    expect(page.locator(".wall img.turning[src]")).to_be_visible()
    save(page, "wall")


def picture_staff(office: Office, admin: Page) -> None:
    """Save what staff see, from signing in to a draft that waits."""
    phone = office.person(FORM)
    phone.goto("/sign-in")
    save(phone, "sign-in")
    staff = invited(office, admin, "李华", "填报人")
    staff.goto("/upload")
    drawn(staff)
    save(staff, "upload")
    wrong = workbook(office.folder, "十月.xlsx", funds("2500万余元", "昨天的报纸"))
    uploaded(staff, wrong)
    drawn(staff)
    save(staff, "upload-problems")
    staff.get_by_role("button", name="更换文件").click()
    right = workbook(office.folder, "十月.xlsx", funds("2500万余元"))
    staff.locator("input[type=file]").first.set_input_files(right)
    expect(staff.get_by_text("错误0处")).to_be_visible()
    step(staff, "3 变化")
    settle(staff)
    save(staff, "upload-changes")
    read_report(staff)
    save(staff, "report")
    reviewer = invited(office, admin, "张伟", "审核人")
    reviewer.goto("/review?show=figures")
    expect(reviewer.get_by_role("checkbox").first).to_be_visible()
    drawn(reviewer)
    save(reviewer, "review")
    admin.goto("/staff")
    drawn(admin)
    save(admin, "staff")


def read_report(staff: Page) -> None:
    """Paste a report and have it read."""
    staff.goto("/report")
    drawn(staff)
    staff.get_by_role("spinbutton").first.focus()
    staff.keyboard.type("20241203")
    staff.keyboard.press("Tab")
    staff.get_by_label("报道全文").fill(REPORT_TEXT)
    staff.get_by_label("发布单位").fill("甬江工会报")
    staff.get_by_label("报道标题").fill("提示函再增")
    staff.get_by_label("报道标题").press("Tab")
    button = staff.get_by_role("button", name="读取", exact=True)
    expect(button).to_be_enabled()
    button.click()
    expect(staff.locator(".quantity-mark")).to_have_count(5)
    drawn(staff)


def main() -> None:
    """Save every picture of the manual."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, launched() as browser:
        folder = Path(place)
        own_config(folder)
        with serving(ROOT / "app.py", folder) as url:
            office = Office(url, folder, browser)
            admin = administrator(office)
            picture_readers(office)
            picture_presenters(office)
            publish_example(office)
            picture_months(office)
            picture_staff(office, admin)
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
