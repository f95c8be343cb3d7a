"""What a reader does twice at once is done one after the other."""

from queue import Queue
from threading import Event, Lock, Thread

import pytest

from app_pages.state import actions, session, user

PATIENCE = 60  # seconds: a shared machine pauses


class Turn:
    """A lock that says whether who asks for it has it at once or waits."""

    def __init__(self, steps: Queue[str]) -> None:
        self.steps = steps
        self._lock = Lock()

    def __enter__(self) -> None:
        if self._lock.acquire(blocking=False):
            self.steps.put("begins")
        else:
            self.steps.put("waits")
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_a_click_waits_for_what_was_typed_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving a field by a click on a button starts two runs of the page in two threads."""
    steps: Queue[str] = Queue()
    go_on = Event()

    def keep(*_: object) -> None:
        steps.put("keeps")
        go_on.wait(PATIENCE)
        steps.put("kept")

    def publish(*_: object) -> None:
        steps.put("publishes")

    monkeypatch.setattr(session.st, "session_state", {})
    monkeypatch.setattr(session, "Lock", lambda: Turn(steps))
    nothing = type("Nothing", (), {"words": None})
    monkeypatch.setattr(user.release, "get_current_chart_data", lambda: nothing)
    monkeypatch.setattr(user, "get_workspace", lambda: None)
    monkeypatch.setattr(user, "get_actor", lambda: None)
    typed, clicked = (
        Thread(target=actions.run_action, args=(action,)) for action in (keep, publish)
    )
    typed.start()
    seen = [steps.get(timeout=PATIENCE)]
    while seen[-1] != "keeps":
        seen.append(steps.get(timeout=PATIENCE))
    clicked.start()
    seen.append(steps.get(timeout=PATIENCE))
    go_on.set()
    for thread in (typed, clicked):
        thread.join()
    seen += [steps.get_nowait() for _ in range(steps.qsize())]
    assert seen == ["begins", "keeps", "waits", "kept", "publishes"]
