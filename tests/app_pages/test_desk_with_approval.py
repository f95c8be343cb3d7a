"""With approval a second person decides; a county's staff touch their own county alone."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.helpers.report_copy import CONFIG
from tests.helpers.servers import ROOT, serving
from tests.helpers.staff_pages import Desk, drawn, invited, uploaded

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
HEADER = "indicator,programme,ref_area,time_period,as_reported,source,locator"
HAISHU, JIANGBEI = "330203", "330205"


@pytest.fixture(scope="module")
def workspace(first_release, tmp_path_factory, browser):
    folder = tmp_path_factory.mktemp("approval")
    shutil.copytree(first_release, folder / "store")
    config = CONFIG.read_text("utf-8")
    assert config.count("approval: false") == 1
    config = config.replace("approval: false", "approval: true")
    (folder / "config.yaml").write_text(config, "utf-8")
    with serving(ROOT / "app.py", folder) as url:
        yield Desk(url, folder, browser)
    assert "Traceback" not in (folder / "server.log").read_text()


@pytest.fixture(scope="module")
def county(workspace, admin):
    return invited(workspace, admin, "haishu", "填报人", HAISHU)


@pytest.fixture(scope="module")
def reviewer(workspace, admin):
    return invited(workspace, admin, "ningbo", "审核人", "330200")


def table(workspace, *areas: str):
    path = workspace.folder / f"{'-'.join(areas)}.csv"
    rows = [
        f"supervision_notices,ningbo-supervision,{area},2024-10,12份,page-2024-11-05,¶9"
        for area in areas
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return path


def changes(page) -> None:
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_label("发布理由")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)


def submit(page, reason: str) -> None:
    page.get_by_label("发布理由").fill(reason)
    page.get_by_label("发布理由").press("Control+Enter")
    page.get_by_role("button", name="送审").click()
    expect(page.locator("p.said.done")).to_have_text("已送审。")


def attach(page, name: str) -> None:
    """Attach a picture as a proof; the menu stays open while the page is drawn with it."""
    page.get_by_role("button", name="高级").click()
    page.locator("input[type=file]").last.set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": PICTURE}
    )
    expect(page.get_by_text("尚未附佐证材料")).to_have_count(0)
    expect(page.get_by_role("button", name="撤销上一步")).to_be_enabled()
    drawn(page)
    expect(page.get_by_text(name, exact=True)).to_be_visible()
    page.keyboard.press("Escape")


def test_another_county_is_refused_by_name(workspace, county):
    uploaded(county, table(workspace, HAISHU, JIANGBEI))
    expect(county.locator(".st-key-rail .point")).to_contain_text("不在你的填报范围")


def test_a_submission_is_returned_then_accepted(workspace, county, reviewer):
    uploaded(county, table(workspace, HAISHU))
    changes(county)
    submit(county, "10月数据")
    draft = county.url
    reviewer.goto("/review")
    drawn(reviewer)
    reviewer.get_by_role("link", name=f"{HAISHU}.csv").click()
    expect(reviewer.locator("tbody tr")).to_have_count(1)
    reviewer.get_by_label("退回理由").fill("请附盖章件")
    reviewer.get_by_label("退回理由").press("Enter")
    reviewer.get_by_role("button", name="退回", exact=True).click()
    expect(reviewer.locator("p.said.done")).to_have_text("已退回。")
    county.goto(draft)
    drawn(county)
    expect(county.locator("p.said.refused")).to_contain_text("请附盖章件")
    county.get_by_role("link", name="返回表格").click()
    expect(county.locator(".st-key-upload-foot .sum")).to_be_visible()
    drawn(county)
    attach(county, "盖章件.png")
    county.get_by_role("button", name="送审").click()
    submit(county, "10月数据，已附盖章件")
    reviewer.goto("/review")
    drawn(reviewer)
    reviewer.get_by_role("link", name=f"{HAISHU}.csv").click()
    with reviewer.expect_download() as waiting:
        reviewer.get_by_role("button", name="盖章件.png").click()
    assert waiting.value.path().read_bytes() == PICTURE
    reviewer.get_by_role("button", name="审核通过并发布").click()
    expect(reviewer.locator("p.said.done")).to_have_text("已审核通过并发布。")
    expect(reviewer.locator("p.state")).to_contain_text("第2版")
    # Who accepted, who wrote and what happened stand in the audit trail.


def test_the_trail_and_a_session_ended_at_once(workspace, admin, county):
    admin.goto("/staff?show=audit")
    drawn(admin)
    expect(admin.locator("p.said.done")).to_have_text("操作日志完整，未被改动。")
    rows = admin.locator("tbody")
    for event in ("送审", "退回", "审核通过", "发布"):
        expect(rows).to_contain_text(event)
    county.goto("/upload")
    drawn(county)
    admin.goto("/staff")
    drawn(admin)
    admin.get_by_role("combobox", name="账号").click()
    admin.get_by_role("option", name="haishu").click()
    admin.wait_for_url("**account=**")
    drawn(admin)
    admin.get_by_role("button", name="停用", exact=True).click()
    expect(admin.locator("p.said.done")).to_contain_text("账号haishu已修改")
    # The page that is still open does nothing any more.
    county.get_by_text("只新增").click()
    expect(county.get_by_text("登录已失效")).to_be_visible()
