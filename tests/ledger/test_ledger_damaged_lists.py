"""Code lists, proofs, receipts and log entries that are altered, cut, emptied or gone."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ledger
from ledger import FigureFilter, Provenance, VerifyFinding
from ledger.code_lists import build_code_list_name
from ledger.release import content_hash, sha256_hex
from ledger.storage.delta_log import LOG, entry_name, receipt_name
from tests.helpers.small_release import AREAS, figure, indicator, table

BY = {"author": "陈", "reason": "发布"}
KINDS = ("indicators", "programmes", "sources", "areas")


def one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 2
    path.write_bytes(data)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "altered": (one_bit, "altered"),
    "truncated": (lambda path: path.write_bytes(path.read_bytes()[:-1]), "altered"),
    "empty": (lambda path: path.write_bytes(b""), "altered"),
    "longer": (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "altered"),
    "missing": (lambda path: path.unlink(), "missing"),
}


def lists(number: int) -> dict[str, Any]:
    """Code lists that differ from release to release."""
    columns = ["code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col"]
    areas = pd.DataFrame([line.split(",") for line in AREAS.splitlines()], columns=columns)
    return {
        "indicators": [indicator("notices") | {"n": number}, indicator("members", "last", "人")],
        "programmes": [{"id": "p", "name": {"zh": f"第{number}", "en": "p"}}],
        "sources": [{"id": "s", "title": {"zh": f"第{number}", "en": "s"}}],
        "areas": areas.assign(name_en=areas["name_en"] + str(number)),
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Three releases, each with a proof; the second and third have lists of their own."""
    store = ledger.open_store(str(tmp_path_factory.mktemp("whole") / "store"))
    for number in range(3):
        rows = [figure("notices.p.330203..2024-01", number), figure("members..340200..2024", 8)]
        store.write(
            number, table(*rows), lists(number), Provenance(proofs={"a.png": bytes([number])}, **BY)
        )
    return store.uri


@pytest.fixture
def copied(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "store")
    return ledger.open_store(str(tmp_path / "store"))


def opened(store: ledger.Store) -> ledger.Store:
    """Another process, that knows of nothing yet."""
    return ledger.open_store(store.uri)


def corrupt(call: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[str, str, int | None]:
    with pytest.raises(ledger.CorruptFileError) as caught:
        call(*args, **kwargs)
    return caught.value.code, caught.value.path, caught.value.release


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_list_of_the_newest_release(copied, kind, damage):
    spoil, code = DAMAGES[damage]
    name = build_code_list_name(kind, copied.release(3).codes[kind])
    spoil(Path(copied.uri) / name)
    store = opened(copied)
    assert store.verify() == [VerifyFinding(code, name, 3)]
    assert store.last_good() == copied.release(2)
    assert corrupt(store.read) == (code, name, 3)
    assert corrupt(store.read, 3, FigureFilter(limit=0)) == (code, name, 3)
    assert store.head() == copied.release(3)
    assert [len(store.read(number).figures) for number in (1, 2)] == [2, 2]
    # Release 4 that has the lists of release 2 again is good.
    store.restore(3, 2, Provenance(author="王", reason="退回"))
    assert store.last_good() == store.release(4)
    assert store.verify() == [VerifyFinding(code, name, 3)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_of_an_earlier_release(copied, kind):
    name = build_code_list_name(kind, copied.release(2).codes[kind])
    one_bit(Path(copied.uri) / name)
    store = opened(copied)
    assert store.verify() == [VerifyFinding("altered", name, 2)]
    assert store.last_good() == store.head()
    assert corrupt(store.read, 2) == ("altered", name, 2)
    assert len(store.read().figures) == len(store.read(1).figures) == 2
    assert corrupt(store.backup, Path(copied.uri).parent / "b.tar") == ("altered", name, 2)


def test_two_damaged_releases_leave_the_one_before_them(copied):
    for number in (2, 3):
        one_bit(
            Path(copied.uri) / build_code_list_name("areas", copied.release(number).codes["areas"])
        )
    store = opened(copied)
    assert [(fault.code, fault.release) for fault in store.verify()] == [
        ("altered", 2),
        ("altered", 3),
    ]
    assert store.last_good() == copied.release(1)
    one_bit(Path(copied.uri) / copied.release(1).files[0][0])
    assert opened(copied).last_good() is None


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_proof(copied, damage):
    spoil, code = DAMAGES[damage]
    name = f"proofs/{sha256_hex(bytes([1]))}"
    spoil(Path(copied.uri) / name)
    store = opened(copied)
    assert store.verify() == [VerifyFinding(code, name, 2)]
    assert corrupt(store.proof, 2, "a.png") == (code, name, 2)
    assert store.proof(3, "a.png") == bytes([2])
    # Figures are read all the same.
    assert store.last_good() == store.head()
    with pytest.raises(KeyError):
        store.proof(3, "b.png")


@pytest.mark.parametrize("damage", ["altered", "truncated", "empty"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_receipt(copied, number, damage):
    DAMAGES[damage][0](Path(copied.uri) / receipt_name(number))
    store = opened(copied)
    assert store.verify() == [VerifyFinding("altered", receipt_name(number), number)]
    assert store.last_good() == store.head() == copied.release(3)


@pytest.mark.parametrize("number", [1, 3])
def test_a_receipt_with_a_right_seal_of_its_own(copied, number):
    noted = {"entry": "0" * 64}
    path = Path(copied.uri) / receipt_name(number)
    path.write_text(json.dumps(noted | {"seal": content_hash(noted)}))
    store = opened(copied)
    if number == 1:  # the entry after it knows better
        assert store.verify() == [VerifyFinding("altered", receipt_name(1), 1)]
        assert store.head() == copied.release(3)
    else:
        assert corrupt(store.head) == ("altered", entry_name(3), 3)
        assert store.verify() == [VerifyFinding("altered", entry_name(3), 3)]
        assert store.last_good() == copied.release(2)


def test_receipts_that_are_gone_are_missed_by_nobody(copied):
    shutil.rmtree(Path(copied.uri) / "receipts")
    store = opened(copied)
    assert store.verify() == []
    assert store.head() == copied.release(3)
    store.write(3, None, {"sources": []}, Provenance(**BY))
    assert [path.name for path in (Path(copied.uri) / "receipts").iterdir()] == [
        Path(receipt_name(4)).name
    ]


def rewritten(store: ledger.Store, number: int, change: Callable[[list[dict[str, Any]]], object]):
    """Change the lines of a log entry; its receipt goes too, so that only the rest tells."""
    path = Path(store.uri) / entry_name(number)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    change(lines)
    path.write_text("\n\n".join(json.dumps(line) for line in lines) + "\n", "utf-8")
    (Path(store.uri) / receipt_name(number)).unlink(missing_ok=True)


def info(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return next(line["commitInfo"] for line in lines if "commitInfo" in line)


def adds(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line["add"] for line in lines if "add" in line]


def other(told: dict[str, Any]) -> None:
    """Rename a release and seal it again, as a forger would."""
    told["number"] = 9
    told["sha256"] = content_hash(told)


CHANGES: dict[str, tuple[Callable[[list[dict[str, Any]]], object], str]] = {
    "no release": (lambda lines: info(lines).pop("release"), "foreign"),
    "no info": (lambda lines: lines.remove({"commitInfo": info(lines)}), "foreign"),
    "nothing": (lambda lines: lines.clear(), "foreign"),
    "no author": (lambda lines: info(lines)["release"].pop("author"), "unreadable"),
    "no day": (lambda lines: info(lines)["release"].update(at="soon"), "unreadable"),
    "parts are none": (lambda lines: info(lines)["release"].update(parts=3), "unreadable"),
    "another author": (lambda lines: info(lines)["release"].update(author="李"), "altered"),
    "another number": (lambda lines: other(info(lines)["release"]), "altered"),
    "another size": (lambda lines: adds(lines)[0].update(size=1), "altered"),
    "another file": (lambda lines: adds(lines)[0].update(path="x.parquet"), "altered"),
    "other rows": (lambda lines: adds(lines)[0].update(stats='{"numRecords": 7}'), "altered"),
    "stats are none": (lambda lines: adds(lines)[0].update(stats="x"), "unreadable"),
    "no size": (lambda lines: adds(lines)[0].pop("size"), "unreadable"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_entry_that_is_not_what_was_written(copied, what):
    change, code = CHANGES[what]
    rewritten(copied, 3, change)
    store = opened(copied)
    assert corrupt(store.head) == (code, entry_name(3), 3)
    errors = [fault for fault in store.verify() if fault.level == "error"]
    assert errors == [VerifyFinding(code, entry_name(3), 3)]
    assert store.last_good() == copied.release(2)
    assert len(store.read(2).figures) == 2


def test_an_entry_that_only_looks_different_is_held_by_the_next(copied):
    rewritten(copied, 2, lambda lines: None)
    store = opened(copied)
    # It reads the same, but its bytes are not those that release 3 was made after.
    assert store.verify() == [VerifyFinding("altered", entry_name(2), 2)]
    assert store.last_good() == copied.release(2)
    assert corrupt(store.backup, Path(copied.uri).parent / "b.tar") == (
        "altered",
        entry_name(2),
        2,
    )
    assert not (Path(copied.uri).parent / "b.tar").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "3\n", '{"a": 1}\nx'])
def test_an_entry_that_is_no_text_of_ours(copied, text):
    path = Path(copied.uri) / entry_name(2)
    path.write_text(text)
    store = opened(copied)
    code, name, number = corrupt(store.release, 2)
    assert (code in ("unreadable", "foreign"), name, number) == (True, entry_name(2), 2)
    errors = [fault for fault in store.verify() if fault.level == "error"]
    assert errors == [VerifyFinding(code, entry_name(2), 2)]
    assert corrupt(store.history) == (code, entry_name(2), 2)
    assert store.release(3).number == 3


def test_an_entry_in_the_middle_that_is_gone_ends_the_list(copied):
    (Path(copied.uri) / entry_name(2)).unlink()
    store = opened(copied)
    assert corrupt(store.release, 2) == ("missing", entry_name(2), 2)
    errors = [fault for fault in store.verify() if fault.level == "error"]
    assert errors == [VerifyFinding("missing", entry_name(2), 2)]


def test_the_two_newest_entries_gone_are_noticed_by_their_receipts(copied):
    for number in (2, 3):
        (Path(copied.uri) / entry_name(number)).unlink()
    store = opened(copied)
    assert corrupt(store.head) == ("missing", entry_name(2), 2)
    missing = [fault for fault in store.verify() if fault.code == "missing"]
    assert missing == [VerifyFinding("missing", entry_name(number), number) for number in (2, 3)]


def test_an_entry_whose_files_delta_does_not_list_is_named(copied):
    """Other readers of the table rely on what Delta says."""
    rewritten(copied, 3, lambda lines: lines.remove({"add": adds(lines)[0]}))
    store = opened(copied)
    assert len(store.read().figures) == 2
    assert store.verify() == [VerifyFinding("altered", LOG, 3)]


def test_a_table_that_delta_cannot_open_is_named(copied):
    newer = {"protocol": {"minReaderVersion": 99, "minWriterVersion": 99}}
    rewritten(copied, 3, lambda lines: lines.append(newer))
    store = opened(copied)
    assert len(store.read().figures) == 2
    assert store.verify() == [VerifyFinding("unreadable", LOG, 3)]


def test_a_folder_in_the_place_of_a_file_cannot_be_read(copied):
    name = copied.release(3).files[0][0]
    path = Path(copied.uri) / name
    path.unlink()
    path.mkdir()
    assert [fault.code for fault in opened(copied).verify()] == ["unreadable"]


def test_a_store_that_is_empty_has_nothing_to_verify(tmp_path):
    store = ledger.open_store(str(tmp_path / "none"))
    assert store.last_good() is None
    assert store.verify() == []
