"""The manual as it is served: every page and picture, in both languages, and nothing else."""

import re

import pytest
from starlette.applications import Starlette

from locales import LANGUAGES, Language
from server.manual import Manual, build_manual_url
from tests.helpers.asgi_requests import ask
from tests.helpers.documents import MANUAL

TITLES: dict[Language, str] = {"zh": "工会统计看板", "en": "Union Statistics <Dashboard>"}
APP = Starlette(routes=Manual(MANUAL, TITLES).routes())
PAGES = [
    (language, path.stem)
    for language in LANGUAGES
    for path in sorted((MANUAL / language).glob("*.md"))
]


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_every_link_and_picture_of_a_page_is_served(language: Language, name: str) -> None:
    address = build_manual_url(language, name)
    answer = ask(APP, address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    found = re.findall(r'(?:href|src)="([^"]+)"', answer.text)
    assert len(found) > 2
    for target in found:
        there = _resolved(address, target)
        if there.startswith("/manual/"):
            assert ask(APP, there).status == 200, there
        else:
            assert there in (f"/?lang={language}", "/ui/mark.svg")


def _resolved(page: str, target: str) -> str:
    """Return the address that a browser makes of a link."""
    if target.startswith("/"):
        return target
    parts = page.split("/")[:-1]
    for part in target.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def test_a_page_has_its_language_its_title_and_the_ways_out() -> None:
    page = ask(APP, "/manual/zh/upload").text
    assert page.startswith('<!doctype html><html lang="zh-CN">')
    assert "<title>数据填报 · 工会统计看板</title>" in page
    assert page.count("<h1>") == 1
    assert '<a href="/?lang=zh">返回看板</a><a href="/manual/zh/">使用手册</a>' in page
    assert '<a href="/manual/en/upload" lang="en-GB">English</a>' in page
    assert '<a href="./review">复核</a>' in page
    english = ask(APP, "/manual/en/upload").text
    assert "<title>Upload, review, publish, restore · Union Statistics &lt;Dashboard&gt;" in english
    assert '<a href="/manual/zh/upload" lang="zh-CN">中文</a>' in english


def test_the_other_language_without_the_page_gives_its_index() -> None:
    assert '<a href="/manual/en/" lang="en-GB">English</a>' in ask(APP, "/manual/zh/wall").text
    assert '<a href="../zh/">Chinese manual</a>' in ask(APP, "/manual/en/").text


@pytest.mark.parametrize(
    ("asked", "there"),
    [("", "/manual/zh/"), ("?lang=en", "/manual/en/"), ("?lang=fr", "/manual/zh/")],
)
def test_the_address_alone_leads_to_the_index(asked: str, there: str) -> None:
    for path in ("/manual", "/manual/"):
        answer = ask(APP, path + asked)
        assert (answer.status, answer.headers["location"]) == (307, there)


@pytest.mark.parametrize(
    "path",
    ["/manual/fr/", "/manual/zh/README", "/manual/zh/upload.md", "/manual/pictures/", "/manual/x"],
)
def test_nothing_else_is_served(path: str) -> None:
    assert ask(APP, path).status == 404


def test_a_page_is_sent_compressed_and_asked_for_again() -> None:
    answer = ask(APP, "/manual/zh/upload", accept_encoding="br")
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["cache-control"] == "no-cache"
    picture = ask(APP, f"/manual/pictures/{min(MANUAL.glob('pictures/*.png')).name}")
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"] == "max-age=3600"


def test_markup_in_a_file_is_text(tmp_path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
    text = "# A <b>\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](a/README.md)\n"
    (tmp_path / "zh" / "README.md").write_text(text, "utf-8")
    page = ask(Starlette(routes=Manual(tmp_path, TITLES).routes()), "/manual/zh/").text
    assert "<title>A &lt;b&gt; · 工会统计看板</title>" in page
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert '<a href="a/">y</a>' in page
