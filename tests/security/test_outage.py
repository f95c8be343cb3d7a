"""While the store cannot be read the static snapshot is served, said to be one; never an error."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from file_formats import verified_folder
from locales import Words
from server import health
from tests.helpers.asgi_client import run
from tests.helpers.command_line import manage
from tests.helpers.damage import flip
from tests.helpers.http_requests import Answer, ask
from tests.helpers.served_app import House, workspace_beside
from tests.helpers.servers import ROOT, own_config, serving

WORDS = Words("zh")
SNAPSHOT = "/snapshot/supervision.zh.html"


def gone(store: Path) -> None:
    """The folder is no longer there: a disk that is not mounted."""
    store.rename(store.with_name("elsewhere"))


def back(store: Path) -> None:
    """What stood there stands there again, whatever was made in its place meanwhile."""
    shutil.rmtree(store, ignore_errors=True)
    store.with_name("elsewhere").rename(store)


def all_damaged(store: Path) -> None:
    """Every data file of every release is altered."""
    shutil.copytree(store, store.with_name("elsewhere"))
    for path in store.glob("figures/*.parquet"):
        flip(path)


@pytest.fixture(scope="module")
def made(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of tables alone, which takes no browser."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(first_release, folder / "store")
    own_config(folder)
    with pytest.MonkeyPatch.context() as without:
        without.setattr("exports.pictures.chromium_availability.find_chromium", lambda: "")
        assert manage(folder, "snapshot").status == 0
    return folder / "snapshot"


@pytest.fixture
def kept(folder: Path, made: Path) -> Path:
    """A folder whose store has its snapshot."""
    shutil.copytree(made, folder / "snapshot")
    return folder


@pytest.fixture
def served(kept: Path) -> Iterator[House]:
    workspace = workspace_beside(kept)
    with serving(ROOT / "app.py", kept) as url:
        house = House(url, kept, workspace)
        yield house
        for tab in house.tabs:
            tab.close()
    workspace.database.close()
    assert "Traceback" not in (kept / "server.log").read_text()


def once(house: House, path: str, status: int) -> Answer:
    """The answer once it has this status: the store is asked every second or two."""
    end = monotonic() + 60
    while (answer := ask(house.url, path)).status != status:
        assert monotonic() < end, answer
    return answer


@pytest.mark.parametrize("fault", [gone, all_damaged])
def test_a_store_that_cannot_be_read_gives_way_to_the_snapshot_and_comes_back(
    served: House, fault: Callable[[Path], None], record_property: Callable[[str, object], None]
) -> None:
    house = served
    tab = house.tab()
    assert "177份" in tab.open("supervision").text
    assert WORDS.say("snapshot.live") in ask(house.url, SNAPSHOT).body.decode()
    fault(house.folder / "store")
    began = monotonic()
    moved = once(house, "/supervision", 307)
    record_property("snapshot_after_s", round(monotonic() - began, 1))
    assert moved.headers["location"] == SNAPSHOT
    assert moved.headers["cache-control"] == "no-store"
    page = ask(house.url, SNAPSHOT)
    text = page.body.decode()
    assert page.status == 200
    assert 'class="notice" role="alert"' in text
    assert WORDS.say("snapshot.back") in text
    assert "177份" in text
    assert ask(house.url, "/?lang=en").headers["location"] == "/snapshot/front-page.en.html"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert once(house, "/healthz", 503).status == 503
    # A tab that is open shows no figure, and the way to the snapshot.
    said = tab.open("data").text
    assert WORDS.say("snapshot.unreadable") in said
    assert "/snapshot/front-page.zh.html" in said
    assert "177份" not in said
    back(house.folder / "store")
    began = monotonic()
    once(house, "/supervision", 200)
    record_property("back_after_s", round(monotonic() - began, 1))
    assert once(house, "/healthz", 200).status == 200
    log = (house.folder / "server.log").read_text()
    events = [json.loads(line)["event"] for line in log.splitlines() if line.startswith("{")]
    assert [e for e in events if e.startswith("store_")] == ["store_unreadable", "store_readable"]


def test_without_a_snapshot_a_page_says_so_and_shows_nothing(served: House) -> None:
    shutil.rmtree(served.folder / "snapshot")
    gone(served.folder / "store")
    answer = once(served, "/supervision", 503)
    assert WORDS.say("snapshot.unreadable") in answer.body.decode()
    assert answer.headers["retry-after"] == "60"
    assert "177份" not in answer.body.decode()


@pytest.mark.browser
def test_a_start_on_a_store_that_is_gone_serves_the_snapshot_and_publishes_nothing(
    kept: Path,
) -> None:
    gone(kept / "store")
    with serving(ROOT / "app.py", kept) as url:
        assert ask(url, "/supervision").headers["location"] == SNAPSHOT
        assert ask(url, SNAPSHOT).status == 200
    log = (kept / "server.log").read_text()
    assert "the static snapshot alone is served" in log
    assert "load-backup" in log
    assert not list((kept / "store").glob("figures/**/*"))
    done = manage(kept, "backup", "b.tar")
    assert (done.status, "load-backup" in done.err) == (1, True)


def test_an_altered_file_of_the_snapshot_is_not_served(kept: Path) -> None:
    page = kept / "snapshot" / "supervision.zh.html"
    found = verified_folder.open_verified_folder(kept / "snapshot")
    assert found
    assert found.get(page.name) == page.read_bytes()
    page.write_bytes(page.read_bytes().replace("177份".encode(), "771份".encode()))
    assert found.get(page.name) is None
    assert found.get("../config.yaml") is None


def test_the_address_of_the_snapshot_leads_nowhere_else(served: House) -> None:
    for path in ("../config.yaml", "%2e%2e/config.yaml", "contents.json", "..\\config.yaml", "a/b"):
        answer = ask(served.url, f"/snapshot/{path}")
        assert answer.status == 404
        assert b"store:" not in answer.body


def test_a_store_that_does_not_answer_counts_as_one_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bucket that is away keeps whoever asks it waiting; a reader waits once, and not long."""
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.2)
    answers, asked = Event(), []

    def away() -> bool:
        asked.append(1)
        return answers.wait(60)

    async def visits() -> list[bool]:
        watch = health.StoreReadabilityCheck(away)
        first = [await watch() for _ in range(3)]
        answers.set()
        assert watch._running_check
        await watch._running_check
        return [*first, await watch()]

    assert run(visits) == [False, False, False, True]
    assert len(asked) == 1


@pytest.mark.programs
@pytest.mark.programs
def test_a_command_says_what_is_wrong_with_the_store(tmp_path: Path) -> None:
    own_config(tmp_path)
    (tmp_path / "store").write_text("not a folder")
    command = [sys.executable, str(ROOT / "manage.py"), "history"]
    done = subprocess.run(
        [*command, "--config", str(tmp_path / "config.yaml")], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
