"""What others publish at the same moment is seen whole or not yet, and never taken for damage."""

import threading

import ledger
from ledger import Provenance, verify
from ledger.storage import delta_log
from tests.helpers.small_release import figure, table

BY = {"author": "陈", "reason": "发布"}


def after_one_look(monkeypatch, place, name, publish):
    """Have others publish between a function's next look at the store and its answer."""
    look = getattr(place, name)

    def looking(*asked):
        seen = look(*asked)
        monkeypatch.setattr(place, name, look)
        publish()
        return seen

    monkeypatch.setattr(place, name, looking)


def test_releases_published_while_a_store_is_opened_are_no_damage(
    either, figures, codes, monkeypatch
):
    either.write(0, figures, codes, Provenance(**BY))

    def publish():
        for number in (1, 2):
            either.write(number, None, {"sources": []}, Provenance(**BY))

    opened = ledger.open_store(either.uri)
    after_one_look(monkeypatch, delta_log, "find_newest_entry", publish)
    assert opened.head().number == 3


def test_what_is_published_while_a_store_is_verified_is_no_damage(
    store, figures, codes, monkeypatch
):
    store.write(0, figures, codes, Provenance(**BY))
    more = table(figure("notices..330203..2024-04", 5))
    after_one_look(
        monkeypatch, verify, "_verify_log", lambda: store.write(1, more, {}, Provenance(**BY))
    )
    assert store.verify() == []


def test_backups_while_others_publish(store, codes, tmp_path):
    """Each backup is a whole store, whatever was being published while it was made."""
    store.write(0, table(figure("notices..330203..2024-01", 0)), codes, Provenance(**BY))
    stop = threading.Event()

    def publish():
        mine, number = ledger.open_store(store.uri), 1
        while not stop.is_set():
            mine.write(
                number, table(figure("notices..330203..2024-01", number)), {}, Provenance(**BY)
            )
            number += 1

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        heads = []
        while len(set(heads)) < 3:
            heads.append(store.backup(tmp_path / f"{len(heads)}.tar").number)
    finally:
        stop.set()
        thread.join()
    assert heads == sorted(heads)
    for n in (0, len(heads) // 2, len(heads) - 1):
        head = heads[n]
        loaded = ledger.load_backup(tmp_path / f"{n}.tar", str(tmp_path / f"loaded{n}"))
        assert loaded.verify() == []
        assert loaded.head() == store.release(head)
