"""Every page, in both languages: drawn, worded, reachable for everybody."""

import re
from itertools import product

import pytest

from tests.helpers.chromium import foreign
from tests.helpers.reader_pages import PATHS, TOPICS
from tests.helpers.settled_pages import beyond, settle, turn, widths_of

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


@pytest.fixture(scope="module", params=product(PAGES, ("zh", "en")), ids=" ".join)
def opened(request, browser, server):
    """One page in one language, opened once for all that is asked of it."""
    path, lang = request.param
    asked = path if lang == "zh" else f"{path}{'&' if '?' in path else '?'}lang={lang}"
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults = []
    page.on("console", lambda m: m.type == "error" and faults.append(m.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: foreign(r.url) and faults.append(r.url))
    page.goto(server + asked)
    settle(page)
    yield page, path, lang
    context.close()
    assert faults == []


def test_a_page_draws_its_charts_in_its_language(opened):
    page, path, lang = opened
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
    page, _, lang = opened
    turn(page, scheme)
    for width in widths_of(scheme, lang):
        widen(page, width)
        assert axe(page) == [], width
    widen(page, 1440)


def test_twice_as_large_nothing_is_lost(opened):
    """At 200 % a screen of 1440 pixels is 720 wide: the same words, none beside the page."""
    page = opened[0]
    wide = page.evaluate(WORDS)
    widen(page, 720)
    assert beyond(page, 720) == []
    assert page.evaluate(WORDS) == wide
    assert wide
    widen(page, 1440)


def widen(page, width):
    """Give an open page another width and wait until it stands."""
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)


def test_a_phone_needs_no_sideways_scrolling(opened):
    page = opened[0]
    page.set_viewport_size({"width": 375, "height": 800})
    settle(page)
    assert beyond(page, 375) == []
