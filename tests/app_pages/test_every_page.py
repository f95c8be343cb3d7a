"""Every page, in both languages: drawn, worded, reachable for everybody."""

import re
from itertools import product

import pytest
from playwright.sync_api import expect

from tests.helpers.chromium import faults_of
from tests.helpers.reader_pages import PATHS, TOPICS
from tests.helpers.settled_pages import beyond, settle, turn, turn_language, widths_of

CHARTS = {"/": 3, "/explore": 1, "/chart?name=funds_by_programme": 1}
CHARTS |= {f"/{topic}": len(charts) for topic, charts in TOPICS.items()}
PRESENT = "/present?charts=honours&charts=health_stations.bar&title=1"
PAGES = [*dict.fromkeys([*PATHS, *CHARTS, PRESENT])]
# Codes, formats and names that are written in Latin letters in Chinese too.
LATIN_IN_CHINESE = re.compile(
    r"GB/T|CSV|XLSX|Excel|SDMX|English|lcn|PNG|SVG|P(?:DF|PTX)|DOCX|HTML|ZIP|[a-z]+(_[a-z]+)+"
)
DRAWN = """(expected) =>
    document.querySelectorAll(".js-plotly-plot .cartesianlayer").length >= expected"""
WORDS = """() => [...document.querySelectorAll('[data-testid="stHtml"], h1, h2, h3')]
    .filter((e) => e.checkVisibility()).map((e) => e.innerText.replace(/\\s+/g, ' ').trim())
    .filter((text) => text)"""

FOLDED = ".st-key-reported-charts details:not([open]) summary"
"""The charts of reports on a page that tells of its indicators first."""
ADDRESSES = "(links) => links.map((link) => link.pathname)"


@pytest.fixture(scope="module")
def tab(readers):
    """A tab, what has gone wrong in it, and the pages that it has opened, newest last."""
    page = readers("light", 1440).new_page()
    yield page, faults_of(page), []
    page.close()


@pytest.fixture(scope="module", params=product(PAGES, ("zh", "en")), ids=" ".join)
def opened(request, tab, server):
    """One page in one language, opened once for all that is asked of it, and its words then.

    Each test gives it the width that it asks about; a console error, an uncaught exception or a
    foreign request fails the last one. A page that stands open in Chinese turns English.
    """
    path, lang = request.param
    page, faults, visited = tab
    asked = path if lang == "zh" else f"{path}{'&' if '?' in path else '?'}lang={lang}"
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    if visited[-1:] == [path]:
        turn_language(page, asked, "en-GB")
    else:
        page.goto(server + asked)
        settle(page)
    visited.append(path)
    if page.locator(FOLDED).count():
        page.locator(FOLDED).click()
        page.wait_for_function(DRAWN, arg=CHARTS.get(path, 0))
        settle(page)
    yield page, path, lang, page.evaluate(WORDS)
    assert faults == []


def test_every_page_that_the_bar_leads_to_is_looked_at(visit):
    page = visit()
    addresses = page.locator("[data-testid=stTopNavLink]").evaluate_all(ADDRESSES)
    for section in page.locator("[data-testid=stTopNavSection]").all():
        section.click()
        links = page.locator("[data-testid=stTopNavDropdownLink]")
        links.first.wait_for()
        addresses += links.evaluate_all(ADDRESSES)
        page.keyboard.press("Escape")
        expect(links).to_have_count(0)
    assert sorted(addresses) == sorted(PATHS)


def test_a_page_draws_its_charts_in_its_language(opened):
    page, path, lang, _ = opened
    page.wait_for_function(DRAWN, arg=CHARTS.get(path, 0))
    assert page.locator("h1").count() == 1
    drawn = page.locator('[class*="st-key-chart-"]:not([class*="-flow-"]):has(.js-plotly-plot)')
    for kind in ("png", "svg"):
        assert drawn.locator(f"button[data-take={kind}]").count() == drawn.count()
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en-GB"}[lang]
    text = page.locator('[data-testid="stMain"]').inner_text()
    assert "nan" not in text.lower().split()
    if lang == "en":
        assert set(re.findall(r"[一-鿿]+", text)) <= {"中文"}
    else:
        assert re.findall(r"[A-Za-z]{2,}", LATIN_IN_CHINESE.sub("", text)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_for_assistive_technology(opened, axe, scheme):
    page, _, lang, _ = opened
    turn(page, scheme)
    for width in widths_of(scheme, lang):
        widen(page, width)
        assert axe(page, colours_only=scheme == "dark") == [], width


def test_twice_as_large_nothing_is_lost(opened):
    """At 200 % a screen of 1440 pixels is 720 wide: the same words, none beside the page."""
    page, _, _, wide = opened
    assert wide
    widen(page, 720)
    assert beyond(page, 720) == []
    assert page.evaluate(WORDS) == wide


def test_a_phone_needs_no_sideways_scrolling(opened):
    page = opened[0]
    widen(page, 375)
    assert beyond(page, 375) == []


def widen(page, width):
    """Give an open page another width and wait until it stands."""
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)
