"""演示数据 stands on whatever shows figures of the demonstration, and on nothing else."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from charts.catalogue import make_chart
from charts.chart import ChartData
from cli.exports import _build_chart_data, _build_site_content
from curation.code_names import read_code_names
from exports import ExportOptions, ExportRequest, build_bulletin, data, run_export, static_site
from exports.pictures.chart_image import compose_chart, iterate_texts
from file_formats import yaml
from ledger import Snapshot, open_store
from locales import LANGUAGES, Language, Words
from settings import load_settings
from tests.helpers.pages_in_process import Dashboard

MARKS: Mapping[Language, str] = {"zh": "演示数据", "en": "Demonstration data"}
PLAIN = ExportOptions(source_line=False)
CHARTS = ("hotline_calls.trend", "platform_workers_joined.ranking", "union_dues.trend")


def words_of(snapshot: Snapshot, language: Language) -> Words:
    """Words with the names of a release."""
    return Words(language, read_code_names(snapshot))


def chart_data(snapshot: Snapshot, language: Language) -> ChartData:
    """What charts of a release are made from."""
    return _build_chart_data(snapshot, words_of(snapshot, language))


def request_for(snapshot: Snapshot, language: Language, title: str = "") -> ExportRequest:
    """Some charts without their source line, and a bulletin of their topics."""
    made = chart_data(snapshot, language)
    return ExportRequest(
        tuple(make_chart(name, made) for name in CHARTS),
        made.words,
        snapshot.figures,
        title=title,
        bulletin=build_bulletin(["funds", "new_employment"], made),
        options=PLAIN,
    )


def parts_of(archive: bytes) -> str:
    """The text of every XML file of an Office document."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return "".join(opened.read(n).decode() for n in opened.namelist() if n.endswith(".xml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_of_every_page_has_the_mark_in_its_title(snapshot, language, city):
    made = chart_data(snapshot, language)
    addresses = load_settings(city / "config.yaml").chart_addresses()
    titles = [make_chart(address, made).title for _, address in addresses]
    assert len(titles) > 20
    assert [title for title in titles if MARKS[language] not in title] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_has_it_without_a_source_line(snapshot, language):
    chart = make_chart(CHARTS[0], chart_data(snapshot, language))
    drawing, _ = compose_chart(chart, PLAIN)
    assert any(MARKS[language] in text for text in iterate_texts(drawing["layout"]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["pptx", "html", "xlsx"])
def test_every_export_has_it_in_its_name_and_on_each_chart(snapshot, language, kind):
    file = run_export(request_for(snapshot, language, title="X"), kind)
    assert MARKS[language].replace(" ", "_") in file.name
    text = file.data.decode() if kind == "html" else parts_of(file.data)
    assert text.count(MARKS[language]) >= len(CHARTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_slide_has_it(snapshot, language):
    deck = run_export(request_for(snapshot, language, title="X"), "pptx").data
    with zipfile.ZipFile(io.BytesIO(deck)) as opened:
        slides = [n for n in opened.namelist() if n.startswith("ppt/slides/slide")]
        assert len(slides) == 1 + len(CHARTS)
        assert [n for n in slides if MARKS[language] not in opened.read(n).decode()] == []


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", ["", "X"])
def test_a_bulletin_has_it_in_its_title_whoever_wrote_that(snapshot, language, title):
    file = run_export(request_for(snapshot, language, title), "docx")
    assert MARKS[language].replace(" ", "_") in file.name
    assert parts_of(file.data).count(MARKS[language]) > len(CHARTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", data.DOWNLOAD_KINDS)
def test_every_download_of_data_has_it_in_its_name_and_inside(snapshot, language, kind):
    file = data.make_download(kind, snapshot, words_of(snapshot, language))
    assert MARKS[language].replace(" ", "_") in file.name
    if kind == "xlsx":
        assert MARKS[language] in parts_of(file.data)
    elif kind == "package":
        with zipfile.ZipFile(io.BytesIO(file.data)) as opened:
            descriptor = yaml.load_yaml(opened.read("datapackage.yaml"))
            assert all(mark in descriptor["title"] for mark in MARKS.values())
            areas = opened.read("areas.csv").decode().splitlines()
            assert sum(line.endswith(',"990100"') for line in areas) == 4  # the units
    elif kind == "sdmx_structure":
        assert all(mark in file.data.decode() for mark in MARKS.values())
    else:  # each row
        _head, *rows = file.data.decode("utf-8-sig").splitlines()
        assert [row for row in rows if "演示数据" not in row] == []


@pytest.mark.browser
def test_every_plain_page_has_it(snapshot, city):
    site = static_site.write_site(
        _build_site_content(load_settings(city / "config.yaml"), snapshot)
    )
    for language in LANGUAGES:
        pages = [text for name, text in site.files.items() if name.endswith(f"{language}.html")]
        assert len(pages) > 5
        assert [page for page in pages if MARKS[language] not in page.decode()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_line_of_every_page_begins_with_it(city, language):
    with Dashboard(city).open() as board:
        for path in ("overview", "progress", "data", "history", "rights"):
            state = board.tab().open(path, lang=language).state
            assert state.startswith(f"{MARKS[language]} · "), path


def test_nothing_else_is_marked(first_release):
    snapshot = open_store(str(first_release)).read()
    assert not snapshot.demonstration
    for language in LANGUAGES:
        words = words_of(snapshot, language)
        assert (words.demonstration, words.mark("X")) == ("", "X")
        file = data.make_download("csv", snapshot, words)
        assert MARKS[language] not in file.data.decode()
