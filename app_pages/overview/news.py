"""What is new: the last releases with what each has changed, and the programmes of the reports."""

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from app_pages.components import diff
from app_pages.components.links import render_page_link
from app_pages.state import release as release_state
from app_pages.state.cache import memoize
from ledger import Release
from locales import Language, Words
from metrics.metric_table import to_records
from quantities.figure_keys import split_key

RELEASES = 3
"""Releases that the list of news tells of."""
PROGRAMMES = 4
"""Programmes that stand in the line; all of them are folded up behind it."""


@memoize(max_results=16, warm=lambda new: [(new.number, new.language)])
def render_news(number: int, language: Language) -> str:
    """Return the section of the last releases, cached; each line has its day and its changes.

    The script `server/browser/visits.js` marks the lines of releases that are newer than the one
    this browser saw last, and counts them in the line above; the server knows nothing of it.
    """
    words = release_state.get_chart_data(number, language).words
    store = release_state.get_store()
    releases = [store.release(each) for each in range(max(1, number - RELEASES + 1), number + 1)]
    lines = "".join(_render_line(release, words) for release in reversed(releases))
    title = escape(words.say("overview.news"))
    link = render_page_link(words.say("overview.all_news"), "history", words)
    compare = render_page_link(
        words.say("overview.what_changed"), "history", words, new=str(number), old="0"
    )
    since = words.say("overview.since_last_visit", count="{count}")
    return (
        f'<section class="ov-news"><div class="ov-hd"><h2>{title}</h2>'
        f'<span class="ov-gap"></span>{link}</div>'
        f'<p class="ov-visit" data-release="{number}" hidden><span>{escape(since)}</span>'
        f" {compare}</p><ul>{lines}</ul></section>"
    )


def _render_line(release: Release, words: Words) -> str:
    """Return a release's line: its day, the figures added or corrected, and the reason."""
    day = words.period(release.at.date().isoformat())
    comparison = diff.compare_releases(release.parent, release.number)
    text = word_changes(comparison.changed, comparison.added, comparison.totals, words)
    reason = diff.format_reason(release, words)
    if reason:
        text = words.say("overview.with_reason", text=text, reason=reason)
    mark = escape(words.say("overview.new"))
    return (
        f'<li data-release="{release.number}"><span>{escape(day)}</span>'
        f'<span data-new="{mark}">{escape(text)}</span></li>'
    )


def word_changes(
    changed: pd.DataFrame, added: pd.DataFrame, totals: dict[str, int], words: Words
) -> str:
    """Return a release's changes in words: one correction with both numbers, else counts.

    `changed` and `added` are the first rows of each kind, with their `key`; `totals` count all.
    """
    if totals["changed"] == 1 and not (totals["added"] or totals["removed"]):
        (row,) = to_records(changed)
        parts = split_key(str(row["key"]))
        return words.say(
            "overview.one_corrected",
            area=words.name("area", parts["ref_area"]),
            period=words.period(parts["time_period"]),
            name=words.name("indicator", parts["indicator"]),
            change=diff.format_old_and_new(row, words),
        )
    clauses = [
        words.say(f"overview.news_{kind}", count=totals[kind])
        for kind in ("changed", "removed")
        if totals[kind]
    ]
    if totals["added"]:
        clauses.insert(0, _word_added(added, totals["added"], words))
    return words.say("overview.comma").join(clauses) or words.say("overview.news_nothing")


def _word_added(added: pd.DataFrame, count: int, words: Words) -> str:
    """Return how many figures were added and, if all are listed, of which month and areas."""
    parts = [split_key(str(key)) for key in added["key"]]
    periods = {part["time_period"] for part in parts}
    if len(parts) < count or len(periods) != 1:
        return words.say("overview.news_added", count=count)
    areas = len({part["ref_area"] for part in parts})
    period = words.period(periods.pop())
    return words.say("overview.news_added_of", count=count, period=period, areas=areas)


def render_programmes(
    programmes: Sequence[Mapping[str, Any]], topics: Collection[str], words: Words
) -> str:
    """Render the line of programmes named in reports, each a link to its topic's page.

    `topics` are those that have a page. "" without programmes.
    """
    links = [
        render_page_link(words.pick(programme["name"]), str(programme["topic"]), words)
        for programme in programmes
        if programme.get("topic") in topics
    ]
    if not links:
        return ""
    title = escape(words.say("overview.programmes"))
    shown = "".join(f"<li>{link}</li>" for link in links[:PROGRAMMES])
    rest = "".join(f"<li>{link}</li>" for link in links[PROGRAMMES:])
    if rest:
        label = escape(words.say("overview.all_programmes", count=len(links)))
        rest = f"<details><summary>{label}</summary><ul>{rest}</ul></details>"
    return f'<section class="ov-programmes"><h2>{title}</h2><ul>{shown}</ul>{rest}</section>'
