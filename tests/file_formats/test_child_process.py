"""The process in which files are read: what it is given, what it may take, how its end is told."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from file_formats import LIMITS, FileFormatError, FileLimits
from file_formats.sandbox import run, template
from file_formats.sandbox.run import run_in_child
from tests.helpers import child_jobs as jobs
from tests.helpers.processes import runs, until
from tests.helpers.servers import ROOT

LIMIT = LIMITS.seconds


def refusal(job, *args: object, limits: FileLimits = LIMITS, **more: object):
    with pytest.raises(FileFormatError) as refused:
        run_in_child(job, *args, limits=limits, **more)
    return refused.value.code, dict(refused.value.values)


def test_what_goes_in_and_out_is_whole() -> None:
    assert run_in_child(jobs.echo, "甲\ud800\0") == "甲\ud800\0"
    assert run_in_child(jobs.length, bytes(3 * 2**20)) == 3 * 2**20
    data = os.urandom(2**20)
    assert bytes(run_in_child(jobs.reversed_bytes, data)) == data[::-1]


def test_it_sees_nothing_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET", "canary-17")
    template.TEMPLATE.end()  # a new template, with what is in the environment now
    seen = run_in_child(jobs.surroundings, limits=replace(LIMITS, seconds=1.2))
    assert seen["environment"] == sorted(template.ENVIRONMENT)
    assert (seen["isolated"], seen["apart"], seen["threads"]) == (1, True, 1)
    # 0, 1, 2, the socket, and the folder that is listed.
    assert seen["descriptors"] == 5
    assert seen["limits"] == [[2, 3], [0, 0], [0, 0]]
    assert capfd.readouterr().err == ""
    assert run_in_child(jobs.write_a_file, str(tmp_path / "x")) == "OSError"


def test_a_refusal_comes_back_whole() -> None:
    with pytest.raises(FileFormatError) as refused:
        run_in_child(jobs.refused, "dde")
    fault = refused.value
    assert (fault.code, fault.line, fault.column) == ("dde", 3, 4)
    assert (fault.sheet, fault.value, fault.values) == ("数据", "x", {"limit": 2})


def test_a_fault_of_ours_is_logged_without_what_the_file_says(caplog) -> None:
    assert refusal(jobs.faulty, "canary-17") == ("parser_stopped", {})
    assert "ValueError in " in caplog.text
    assert "canary-17" not in caplog.text


@pytest.mark.parametrize(
    ("number", "code", "values"),
    [
        (signal.SIGKILL, "parser_stopped", {}),
        (signal.SIGSEGV, "parser_stopped", {}),
        (signal.SIGXCPU, "too_slow", {"limit": LIMIT}),
    ],
)
def test_whatever_kills_it_is_a_named_refusal(number, code, values) -> None:
    assert refusal(jobs.killed_by, number) == (code, values)


@pytest.mark.parametrize(
    "text",
    [
        *("", "[1, 2]", "7", "{", "{}", '{"result": 7}', '{"result": null}', '{"refused": 1}'),
        *('{"refused": {"x": 1}}', '{"ask": "other", "args": []}', '{"ask": ["twice"]}'),
        "[" * 100_000,
    ],
)
def test_an_answer_that_is_none_is_a_named_refusal(text: str) -> None:
    handlers = {"twice": lambda number: 2 * number}
    assert refusal(jobs.garbage, text, handlers=handlers) == ("parser_stopped", {})


@pytest.mark.parametrize("data", [b"\0", bytes(4), b"\0\0\0\1" + bytes(4)])
def test_a_message_that_breaks_off_is_a_named_refusal(data: bytes) -> None:
    assert refusal(jobs.garbled, data, handlers={})[0] == "parser_stopped"


def test_an_answer_may_be_so_large_and_no_larger() -> None:
    limits = replace(LIMITS, answer=2 * 2**20)
    assert len(run_in_child(jobs.large_answer, 2**20, limits=limits)) == 2**20
    assert refusal(jobs.large_answer, 2 * 2**20, limits=limits) == (
        "answer_too_large",
        {"limit": 2},
    )
    # Lengths that are claimed take no memory.
    claimed = b"\0\0\0\1" + (2**62).to_bytes(8, "big")
    assert refusal(jobs.garbled, claimed, handlers={})[0] == "answer_too_large"


def test_the_parent_is_asked_and_its_own_faults_are_raised_as_they_are() -> None:
    handlers = {"twice": lambda number: 2 * number}
    assert run_in_child(jobs.asking, handlers=handlers) == "42"

    def broken(number: int) -> int:
        raise LookupError(number)

    with pytest.raises(LookupError):
        run_in_child(jobs.asking, handlers={"twice": broken})


@pytest.mark.parametrize("job", [jobs.dribbling, jobs.asking_for_ever])
def test_one_that_keeps_talking_is_ended_by_the_clock(job) -> None:
    limits = replace(LIMITS, seconds=0.5)
    handlers = {"twice": lambda number: number}
    assert refusal(job, limits=limits, handlers=handlers) == ("too_slow", {"limit": 0.5})


def test_processor_time_ends_it_though_nobody_looks_at_the_clock(monkeypatch) -> None:
    monkeypatch.setattr(run._Child, "_check_wait", lambda child: None)
    limits = replace(LIMITS, seconds=1)
    assert refusal(jobs.busy_for_ever, limits=limits) == ("too_slow", {"limit": 1})


@pytest.mark.parametrize(("job", "size"), [(jobs.hungry, 2**34), (jobs.aborted_when_hungry, 2**27)])
def test_too_much_memory_is_said_with_its_limit(job, size: int) -> None:
    limits = replace(LIMITS, memory=200 * 2**20)
    assert refusal(job, size, limits=limits) == ("too_much_memory", {"limit": 200})
    assert run_in_child(jobs.hungry, 2**26, limits=limits) == 2**26


class Told:
    """A pipe in which `asleep_for_ever` tells of child, template and another process."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "told")
        os.mkfifo(self.path)
        self.pipe = os.open(self.path, os.O_RDWR)

    def ready(self) -> bool:
        return bool(select.select([self.pipe], [], [], 0)[0])

    def read(self) -> tuple[int, int, int]:
        child, template, other = json.loads(os.read(self.pipe, 1000))
        return child, template, other


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    told = Told(tmp_path)
    yield told
    os.close(told.pipe)


def test_one_that_hangs_is_ended_with_all_that_it_started(told: Told) -> None:
    limits = replace(LIMITS, seconds=2)
    assert refusal(jobs.asleep_for_ever, told.path, limits=limits) == ("too_slow", {"limit": 2})
    child, forker, other = told.read()
    until(lambda: not runs(child) and not runs(other), "both end")
    assert runs(forker)


def test_it_ends_as_soon_as_its_caller_leaves(monkeypatch, told: Told) -> None:
    class LeftError(BaseException):
        """As Streamlit raises for a tab that is closed."""

    def leave() -> None:
        if told.ready():
            raise LeftError

    monkeypatch.setattr(run._WAITING, "hook", leave)
    with pytest.raises(LeftError):
        run_in_child(jobs.asleep_for_ever, told.path)
    child, _, other = told.read()
    until(lambda: not runs(child) and not runs(other), "both end")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_the_process_that_asked(number: int, told: Told) -> None:
    program = (
        "import sys; from file_formats.sandbox.run import run_in_child;"
        "from tests.helpers.child_jobs import asleep_for_ever;"
        "run_in_child(asleep_for_ever, sys.argv[1])"
    )
    with subprocess.Popen([sys.executable, "-c", program, told.path], cwd=ROOT) as asking:
        processes = told.read()
        asking.send_signal(number)
    until(lambda: not any(map(runs, processes)), "all end")


def test_it_ends_with_its_template_and_the_next_has_another(told: Told) -> None:
    done: list[object] = []
    asking = threading.Thread(target=lambda: done.append(refusal(jobs.asleep_for_ever, told.path)))
    asking.start()
    child, forker, other = told.read()
    os.kill(forker, signal.SIGKILL)
    asking.join()
    assert done == [("parser_stopped", {})]
    until(lambda: not runs(child), "the child ends")
    os.kill(other, signal.SIGKILL)  # whom nobody was left to end
    assert run_in_child(jobs.echo, "x") == "x"


def test_an_idle_template_is_ended(monkeypatch) -> None:
    assert run_in_child(jobs.echo, "x") == "x"
    with monkeypatch.context() as impatient:
        impatient.setattr(template, "_IDLE_SECONDS", 0.5 - LIMIT)
        assert run_in_child(jobs.echo, "x") == "x"
    until(lambda: template.TEMPLATE._process is None, "the template ends")
    assert run_in_child(jobs.echo, "y") == "y"


def test_two_files_are_read_at_a_time_and_the_third_waits_as_long_as_it_may() -> None:
    with run._TURNS:
        assert run_in_child(jobs.echo, "x") == "x"
        with run._TURNS:
            assert refusal(jobs.echo, "x", limits=replace(LIMITS, seconds=0.05)) == ("busy", {})
    done: list[str] = []
    threads = [
        threading.Thread(target=lambda: done.append(run_in_child(jobs.echo, "x"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["x"] * 4
    # What was refused gives its turn back too.
    for _ in range(3):
        assert refusal(jobs.refused, "dde")[0] == "dde"
    assert run_in_child(jobs.echo, "x") == "x"
