"""What a reader does twice at once is done one after the other."""

from threading import Event, Thread

import pytest

from app_pages import _session, _staff


def test_a_click_waits_for_what_was_typed_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving a field by a click on a button starts two runs of the page in two threads."""
    monkeypatch.setattr(_session.st, "session_state", {})
    monkeypatch.setattr(_staff._release, "material", lambda: type("Nothing", (), {"words": None}))
    monkeypatch.setattr(_staff, "desk", lambda: None)
    monkeypatch.setattr(_staff, "actor", lambda: None)
    typing, go_on, clicked = Event(), Event(), Event()
    done: list[str] = []

    def keep(*_: object) -> None:
        typing.set()
        assert go_on.wait(30)
        done.append("kept")

    def publish(*_: object) -> None:
        done.append("published")

    def click() -> None:
        clicked.set()
        _staff.act(publish)

    threads = [Thread(target=_staff.act, args=(keep,)), Thread(target=click)]
    threads[0].start()
    assert typing.wait(30)
    threads[1].start()
    assert clicked.wait(30)
    threads[1].join(0.3)
    assert done == []
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert done == ["kept", "published"]
