"""The manual in a browser: a click from every page, readable on a phone, nothing from elsewhere."""

import pytest
from playwright.sync_api import expect

from tests.helpers.documents import MANUAL
from tests.helpers.settled_pages import settle

PAGES = [
    (language, "" if path.stem == "README" else path.stem)
    for language in ("zh", "en")
    for path in sorted((MANUAL / language).glob("*.md"))
]


def test_help_on_a_page_opens_the_manual_in_its_language(page, server):
    page.goto(f"{server}/progress?lang=en")
    settle(page)
    page.get_by_role("link", name="Help").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Manual")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("使用手册")
    page.get_by_role("link", name="数据填报").click()
    expect(page).to_have_url(f"{server}/manual/zh/upload")
    page.get_by_role("link", name="返回看板").click()
    settle(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_fits_is_whole_and_accessible(page, server, axe, width):
    page.set_viewport_size({"width": width, "height": 900})
    for language, name in PAGES:
        page.goto(f"{server}/manual/{language}/{name}")
        page.evaluate(
            """() => Promise.all([...document.images].map((each) => {
                each.loading = 'eager';  // one far below the window would wait for a reader
                return each.decode().catch(() => null); }))"""
        )
        unseen = "[...document.images].filter((each) => !each.naturalWidth).map((each) => each.src)"
        assert page.evaluate(unseen) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert axe(page) == [], name


def test_the_manual_is_read_in_the_dark(page, server, axe):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}/manual/zh/upload")
    assert axe(page) == []
