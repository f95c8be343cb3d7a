"""Which tests start programs or take long, so that `make test-fast` can leave them out.

What asks for a served dashboard, a browser, PostgreSQL or an object store by a fixture is marked
for it; other tests name their mark. Where tests of a mark are left out, a program that starts all
the same fails its test.
What takes long stands by name in tests/slow_tests.txt, which `make slow` measures anew.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

import pytest

from tests.helpers.report_copy import ROOT

SERVED = {"browser", "house_of_all", "served", "server", "workshop"}
"""Fixtures that stand for a browser or a served dashboard."""
ELSEWHERE = {"bucket", "postgresql", "s3"}
"""Fixtures, and parameters, that stand for an object store or PostgreSQL."""
PROGRAMS = {
    "browser": {"chromium", "google-chrome", "chromium_process.py", "soffice", "streamlit"},
    "programs": {"initdb", "manage.py", "moto.server"},
}
"""The mark of a test, and the programs that it may start by it."""
LONG = 0.05
"""Seconds of a processor, its fixtures included, from which on a test takes long."""
LIST = ROOT / "tests/slow_tests.txt"
_RUNNING: list[pytest.Item] = []


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark tests by their fixtures, by their parameters, and by the list."""
    slow = set(LIST.read_text().split())
    for item in items:
        fixtures = {*getattr(item, "fixturenames", ())}
        call = getattr(item, "callspec", None)
        if fixtures & SERVED:
            item.add_marker("browser")
        if ELSEWHERE & (fixtures | set(map(str, call.params.values() if call else ()))):
            item.add_marker("programs")
        if name_of(item) in slow:
            item.add_marker("slow")


def programs_first(items: list[pytest.Item]) -> None:
    """Put whole files that start programs before the others, so that short ones come last.

    Two processes then end at the same time, however the files are shared out.
    """
    longer = {
        item.path
        for item in items
        if item.get_closest_marker("browser") or item.get_closest_marker("programs")
    }
    items.sort(key=lambda item: item.path not in longer)


def name_of(item: pytest.Item) -> str:
    """Give a test's name without its parameters."""
    return item.name.partition("[")[0]


def running(item: pytest.Item) -> None:
    """Take the test that what starts from now on is started for."""
    if not _RUNNING:
        sys.addaudithook(_look)
    _RUNNING[:] = [item]


def _look(event: str, given: tuple[object, ...]) -> None:
    if event != "subprocess.Popen" or not isinstance(given[1], Sequence):
        return
    words = {os.path.basename(os.fsdecode(word)) for word in given[1][:4]}  # type: ignore[arg-type]
    item = _RUNNING[0]
    for name, programs in PROGRAMS.items():
        if words & programs and f"not {name}" in item.config.getoption("markexpr"):
            raise AssertionError(f"{words & programs} starts: the test needs the mark {name}")


class Measured:
    """A plugin that writes the list: the names of tests that take long on the average."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Add up what this process and its children have worked."""
        before = sum(os.times()[:4])
        done = yield
        self.seconds.setdefault(name_of(item), []).append(sum(os.times()[:4]) - before)
        return done

    def pytest_sessionfinish(self) -> None:
        """Write the list."""
        slow = [name for name, each in self.seconds.items() if sum(each) / len(each) > LONG]
        LIST.write_text("".join(f"{name}\n" for name in sorted(slow)))
