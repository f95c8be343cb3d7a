"""What reports tell of a topic as HTML: programmes, one a row."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from exports.html_fragments import list_programme_facts, render_channels_and_themes
from locales import Words

MAX_PROGRAMMES = 3
"""Programmes that are shown at once; the others are folded."""


def render_work(programmes: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Return programmes as rows that open, the first MAX_PROGRAMMES at once; "" without any."""
    if not programmes:
        return ""
    rows = [_render_row(each, words) for each in programmes]
    rest = ""
    if len(rows) > MAX_PROGRAMMES:
        label = escape(words.say("topic.all_work", count=len(rows)))
        folded = "".join(rows[MAX_PROGRAMMES:])
        rest = f'<details class="rest"><summary>{label}</summary>{folded}</details>'
    title = escape(words.say("topic.work_reported"))
    return (
        f'<section class="work"><h2>{title}</h2><div class="rows">'
        f"{''.join(rows[:MAX_PROGRAMMES])}</div>{rest}</section>"
    )


def _render_row(programme: Mapping[str, Any], words: Words) -> str:
    """Return a programme as a row: name, who and since when, summary; opened, all of it."""
    facts = escape(" · ".join(list_programme_facts(programme, words)))
    return (
        f'<details class="programme-row"><summary><b>{escape(words.pick(programme["name"]))}</b>'
        f'<span class="facts">{facts}</span></summary>'
        f"<p>{escape(words.pick(programme['summary']))}</p>"
        f"{render_channels_and_themes(programme, words)}</details>"
    )
