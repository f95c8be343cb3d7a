"""What happens at the worst moment of a publish: somebody else, a crash, a broken database."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

import ledger
from curation.drafts import draft_publishing
from curation.releases import publishing, restoring
from curation.workspace import Workspace

WRITERS = ("write", "restore")
"""Methods of a store that make a release."""


def meanwhile(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Have something happen at the moment when a release is about to be written, once."""
    reals = {name: getattr(ledger.Store, name) for name in WRITERS}

    def late(name: str) -> Callable[..., Any]:
        def then(*args: Any, **kwargs: Any) -> Any:
            for each, real in reals.items():
                monkeypatch.setattr(ledger.Store, each, real)
            work()
            return reals[name](*args, **kwargs)

        return then

    for name in WRITERS:
        monkeypatch.setattr(ledger.Store, name, late(name))


def without_trail(workspace: Workspace, away: bool) -> None:
    """Take the table of the trail away, as a broken database would, or put it back."""
    names = ("audit", "audit_away") if away else ("audit_away", "audit")
    with workspace.database.engine.begin() as db:
        db.execute(text("ALTER TABLE {} RENAME TO {}".format(*names)))


class Killed(BaseException):
    """What ends a process at once."""


def killed_at(monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    """End the process at one point of publishing, once."""
    places = {
        "before the release": [(ledger.Store, name) for name in WRITERS],
        "after the release": [(ledger.Store, name) for name in WRITERS],
        "after its row": [(publishing, "record_release"), (restoring, "record_release")],
        "after the acceptance": [(draft_publishing, "record_event")],
        "before its labels": [
            (draft_publishing, "remember_labels"),
            (publishing, "remember_labels"),
        ],
    }[point]
    found = [(place, name, getattr(place, name)) for place, name in places]

    def dying(real: Any) -> Callable[..., None]:
        def die(*args: Any, **kwargs: Any) -> None:
            for place, name, was in found:
                monkeypatch.setattr(place, name, was)
            if point.startswith("after"):
                real(*args, **kwargs)
            raise Killed

        return die

    for place, name, real in found:
        monkeypatch.setattr(place, name, dying(real))
