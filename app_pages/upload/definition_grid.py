"""The table in which many labels of an upload are decided about at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.state import release, session
from app_pages.upload import draft_actions
from charts.labels import format_figure_name
from curation.label_decisions import (
    DECISIONS,
    DecidedLabel,
    Decision,
    LabelQuestion,
    apply_decisions,
    copy_decisions_down,
)
from curation.releases.upload_review import Review
from errors import SeenState
from intake.model.upload_labels import Suggestion
from intake.tables.definitions import INDICATOR_KINDS, draft_indicator_values
from locales import Words

MAX_SUGGESTED = 3
MAX_HEIGHT = 560  # pixels, of the table
COLUMN_ORDER = (
    *("label", "decision", "indicator", "likely", "for_rest", "where"),
    *("name", "unit", "kind", "topic", "definition", "english"),
)
TEXTS = ("name", "unit", "definition", "english")
"""Fields of a decision that are typed; the others are chosen."""


class DecisionChoices:
    """The options for the fields of a decision about a label, that is what a heading means.

    `indicators`, `decisions`, `kinds` and `topics` each map the text that is shown (and that may be
    pasted into the table) to its code.
    """

    def __init__(self, review: Review, likely: Iterable[Suggestion], words: Words) -> None:
        """List the options; the suggested indicators `likely` come first.

        Known indicators are those published and those that the draft defines; each of their
        breakdowns (parts counted separately, such as women) is an option, too.
        """
        self.words = words
        entries = release.get_current_chart_data().indicators
        self.known = {str(each["code"]): each for each in (*entries, *review.checked.indicators)}
        codes = [each.code for each in sorted(likely, key=lambda each: -each.score)]
        for code, entry in self.known.items():
            parts = entry.get("breakdowns") or ()
            codes += [code, *(f"{code}.{part['code']}" for part in parts)]
        # A suggested code, which occurs twice, stays at its first place. Of two indicators with the
        # same name the second is shown with its code.
        self.indicators: dict[str, str] = {}
        for code in dict.fromkeys(codes):
            name = self.format_indicator(code)
            self.indicators[name if name not in self.indicators else f"{name} {code}"] = code
        self.decisions: dict[str, Decision] = {
            words.say(f"desk.decision_{each}"): each for each in DECISIONS
        }
        self.kinds = {words.say(f"desk.kind_{kind}"): kind for kind in INDICATOR_KINDS}
        topics = [topic.topic for topic in release.get_settings().topics]
        self.topics = {words.name("topic", topic): topic for topic in topics}

    def format_indicator(self, code: str) -> str:
        """Return the name of an indicator, or of a breakdown of one; the draft may define it.

        `code` is such as "members" or "members.women".
        """
        indicator, _, breakdown = code.partition(".")
        entry = self.known.get(indicator, {})
        parts = {str(part["code"]): part for part in entry.get("breakdowns") or ()}
        if not entry or (breakdown and breakdown not in parts):
            return format_figure_name(f"{indicator}...{breakdown}.", self.words)
        name = self.words.pick(entry["name"])
        if not breakdown:
            return name
        part = self.words.pick(parts[breakdown]["name"])
        return self.words.say("charts.with_breakdown", name=name, breakdown=part)


def ask_decisions(
    questions: Sequence[LabelQuestion], choices: DecisionChoices, key: str, words: Words
) -> list[DecidedLabel]:
    """Show a table with a row for each label, and return the decisions as they are in it now.

    A row has a decision at first only if a person has answered about its label before.
    """
    rows = [_build_initial_row(question, choices, words) for question in questions]
    config = st.column_config
    title = partial(_format_column_title, words=words)
    select = partial(config.SelectboxColumn, width="medium")
    columns: dict[str, Any] = {
        "label": config.TextColumn(title("label"), disabled=True, pinned=True),
        "where": config.TextColumn(title("where"), disabled=True),
        "likely": config.TextColumn(title("likely"), disabled=True, width="medium"),
        "decision": select(title("decision"), options=list(choices.decisions)),
        "indicator": select(title("indicator"), options=list(choices.indicators)),
        "name": config.TextColumn(title("name"), max_chars=200),
        "unit": config.TextColumn(title("unit"), max_chars=20),
        "kind": config.SelectboxColumn(title("kind"), options=list(choices.kinds)),
        "topic": config.SelectboxColumn(title("topic"), options=list(choices.topics)),
        "for_rest": config.CheckboxColumn(title("for_rest")),
        "definition": config.TextColumn(title("definition"), max_chars=500),
        "english": config.TextColumn(title("english"), max_chars=200),
    }
    edited = st.data_editor(
        pd.DataFrame(rows, columns=list(columns)),
        column_config=columns,
        column_order=COLUMN_ORDER,
        hide_index=True,
        width="stretch",
        height=min(MAX_HEIGHT, 38 + 35 * len(rows)),  # pixels: the headings, and a row each
        num_rows="fixed",
        placeholder=words.say("desk.grid_choose"),
        key=key,
    )
    table = edited.astype(object).where(edited.notna(), "").to_dict("records")
    return [
        _parse_row(question, row, choices) for question, row in zip(questions, table, strict=True)
    ]


def _format_column_title(name: str, words: Words) -> str:
    """Return the title of a column in the table of labels."""
    return words.say(f"desk.grid_{name}")


def build_decision(
    question: LabelQuestion, decision: Decision, choices: DecisionChoices, indicator: str = ""
) -> DecidedLabel:
    """Return a decision about one label as if it had been chosen in the table.

    It is how a click on a button beside the sheet decides. `indicator` is the code of what the
    label means, "" for none. The other fields, such as the name and unit of a new indicator, keep
    their initial values.
    """
    row = _build_initial_row(question, choices, choices.words)
    row["decision"], row["indicator"] = choices.words.say(f"desk.decision_{decision}"), None
    return replace(_parse_row(question, row, choices), indicator=indicator)


def _build_initial_row(
    question: LabelQuestion, choices: DecisionChoices, words: Words
) -> dict[str, object]:
    """Return the row of a label as it is first shown.

    The fields of a new indicator are proposed from the label. Only a label that a person has
    answered about has a decision; what another one is taken for stands in "likely".
    """
    label = question.label
    entry = draft_indicator_values(label)
    row: dict[str, object] = {
        "label": label.text,
        "where": words.say("desk.label_where", files=len(question.files), count=question.figures),
        "likely": words.listing(
            [
                choices.format_indicator(suggestion.code)
                for suggestion in label.suggestions[:MAX_SUGGESTED]
            ]
        ),
        "decision": None,
        "indicator": None,
        "name": entry["name"]["zh"],
        "unit": entry["unit"]["zh"],
        "kind": words.say(f"desk.kind_{entry['kind']}"),
        "topic": next(iter(choices.topics)),
        "for_rest": False,
        "definition": "",
        "english": "",
    }
    if label.sure:
        row["likely"] = choices.format_indicator(label.code) if label.code else ""
    if label.answer:
        row["decision"] = words.say(f"desk.decision_{'same' if label.code else 'leave'}")
        answered_names = (name for name, code in choices.indicators.items() if code == label.code)
        row["indicator"] = next(answered_names, None)
    return row


def _parse_row(
    question: LabelQuestion, row: Mapping[Any, Any], choices: DecisionChoices
) -> DecidedLabel:
    """Return the decision that a row of the table of labels expresses.

    `row` has the texts shown in the table, by column; a text that is not one of the options counts
    as none. An indicator without a decision means "same", that the label means this indicator.
    """
    indicator = choices.indicators.get(str(row["indicator"]), "")
    decision = choices.decisions.get(str(row["decision"]), "same" if indicator else "")
    texts = {name: str(row[name]).strip() for name in TEXTS}
    return DecidedLabel(
        question,
        decision,
        indicator,
        kind=choices.kinds.get(str(row["kind"]), ""),
        topic=choices.topics.get(str(row["topic"]), ""),
        for_rest=row["for_rest"] is True,
        **texts,
    )


def fill_decisions(rows: Sequence[DecidedLabel], decision: Decision) -> list[DecidedLabel]:
    """Return the rows with `decision` for those that have none; with "" they stay without one."""
    return [row if row.decision else replace(row, decision=decision) for row in rows]


def save_decisions(seen: SeenState, rows: Sequence[DecidedLabel], choices: DecisionChoices) -> None:
    """Save the decisions of all rows as one change of the draft, so that one click undoes them.

    `seen` is the state of the draft that was shown. For each label whose row still lacks a field, a
    notice is added, and nothing is saved about it.
    """
    outcome = apply_decisions(copy_decisions_down(rows), choices.known)
    for text in outcome.incomplete:
        message = choices.words.say("desk.decision_incomplete", label=text)
        session.add_notice(message, is_error=True)
    draft_actions.save_outcome(seen, outcome)
