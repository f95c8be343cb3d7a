"""Viewers come, read and go: what they took is given back. `make drill` watches for longer."""

import shutil
import statistics
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from auth import Role
from server.uploads import UPLOAD_PATH
from tests.helpers.drill import minutes, times
from tests.helpers.file_uploads import MB, body_of, put
from tests.helpers.reader_pages import PATHS
from tests.helpers.served_app import House, workspace_beside
from tests.helpers.servers import ROOT, descriptors_of, memory_of, process_of, serving

VIEWERS = 4
TAB = 3  # descriptors of a tab that is still known: the last one to close may be
MB_AN_HOUR = 5
AN_HOUR_OF_THIRTY = 30 * 3600 / 5  # pages, of viewers who think for five seconds
LONG = 30  # minutes; over less what a page takes and gives back in lumps is no slope


@pytest.fixture(scope="module")
def served(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A dashboard that forgets a closed tab after a second.

    In use Streamlit keeps up to 128 of them for two minutes, with three descriptors each.
    """
    folder = tmp_path_factory.mktemp("flat")
    shutil.copytree(first_release, folder / "store")
    quickly = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}
    workspace = workspace_beside(folder)
    with serving(ROOT / "app.py", folder, **quickly) as url:
        yield House(url, folder, workspace)
    workspace.database.close()
    assert "Traceback" not in (folder / "server.log").read_text()


def visit(house: House, number: int, viewers: int = VIEWERS) -> None:
    """Several viewers open a page each, in turn, and go."""
    tabs = [house.tab() for _ in range(viewers)]
    for at, tab in enumerate(tabs):
        path = PATHS[(number + at) % len(PATHS)].strip("/")
        text = tab.open(path, lang="en" if at % 2 else "zh").text
        assert "exception {" not in text
    while house.tabs:
        house.tabs.pop().close()


def at_rest(house: House, server: Path) -> int:
    """Count descriptors once closed tabs are forgotten, which happens when another one closes."""
    count, waiting = descriptors_of(server), Event()
    while True:
        waiting.wait(2)
        visit(house, 0, viewers=1)
        before, count = count, descriptors_of(server)
        if count >= before:
            return count


def slope(readings: list[tuple[float, float]]) -> float:
    """MB in an hour of thirty viewers, from visits and memory, without the first tenth."""
    visits, memory = zip(*readings[len(readings) // 10 :], strict=True)
    return AN_HOUR_OF_THIRTY * statistics.linear_regression(visits, memory).slope


def test_viewers_leave_nothing_behind(served: House, record_property) -> None:
    server, watched = process_of(served.url), minutes(0.05)
    for number in range(times(3, 40)):  # until what is made once is made
        visit(served, number)
    files, memory, begun = at_rest(served, server), memory_of(server), monotonic()
    readings = []
    for number in count():
        visit(served, number)
        readings.append((VIEWERS * (number + 1.0), memory_of(server)))
        if monotonic() - begun > 60 * watched:
            break
    grown = readings[-1][1] - memory
    record_property("minutes", round((monotonic() - begun) / 60, 1))
    record_property("visits", (number + 1) * VIEWERS)
    record_property("grown_mb", round(grown, 1))
    left = at_rest(served, server)
    record_property("descriptors", f"{files} to {left}")
    assert grown < 40
    if watched >= LONG:
        record_property("mb_in_an_hour_of_thirty", round(slope(readings), 1))
        assert slope(readings) < MB_AN_HOUR
    assert left <= files + 2 * TAB


def test_what_a_closed_tab_held_is_let_go(served: House) -> None:
    served.account("qian", Role.STAFF)
    cookies, body, server = served.sign_in("qian"), body_of(10 * MB), process_of(served.url)
    tab, before = served.tab(cookies), memory_of(server)
    place = f"{UPLOAD_PATH}/{tab.open('upload').session}"
    answers = [put(served, f"{place}/{n}", cookies, body, chunked=False) for n in range(11)]
    assert answers == [204] * 9 + [413] * 2
    assert memory_of(server) - before > 80
    tab.close()
    session, end = served.tab(cookies).open("upload").session, monotonic() + 60
    while put(served, f"{UPLOAD_PATH}/{session}/again", cookies, body, chunked=False) != 204:
        assert monotonic() < end
    assert memory_of(server) - before < 60
