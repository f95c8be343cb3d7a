"""What the labels of yearbook tables were said to mean, remembered once such a table is published.

Kept as numbered files beside the drafts, the newest of which holds everything.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from access import Action, Actor, require
from curation import versions
from curation.desk import Desk
from curation.faults import Refused
from intake.characters import condensed
from intake.matching import Remembered

KINDS = ("indicators", "areas")
TRIES = 20


def remembered(desk: Desk) -> Remembered:
    """Give every label that is remembered. Raises ledger.StoreFault."""
    _, known = versions.newest(_folder(desk))
    return Remembered(**known) if known else Remembered()


def remember(
    desk: Desk, actor: Actor, indicators: Mapping[str, str], areas: Mapping[str, str]
) -> None:
    """Remember labels and the codes they mean; a newer answer takes the place of an older one.

    Raises access.Denied, ledger.StoreFault.
    """
    require(actor, Action.UPLOAD)
    news = {"indicators": _condensed(indicators), "areas": _condensed(areas)}
    if any(news.values()):
        _change(desk, {kind: dict(said) for kind, said in news.items()}, ())


def forget(desk: Desk, actor: Actor, label: str) -> None:
    """Forget a label, as indicator and as area; the next upload asks again.

    Raises access.Denied, ledger.StoreFault.
    """
    require(actor, Action.CHANGE_CODES)
    _change(desk, {}, (condensed(label),))


def _change(desk: Desk, news: Mapping[str, Mapping[str, str]], gone: tuple[str, ...]) -> None:
    """Add to the newest file; if somebody else was faster, add to theirs."""
    for _ in range(TRIES):
        number, known = versions.newest(_folder(desk))
        state = {kind: {**(known or {}).get(kind, {}), **news.get(kind, {})} for kind in KINDS}
        left = {
            kind: {label: code for label, code in said.items() if label not in gone}
            for kind, said in state.items()
        }
        if left == known:
            return
        with suppress(Refused):
            versions.add(_folder(desk), number + 1, left)
            return
    raise Refused("changed_meanwhile")


def _condensed(said: Mapping[str, str]) -> dict[str, str]:
    return {condensed(label): code for label, code in said.items()}


def _folder(desk: Desk) -> Path:
    return desk.folder.parent / "labels"
