"""Viewers come, read and go: what they took is given back. `make drill` watches for longer."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import monotonic

import pytest

from tests.drills import minutes, times
from tests.security.conftest import desk_beside
from tests.security.house import House
from tests.servers import ROOT, descriptors_of, memory_of, process_of, serving

PAGES = ("", "supervision", "contests", "new_employment", "progress", "data", "history", "explore")
VIEWERS = 4
MB_AN_HOUR = 5


@pytest.fixture
def served(folder: Path) -> Iterator[House]:
    """A dashboard that forgets a closed tab after a second.

    In use Streamlit keeps up to 128 of them for two minutes, with three descriptors each.
    """
    quickly = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}
    desk = desk_beside(folder)
    with serving(ROOT / "app.py", folder, **quickly) as url:
        yield House(url, folder, desk)
    desk.gate.close()
    assert "Traceback" not in (folder / "server.log").read_text()


def visit(house: House, number: int) -> None:
    """Several viewers open a page each, in turn, and go."""
    tabs = [house.tab() for _ in range(VIEWERS)]
    for at, tab in enumerate(tabs):
        text = tab.open(PAGES[(number + at) % len(PAGES)], lang="en" if at % 2 else "zh").text
        assert "exception {" not in text
    while house.tabs:
        house.tabs.pop().close()


def test_viewers_leave_nothing_behind(served: House, record_property) -> None:
    server = process_of(served.url)
    for number in range(times(3, 40)):  # until what is made once is made
        visit(served, number)
    files, memory, begun = descriptors_of(server), memory_of(server), monotonic()
    end = begun + 60 * minutes(0.05)
    for number in count():
        visit(served, number)
        if monotonic() > end:
            break
    grown, hours = memory_of(server) - memory, (monotonic() - begun) / 3600
    record_property("minutes", round(hours * 60, 1))
    record_property("visits", (number + 1) * VIEWERS)
    record_property("grown_mb", round(grown, 1))
    record_property("descriptors", f"{files} to {descriptors_of(server)}")
    assert descriptors_of(server) <= files + 3 * 2 * VIEWERS
    # What is measured over a short time is noise: a page's objects are freed in lumps.
    assert grown < 40 + MB_AN_HOUR * hours
