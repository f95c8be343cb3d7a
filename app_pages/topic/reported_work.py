"""The work that reports describe for a topic as HTML: a row for each programme."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from exports.html_fragments import list_programme_facts, render_channels_and_themes
from locales import Words

MAX_PROGRAMMES = 3
"""Programmes that are shown at once; the others are folded."""


def render_work(programmes: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Return the HTML of programmes as rows that unfold one by one; "" if there are none.

    Rows beyond MAX_PROGRAMMES are hidden behind a label that counts all.
    """
    if not programmes:
        return ""
    rows = [_render_row(each, words) for each in programmes]
    folded_html = ""
    if len(rows) > MAX_PROGRAMMES:
        label = escape(words.say("topic.all_work", count=len(rows)))
        folded = "".join(rows[MAX_PROGRAMMES:])
        folded_html = f'<details class="rest"><summary>{label}</summary>{folded}</details>'
    title = escape(words.say("topic.work_reported"))
    return (
        f'<section class="work"><h2>{title}</h2><div class="rows">'
        f"{''.join(rows[:MAX_PROGRAMMES])}</div>{folded_html}</section>"
    )


def _render_row(programme: Mapping[str, Any], words: Words) -> str:
    """Return the HTML row of a programme: name, facts and summary; unfolded, also its channels."""
    facts = escape(" · ".join(list_programme_facts(programme, words)))
    return (
        f'<details class="programme-row"><summary><b>{escape(words.pick(programme["name"]))}</b>'
        f'<span class="facts">{facts}</span></summary>'
        f"<p>{escape(words.pick(programme['summary']))}</p>"
        f"{render_channels_and_themes(programme, words)}</details>"
    )
