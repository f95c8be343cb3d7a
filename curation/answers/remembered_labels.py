"""What the labels of yearbook tables were said to mean, remembered once such a table is published.

Kept as numbered files beside the drafts, the newest of which holds everything.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from auth import Action, Actor, require
from curation import versioned_folder
from curation.answers.answers import Answers
from curation.context import Desk
from curation.errors import Refused
from intake.model.characters import condensed
from intake.values.matching import Remembered

KINDS = ("indicators", "areas", "subjects")
TRIES = 20


def remembered(desk: Desk) -> Remembered:
    """Give every label that is remembered. Raises ledger.StoreFault."""
    known = _known(desk)
    return Remembered(known["indicators"], known["areas"])


def remembered_subjects(desk: Desk) -> dict[tuple[str, str], tuple[str, str]]:
    """Give what was counted in reports, (subject, unit), and the indicator and breakdown it is.

    Raises ledger.StoreFault.
    """
    found = {}
    for label, code in _known(desk)["subjects"].items():
        subject, _, unit = label.partition("\t")
        indicator, _, breakdown = code.partition(".")
        found[subject, unit] = indicator, breakdown
    return found


def remember(desk: Desk, actor: Actor, answers: Answers) -> None:
    """Remember labels and the codes they mean; a newer answer takes the place of an older one.

    Raises access.Denied, ledger.StoreFault.
    """
    require(actor, Action.UPLOAD)
    news = {
        "indicators": _condensed(answers.indicators),
        "areas": _condensed(answers.areas),
        "subjects": dict(answers.subjects),
    }
    if any(news.values()):
        _change(desk, news, ())


def forget(desk: Desk, actor: Actor, label: str) -> None:
    """Forget a label or a `subject\\tunit` of reports; the next upload asks again.

    Raises access.Denied, ledger.StoreFault.
    """
    require(actor, Action.CHANGE_CODES)
    _change(desk, {}, (condensed(label), label))


def _change(desk: Desk, news: Mapping[str, Mapping[str, str]], gone: tuple[str, ...]) -> None:
    """Add to the newest file; if somebody else was faster, add to theirs."""
    for _ in range(TRIES):
        number, known = versioned_folder.newest(_folder(desk))
        state = {kind: {**(known or {}).get(kind, {}), **news.get(kind, {})} for kind in KINDS}
        left = {
            kind: {label: code for label, code in said.items() if label not in gone}
            for kind, said in state.items()
        }
        if left == known:
            return
        with suppress(Refused):
            versioned_folder.add(_folder(desk), number + 1, left)
            return
    raise Refused("changed_meanwhile")


def _condensed(said: Mapping[str, str]) -> dict[str, str]:
    return {condensed(label): code for label, code in said.items()}


def _known(desk: Desk) -> dict[str, dict[str, str]]:
    _, known = versioned_folder.newest(_folder(desk))
    return {kind: (known or {}).get(kind, {}) for kind in KINDS}


def _folder(desk: Desk) -> Path:
    return desk.folder.parent / "labels"
