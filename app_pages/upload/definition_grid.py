"""The table in which all unknown labels of an upload are decided about at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.state import release, session
from app_pages.upload import draft_changes
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
from intake.tables.definitions import INDICATOR_KINDS, draft_values
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
    """The options of the table's fields, as they are shown and pasted: text → code."""

    def __init__(self, review: Review, likely: Iterable[Suggestion], words: Words) -> None:
        """List the options; indicators that are `likely` come first."""
        self.words = words
        entries = release.get_current_chart_data().indicators
        self.known = {str(each["code"]): each for each in (*entries, *review.checked.indicators)}
        codes = [each.code for each in sorted(likely, key=lambda each: -each.score)]
        for code, entry in self.known.items():
            parts = entry.get("breakdowns") or ()
            codes += [code, *(f"{code}.{part['code']}" for part in parts)]
        self.indicators: dict[str, str] = {}
        for code in dict.fromkeys(codes):
            name = self.indicator_name(code)
            self.indicators[name if name not in self.indicators else f"{name} {code}"] = code
        self.decisions: dict[str, Decision] = {
            words.say(f"desk.decision_{each}"): each for each in DECISIONS
        }
        self.kinds = {words.say(f"desk.kind_{kind}"): kind for kind in INDICATOR_KINDS}
        topics = [topic.topic for topic in release.get_settings().topics]
        self.topics = {words.name("topic", topic): topic for topic in topics}

    def indicator_name(self, code: str) -> str:
        """Return the name of an indicator or of a part of one, also of one that a draft defines."""
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
    """Show the table with a row for each label; return what stands in it now.

    Nothing is decided beforehand, except what a person has answered about a label already.
    """
    rows = [_initial_row(question, choices, words) for question in questions]
    config = st.column_config
    select = partial(config.SelectboxColumn, width="medium")
    columns: dict[str, Any] = {
        "label": config.TextColumn(_title("label", words), disabled=True, pinned=True),
        "where": config.TextColumn(_title("where", words), disabled=True),
        "likely": config.TextColumn(_title("likely", words), disabled=True, width="medium"),
        "decision": select(_title("decision", words), options=list(choices.decisions)),
        "indicator": select(_title("indicator", words), options=list(choices.indicators)),
        "name": config.TextColumn(_title("name", words), max_chars=200),
        "unit": config.TextColumn(_title("unit", words), max_chars=20),
        "kind": config.SelectboxColumn(_title("kind", words), options=list(choices.kinds)),
        "topic": config.SelectboxColumn(_title("topic", words), options=list(choices.topics)),
        "for_rest": config.CheckboxColumn(_title("for_rest", words)),
        "definition": config.TextColumn(_title("definition", words), max_chars=500),
        "english": config.TextColumn(_title("english", words), max_chars=200),
    }
    edited = st.data_editor(
        pd.DataFrame(rows, columns=list(columns)),
        column_config=columns,
        column_order=COLUMN_ORDER,
        hide_index=True,
        width="stretch",
        height=min(MAX_HEIGHT, 38 + 35 * len(rows)),
        num_rows="fixed",
        placeholder=words.say("desk.grid_choose"),
        key=key,
    )
    table = edited.astype(object).where(edited.notna(), "").to_dict("records")
    return [
        _decided_label(question, row, choices)
        for question, row in zip(questions, table, strict=True)
    ]


def _title(name: str, words: Words) -> str:
    """Return the heading of a column of the table."""
    return words.say(f"desk.grid_{name}")


def decided(
    question: LabelQuestion, decision: Decision, choices: DecisionChoices, indicator: str = ""
) -> DecidedLabel:
    """Return a decision about one label, with what its table says of a new indicator."""
    row = _initial_row(question, choices, choices.words)
    row["decision"], row["indicator"] = choices.words.say(f"desk.decision_{decision}"), None
    return replace(_decided_label(question, row, choices), indicator=indicator)


def _initial_row(
    question: LabelQuestion, choices: DecisionChoices, words: Words
) -> dict[str, object]:
    """Return the row of a label, with what its table says of a new indicator of this name."""
    label = question.label
    entry = draft_values(label)
    row: dict[str, object] = {
        "label": label.text,
        "where": words.say("desk.label_where", files=len(question.files), count=question.figures),
        "likely": words.listing(
            [choices.indicator_name(each.code) for each in label.suggestions[:MAX_SUGGESTED]]
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
        row["likely"] = choices.indicator_name(label.code) if label.code else ""
    if label.answer:
        row["decision"] = words.say(f"desk.decision_{'same' if label.code else 'leave'}")
        row["indicator"] = next((n for n, c in choices.indicators.items() if c == label.code), None)
    return row


def _decided_label(
    question: LabelQuestion, row: Mapping[Any, Any], choices: DecisionChoices
) -> DecidedLabel:
    """Return what a row of the table says; an indicator alone says that it is the same."""
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


def decide_rest(rows: Sequence[DecidedLabel], rest: Decision) -> list[DecidedLabel]:
    """Return the rows, those that nothing was decided about with the decision `rest`."""
    return [row if row.decision or not rest else replace(row, decision=rest) for row in rows]


def save_decisions(seen: SeenState, rows: Sequence[DecidedLabel], choices: DecisionChoices) -> None:
    """Save what the rows decide, as one change of the draft that was shown.

    Labels that still lack something become a notice.
    """
    outcome = apply_decisions(copy_decisions_down(rows), choices.known)
    for text in outcome.incomplete:
        message = choices.words.say("desk.decision_incomplete", label=text)
        session.add_notice(message, is_error=True)
    draft_changes.save_outcome(seen, outcome)
