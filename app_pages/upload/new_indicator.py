"""The form that defines a new indicator for a label that matches none."""

from functools import partial
from typing import Any

import streamlit as st

from app_pages.components.markdown import escape_markdown
from app_pages.state import actions, release, session, user
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import add_files, change_draft
from errors import UserError
from file_formats import yaml
from intake.model.upload_labels import LabelMatch
from intake.tables.definitions import INDICATOR_KINDS, draft_indicator
from locales import Words
from quantities.aggregation import AGGREGATIONS

# The option of a selectbox for a new indicator: no code has a NUL.
NEW_INDICATOR = "\x00new"
# Keys of the definition, those with a language as key_language.
TEXT_FIELDS = ("code", "name_zh", "name_en", "definition_zh", "definition_en", "unit_zh", "unit_en")


def define_indicator(draft: Draft, label: LabelMatch, words: Words) -> None:
    """Show the form that defines the indicator which a label in an upload means.

    `label` is a heading that matches no indicator. The fields are filled from it at first; those
    for names, definitions and units come twice, in Chinese and English. When the form is sent, the
    definition is added to the draft.
    """
    topics = [topic.topic for topic in release.get_settings().topics]
    entry = draft_indicator(label, topics[0])  # the first topic until one is selected
    st.subheader(words.say("desk.define", label=escape_markdown(label.text)))
    with st.form(f"define.{draft.id}.{label.text}", border=False):
        columns = st.columns(2)  # the fields stand in the left and the right one by turns
        values: dict[str, str] = {}
        for position, name in enumerate(TEXT_FIELDS):
            field, _, language = name.partition("_")
            default = entry[field][language] if language else entry[field]
            with columns[position % 2]:
                values[name] = st.text_input(words.say(f"desk.new_{name}"), default, max_chars=200)
        with columns[1]:
            values["topic"] = st.selectbox(
                words.say("pages.topic"), topics, format_func=partial(words.name, "topic")
            )
        left, right = st.columns(2)
        with left:
            values["kind"] = _ask_code("kind", INDICATOR_KINDS, entry["kind"], words)
        with right:
            values["aggregation"] = _ask_code(
                "aggregation", AGGREGATIONS, entry["aggregation"], words
            )
        # The callback runs at the click and keeps the draft's state as the page has shown it.
        if st.form_submit_button(
            words.say("desk.add_indicator"),
            type="primary",
            on_click=session.pin_state,
            args=("definition", draft.seen),
        ):
            _add_definition(draft, label, entry, values)


def _ask_code(name: str, codes: tuple[str, ...], default: str, words: Words) -> str:
    """Show the selectbox of a field of the new indicator, and return the selected code.

    `name` is the field's name, "kind" or "aggregation", `default` the code selected at first.
    """
    return st.selectbox(
        words.say(f"desk.new_{name}"),
        codes,
        index=codes.index(default),
        format_func=lambda code: words.say(f"desk.{name}_{code}"),
    )


def _add_definition(
    draft: Draft, label: LabelMatch, entry: dict[str, Any], values: dict[str, str]
) -> None:
    """Add the definition to the draft as a YAML file, and answer the label with its code.

    `entry` is the suggested definition, whose fields `values` replace; "name_zh" is the Chinese
    text of `name`. These are two actions on the draft, which count as one change by this tab, so
    that a click made meanwhile on the page as it was is not refused. At the end the page runs
    again: it was drawn with the draft as it was before.
    """
    for name, value in values.items():
        field, _, language = name.partition("_")
        entry[field] = {**entry[field], language: value.strip()} if language else value.strip()
    words = release.get_current_chart_data().words
    file_name = f"{words.say('intake.template_indicators')} {entry['code']}.yaml"
    content = yaml.dump_yaml({"indicators": [entry]})
    answers = draft.answers.with_answers("indicators", {label.text: entry["code"]})
    workspace = user.get_workspace()
    try:
        actor = user.get_actor()
        shown = session.get_followed_state(session.pop_pinned_state("definition"), only_texts=False)
        added = add_files(workspace, actor, shown, [(file_name, content)])
        answered = change_draft(workspace, actor, added.seen, answers=answers)
        session.follow_state(shown, answered.seen, is_text=False)
    except UserError as error:
        actions.add_error(error, words)
    else:
        session.add_notice(words.say("desk.indicator_added", name=words.pick(entry["name"])))
    st.rerun()
