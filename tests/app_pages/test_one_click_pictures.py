"""Pictures that the reader's own browser makes with one click, from every chart."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect
from pptx import Presentation

from tests.helpers.settled_pages import settle

BOX = """() => { for (const each of document.querySelectorAll("[data-drawing]"))
    each.dataset.drawing = each.dataset.drawing.replace(/[\\u2e80-\\u9fff]/g, "\\ue000"); }"""


@pytest.fixture(scope="module", params=["zh", "en"])
def topic(request, readers, server):
    """A topic's page on a dark screen, opened once a language."""
    page = readers("dark", 1440).new_page()
    faults = []
    page.on("console", lambda m: m.type == "error" and faults.append(m.text))
    page.goto(f"{server}/new_employment?lang={request.param}")
    settle(page)
    page.locator(".st-key-reported-charts summary").click()
    page.locator("button[data-take=png]").first.wait_for()
    settle(page)
    yield page, request.param
    page.close()
    assert faults == []


def taken(page, kind, at=0):
    """Click the button of a chart; give the file's name and bytes."""
    with page.expect_download() as waiting:
        page.locator(f"button[data-take={kind}]").nth(at).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_a_png_is_white_sharp_and_named_after_chart_and_period(topic):
    page, language = topic
    name, data = taken(page, "png")
    expected = {"zh": "2024年各项目资金.png"}
    assert name == expected.get(language, name)
    assert name.endswith(".png")
    assert ("2024" in name, "年" in name) == (True, language == "zh")
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    assert picture.width in (1919, 1920)
    assert picture.getpixel((2, 2)) == (255, 255, 255)
    assert sum(picture.convert("L").histogram()[:100]) > 5000


def test_an_svg_holds_title_finding_unit_source_and_release_and_nothing_that_runs(topic):
    page, language = topic
    chart = page.locator(".st-key-chart-funds_by_programme")
    _, data = taken(page, "svg")
    text = "".join("".join(ElementTree.fromstring(data).itertext()).split())
    for shown in (".chart-head h3", ".finding", ".unit"):
        assert "".join(chart.locator(shown).inner_text().split()) in text
    assert {"zh": "·第1版", "en": "·Release1"}[language] in text
    assert b"<script" not in data
    assert b"http" not in data.replace(b"http://www.w3.org/", b"")


def test_chinese_letters_are_letters_and_not_boxes(topic):
    page, language = topic
    if language == "en":
        return
    _, right = taken(page, "png")
    page.evaluate(BOX)
    _, boxes = taken(page, "png")
    one, other = (Image.open(io.BytesIO(each)).convert("L") for each in (right, boxes))
    different = ImageChops.difference(one, other).point(lambda v: 255 * (v > 40))
    assert different.histogram()[255] / (one.width * one.height) > 0.005


def test_the_buttons_are_reached_by_keyboard_and_named_after_their_chart(topic):
    page, language = topic
    title = page.locator(".chart-head h3").first.inner_text()
    kind = {"zh": "PNG图片：", "en": "PNG picture: "}[language]
    button = page.get_by_role("button", name=f"{kind}{title}", exact=True)
    button.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".png")


def test_a_phone_shows_the_buttons_large_enough_for_a_thumb(visit):
    page = visit("/chart", width=375, name="honours")
    for kind in ("png", "svg"):
        button = page.locator(f"button[data-take={kind}]")
        expect(button).to_be_visible()
        assert button.bounding_box()["height"] >= 24
    name, data = taken(page, "svg")
    assert name.startswith("彭水苗族土家族自治县2024年11月志愿帮扶队中的劳动模范")
    assert b"<svg" in data[:400]


def test_charts_chosen_on_several_pages_stand_in_the_presentation_together(visit):
    page = visit("/chart", name="supervision_organisations")
    page.evaluate("localStorage.clear()")
    page.get_by_role("link", name="加入汇报材料").first.click()
    expect(page.locator("a.tray")).to_have_text("汇报材料（1）")
    page.goto(page.url.split("?")[0] + "?name=honours")
    page.get_by_role("link", name="加入汇报材料").first.click()
    expect(page.get_by_role("link", name="已加入汇报材料").first).to_be_visible()
    page.locator("a.tray").click()
    expect(page.locator("h1")).to_have_text("汇报展示")
    expect(page.locator(".previews img[src]")).to_have_count(2)
    first = page.locator(".previews img").first
    assert first.get_attribute("alt").startswith("劳动法律监督组织")
    page.get_by_role("button", name="移除").first.click()
    expect(page.locator(".previews img[src]")).to_have_count(1)
    page.goto(page.url.split("/present")[0] + "/progress")
    expect(page.locator("a.tray")).to_have_text("汇报材料（1）")


def test_a_link_to_other_charts_leaves_the_chosen_ones_as_they_are(visit):
    page = visit("/chart", name="honours")
    page.evaluate("localStorage.clear()")
    page.get_by_role("link", name="加入汇报材料").first.click()
    page.goto(page.url.split("/chart")[0] + "/present?charts=supervision_notices")
    expect(page.locator(".previews img[src]")).to_have_count(1)
    page.goto(page.url.split("/present")[0] + "/progress")
    expect(page.locator("a.tray")).to_have_text("汇报材料（1）")


def test_a_slide_has_the_title_that_was_written_for_it(visit):
    page = visit("/present", charts="supervision_notices")
    field = page.get_by_label("第1张的标题")
    field.fill("提示函：各地发出177份")
    field.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("button", name="生成PPTX演示文稿").click()
    deck = Presentation(download.value.path())
    assert [slide.shapes.title.text for slide in deck.slides] == ["提示函：各地发出177份"]
