"""The process that paints, replaced by a small program that speaks as it does: answers, ends."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from exports import ExportError
from exports.pictures import chromium_pool
from exports.pictures.chromium_pool import ChromiumPool, ChromiumProcess

PROMISED = chromium_pool.TIMEOUT_SECONDS
PROGRAM = """
import json, os, struct, sys
source, target = os.fdopen(0, "rb"), os.fdopen(1, "wb")
while head := source.read(4):
    (length,) = struct.unpack(">I", head)
    asked = json.loads(source.read(length))
    what = asked.get("what", "echo")
    if what == "end":
        sys.exit()
    if what == "hang":
        os.read(os.pipe()[0], 1)
    if what == "child":
        pid = os.fork()
        if not pid:
            os.read(os.pipe()[0], 1)
        answer = str(pid).encode()
    elif what == "told":
        told = {"path": sys.argv[1], "isolated": sys.flags.isolated}
        answer = json.dumps(told | {"environment": dict(os.environ)}).encode()
    elif what == "long":
        answer = bytes(range(256)) * (asked["length"] // 256)
    elif what == "fault":
        answer = "坏".encode() + b"\\xff"
    else:
        answer = asked["text"].encode()
    status = 1 if what == "fault" else 0
    if what == "half":
        target.write(struct.pack(">BI", 0, 100) + b"x" * 50)
        target.flush()
        sys.exit()
    target.write(struct.pack(">BI", status, len(answer)) + answer)
    target.flush()
"""


@pytest.fixture(autouse=True)
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stand-in for chromium_process.py."""
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    monkeypatch.setattr(chromium_pool, "_WORKER_SCRIPT", path)
    return path


@pytest.fixture
def painter() -> Iterator[ChromiumProcess]:
    found = ChromiumProcess("/usr/bin/some-chromium")
    yield found
    found.end()


@pytest.fixture
def own() -> Iterator[ChromiumPool]:
    found = ChromiumPool()
    yield found
    found.close()


def gone(pid: int, seconds: float = 10) -> bool:
    """Whether a process is gone or waits to be buried, at the latest after some seconds."""
    end, waiting = monotonic() + seconds, threading.Event()
    while monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        waiting.wait(0.02)
    return False


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    end, waiting = monotonic() + seconds, threading.Event()
    while not true() and monotonic() < end:
        waiting.wait(0.02)
    return true()


def request(**values: object) -> bytes:
    return json.dumps(values).encode()


def test_an_answer_comes_back_whole_however_long_it_or_the_request_is(
    painter: ChromiumProcess,
) -> None:
    assert painter.render(request(text="甲"), 20) == "甲".encode()
    length = 3 * (1 << 20)
    assert painter.render(request(what="long", length=length), 20) == bytes(range(256)) * (
        length // 256
    )
    long = "乙" * 500_000
    assert painter.render(request(text=long), 20) == long.encode()
    assert painter.render(request(text=""), 20) == b""


def test_the_program_is_isolated_and_has_a_folder_of_its_own(
    painter: ChromiumProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads(painter.render(request(what="told"), 20))
    assert (told["path"], told["isolated"]) == ("/usr/bin/some-chromium", 1)
    folder = told["environment"]["TMPDIR"]
    assert Path(folder).is_dir()
    assert Path(folder).name.startswith("pictures-")
    assert {told["environment"][n] for n in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")} == {folder}
    assert told["environment"]["PATH"] == os.environ["PATH"]
    assert os.getpgid(painter.process.pid) == painter.process.pid
    painter.end()
    assert not Path(folder).exists()


def test_only_what_it_needs_of_the_environment_is_handed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SECRET", "HOME", "LANG", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, f"/{name}")
    painter = ChromiumProcess("x")
    told = json.loads(painter.render(request(what="told"), 20))["environment"]
    painter.end()
    assert "SECRET" not in told
    names = ("HOME", "LANG", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME")
    assert {name: told[name] for name in names} == {name: f"/{name}" for name in names}


def test_a_fault_is_an_answer_and_the_next_request_is_heard(painter: ChromiumProcess) -> None:
    with pytest.raises(ExportError) as refused:
        painter.render(request(what="fault"), 20)
    assert (refused.value.code, dict(refused.value.values)) == (
        "picture_failed",
        {"detail": "坏\ufffd"},
    )
    assert painter.render(request(text="乙"), 20) == "乙".encode()


@pytest.mark.parametrize("what", ["end", "half"])
def test_a_program_that_ends_meanwhile_is_said_to_have_ended(
    what: str, painter: ChromiumProcess
) -> None:
    with pytest.raises(ExportError) as refused:
        painter.render(request(what=what, text=""), 20)
    assert dict(refused.value.values) == {"detail": "the browser ended"}
    painter.process.wait()
    with pytest.raises(ExportError) as again:
        painter.render(request(text="甲" * 100_000), 20)
    assert dict(again.value.values) == {"detail": "the browser ended"}


@pytest.mark.parametrize("seconds", [0.3, -1.0])
def test_a_program_that_hangs_is_waited_for_so_long(
    seconds: float, painter: ChromiumProcess
) -> None:
    began = monotonic()
    with pytest.raises(ExportError) as refused:
        painter.render(request(what="hang"), seconds)
    taken = monotonic() - began
    assert (refused.value.code, dict(refused.value.values)) == (
        "picture_timeout",
        {"seconds": round(chromium_pool.TIMEOUT_SECONDS)},
    )
    assert max(0, seconds) <= taken < 8


def test_a_long_request_to_a_program_that_hangs_is_given_up_too(painter: ChromiumProcess) -> None:
    painter._send(b"\x00\x00\x00\x0f" + request(what="hang")[:15], monotonic() + 5)
    os.kill(painter.process.pid, signal.SIGSTOP)
    with pytest.raises(ExportError, match="picture_timeout"):
        painter.render(request(text="甲" * 1_000_000), 0.3)


def test_ending_ends_everything_that_was_started(painter: ChromiumProcess) -> None:
    child = int(painter.render(request(what="child"), 20))
    assert not gone(child, 0)
    painter.end()
    assert gone(child)
    assert painter.process.returncode == -signal.SIGKILL
    assert painter.process.stdin is not None
    assert painter.process.stdin.closed
    painter.end()  # once more does no harm


# The browser that everybody asks.


def ask(own: ChromiumPool, text: str = "甲", **more: object) -> bytes:
    return own.render("/usr/bin/some-chromium", {"text": text, **more})


def test_one_program_answers_everybody_until_it_is_closed(own: ChromiumPool) -> None:
    assert own.process_group == 0
    assert [ask(own, text) for text in "甲乙"] == ["甲".encode(), "乙".encode()]
    group = own.process_group
    assert group > 0
    ask(own)
    assert own.process_group == group
    own.close()
    assert own.process_group == 0
    assert gone(group)
    assert ask(own) == "甲".encode()
    assert own.process_group != group


def test_a_program_that_failed_is_ended_and_the_next_request_starts_another(
    own: ChromiumPool,
) -> None:
    ask(own)
    group = own.process_group
    with pytest.raises(ExportError, match="picture_failed"):
        ask(own, what="fault")
    assert own.process_group == 0
    assert gone(group)
    assert ask(own) == "甲".encode()
    os.killpg(own.process_group, signal.SIGKILL)
    assert own._worker is not None
    own._worker.process.wait()
    assert ask(own) == "甲".encode()


def test_seconds_are_those_that_are_promised(
    own: ChromiumPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PROMISED == 30
    monkeypatch.setattr(chromium_pool, "TIMEOUT_SECONDS", 0.3)
    with pytest.raises(ExportError, match="picture_timeout"):
        ask(own, what="hang")
    assert own.process_group == 0


def test_a_program_ends_once_nobody_has_asked_for_so_long(
    own: ChromiumPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(chromium_pool, "monotonic", lambda: now[0])
    intervals = []
    for at in (100, 130, 150):
        now[0] = at
        ask(own)
        assert own._timer is not None
        intervals.append(own._timer.interval)
    group = own.process_group
    for at in (160, 180, 209.8):  # 60 seconds after the first request, and later
        now[0] = at
        own._end_if_idle()
        assert own.process_group == group
        intervals.append(own._timer.interval)
    assert intervals == pytest.approx([60, 60, 60, 50, 30, 0.2])
    now[0] = 209.95
    own._end_if_idle()
    assert (own.process_group, own._timer) == (0, None)
    assert gone(group)
    own._end_if_idle()  # nothing is left to end


def test_an_idle_program_ends_by_itself(own: ChromiumPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium_pool, "IDLE_SECONDS", 0.3)
    ask(own)
    group = own.process_group
    assert until(lambda: own.process_group == 0)
    assert gone(group)


def test_closing_lets_no_timer_run_on(own: ChromiumPool) -> None:
    ask(own)
    timer = own._timer
    assert timer is not None
    assert timer.daemon
    assert timer.interval == chromium_pool.IDLE_SECONDS
    own.close()
    assert until(lambda: not timer.is_alive())
    assert own._timer is None


def test_requests_are_answered_in_the_order_in_which_they_came(own: ChromiumPool) -> None:
    order: list[int] = []
    ask(own)
    askers = []

    def wait_for_turn(number: int) -> None:
        with own._wait_for_turn():
            order.append(number)

    with own._wait_for_turn():
        for number in range(6):
            asker = threading.Thread(target=wait_for_turn, args=(number,))
            asker.start()
            askers.append(asker)
            assert until(lambda n=number: len(own._queue) == n + 2)
        assert order == []
    for asker in askers:
        asker.join(10)
    assert order == list(range(6))
    assert len(own._queue) == 0


def test_a_turn_ends_with_a_fault_too(own: ChromiumPool) -> None:
    with pytest.raises(ValueError, match="x"), own._wait_for_turn():
        raise ValueError("x")
    assert ask(own) == "甲".encode()
