"""Publishing and restoring while somebody else does, and commits whose answer was lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import deltalake
import pytest

import ledger
from ledger import Provenance
from ledger.release import sha256_hex
from ledger.storage import delta_log
from tests.helpers.small_release import figure, table

BY = {"author": "陈", "reason": "发布"}
KEY = "notices..330203..2024-01"


def state(value: float):
    return table(figure(KEY, value))


def write(store: ledger.Store, parent: int, value: float, **more: Any) -> ledger.Release:
    return store.write(parent, state(value), {}, Provenance(**BY | more))


def restore(store: ledger.Store, parent: int, value: float, **more: Any) -> ledger.Release:
    """Restore the first release, whatever value is asked for."""
    return store.restore(parent, 1, Provenance(**BY | more))


@pytest.fixture
def two(store, codes):
    store.write(0, state(1), codes, Provenance(**BY))
    write(store, 1, 2)
    return store


@pytest.fixture(params=[write, restore], ids=["write", "restore"])
def publish(request) -> Callable[..., ledger.Release]:
    return request.param


def values(store: ledger.Store) -> list[float]:
    return [store.read(release.number).figures["value"].item() for release in store.history()]


def test_what_a_release_says_of_itself(two, publish):
    earliest = datetime.now(UTC)
    told = {
        "author": "李",
        "reason": "更正",
        "source_sha256": "f" * 64,
        "request": "r",
        "notes": {"a": "甲", "b": ""},
        "proofs": {"甲.png": b"1", "b.png": b"2"},
    }
    release = publish(two, 2, 3, **told)
    assert release == two.head() == ledger.open_store(two.uri).head()
    assert (release.number, release.parent) == (3, 2)
    expected = ("restore", 1) if publish is restore else ("publish", None)
    assert (release.kind, release.restored) == expected
    assert (release.author, release.reason, release.request) == ("李", "更正", "r")
    assert (release.source_sha256, release.rows) == ("f" * 64, 1)
    assert earliest <= release.at <= earliest + timedelta(minutes=5)
    assert release.at.tzinfo == UTC
    assert release.notes == {"a": "甲", "b": ""}
    assert {name: two.proof(3, name) for name in release.proofs} == told["proofs"]
    entry = Path(two.uri) / delta_log.entry_name(2)
    assert release.previous == sha256_hex(entry.read_bytes())
    assert release.codes == two.release(2).codes
    assert values(two) == ([1, 2, 1] if publish is restore else [3, 2, 1])
    assert two.verify() == []
    plain = publish(two, 3, 4)
    assert (plain.request, plain.source_sha256, plain.notes, plain.proofs) == ("", "", {}, {})


def test_a_release_that_came_first_is_named_and_nothing_is_written(two, publish):
    first = write(ledger.open_store(two.uri), 2, 7, author="李")
    for parent in (1, 2):
        with pytest.raises(ledger.ReleaseConflictError) as conflict:
            publish(two, parent, 3)
        assert conflict.value.head == first
        assert conflict.value.detail == "release 3 by 李"
    with pytest.raises(ledger.UnknownReleaseError) as none:
        publish(two, 4, 3)
    assert none.value.number == 4
    assert values(two) == [7, 2, 1]


def test_the_same_request_is_the_same_release_however_many_came_since(two, publish):
    first = publish(two, 2, 3, request="mine")
    write(two, 3, 8, request="theirs")
    write(two, 4, 9)
    for parent in (1, 2):
        assert publish(two, parent, 3, request="mine") == first
    with pytest.raises(ledger.ReleaseConflictError) as conflict:
        publish(two, 3, 3, request="mine")  # seen after it: another one is meant
    assert conflict.value.head.number == 5
    for other in ("", "nobody's"):
        with pytest.raises(ledger.ReleaseConflictError):
            publish(two, 2, 3, request=other)
    assert two.head().number == 5


def at_the_commit(monkeypatch, work: Callable[[], object], *, after: bool = False) -> None:
    """Have something happen just before, or just after, Delta writes a log entry, once."""
    real = deltalake.DeltaTable.create_write_transaction

    def late(*args: Any, **kwargs: Any) -> None:
        monkeypatch.setattr(deltalake.DeltaTable, "create_write_transaction", real)
        if after:
            real(*args, **kwargs)
        work()
        if not after:
            real(*args, **kwargs)

    monkeypatch.setattr(deltalake.DeltaTable, "create_write_transaction", late)


def test_a_race_that_is_lost_at_the_commit(two, publish, monkeypatch):
    other, won = ledger.open_store(two.uri), []
    at_the_commit(monkeypatch, lambda: won.append(write(other, 2, 7, author="李")))
    with pytest.raises(ledger.ReleaseConflictError) as conflict:
        publish(two, 2, 3)
    assert [conflict.value.head] == won
    assert values(two) == [7, 2, 1]
    assert [fault for fault in two.verify() if fault.level == "error"] == []
    assert publish(two, 3, 3).number == 4


def test_a_double_click_at_the_commit_is_one_release(two, publish, monkeypatch):
    other, won = ledger.open_store(two.uri), []
    at_the_commit(monkeypatch, lambda: won.append(publish(other, 2, 3, request="click")))
    assert publish(two, 2, 3, request="click") == won[0]
    assert two.head().number == 3


def failing() -> None:
    raise OSError(5, "the answer was lost")


def test_a_commit_whose_answer_was_lost_counts(two, publish, monkeypatch):
    at_the_commit(monkeypatch, failing, after=True)
    assert publish(two, 2, 3).number == 3
    assert two.head().number == 3
    assert two.verify() == []


def test_a_commit_that_failed_is_said_and_may_be_tried_again(two, publish, monkeypatch):
    at_the_commit(monkeypatch, failing)
    with pytest.raises(ledger.StoreError) as fault:
        publish(two, 2, 3)
    assert (fault.value.code, fault.value.path) == (
        "device",
        f"{two.uri}/{delta_log.entry_name(3)}",
    )
    assert two.head().number == 2
    assert publish(two, 2, 3).number == 3


def test_two_that_make_the_store_at_once(store, codes, monkeypatch):
    other, won = ledger.open_store(store.uri), []
    real = deltalake.DeltaTable.create

    def late(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(deltalake.DeltaTable, "create", real)
        won.append(other.write(0, state(7), codes, Provenance(author="李", reason="先到")))
        return real(*args, **kwargs)

    monkeypatch.setattr(deltalake.DeltaTable, "create", late)
    with pytest.raises(ledger.ReleaseConflictError) as conflict:
        store.write(0, state(1), codes, Provenance(**BY))
    assert [conflict.value.head] == won
    assert values(store) == [7]
    assert [fault for fault in store.verify() if fault.level == "error"] == []


def test_a_store_that_cannot_be_made_is_said(store, codes, monkeypatch):
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise deltalake.exceptions.CommitFailedError("no")

    with monkeypatch.context() as once:
        once.setattr(deltalake.DeltaTable, "create", refuse)
        with pytest.raises(ledger.StoreError) as fault:
            store.write(0, state(1), codes, Provenance(**BY))
    assert (fault.value.code, fault.value.path) == ("unreachable", f"{store.uri}/figures")
    assert store.head() is None


def test_what_is_restored_is_read_first(two):
    (name, _) = two.release(1).files[0]
    path = Path(two.uri) / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ledger.CorruptFileError) as caught:
        ledger.open_store(two.uri).restore(2, 1, Provenance(**BY))
    assert (caught.value.code, caught.value.path) == ("altered", name)
    assert two.head().number == 2
    with pytest.raises(ledger.UnknownReleaseError):
        two.restore(2, 9, Provenance(**BY))


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_release_that_there_is_not(two, number):
    for ask in (two.release, two.read, two.figures):
        with pytest.raises(ledger.UnknownReleaseError) as none:
            ask(number)
        assert (none.value.code, none.value.number) == ("no_release", number)
    with pytest.raises(ledger.UnknownReleaseError):
        two.versions([KEY], number)


def test_lists_that_are_not_given_stay_and_others_take_their_place(two, codes):
    head = two.release(2)
    third = two.write(2, None, {"sources": []}, Provenance(**BY))
    assert third.codes == {**head.codes, "sources": third.codes["sources"]}
    assert third.files == head.files
    assert two.read().sources == []
    fourth = two.write(3, None, {"sources": codes["sources"]}, Provenance(**BY))
    assert fourth.codes == head.codes
    # Who publishes nothing at all publishes the same again.
    assert (two.write(4, None, {}, Provenance(**BY)).files, two.head().codes) == (
        head.files,
        head.codes,
    )


def test_a_first_release_without_lists_has_none(store):
    store.write(0, state(1), {}, Provenance(**BY))
    read = store.read()
    assert (read.indicators, read.programmes, read.sources, len(read.areas)) == ([], [], [], 0)
    assert read.figures["unit"].tolist() == [""]
    assert read.figures["parents"].tolist() == [""]
    assert store.last_good() == store.head()
