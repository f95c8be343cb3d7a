"""Each page names the browser's tab, so that tabs, bookmarks and the history differ."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("path", "language", "title"),
    [
        ("/", "zh", "总览 · 工会统计看板"),
        ("/data", "zh", "数据 · 工会统计看板"),
        ("/progress", "en", "Progress · Union Statistics Dashboard"),
        ("/supervision", "zh", "劳动法律监督 · 工会统计看板"),
        ("/chart?name=funds_by_programme", "zh", "各项目资金 · 工会统计看板"),
    ],
)
def test_the_tab_is_named_after_page_and_site(visit, path: str, language: str, title: str):
    name, _, query = path.partition("?")
    asked = dict([query.split("=")]) if query else {}
    expect(visit(name, lang=language, **asked)).to_have_title(title)


def test_the_name_follows_the_page_that_is_chosen(visit):
    page = visit("/data")
    page.get_by_test_id("stTopNavLink").get_by_text("版本").click()
    expect(page).to_have_title("版本 · 工会统计看板")
