"""The browser behind pictures: missing, without letters, hanging, killed, asked by many."""

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from time import monotonic

import pytest

from charts.chart import Form
from exports import ExportError, ExportOptions, PictureSize, check_export, run_export
from exports.pictures import (
    chart_image,
    chromium_availability,
    chromium_pool,
    pdf_and_long_image,
)
from exports.pictures.chromium_pool import ChromiumPool
from locales import LANGUAGES, Words
from tests.helpers.drill import times
from tests.helpers.export_charts import chart, row

PROMISED = chromium_pool.TIMEOUT_SECONDS
SMALL = ExportOptions(size=PictureSize("small", 760, 428))
MOST_MB = 600
SUBJECT = chart(Form.BAR, row("甲市", 3), row("乙市", 2))
PAINTED = ("png", "svg", "pdf")
CODES = (
    "chromium_missing",
    "font_missing",
    "picture_timeout",
    "picture_failed",
    "too_many_rows",
    "template_unreadable",
    "sentence_placeholder",
    "nothing_chosen",
)
NUMBERS = {"letters": "工", "seconds": 30, "limit": 1, "found": 2, "file": "x", "sentence": "count"}


def _members(group: int) -> list[Path]:
    """What /proc tells of a process group; what has ended and waits is no member any more."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if group and int(state[2]) == group and state[0] != "Z":
            found.append(entry)
    return found


def _gone(group: int, seconds: float = 20) -> bool:
    """Wait until nothing of a process group runs any more."""
    waiting, end = threading.Event(), monotonic() + seconds
    while _members(group) and monotonic() < end:
        waiting.wait(0.1)
    return not _members(group)


class Memory:
    """Watches the browser meanwhile: the most memory that its whole process group took, in MB.

    What processes share is counted once (PSS).
    """

    def __init__(self, watched: ChromiumPool) -> None:
        self.watched, self.most, self._over = watched, 0.0, threading.Event()
        self._watching = threading.Thread(target=self._watch)

    def __enter__(self) -> None:
        self._watching.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            taken = (_memory(entry) for entry in _members(self.watched.process_group))
            self.most = max(self.most, sum(taken) / 1024)


def _memory(process: Path) -> int:
    """The memory of a process in KB, its part of what it shares; 0 once it has ended."""
    try:
        told = (process / "smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in told.splitlines() if line[:4] == "Pss:"), 0)


@pytest.fixture
def own_browser(monkeypatch: pytest.MonkeyPatch) -> ChromiumPool:
    """A browser of the test's own, so that ending it disturbs no other test."""
    own = ChromiumPool()
    for user in (chart_image, pdf_and_long_image):
        monkeypatch.setattr(user, "CHROMIUM_POOL", own)
    return own


@pytest.mark.parametrize("kind", PAINTED)
def test_without_chromium_pictures_are_refused_at_once(kind, no_chromium, ordered) -> None:  # type: ignore[no-untyped-def]
    started = monotonic()
    with pytest.raises(ExportError) as refused:
        run_export(ordered("zh", SUBJECT), kind)
    assert refused.value.code == "chromium_missing"
    assert check_export(ordered("zh", SUBJECT), kind).code == "chromium_missing"
    assert monotonic() - started < 1


@pytest.mark.parametrize("kind", ["pptx", "docx", "html", "xlsx", "zip"])
def test_without_chromium_everything_else_is_made(kind, no_chromium, ordered) -> None:  # type: ignore[no-untyped-def]
    assert check_export(ordered("zh", SUBJECT), kind) is None
    assert run_export(ordered("zh", SUBJECT), kind).data


@pytest.mark.parametrize("kind", PAINTED)
def test_without_a_chinese_font_pictures_are_refused_and_say_which_letters(
    kind, empty_fonts, ordered
) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ExportError) as refused:
        run_export(ordered("zh", SUBJECT), kind)
    assert refused.value.code == "font_missing"
    assert "甲" in chromium_availability.find_missing_letters("甲市abc")
    assert check_export(ordered("zh", SUBJECT), kind).code == "font_missing"


def test_letters_are_looked_for_in_all_fonts_together() -> None:
    assert chromium_availability.find_missing_letters("工会ABC 2024年1—9月，《》①") == ""
    assert chromium_availability.find_missing_letters("工\ue000会") == "\ue000"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_refusal_has_its_words(language) -> None:  # type: ignore[no-untyped-def]
    assert all(Words(language).say(f"exports.{code}", **NUMBERS) for code in CODES)
    assert [code for code in CODES if code not in str(ExportError.__doc__)] == []


@pytest.mark.browser
def test_a_hanging_browser_is_given_up_with_all_it_started(
    own_browser, tmp_path, monkeypatch, ordered, record_property
) -> None:  # type: ignore[no-untyped-def]
    assert PROMISED == 30
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nsleep 600 &\nsleep 600\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(chromium_pool, "TIMEOUT_SECONDS", 6.0)
    groups: list[int] = []

    class Noted(chromium_pool.ChromiumProcess):
        def __init__(self, chromium: str) -> None:
            super().__init__(chromium)
            groups.append(self.process.pid)

    monkeypatch.setattr(chromium_pool, "ChromiumProcess", Noted)
    started = monotonic()
    with pytest.raises(ExportError) as refused:
        run_export(ordered("zh", SUBJECT, options=SMALL), "png")
    assert (refused.value.code, dict(refused.value.values)) == ("picture_timeout", {"seconds": 6})
    taken = monotonic() - started
    record_property("limit_s", 6)
    record_property("given_up_after_s", round(taken, 1))
    assert taken < 15
    assert _gone(groups[0])


@pytest.mark.browser
def test_a_browser_that_was_stopped_is_given_up_and_the_next_picture_is_made(
    own_browser, monkeypatch, ordered
) -> None:  # type: ignore[no-untyped-def]
    order = ordered("zh", SUBJECT, options=SMALL)
    assert run_export(order, "png").data
    group = own_browser.process_group
    assert len(_members(group)) > 3
    os.killpg(group, signal.SIGSTOP)
    monkeypatch.setattr(chromium_pool, "TIMEOUT_SECONDS", 3.0)
    with pytest.raises(ExportError, match="picture_timeout"):
        run_export(order, "png")
    assert _gone(group)
    monkeypatch.setattr(chromium_pool, "TIMEOUT_SECONDS", 120.0)
    assert run_export(order, "png").data
    own_browser.close()


@pytest.mark.browser
def test_a_browser_that_was_killed_is_replaced(own_browser, ordered) -> None:  # type: ignore[no-untyped-def]
    order = ordered("zh", SUBJECT, options=SMALL)
    first = run_export(order, "png").data
    os.killpg(own_browser.process_group, signal.SIGKILL)
    assert _gone(own_browser.process_group)
    own_browser._worker.process.wait()
    assert run_export(order, "png").data == first
    own_browser.close()


@pytest.mark.browser
def test_an_idle_browser_ends_by_itself(own_browser, monkeypatch, ordered) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(chromium_pool, "IDLE_SECONDS", 0.5)
    assert run_export(ordered("zh", SUBJECT, options=SMALL), "png").data
    waiting, end = threading.Event(), monotonic() + 20
    while own_browser.process_group and monotonic() < end:
        waiting.wait(0.1)
    assert own_browser.process_group == 0


@pytest.mark.browser
def test_nothing_is_left_of_a_program_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(
        "import sys\n"
        "from exports.pictures.chromium_availability import find_chromium\n"
        "from exports.pictures.chromium_pool import CHROMIUM_POOL as pool\n"
        "drawing = {'data': [{'type': 'bar', 'x': [1], 'y': [1]}], 'layout': {}}\n"
        "pool.render(find_chromium(), {'drawing': drawing, 'options': {'format': 'svg'}})\n"
        "print(pool.process_group, pool._worker.folder, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as asking:
        assert asking.stdout
        group = int(asking.stdout.readline().split()[0])
        assert len(_members(group)) > 3
        asking.kill()
    assert _gone(group)


@pytest.mark.browser
def test_many_ask_one_browser_and_everybody_gets_their_own(
    own_browser, ordered, record_property
) -> None:  # type: ignore[no-untyped-def]
    many, memory = times(8, 50), Memory(own_browser)
    sizes = [ExportOptions(size=PictureSize(f"w{n}", 400 + 10 * n, 300)) for n in range(many)]
    made: dict[int, bytes] = {}
    groups: set[int] = set()

    def ask(number: int) -> None:
        made[number] = run_export(ordered("zh", SUBJECT, options=sizes[number]), "png").data
        groups.add(own_browser.process_group)

    askers = [threading.Thread(target=ask, args=(n,)) for n in range(many)]
    with memory:
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
    widths = {n: int.from_bytes(data[16:20]) for n, data in made.items()}
    assert widths == {n: 400 + 10 * n for n in range(many)}
    record_property("pictures", len(made))
    record_property("browsers", len(groups))
    record_property("most_mb", round(memory.most))
    assert len(groups) == 1
    assert 0 < memory.most < MOST_MB
    group = groups.pop()
    own_browser.close()
    assert _gone(group)
