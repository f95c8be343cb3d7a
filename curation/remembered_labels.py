"""Codes of labels that staff confirmed, remembered when their upload is published.

They are stored as numbered JSON files next to the drafts; the newest file has all labels.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from auth import Action, Actor, require
from curation import append_only_folder
from curation.answers import Answers
from curation.errors import CurationError
from curation.workspace import Workspace
from intake.model.text_normalization import comparison_form
from intake.model.upload_labels import RememberedLabels
from ledger import CorruptReleaseError

LABEL_KINDS = ("indicators", "areas", "subjects")
# Another process can save first again and again; after so many times something else is wrong.
MAX_ATTEMPTS = 20


def load_remembered_labels(workspace: Workspace) -> RememberedLabels:
    """Return the codes remembered for labels in tables. Raises StoreError."""
    labels = _read_labels(workspace)
    return RememberedLabels(labels["indicators"], labels["areas"])


def load_remembered_subjects(workspace: Workspace) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the codes remembered for numbers in reports. Raises StoreError.

    The result maps (subject, unit) to (indicator, breakdown): ("会员", "人") → ("members", "").
    """
    codes = {}
    for subject_and_unit, code in _read_labels(workspace)["subjects"].items():
        subject, _, unit = subject_and_unit.partition("\t")
        indicator, _, breakdown = code.partition(".")
        codes[subject, unit] = indicator, breakdown
    return codes


def remember_labels(workspace: Workspace, actor: Actor, answers: Answers) -> None:
    """Remember the codes that a person gave for labels; they replace earlier codes.

    Raises PermissionDeniedError, StoreError.
    """
    require(actor, Action.UPLOAD)
    labels = {
        "indicators": _by_comparison_form(answers.indicators),
        "areas": _by_comparison_form(answers.areas),
        "subjects": dict(answers.subjects),
    }
    if any(labels.values()):
        _save_labels(workspace, add=labels)


def forget_label(workspace: Workspace, actor: Actor, label: str) -> None:
    """Forget the code of a label in tables, or of a `subject\\tunit` in reports.

    The next upload with this label asks for its code again. Raises PermissionDeniedError,
    StoreError.
    """
    require(actor, Action.CHANGE_CODES)
    _save_labels(workspace, remove=(comparison_form(label), label))


def _save_labels(
    workspace: Workspace,
    add: Mapping[str, Mapping[str, str]] | None = None,
    remove: tuple[str, ...] = (),
) -> None:
    """Save the stored labels after adding the labels in `add` and removing the labels in `remove`.

    If another process saves at the same time, try again. Raises CurationError("changed_meanwhile").
    """
    for _ in range(MAX_ATTEMPTS):
        number, stored = _newest_labels(workspace)
        labels = {
            kind: {
                label: code
                for label, code in {
                    **stored.get(kind, {}),
                    **(add or {}).get(kind, {}),
                }.items()
                if label not in remove
            }
            for kind in LABEL_KINDS
        }
        if labels == stored:
            return
        with suppress(CurationError):
            append_only_folder.add_state(labels_folder(workspace), number + 1, labels)
            return
    raise CurationError("changed_meanwhile")


def _by_comparison_form(codes: Mapping[str, str]) -> dict[str, str]:
    """Return the codes by label, with labels in the form in which they are compared."""
    return {comparison_form(label): code for label, code in codes.items()}


def _read_labels(workspace: Workspace) -> dict[str, dict[str, str]]:
    """Return the code of each remembered label, for each of LABEL_KINDS."""
    _, stored = _newest_labels(workspace)
    return {kind: stored.get(kind, {}) for kind in LABEL_KINDS}


def _newest_labels(workspace: Workspace) -> tuple[int, dict[str, Any]]:
    """Return the number and the values of the newest state of the labels; damaged ones are none.

    An earlier state may have codes that were forgotten or replaced since, so labels are asked
    again. Raises StoreError.
    """
    folder = labels_folder(workspace)
    try:
        number, stored = append_only_folder.newest_state(folder)
        return number, stored or {}
    except CorruptReleaseError:  # named by verify and on the pages of staff
        return append_only_folder.next_number(folder) - 1, {}


def labels_folder(workspace: Workspace) -> Path:
    """Return the folder of the remembered labels."""
    return workspace.local_folder / "labels"
