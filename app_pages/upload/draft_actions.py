"""The changes that a click on the Upload page makes to a draft: answers, explanations, definitions.

Each is run by `run_action` with the workspace, the actor and the state of the draft as this tab
knows it. The draft is read again, since an earlier click may just have changed it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app_pages.state import actions
from auth import Actor
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import add_files, change_draft, read_draft, read_draft_file
from curation.label_decisions import Outcome, add_outcome
from curation.upload_answers import Answers
from curation.workspace import Workspace
from errors import SeenState
from file_formats import yaml

INDICATORS_FILE, SOURCES_FILE = "indicators.yaml", "sources.yaml"
"""The files of a draft with the indicators and sources that are defined on the page."""
AnswersChange = Callable[[Answers], Answers]


def change_answers(seen: SeenState, change: AnswersChange) -> None:
    """Apply `change` to the answers of a draft, which was shown in the state `seen`.

    An error, such as that somebody else has changed the draft since, becomes a notice.
    """
    actions.run_action(_change_answers, seen, change=change)


def save_explanation(seen: SeenState, code: str, text: str) -> None:
    """Save the explanation for all warnings with a code."""
    actions.run_action(_add_explanations, seen, explanations={code: text})


def save_outcome(seen: SeenState, outcome: Outcome) -> None:
    """Save the decisions about labels as one change of the draft, so that one click undoes them."""
    actions.run_action(_save_outcome, seen, outcome=outcome)


def add_source(seen: SeenState, entry: Mapping[str, Any]) -> None:
    """Define a new source in the draft, and use it for the figures that name no source."""
    actions.run_action(_add_source, seen, entry=entry)


def _change_answers(
    workspace: Workspace, actor: Actor, seen: SeenState, *, change: AnswersChange
) -> Draft:
    """Change the answers of the draft, and return it; if none differs, no new state is stored."""
    draft = read_draft(workspace, actor, seen.subject)
    answers = change(draft.answers)
    if answers == draft.answers:
        return draft
    return change_draft(workspace, actor, seen, answers=answers)


def _add_explanations(
    workspace: Workspace, actor: Actor, seen: SeenState, *, explanations: Mapping[str, str]
) -> Draft:
    """Add explanations, by the codes of warnings, to those that the draft already has."""
    draft = read_draft(workspace, actor, seen.subject)
    explanations = {**draft.explanations, **explanations}
    return change_draft(workspace, actor, seen, explanations=explanations)


def _save_outcome(
    workspace: Workspace, actor: Actor, seen: SeenState, *, outcome: Outcome
) -> Draft:
    """Add the answers and the new indicators that follow from decisions about labels to the draft.

    New indicators are added to its file of definitions, as one change together with the answers.
    """
    add_answers = partial(add_outcome, outcome=outcome)
    if not outcome.definitions:
        return _change_answers(workspace, actor, seen, change=add_answers)
    draft = read_draft(workspace, actor, seen.subject)
    definitions_file = _merge_definitions(
        workspace, actor, draft, INDICATORS_FILE, outcome.definitions
    )
    answers = add_answers(draft.answers)
    return add_files(workspace, actor, seen, [(INDICATORS_FILE, definitions_file)], answers=answers)


def _add_source(
    workspace: Workspace, actor: Actor, seen: SeenState, *, entry: Mapping[str, Any]
) -> Draft:
    """Add a source to the draft's file of sources, and use it for figures that name none.

    `entry` is the source as in sources.yaml; its `id` replaces an older one with the same id.
    """
    draft = read_draft(workspace, actor, seen.subject)
    sources_file = _merge_definitions(
        workspace, actor, draft, SOURCES_FILE, {str(entry["id"]): entry}
    )
    answers = draft.answers.with_defaults({"source": str(entry["id"])})
    return add_files(workspace, actor, seen, [(SOURCES_FILE, sources_file)], answers=answers)


def _merge_definitions(
    workspace: Workspace,
    actor: Actor,
    draft: Draft,
    name: str,
    entries: Mapping[str, Mapping[str, Any]],
) -> bytes:
    """Return the YAML file `name` of a draft with `entries` by code added, replacing older ones.

    Raises the errors of `read_draft_file`.
    """
    kind, key = ("indicators", "code") if name == INDICATORS_FILE else ("sources", "id")
    older: list[Any] = []
    if any(file.name == name for file in draft.files):
        older = yaml.load_yaml(read_draft_file(workspace, actor, draft.id, name))[kind]
    by_key = {str(entry[key]): entry for entry in older} | dict(entries)
    return yaml.dump_yaml({kind: [dict(entry) for entry in by_key.values()]})
