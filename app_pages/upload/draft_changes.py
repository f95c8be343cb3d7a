"""What a click on the Upload page changes in a draft: answers, explanations, definitions.

Each is an action of `run_action`, which gets the workspace, the actor and the draft's state as this
tab knows it. The draft is read again, since the click before may have changed it just now.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app_pages.state import actions
from auth import Actor
from curation.answers import Answers
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import add_files, change_draft, read_draft, read_draft_file
from curation.label_decisions import Outcome, add_outcome
from curation.workspace import Workspace
from errors import SeenState
from file_formats import yaml

INDICATORS_FILE, SOURCES_FILE = "indicators.yaml", "sources.yaml"
"""The files of a draft with the indicators and sources that are defined on the page."""
AnswersChange = Callable[[Answers], Answers]


def settle(seen: SeenState, change: AnswersChange) -> None:
    """Change the answers of a draft as it was shown; what cannot be done becomes a notice."""
    actions.run_action(_change_answers, seen, change=change)


def explain(seen: SeenState, code: str, text: str) -> None:
    """Save the explanation of all warnings of a code."""
    actions.run_action(_add_explanations, seen, explanations={code: text})


def save_outcome(seen: SeenState, outcome: Outcome) -> None:
    """Save what was decided about labels, as one change of the draft: undone in one step."""
    actions.run_action(_save_outcome, seen, outcome=outcome)


def add_source(seen: SeenState, entry: Mapping[str, Any]) -> None:
    """Define a new source in the draft, and take it for the figures that name none."""
    actions.run_action(_add_source, seen, entry=entry)


def _change_answers(
    workspace: Workspace, actor: Actor, seen: SeenState, *, change: AnswersChange
) -> Draft:
    """Return the draft with changed answers; without a difference no state is made."""
    draft = read_draft(workspace, actor, seen.subject)
    answers = change(draft.answers)
    if answers == draft.answers:
        return draft
    return change_draft(workspace, actor, seen, answers=answers)


def _add_explanations(
    workspace: Workspace, actor: Actor, seen: SeenState, *, explanations: Mapping[str, str]
) -> Draft:
    """Add explanations to those that the draft has now, by the codes of warnings."""
    draft = read_draft(workspace, actor, seen.subject)
    explanations = {**draft.explanations, **explanations}
    return change_draft(workspace, actor, seen, explanations=explanations)


def _save_outcome(
    workspace: Workspace, actor: Actor, seen: SeenState, *, outcome: Outcome
) -> Draft:
    """Add the answers and definitions of an outcome to the draft."""
    decide = partial(add_outcome, outcome=outcome)
    if not outcome.definitions:
        return _change_answers(workspace, actor, seen, change=decide)
    draft = read_draft(workspace, actor, seen.subject)
    data = _merged_file(workspace, actor, draft, INDICATORS_FILE, outcome.definitions)
    answers = decide(draft.answers)
    return add_files(workspace, actor, seen, [(INDICATORS_FILE, data)], answers=answers)


def _add_source(
    workspace: Workspace, actor: Actor, seen: SeenState, *, entry: Mapping[str, Any]
) -> Draft:
    """Add a source to the draft's file of sources, and take it for what names none."""
    draft = read_draft(workspace, actor, seen.subject)
    data = _merged_file(workspace, actor, draft, SOURCES_FILE, {str(entry["id"]): entry})
    answers = draft.answers.with_defaults({"source": str(entry["id"])})
    return add_files(workspace, actor, seen, [(SOURCES_FILE, data)], answers=answers)


def _merged_file(
    workspace: Workspace,
    actor: Actor,
    draft: Draft,
    name: str,
    entries: Mapping[str, Mapping[str, Any]],
) -> bytes:
    """Return a draft's file of definitions with `entries` by code, which replace older ones.

    Raises as `read_draft_file` does.
    """
    kind, key = ("indicators", "code") if name == INDICATORS_FILE else ("sources", "id")
    older: list[Any] = []
    if any(file.name == name for file in draft.files):
        older = yaml.load_yaml(read_draft_file(workspace, actor, draft.id, name))[kind]
    by_key = {str(entry[key]): entry for entry in older} | dict(entries)
    return yaml.dump_yaml({kind: [dict(entry) for entry in by_key.values()]})
