"""What belongs to a new page, form, ending, export or download is named here where it is missing.

Every other test walks the one list of its thing: `app_pages/pages.py`, `charts/chart_forms.py`,
`file_formats/detect_format.py`, `exports.FORMATS`, `exports.data.DOWNLOAD_KINDS`.
"""

import pytest

from app_pages import pages as pages_app_pages
from app_pages.pages import list_scripts
from charts.catalogue import INDICATOR_CHARTS
from charts.chart import Form
from charts.chart_forms import GENERAL_FORMS
from charts.render import plotly
from exports import FORMATS, data
from exports.slides import pptx_writer
from file_formats import detect_format
from locales import LANGUAGES, Language
from settings import load_settings
from tests.helpers.listed_words import names_of_pages, unsaid
from tests.helpers.source_tree import ROOT


def test_every_page_is_in_the_one_list_and_every_listed_page_is_there() -> None:
    listed = [
        *pages_app_pages.READERS,
        pages_app_pages.TOPIC,
        *pages_app_pages.LINKED,
        *pages_app_pages.STAFF,
    ]
    folder = ROOT / "app_pages"
    there = {*folder.glob("*.py"), *folder.glob("*/page.py")} - {
        folder / f"{name}.py"
        for name in ("__init__", "health", "page_layout", "pages", "startup", "warm_up")
    }
    assert sorted(folder / script for script in list_scripts()) == sorted(there)
    assert (
        set(listed) & {topic.topic for topic in load_settings(ROOT / "config.yaml").topics} == set()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_listed_is_named_in_words(language: Language) -> None:
    assert (
        unsaid(
            language,
            [
                *names_of_pages(),
                *(f"pages.form_{form}" for form in GENERAL_FORMS),
                *(f"pages.format_{kind}" for kind in FORMATS),
                *(f"pages.download_{kind}" for kind in data.DOWNLOAD_KINDS),
                *(f"pages.download_{kind}_about" for kind in data.DOWNLOAD_KINDS),
                *(f"exports.download_{kind}" for kind in data.DOWNLOAD_KINDS),
            ],
        )
        == []
    )


def test_every_form_of_a_chart_is_drawn_and_becomes_a_slide() -> None:
    assert [form for form in Form if form not in plotly.DRAWING_FUNCTIONS] == []
    assert [form for form in Form if form not in pptx_writer.CHART_WRITERS] == []


def test_every_form_of_an_indicator_is_made_and_explained() -> None:
    assert tuple(INDICATOR_CHARTS) == GENERAL_FORMS
    for text in ("config.yaml", "CONTRIBUTING.md"):
        said = (ROOT / text).read_text("utf-8").replace(" or ", ", ")
        assert ", ".join(GENERAL_FORMS) in said, text


def test_every_ending_that_is_taken_stands_for_a_format() -> None:
    assert [
        each
        for each in (*detect_format.TABLE_ENDINGS, *detect_format.REPORT_ENDINGS)
        if each not in detect_format.ENDINGS
    ] == []
    assert {
        detect_format.ENDINGS[each]
        for each in detect_format.ENDINGS
        if each not in detect_format.TABLE_ENDINGS
    } == {detect_format.ENDINGS[each] for each in detect_format.REPORT_ENDINGS} - {"csv"}
