"""A release as plain pages: whole, in both languages, readable without a script or a server."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from charts.chart import ChartData
from exports import static_site
from exports.errors import ExportError
from exports.pictures import chromium_availability
from exports.static_site import chart_svg
from exports.static_site.site_content import FRONT_PAGE
from file_formats import verified_folder
from ledger import Snapshot
from locales import LANGUAGES, Words
from tests.helpers.export_charts import HOSTILE
from tests.helpers.html_outline import outline

TITLES = {"zh": "工会统计看板", "en": "Union Statistics Dashboard"}
LIVE = {"script", "img", "iframe", "object", "embed", "form", "link"}
TOPICS = {"supervision": ["supervision_coverage", "supervised_sectors"], "new_employment": []}


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot, materials: Mapping[Any, ChartData]) -> static_site.SiteContent:
    return static_site.SiteContent(
        release=snapshot.release,
        sources=snapshot.sources,
        chart_data=materials,
        titles=TITLES,
        default_language="zh",
        overview=["province_tiles", "funds_by_programme"],
        cards=[{"indicator": "supervision_notices"}, {"indicator": "funds_invested"}],
        topics=TOPICS,
        created=datetime(2026, 11, 24, 3, 30, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def written(contents: static_site.SiteContent) -> static_site.SiteFiles:
    return static_site.write_site(contents)


@pytest.fixture(scope="module")
def folder(written: static_site.SiteFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "snapshot"
    verified_folder.write_verified_folder(path, written.files, written.about)
    return path


@pytest.fixture
def tables_alone(
    contents: static_site.SiteContent, monkeypatch: pytest.MonkeyPatch
) -> static_site.SiteFiles:
    monkeypatch.setattr(chromium_availability, "find_chromium", lambda: "")
    return static_site.write_site(contents)


@pytest.mark.browser
def test_every_page_names_its_release_and_fetches_nothing(
    written: static_site.SiteFiles, snapshot: Snapshot
) -> None:
    assert len(written.files) == 2 * (3 + len(TOPICS)) + 1
    assert written.files["index.html"] == written.files[f"{FRONT_PAGE}.zh.html"]
    for name, data in written.files.items():
        html = data.decode()
        assert snapshot.release.sha256 in html, name
        assert "<script" not in html
        assert "@import" not in html
        links = re.findall(r"""(?:src|href)=["']([^"']*)["']""", html)
        assert {link for link in links if link[:1] != "#"} <= set(written.files)
        assert set(re.findall(r"url\(([^)]*)\)", html)) <= {
            found for found in re.findall(r"url\(([^)]*)\)", html) if found.strip("'\"")[:1] == "#"
        }
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), name


@pytest.mark.browser
def test_every_figure_stands_as_printed_with_its_place(
    written: static_site.SiteFiles, snapshot: Snapshot
) -> None:
    for language in LANGUAGES:
        html = written.files[f"all-figures.{language}.html"].decode()
        assert html.count("<tr>") == len(snapshot.figures) + 1
        for printed in snapshot.figures["as_reported"]:
            assert f">{escape(printed)}</td>" in html
    cited = written.files["all-sources.en.html"].decode()
    assert all(escape(each["citation"]["en"]) in cited for each in snapshot.sources)


@pytest.mark.browser
def test_every_chart_is_drawn_and_has_its_table(written: static_site.SiteFiles) -> None:
    assert written.error is None
    for language in LANGUAGES:
        for page in (FRONT_PAGE, "supervision"):
            html = written.files[f"{page}.{language}.html"].decode()
            charts = html.split('<div class="chart">')[1:]
            assert len(charts) >= 2
            for each in charts:
                assert 'class="drawing" role="img"' in each
                assert "<svg" in each
                assert "<table>" in each


@pytest.mark.browser
def test_without_chromium_the_tables_stand_alone_and_say_so(
    tables_alone: static_site.SiteFiles, written: static_site.SiteFiles
) -> None:
    assert tables_alone.error == ("chromium_missing", {})
    assert set(tables_alone.files) == set(written.files)
    page = tables_alone.files["supervision.zh.html"].decode()
    said = Words("zh").say("exports.chromium_missing")
    assert Words("zh").say("snapshot.no_charts", why=said) in page
    assert "<svg" not in page
    tables = [
        w.files["supervision.zh.html"].decode().count("<table>") for w in (tables_alone, written)
    ]
    assert tables[0] == tables[1]


def test_a_browser_that_hangs_is_waited_for_once(
    contents: static_site.SiteContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def hang(*_: object) -> bytes:
        asked.append(1)
        raise ExportError("picture_timeout", {"seconds": 30})

    monkeypatch.setattr(chart_svg, "render_drawing", hang)
    assert static_site.write_site(contents).error == ("picture_timeout", {"seconds": 30})
    assert len(asked) == 1


def test_hostile_text_is_text(
    contents: static_site.SiteContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium_availability, "find_chromium", lambda: "")
    bad = " ".join(HOSTILE)
    materials = {
        language: replace(
            material, figures=material.figures.assign(as_reported=bad, locator=bad, source=bad)
        )
        for language, material in contents.chart_data.items()
    }
    pages = static_site.write_site(
        replace(contents, chart_data=materials, titles=dict.fromkeys(TITLES, bad))
    )
    for html in pages.files.values():
        found = outline(html)
        assert {tag for tag, _ in found.elements} & LIVE == set()
        assert not [name for _, attrs in found.elements for name in attrs if name[:2] == "on"]
        links = {attrs["href"] for tag, attrs in found.elements if tag == "a"}
        assert links <= set(pages.files)
        assert escape(bad).encode() in html


def test_more_figures_than_a_table_holds_are_counted(
    contents: static_site.SiteContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium_availability, "find_chromium", lambda: "")
    monkeypatch.setattr("exports.static_site.site_figures_table.MAX_ROWS", 5)
    figures = len(contents.chart_data["zh"].figures)
    html = static_site.write_site(contents).files["all-figures.zh.html"].decode()
    assert Words("zh").say("snapshot.more", count=figures - 5) in html


@pytest.mark.browser
def test_it_is_written_whole_or_not_at_all(
    written: static_site.SiteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "snapshot"
    verified_folder.write_verified_folder(path, {"index.html": b"one"}, {"release": 1})
    put: Callable[[Path, bytes], None] = verified_folder._write_file
    for fails_at in range(1, 4):
        count = 0

        def fault(target: Path, data: bytes, at: int = fails_at) -> None:
            nonlocal count
            count += 1
            if count == at:
                raise OSError(28, "No space left on device")
            put(target, data)

        monkeypatch.setattr(verified_folder, "_write_file", fault)
        with pytest.raises(OSError, match="No space"):
            verified_folder.write_verified_folder(
                path, {"index.html": b"two", "b.html": b"two"}, {"release": 2}
            )
        found = verified_folder.open_verified_folder(path)
        assert found
        assert (found.about, found.get("index.html")) == ({"release": 1}, b"one")
        assert [each.name for each in tmp_path.iterdir()] == ["snapshot"]


def test_between_two_renames_the_one_before_is_found(tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    verified_folder.write_verified_folder(path, {"index.html": b"one"}, {"release": 1})
    path.rename(tmp_path / "snapshot.before")  # killed here
    found = verified_folder.open_verified_folder(path)
    assert found
    assert found.get("index.html") == b"one"
    verified_folder.write_verified_folder(path, {"index.html": b"two"}, {"release": 2})
    assert [each.name for each in tmp_path.iterdir()] == ["snapshot"]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_no_snapshot_is_left_alone(tmp_path: Path, what: str) -> None:
    path = tmp_path / "mine"
    if what == "file":
        path.write_text("mine")
    else:
        path.mkdir()
        (path / "mine.txt").write_text("mine")
    with pytest.raises(verified_folder.NotVerifiedFolderError):
        verified_folder.write_verified_folder(path, {"index.html": b"one"}, {})
    assert (path if what == "file" else path / "mine.txt").read_text() == "mine"


def test_the_pages_are_read_from_a_folder_without_a_script(
    folder: Path, browser: Browser, axe: Callable[[Any], list[Any]]
) -> None:
    plain_reader = browser.new_context(java_script_enabled=False)
    page = plain_reader.new_page()
    page.goto(f"file://{folder}/index.html")
    page.get_by_role("link", name="劳动法律监督").click()
    assert page.locator("h1").inner_text() == "劳动法律监督"
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Labour-law supervision"
    plain_reader.close()
    reader = browser.new_context(bypass_csp=True)  # so that axe may look
    page = reader.new_page()
    for name in (f"{FRONT_PAGE}.zh", "supervision.en", "all-figures.en", "all-sources.zh"):
        page.goto(f"file://{folder}/{name}.html")
        for width in (375, 720, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert axe(page) == []
    reader.close()
