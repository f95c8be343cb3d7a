"""The script for charts may come after the page: what stands already is seen to."""

from playwright.sync_api import expect

from tests.helpers.servers import ROOT

DRAWN = '{"name": "n", "alt": "图", "data": [], "layout": {}, "width": 9, "height": 9, "scale": 1}'


def test_a_preview_that_stands_before_the_script_is_painted(page):
    page.set_content(f"<img data-drawing='{DRAWN}' alt=''>")
    page.evaluate("window.Plotly = {toImage: async () => 'data:image/svg+xml,<svg/>'}")
    page.add_script_tag(path=ROOT / "server/browser/charts.js")
    expect(page.locator("img")).to_have_attribute("alt", "图")
