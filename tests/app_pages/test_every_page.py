"""Every page, in both languages: drawn, worded, reachable for everybody."""

import re

import pytest

from settings import load

TOPICS = [topic.topic for topic in load().topics]
PAGES = ["/", "/progress", "/explore", "/data", "/chart?name=funds_by_programme"]
PAGES += [f"/{topic}" for topic in TOPICS]
# Codes, formats and names that are written in Latin letters in Chinese too.
LATIN_IN_CHINESE = re.compile(r"GB/T|CSV|XLSX|Excel|SDMX|English|lcn|PNG|SVG|[a-z]+(_[a-z]+)+")


def with_language(path, lang):
    return path if lang == "zh" else path + ("&" if "?" in path else "?") + f"lang={lang}"


def charts_expected(path):
    topic = path.strip("/")
    chosen = {t.topic: len(t.charts) for t in load().topics}
    return chosen.get(
        topic, {"/": 3, "/explore": 1, "/chart?name=funds_by_programme": 1}.get(path, 0)
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_draws_its_charts_in_its_language(visit, path, lang):
    page = visit(with_language(path, lang))
    drawn = page.locator('[data-testid="stPlotlyChart"] .main-svg .plot')
    assert drawn.count() >= charts_expected(path)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en-GB"}[lang]
    text = page.locator('[data-testid="stMain"]').inner_text()
    assert "nan" not in text.lower().split()
    if lang == "en":
        assert re.findall(r"[一-鿿]+", text) == []
    else:
        assert re.findall(r"[A-Za-z]{2,}", LATIN_IN_CHINESE.sub("", text)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_for_assistive_technology(visit, axe, path, lang, scheme):
    assert axe(visit(with_language(path, lang), scheme=scheme)) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_needs_no_sideways_scrolling(visit, path):
    page = visit(path, width=375)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    wide = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stPlotlyChart"], h1, h2, h3, p')]
            .filter((e) => e.getBoundingClientRect().right > 376)
            .map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert wide == []
