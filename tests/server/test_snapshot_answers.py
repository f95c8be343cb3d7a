"""The static snapshot: served at its address, and in the place of pages while nothing is read."""

import asyncio
import logging
import threading
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from file_formats import verified_folder
from locales import Words
from server import health
from server.health import StoreReadabilityCheck
from server.static_site import StaticSite, StaticSiteConfig
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import Answer, ask, exchange, scope_of
from tests.helpers.streamlit_stand_in import StandIn

NOTICE = "<!--notice-->"
ABOUT = {"front": "front-page", "first": "zh", "notice": NOTICE, "made": "2024-11-05T08:03:00",
         "release": 7}  # fmt: skip
FILES = {
    name: f"<html><body>{NOTICE}<p>{name}: 177份</p>{NOTICE}</body></html>".encode()
    for name in ("index.html", "front-page.zh.html", "front-page.en.html", "supervision.zh.html",
                 "supervision.en.html")
}  # fmt: skip
TITLES = {"zh": "看板 <甲>", "en": "Dashboard"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    verified_folder.write_verified_folder(tmp_path / "snapshot", FILES, ABOUT)
    return tmp_path / "snapshot"


def served(folder: Path | None, *, readable: bool) -> tuple[StandIn, StaticSite]:
    own = frozenset({"/healthz", "/sign-in"})
    streamlit = StandIn()
    outside = StaticSiteConfig(folder, lambda: readable, TITLES, "zh", own)
    return streamlit, StaticSite(streamlit, outside)


def shown(folder: Path | None, path: str, *, readable: bool = False, **headers: str) -> Answer:
    return ask(served(folder, readable=readable)[1], path, **headers)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/supervision", "supervision.zh.html"),
        ("/supervision?lang=en", "supervision.en.html"),
        ("/", "front-page.zh.html"),
        ("/?lang=en", "front-page.en.html"),
        ("/never-heard-of", "front-page.zh.html"),
    ],
)
def test_while_nothing_is_read_a_page_leads_to_its_like(
    folder: Path, path: str, place: str
) -> None:
    answer = shown(folder, path)
    assert (answer.status, answer.headers["location"]) == (307, f"/snapshot/{place}")
    assert answer.headers["cache-control"] == "no-store"
    head = ask(served(folder, readable=False)[1], path, "HEAD")
    assert head.headers["location"] == f"/snapshot/{place}"


def test_a_language_that_the_snapshot_lacks_leads_to_its_first_page(tmp_path: Path) -> None:
    verified_folder.write_verified_folder(
        tmp_path / "s", {"index.html": b"x"}, {**ABOUT, "front": "gone"}
    )
    assert shown(tmp_path / "s", "/supervision").headers["location"] == "/snapshot/index.html"


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/healthz", "GET"),
        ("/sign-in", "GET"),
        ("/a/b", "GET"),
        ("/robots.txt", "GET"),
        ("/supervision", "POST"),
        ("/snapshots", "POST"),
        ("/_stcore/health", "GET"),
    ],
)
def test_what_is_no_page_is_answered_as_ever(folder: Path, path: str, method: str) -> None:
    streamlit, app = served(folder, readable=False)
    ask(app, path, method)
    assert streamlit.asked == [path]


def test_a_socket_passes(folder: Path) -> None:
    streamlit, app = served(folder, readable=False)
    run(lambda: exchange(app, scope_of("/_stcore/stream", scheme="ws"), []))
    assert streamlit.asked == ["/_stcore/stream"]


def test_while_it_is_read_pages_are_pages_and_the_snapshot_says_so(folder: Path) -> None:
    streamlit, app = served(folder, readable=True)
    assert ask(app, "/supervision").status == 200
    assert streamlit.asked == ["/supervision"]
    text = shown(folder, "/snapshot/supervision.en.html", readable=True).text
    live = escape(Words("en").say("snapshot.live"))
    assert f'<p><a href="/?lang=en">{live}</a></p><p>supervision.en.html' in text
    assert 'role="alert"' not in text


@pytest.mark.parametrize(
    ("name", "language", "day"),
    [("supervision.zh.html", "zh", "2024年11月5日"), ("index.html", "zh", "2024年11月5日"),
     ("supervision.en.html", "en", "5 November 2024")],
)  # fmt: skip
def test_a_page_of_the_snapshot_says_what_it_is_of_when_and_the_way_back(
    folder: Path, name: str, language: str, day: str
) -> None:
    answer = shown(folder, f"/snapshot/{name}")
    words = Words(language)
    said = escape(words.say("snapshot.outage", day=day, time="08:03", number=7))
    back = f'<a href="/?lang={language}">{escape(words.say("snapshot.back"))}</a>'
    assert f'<body><p class="notice" role="alert">{said} {back}</p><p>{name}: 177份</p>' in (
        answer.text
    )
    assert answer.text.count(NOTICE) == 1  # the place alone, not a like text further down
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    packed = shown(folder, f"/snapshot/{name}", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/snapshot", "/snapshot/"])
@pytest.mark.parametrize("readable", [True, False])
def test_its_address_leads_to_its_first_page(folder: Path, path: str, readable: bool) -> None:
    answer = shown(folder, path, readable=readable)
    assert (answer.status, answer.headers["location"]) == (307, "/snapshot/index.html")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["none.html", "contents.json", "../config.yaml", "a/index.html"])
@pytest.mark.parametrize("readable", [True, False])
def test_what_is_not_in_it_is_not_there(folder: Path, name: str, readable: bool) -> None:
    (folder.parent / "config.yaml").write_text("store: x")
    answer = shown(folder, f"/snapshot/{name}", readable=readable)
    assert answer.status == (404 if readable else 503)
    assert b"store" not in answer.body


def test_an_altered_page_is_not_shown(folder: Path) -> None:
    page = folder / "supervision.zh.html"
    page.write_bytes(page.read_bytes().replace("177份".encode(), "771份".encode()))
    assert shown(folder, f"/snapshot/{page.name}").status == 503
    assert shown(folder, "/snapshot/supervision.en.html").status == 200


@pytest.mark.parametrize(("readable", "told"), [(False, "unreadable"), (True, "none")])
@pytest.mark.parametrize("kept", ["no folder", "nothing in it"])
def test_without_a_snapshot_that_is_said(
    tmp_path: Path, readable: bool, told: str, kept: str
) -> None:
    there = None if kept == "no folder" else tmp_path
    said = {name: escape(Words("en").say(f"snapshot.{name}")) for name in (told, "tell")}
    answer = shown(there, "/snapshot/index.html?lang=en", readable=readable)
    assert answer.status == (404 if readable else 503)
    assert f"<p>{said[told]}</p><p>{said['tell']}</p>" in answer.text
    assert f"<h1>{Words('en').say('snapshot.no_snapshot')}</h1>" in answer.text
    assert '<p class="site">Dashboard</p>' in answer.text
    assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("60", "no-store")


def test_without_a_snapshot_a_page_is_no_page(tmp_path: Path) -> None:
    answer = shown(tmp_path, "/supervision")
    assert answer.status == 503
    assert Words("zh").say("snapshot.unreadable") in answer.text
    assert '<p class="site">看板 &lt;甲&gt;</p>' in answer.text
    without_titles = StaticSite(StandIn(), StaticSiteConfig(None, lambda: False))
    assert ask(without_titles, "/").status == 503
    # By default the store is taken as readable: pages are pages.
    assert ask(StaticSite(StandIn(), StaticSiteConfig()), "/").status == 200


def watched(answers: Callable[[], bool], visits: Callable[[StoreReadabilityCheck], object]) -> None:
    async def work() -> None:
        await visits(StoreReadabilityCheck(answers))  # type: ignore[misc]

    run(work)


def test_the_store_is_asked_once_for_all_who_come_within_two_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, asked = [100.0], []
    monkeypatch.setattr(health, "monotonic", lambda: clock[0])

    def readable() -> bool:
        asked.append(clock[0])
        return True

    async def visits(watch: StoreReadabilityCheck) -> None:
        assert await asyncio.gather(*(watch() for _ in range(5))) == [True] * 5
        assert asked == [100.0]
        clock[0] += 2.0
        assert await watch()
        assert asked == [100.0]
        clock[0] += 0.1
        assert await watch()
        assert asked == [100.0, 102.1]

    watched(readable, visits)


def test_what_changes_is_written_down_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dashboard.store")
    answers = iter([True, False, False, True, True])

    async def visits(watch: StoreReadabilityCheck) -> None:
        for expected in (True, False, False, True, True):
            watch._check_started_at -= 60
            assert await watch() is expected

    watched(lambda: next(answers), visits)
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert told == [("WARNING", "store_unreadable"), ("WARNING", "store_readable")]


def test_a_store_that_does_not_answer_is_waited_for_once_and_not_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who comes while it is asked waits for what is left of the patience, if anything is."""
    clock, asked, there = [100.0], [], threading.Event()
    monkeypatch.setattr(health, "monotonic", lambda: clock[0])
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.1)

    def away() -> bool:
        asked.append(clock[0])
        return there.wait(60)

    async def visits(watch: StoreReadabilityCheck) -> None:
        for seconds in (0.0, 0.05, 4.0, 60.0):
            clock[0] += seconds
            assert not await watch()
        assert asked == [100.0]
        there.set()
        assert watch._running_check
        await watch._running_check
        assert await watch()
        # What it said at last was a minute old, so it was asked once more.
        assert asked == [100.0, 164.05]

    watched(away, visits)
