"""What the labels of yearbook tables were said to mean, remembered once such a table is published.

Kept as numbered files beside the drafts, the newest of which holds everything.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from auth import Action, Actor, require
from curation import versioned_folder
from curation.answers.answers import Answers
from curation.context import Workspace
from curation.errors import CurationError
from intake.model.characters import comparison_form
from intake.model.labels import RememberedLabels

KINDS = ("indicators", "areas", "subjects")
MAX_ATTEMPTS = 20


def load_remembered_labels(workspace: Workspace) -> RememberedLabels:
    """Give every label that is remembered. Raises ledger.StoreFault."""
    known = _read_labels(workspace)
    return RememberedLabels(known["indicators"], known["areas"])


def load_remembered_subjects(workspace: Workspace) -> dict[tuple[str, str], tuple[str, str]]:
    """Give what was counted in reports, (subject, unit), and the indicator and breakdown it is.

    Raises ledger.StoreFault.
    """
    found = {}
    for label, code in _read_labels(workspace)["subjects"].items():
        subject, _, unit = label.partition("\t")
        indicator, _, breakdown = code.partition(".")
        found[subject, unit] = indicator, breakdown
    return found


def remember_labels(workspace: Workspace, actor: Actor, answers: Answers) -> None:
    """Remember labels and the codes they mean; a newer answer takes the place of an older one.

    Raises access.Denied, ledger.StoreFault.
    """
    require(actor, Action.UPLOAD)
    news = {
        "indicators": _by_comparison_form(answers.indicators),
        "areas": _by_comparison_form(answers.areas),
        "subjects": dict(answers.subjects),
    }
    if any(news.values()):
        _save_labels(workspace, news, ())


def forget_label(workspace: Workspace, actor: Actor, label: str) -> None:
    """Forget a label or a `subject\\tunit` of reports; the next upload asks again.

    Raises access.Denied, ledger.StoreFault.
    """
    require(actor, Action.CHANGE_CODES)
    _save_labels(workspace, {}, (comparison_form(label), label))


def _save_labels(
    workspace: Workspace, news: Mapping[str, Mapping[str, str]], gone: tuple[str, ...]
) -> None:
    """Add to the newest file; if somebody else was faster, add to theirs."""
    for _ in range(MAX_ATTEMPTS):
        number, known = versioned_folder.newest_state(_labels_folder(workspace))
        state = {kind: {**(known or {}).get(kind, {}), **news.get(kind, {})} for kind in KINDS}
        left = {
            kind: {label: code for label, code in said.items() if label not in gone}
            for kind, said in state.items()
        }
        if left == known:
            return
        with suppress(CurationError):
            versioned_folder.add_state(_labels_folder(workspace), number + 1, left)
            return
    raise CurationError("changed_meanwhile")


def _by_comparison_form(said: Mapping[str, str]) -> dict[str, str]:
    return {comparison_form(label): code for label, code in said.items()}


def _read_labels(workspace: Workspace) -> dict[str, dict[str, str]]:
    _, known = versioned_folder.newest_state(_labels_folder(workspace))
    return {kind: (known or {}).get(kind, {}) for kind in KINDS}


def _labels_folder(workspace: Workspace) -> Path:
    return workspace.folder.parent / "labels"
