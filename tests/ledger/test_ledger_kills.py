"""Writers that are killed, race, or run out of what they need: readers never see half a release.

`make drill` tries each of them many times.
"""

import fcntl
import os
import random
import select
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

import ledger
from ledger import FigureFilter, Provenance
from tests.helpers.drill import times
from tests.helpers.writers import BROKEN, STEPS, figures


def check(uri, acknowledged):
    """The newest release is the last acknowledged or the one after it, and whole."""
    store = ledger.open_store(uri)
    head = store.head()
    number = head.number if head else 0
    assert acknowledged <= number <= acknowledged + 1
    if head:
        values = store.read().figures["value"]
        assert (len(values), set(values)) == (200, {number})
    return number


def errors(uri):
    return [fault for fault in ledger.open_store(uri).verify() if fault.level == "error"]


def ended(pid):
    """Wait until a process is no more."""
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        select.select([handle], [], [])
        os.close(handle)


def killed(writers, uri, parent, delay, **more):
    """Start a writer that publishes on and on, kill it after a while; what it acknowledged."""
    writers.start(uri=uri, parent=parent, who="w", count=1000, **more)
    pid = writers.next()["pid"]
    time.sleep(delay)  # the moment of the kill is what is tried
    os.kill(pid, signal.SIGKILL)
    # A writer that was forked after the kill ends the list of what came before it.
    writers.start(uri="", parent=0, who="mark", count=0)
    acknowledged = parent
    while "pid" not in (answer := writers.next()):
        acknowledged = answer["ack"]
    return acknowledged


@pytest.mark.parametrize("where", ["local", "s3"])
def test_killed_at_random_moments(tmp_path, request, writers, where, record_property):
    uri = str(tmp_path / "store") if where == "local" else request.getfixturevalue("s3")
    env = request.getfixturevalue("bucket") if where == "s3" else {}
    started = time.monotonic()
    number = writers.result(uri=uri, parent=0, who="w", env=env)["ack"]
    span = 2 * (time.monotonic() - started)
    dice, kills = random.Random(1), times(5, 500) if where == "local" else times(2, 100)
    for _ in range(kills):
        number = check(uri, killed(writers, uri, number, dice.uniform(0, span), env=env))
    record_property("kills", kills)
    record_property("releases", number)
    assert number > 1 or kills < 5
    assert errors(uri) == []
    for each in (1, number):
        assert set(ledger.open_store(uri).read(each, FigureFilter(limit=3)).figures["value"]) == {
            each
        }


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_step(tmp_path, writers, step, when):
    """Of the first publish for the steps that only it has, else of the second."""
    uri = str(tmp_path / "store")
    parent = 0 if step == "create" else writers.result(uri=uri, parent=0, who="w")["ack"]
    writers.start(uri=uri, parent=parent, who="w", step=[step, when])
    ended(writers.next()["pid"])
    if check(uri, parent) == parent:
        assert writers.result(uri=uri, parent=parent, who="again")["ack"] == parent + 1
    assert errors(uri) == []


def race(writers, uri, parent, count, **more):
    """Have several writers publish after one release; their results."""
    with tempfile.NamedTemporaryFile() as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        for who in range(count):
            writers.start(uri=uri, parent=parent, who=f"w{who}", gate=gate.name, **more)
        assert all("pid" in writers.next() for _ in range(count))
        fcntl.flock(gate, fcntl.LOCK_UN)
        return [writers.next() for _ in range(count)]


@pytest.mark.parametrize("where", ["local", "s3"])
def test_of_several_writers_exactly_one_wins(tmp_path, request, writers, where, record_property):
    uri = str(tmp_path / "store") if where == "local" else request.getfixturevalue("s3")
    env = request.getfixturevalue("bucket") if where == "s3" else {}
    dice = random.Random(2)
    races = times(4, 200) if where == "local" else times(2, 100)
    record_property("races", races)
    for parent in range(races):
        count = dice.randint(2, 8)
        results = race(writers, uri, parent, count, env=env)
        won = [result for result in results if "ack" in result]
        lost = [result for result in results if "conflict" in result]
        assert (len(won), len(lost)) == (1, count - 1), results
        assert {(r["conflict"], r["by"]) for r in lost} == {(parent + 1, won[0]["who"])}
        head = ledger.open_store(uri).head()
        assert (head.number, head.author) == (parent + 1, won[0]["who"])
    assert errors(uri) == []


def test_of_several_first_starts_exactly_one_makes_the_store(tmp_path, writers, record_property):
    starts = times(4, 60)
    record_property("starts", starts)
    for start in range(starts):
        uri = str(tmp_path / f"store{start}")
        results = race(writers, uri, 0, 3)
        assert sorted(("ack" in r) - ("conflict" in r) for r in results) == [-1, -1, 1], results
        assert ledger.open_store(uri).head().number == 1
        assert errors(uri) == []


def test_a_double_click_is_one_release(tmp_path, writers):
    uri = str(tmp_path / "store")
    for parent in range(times(2, 20)):
        results = race(writers, uri, parent, 4, request=f"r{parent}")
        assert [result.get("ack") for result in results] == [parent + 1] * 4, results
    assert ledger.open_store(uri).head().number == parent + 1


def unharmed(uri):
    store = ledger.open_store(uri)
    assert store.head().number == 1
    assert set(store.read().figures["value"]) == {1}
    assert errors(uri) == []


@pytest.mark.parametrize(
    ("limits", "notes", "code"),
    [
        ({"RLIMIT_FSIZE": 2_000}, {}, "disk_full"),  # the data file does not fit
        ({"RLIMIT_FSIZE": 30_000}, {"n": "注" * 50_000}, "disk_full"),  # the log entry does not
        ({"RLIMIT_NOFILE": 8}, {}, "too_many_files"),
    ],
)
def test_running_out_of_room_is_said_and_harms_no_reader(tmp_path, writers, limits, notes, code):
    uri = str(tmp_path / "store")
    assert writers.result(uri=uri, parent=0, who="w")["ack"] == 1
    answer = writers.result(uri=uri, parent=1, who="w", limits=limits, notes=notes)
    assert answer.get("fault") == code, answer
    assert answer["path"].startswith(uri)
    unharmed(uri)
    assert writers.result(uri=uri, parent=1, who="w")["ack"] == 2


def test_an_error_of_the_device_at_every_write(tmp_path, writers, record_property):
    """The first, second, third … call that writes fails, until a publish makes no more calls."""
    uri = str(tmp_path / "store")
    parent, broken, failed = writers.result(uri=uri, parent=0, who="w")["ack"], 1, 0
    while "ack" not in (answer := writers.result(uri=uri, parent=parent, who="w", broken=broken)):
        assert answer.get("fault") == "device", (broken, answer)
        parent, failed, broken = check(uri, parent), failed + 1, broken + 1
        assert errors(uri) == []
    record_property("writes_that_failed", failed)
    assert failed >= len(BROKEN)
    assert writers.result(uri=uri, parent=check(uri, parent), who="w").get("ack")


def test_a_full_disk(tmp_path, writers, codes):
    """A file system that is truly full, where the tests may mount one."""
    import subprocess

    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may not mount")  # another test runs out of room without a mount
    try:
        uri = str(disk / "store")
        assert writers.result(uri=uri, parent=0, who="w")["ack"] == 1
        filler = disk / "filler"
        # Leave less and less: each write of a publish is the one that fails at some point.
        for room in (0, 8_000, 16_000, 24_000, 32_000):
            left = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            filler.write_bytes(b"x" * max(left - room, 0))
            answer = writers.result(uri=uri, parent=1, who="w")
            if "ack" in answer:
                break
            assert answer.get("fault") == "disk_full", (room, answer)
            unharmed(uri)
            filler.unlink()
        filler.unlink(missing_ok=True)
        ledger.open_store(uri).write(
            ledger.open_store(uri).head().number,
            figures(2),
            codes,
            Provenance(author="w", reason="有空间了"),
        )
        assert errors(uri) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def open_folder():
    """A folder that other users may look into; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def chmod(uri, folders, files):
    for place in (uri, *uri.rglob("*")):
        place.chmod(folders if place.is_dir() else files)


def test_a_read_only_folder(open_folder, writers):
    uri = open_folder / "store"
    assert writers.result(uri=str(uri), parent=0, who="w")["ack"] == 1
    chmod(uri, 0o555, 0o444)
    # The superuser may write everywhere, so the writer becomes nobody.
    user = 65534 if os.geteuid() == 0 else None
    answer = writers.result(uri=str(uri), parent=1, who="w", user=user)
    assert answer.get("fault") == "read_only", answer
    unharmed(str(uri))
    chmod(uri, 0o755, 0o644)
    assert writers.result(uri=str(uri), parent=1, who="w")["ack"] == 2


def test_a_folder_that_may_not_be_entered(open_folder, writers):
    if os.geteuid():
        # Whoever owns the folder may always enter it.
        pytest.skip("only the superuser can become somebody else")
    uri = open_folder / "store"
    assert writers.result(uri=str(uri), parent=0, who="w")["ack"] == 1
    open_folder.chmod(0o700)
    answer = writers.result(uri=str(uri), parent=1, who="w", user=65534)
    assert answer.get("fault") == "read_only", answer
