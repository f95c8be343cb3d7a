"""One chart a view on the whole screen, one chart a page on paper."""

import io
import unicodedata

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.helpers.settled_pages import settle

TITLES = [
    "工作流程",
    "报道点名的提示函",
    "劳动法律监督组织",
    "基层工会监督组织覆盖率",
    "收到提示函行业的从业规模",
]


def shown(page):
    return page.locator("dialog.show img[src]")


def test_arrow_keys_turn_the_charts_and_escape_leaves(visit):
    page = visit("/supervision")
    page.get_by_role("button", name=f"全屏放映：{TITLES[1]}").click()
    page.wait_for_function("document.fullscreenElement !== null")
    for key, title in (
        ("ArrowRight", TITLES[2]),
        ("ArrowRight", TITLES[3]),
        ("ArrowRight", TITLES[4]),
        ("ArrowRight", TITLES[4]),
        ("Home", TITLES[0]),
        ("End", TITLES[4]),
        ("ArrowLeft", TITLES[3]),
        ("PageUp", TITLES[2]),
        (" ", TITLES[3]),
    ):
        page.keyboard.press(key)
        expect(page.locator("dialog.show p span")).to_have_text(f"{TITLES.index(title) + 1} / 5")
        page.wait_for_function(
            "(title) => document.querySelector('dialog.show img').alt.startsWith(title)", arg=title
        )
    page.keyboard.press("Escape")
    expect(page.locator("dialog.show")).to_have_count(0)
    page.wait_for_function("document.fullscreenElement === null")


def test_type_is_large_and_the_chart_fills_the_screen(visit):
    page = visit("/supervision")
    page.get_by_role("button", name="全屏放映", exact=True).click()
    expect(shown(page)).to_have_count(1)
    image, width = page.evaluate(
        """() => { const i = document.querySelector("dialog.show img");
        return [i.getBoundingClientRect().width / i.naturalWidth, innerWidth]; }"""
    )
    assert width == 1440
    assert 14 * image >= 24  # the smallest text of a label, in CSS pixels
    page.get_by_role("button", name="下一张").click()
    expect(page.locator("dialog.show p span")).to_have_text("2 / 5")
    page.get_by_role("button", name="退出放映").click()
    expect(page.locator("dialog.show")).to_have_count(0)


def test_a_presentation_is_shown_in_its_own_look(visit, axe):
    page = visit("/present", charts="honours", theme="dark")
    expect(page.locator(".previews img[src]")).to_have_count(1)
    page.get_by_role("button", name="全屏放映", exact=True).click()
    expect(shown(page)).to_have_count(1)
    ground = page.locator("dialog.show > div").evaluate("(e) => e.style.background")
    assert ground == "rgb(20, 21, 23)"
    assert axe(page) == []


def test_print_gives_one_chart_a_page(visit):
    page = visit("/supervision")
    settle(page)
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    # A PDF gives some letters as their radicals: ⼯ for 工.
    texts = [unicodedata.normalize("NFKC", each.extract_text()) for each in printed]
    texts = ["".join(text.split()) for text in texts]
    at = [next(n for n, text in enumerate(texts) if title in text) for title in TITLES[1:]]
    assert at == [1, 2, 3, 4]  # the steps of the programme stand on the first
    for number, title in zip(at, TITLES[1:], strict=True):
        assert texts[number].startswith(title)
        assert "数据来源" in texts[number]
    assert [text for text in texts if "PNG图片" in text or "自助分析" in text] == []
    for each in printed:
        assert each.mediabox.width > each.mediabox.height
