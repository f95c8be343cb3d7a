"""What is particular about a store in an object store."""

import pytest

import ledger
from ledger import Provenance, TotalsRequest
from ledger.storage.local_copies import LocalCopies
from ledger.storage.object_store import BucketStore, LocalStore
from tests.helpers.small_release import figure, table

BY = {"author": "陈", "reason": "发布"}


def test_the_keys_may_come_from_the_configuration(bucket, codes):
    options = bucket | {"AWS_REGION": "us-east-1"}
    store = ledger.open_store("s3://figures-bucket/configured", options)
    store.write(0, table(figure("notices..330203..2024-01", 3)), codes, Provenance(**BY))
    assert ledger.open_store(store.uri, options).head().number == 1


def test_reading_comparing_and_checking_from_a_bucket(s3, codes, tmp_path):
    store = ledger.open_store(s3)
    store.write(0, table(figure("notices..330203..2024-01", 3)), codes, Provenance(**BY))
    store.write(
        1, table(figure("notices..330203..2024-01", 4)), {}, Provenance(proofs={"a": b"b"}, **BY)
    )
    again = ledger.open_store(s3)
    assert again.roll_up(totals=TotalsRequest("province"))["value"].tolist() == [4]
    assert again.compare(1, 2).changed["percent"].tolist() == [pytest.approx(100 / 3)]
    assert again.corrections()["release"].tolist() == [2]
    assert again.proof(2, "a") == b"b"
    assert again.verify() == []
    again.backup(tmp_path / "b.tar")
    local = ledger.load_backup(tmp_path / "b.tar", str(tmp_path / "local"))
    assert local.history() == again.history()
    back = ledger.load_backup(tmp_path / "b.tar", f"{s3}-back")
    assert back.history() == again.history()
    assert back.read().figures["value"].tolist() == [4]


def test_an_altered_object_is_not_read(s3, codes):
    store = ledger.open_store(s3)
    release = store.write(0, table(figure("notices..330203..2024-01", 3)), codes, Provenance(**BY))
    name = release.files[0][0]
    place = BucketStore(s3, {})
    place.put(name, place.get(name)[:-9] + b"123456789")
    with pytest.raises(ledger.CorruptFileError) as caught:
        ledger.open_store(s3).read()
    assert (caught.value.code, caught.value.path) == ("altered", name)
    assert [fault.path for fault in store.verify()] == [name]


def test_a_store_that_does_not_answer():
    options = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_REGION": "us-east-1",
        "timeout": "1s",
        "max_retries": "0",
    }
    with pytest.raises(ledger.StoreError) as caught:
        ledger.open_store("s3://figures-bucket/none", options).head()
    assert caught.value.code == "unreachable"


def test_copies_make_room_for_new_ones(tmp_path):
    place = LocalStore(str(tmp_path))
    for name in "abc":
        place.put(name, name.encode() * 10)
    copies = LocalCopies(place, max_bytes=25)
    for name in "abac":
        copies.fetch(name)
    assert copies.local.names() == ["b", "c"]
    copies.fetch("a")
    assert copies.local.get("a") == b"a" * 10
