"""The Present page: choosing, ordering, looking, building; the address keeps it all."""

import io
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from pptx import Presentation

from exports import FORMATS, Format
from locales import Words
from tests.helpers.settled_pages import settle

# What a format is called and begins with, where it is not the title and its own ending.
MADE: dict[Format, tuple[str, bytes]] = {
    "pptx": ("九月例会.pptx", b"PK"),
    "png": ("九月例会.zip", b"PK"),
    "svg": ("九月例会.zip", b"PK"),
    "pdf": ("九月例会.pdf", b"%PDF"),
    "docx": ("九月例会.docx", b"PK"),
    "html": ("九月例会.html", b"<!DOCTYPE"),
    "xlsx": ("九月例会.xlsx", b"PK"),
    "zip": ("九月例会.zip", b"PK"),
}


def query(page):
    return parse_qs(urlsplit(page.url).query)


def built(page, button):
    """Click a format; the file comes by itself."""
    with page.expect_download(timeout=120_000) as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


@pytest.fixture(scope="module")
def deck(readers, server):
    """A presentation of two charts with a title, opened once."""
    page = readers("light", 1440).new_page()
    page.goto(f"{server}/present?charts=honours&charts=supervision_coverage&title=九月例会")
    settle(page)
    yield page
    page.close()


def test_a_topic_is_chosen_whole_and_put_in_order(visit):
    page = visit("/present")
    expect(page.locator("p.empty")).to_have_text("请先选择图表。")
    expect(page.get_by_role("button", name="生成PPTX演示文稿")).to_be_disabled()
    page.get_by_label("选择专题或图表").click()
    page.get_by_role("option", name="专题：新就业形态（4张图）").click()
    expect(page.locator(".previews img[src]")).to_have_count(4)
    names = page.locator('[class*="st-key-chosen-"] input')
    first, second = (names.nth(n).input_value() for n in (0, 1))
    page.get_by_role("button", name="下移", exact=True).first.click()
    expect(names.nth(0)).to_have_value(second)
    expect(names.nth(1)).to_have_value(first)
    page.get_by_role("button", name="移除", exact=True).nth(2).click()
    expect(page.locator(".previews img[src]")).to_have_count(3)
    assert query(page)["charts"] == [
        "service_projects",
        "funds_by_programme",
        "per_contract_and_person",
    ]


def test_the_choice_is_in_the_address_and_opens_again(visit):
    page = visit("/present", charts="honours")
    page.get_by_label("标题", exact=True).fill("十月例会")
    page.get_by_label("标题", exact=True).press("Enter")
    for label, option in (("底色", "深色"), ("尺寸", "方形 1:1"), ("文字", "English")):
        page.get_by_label(label, exact=True).click()
        page.get_by_role("option", name=option).click()
        settle(page)
    page.get_by_text("透明背景").click()
    page.get_by_text("注明数据来源").click()
    page.wait_for_url("**source=none**")
    kept = {name: value[0] for name, value in query(page).items()}
    assert kept == {
        "charts": "honours",
        "title": "十月例会",
        "theme": "dark",
        "size": "square",
        "in": "en",
        "ground": "none",
        "source": "none",
    }
    again = visit("/present", **kept)
    image = again.locator(".previews.dark.checked img[src]")
    expect(image).to_have_count(1)
    assert image.get_attribute("alt").isascii()
    width, height = image.evaluate("(i) => [i.naturalWidth, i.naturalHeight]")
    assert abs(width - height) <= 1
    assert "Source" not in image.get_attribute("data-drawing")
    expect(again.get_by_label("标题", exact=True)).to_have_value("十月例会")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_built_and_handed_over_by_one_click(deck, kind):
    name, data = built(deck, Words("zh").say(f"pages.format_{kind}"))
    title, beginning = MADE.get(kind, (f"九月例会.{kind}", b""))
    assert (name, data[: len(beginning)]) == (title, beginning)
    assert data
    expect(deck.locator(".said.done")).to_have_text(f"已生成：{name}")
    assert query(deck)["since"] == ["1"]
    if name.endswith(".pptx"):
        slides = Presentation(io.BytesIO(data)).slides
        assert len(slides) == 3
        assert slides[0].shapes.title.text == "九月例会"
    if name.endswith(".zip"):
        held = zipfile.ZipFile(io.BytesIO(data)).namelist()
        assert len(held) == {"png": 2, "svg": 2}.get(kind, len(held))
        assert all(ord(max(each)) > 0x4E00 for each in held)


def test_there_is_one_primary_button(deck):
    assert deck.locator('button[kind="primary"]').count() == 1


def test_what_is_unknown_is_said_and_left_out(visit):
    page = visit("/present?charts=nothing&charts=honours&size=none&in=xx&since=-1")
    expect(page.locator(".previews img[src]")).to_have_count(1)
    expect(page.locator('[class*="st-key-chosen-0"] p').first).to_contain_text("没有这张图。")
