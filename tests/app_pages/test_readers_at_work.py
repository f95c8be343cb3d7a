"""What readers do: trace a mark, filter, drill down, reopen an address, download."""

import csv
import io
import json
import zipfile
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from exports.data import DOWNLOAD_KINDS
from locales import Words
from tests.helpers.settled_pages import settle


def marks(page, chart):
    return page.locator(f".st-key-chart-{chart} .point path")


def panel(page):
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    return dialog


def click_mark(page, chart, index=0):
    """Click a mark where a reader would: the middle of it."""
    mark = marks(page, chart).nth(index)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_click_on_a_bar_opens_the_figure_behind_it(visit):
    page = visit("/")
    click_mark(page, "funds_by_programme")
    shown = panel(page)
    expect(shown).to_contain_text("2300万余元")
    expect(shown).to_contain_text("不少于2300万元、不足2400万元")
    expect(shown).to_contain_text("新疆新就业形态报道，第2段")
    expect(shown).to_contain_text("2024年1—11月")
    expect(shown).to_contain_text("第1版")


def test_the_same_mark_opens_again_after_the_panel_was_closed(visit):
    page = visit("/")
    for _ in range(3):
        click_mark(page, "funds_by_programme")
        panel(page)
        page.get_by_role("dialog").press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_derived_number_opens_its_formula_and_its_operands(visit):
    page = visit("/chart", name="per_contract_and_person", lang="en")
    click_mark(page, "per_contract_and_person", 5)
    shown = panel(page)
    expect(shown).to_contain_text("funds invested ÷ people offered services")
    expect(shown).to_contain_text("6.28 million yuan")
    expect(shown).to_contain_text("more than 60,000 people")


def test_a_card_leads_to_its_source(visit):
    page = visit("/")
    page.get_by_role("button", name="出处").first.click()
    expect(panel(page)).to_contain_text("宁波劳动法律监督报道，第9段")


def test_a_tile_leads_to_its_provinces_overview_and_the_address_keeps_it(visit):
    page = visit("/")
    click_mark(page, "province_tiles", 10)
    place = page.locator(".scope .where summary")
    expect(place).to_have_text("浙江省")
    assert parse_qs(urlsplit(page.url).query)["area"] == ["330000"]
    page.reload()
    expect(place).to_have_text("浙江省")
    page.go_back()
    expect(place).to_have_text("全国")


def test_an_address_reopens_what_was_explored_in_the_other_language(visit):
    page = visit("/explore")
    page.get_by_label("图形").click()
    page.get_by_role("option", name="点图").click()
    settle(page)
    page.wait_for_url("**form=dots**")
    query = dict(part.split("=") for part in urlsplit(page.url).query.split("&"))
    again = visit("/explore", lang="en", **query)
    expect(again.get_by_label("Form")).to_have_value("Dots with bounds")


def test_the_language_stays_from_page_to_page(visit):
    page = visit("/", lang="en")
    page.get_by_role("link", name="Data").click()
    expect(page.locator("h1")).to_have_text("Data")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_have_text("数据")


def test_a_figure_has_a_permanent_address(visit):
    key = "supervisors_trained.ningbo-supervision.330200..2024-01/2024-11"
    page = visit("/data", figure=key)
    expect(panel(page)).to_contain_text("4315人")


def test_searching_by_word_pinyin_and_code(visit):
    page = visit("/data")
    box = page.get_by_label("搜索")
    rows = page.locator("tbody tr")
    for asked, count in (("宁波 提示函", 1), ("pengshui", 5), ("650000", 7), ("nbs", 11)):
        box.fill(asked)
        box.press("Enter")
        expect(rows).to_have_count(count)


def test_downloads_hold_every_figure(visit):
    page = visit("/data", show="downloads")
    found = {}
    for kind in DOWNLOAD_KINDS:
        button = Words("zh").say(f"pages.download_{kind}")
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button, exact=True).click()
        found[waiting.value.suggested_filename] = waiting.value.path().read_bytes()
    data = dict(zip(DOWNLOAD_KINDS, found.values(), strict=True))
    assert all(data.values())
    assert data["csv"].startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data["csv"].decode("utf-8-sig"))))
    assert [row["原文数值"] for row in rows].count("2300万余元") == 1
    assert len(rows) == 49
    assert zipfile.is_zipfile(io.BytesIO(data["xlsx"]))
    assert len(data["sdmx"].decode("utf-8-sig").splitlines()) == 50
    with zipfile.ZipFile(io.BytesIO(data["package"])) as package:
        assert len(package.read("figures.csv").decode("utf-8-sig").splitlines()) == 50
        assert any(name.startswith("datapackage") for name in package.namelist())
    assert json.dumps(list(found), ensure_ascii=False).count("第1版") == len(DOWNLOAD_KINDS)
