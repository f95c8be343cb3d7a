"""What is new on the Overview page: the last releases with their changes, and programmes."""

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

MAX_RELEASES = 3
"""Releases that are listed."""
MAX_PROGRAMMES = 4
"""Programmes that are listed openly; further ones are folded."""


@memoize(max_results=16, warm=lambda new: [(new.number, new.language)])
def render_news(release_number: int, language: Language) -> str:
    """Return the HTML of the list of the last releases, each with its day and its changes; cached.

    Staff who come back see what is new: `server/browser/visits.js` marks the releases since the
    last visit, counts them in the line above ("{count}" is filled in there), and completes its
    link (`old`). Only the browser knows which release it saw last.
    """
    words = release_state.get_chart_data(release_number, language).words
    store = release_state.get_store()
    releases = [
        store.release(number)
        for number in range(max(1, release_number - MAX_RELEASES + 1), release_number + 1)
    ]
    lines = "".join(_render_release(release, words) for release in reversed(releases))
    title = escape(words.say("overview.news"))
    link = render_page_link(words.say("overview.all_news"), "history", words)
    compare = render_page_link(
        words.say("overview.what_changed"), "history", words, new=str(release_number), old="0"
    )
    since = words.say("overview.since_last_visit", count="{count}")
    return (
        f'<section class="ov-news"><div class="ov-hd"><h2>{title}</h2>'
        f'<span class="ov-gap"></span>{link}</div>'
        f'<p class="ov-visit" data-release="{release_number}" hidden><span>{escape(since)}</span>'
        f" {compare}</p><ul>{lines}</ul></section>"
    )


def _render_release(release: Release, words: Words) -> str:
    """Return the HTML line of a release in the news: its day, what it changed, and why."""
    day = words.period(release.at.date().isoformat())
    comparison = diff.compare_releases(release.parent, release.number)
    text = describe_changes(comparison.changed, comparison.added, comparison.totals, words)
    reason = diff.format_reason(release, words)
    if reason:
        text = words.say("overview.with_reason", text=text, reason=reason)
    new_label = escape(words.say("overview.new"))
    return (
        f'<li data-release="{release.number}"><span>{escape(day)}</span>'
        f'<span data-new="{new_label}">{escape(text)}</span></li>'
    )


def describe_changes(
    changed: pd.DataFrame, added: pd.DataFrame, totals: dict[str, int], words: Words
) -> str:
    """Describe the changes of a release: a single correction with both numbers, else counts.

    `changed` and `added` have the first rows of each kind with their `key`; `totals` counts all
    rows.
    """
    if totals["changed"] == 1 and not (totals["added"] or totals["removed"]):
        (row,) = to_records(changed)
        key_parts = split_key(str(row["key"]))
        return words.say(
            "overview.one_corrected",
            area=words.name("area", key_parts["ref_area"]),
            period=words.period(key_parts["time_period"]),
            name=words.name("indicator", key_parts["indicator"]),
            change=diff.format_old_and_new(row, words),
        )
    clauses = [
        words.say(f"overview.news_{kind}", count=totals[kind])
        for kind in ("changed", "removed")
        if totals[kind]
    ]
    if totals["added"]:
        clauses.insert(0, _describe_added(added, totals["added"], words))
    return words.say("overview.comma").join(clauses) or words.say("overview.news_nothing")


def _describe_added(added: pd.DataFrame, count: int, words: Words) -> str:
    """Describe how many figures were added and, if all are of one period, for which.

    For one period the number of areas is told too. `added` has the first added figures, `count`
    counts all; if `added` does not list all of them, their periods are unknown and not told.
    """
    key_parts = [split_key(str(key)) for key in added["key"]]
    periods = {part["time_period"] for part in key_parts}
    if len(key_parts) < count or len(periods) != 1:
        return words.say("overview.news_added", count=count)
    area_count = len({part["ref_area"] for part in key_parts})
    period = words.period(periods.pop())
    return words.say("overview.news_added_of", count=count, period=period, areas=area_count)


def render_programmes(
    programmes: Sequence[Mapping[str, Any]], topics: Collection[str], words: Words
) -> str:
    """Return the HTML list of programmes named in reports, each a link to the page of its topic.

    `topics` are those that have a page. Without programmes it is "".
    """
    links = [
        render_page_link(words.pick(programme["name"]), str(programme["topic"]), words)
        for programme in programmes
        if programme.get("topic") in topics
    ]
    if not links:
        return ""
    title = escape(words.say("overview.programmes"))
    open_items = "".join(f"<li>{link}</li>" for link in links[:MAX_PROGRAMMES])
    folded_html = "".join(f"<li>{link}</li>" for link in links[MAX_PROGRAMMES:])
    if folded_html:
        label = escape(words.say("overview.all_programmes", count=len(links)))
        folded_html = f"<details><summary>{label}</summary><ul>{folded_html}</ul></details>"
    return (
        f'<section class="ov-programmes"><h2>{title}</h2><ul>{open_items}</ul>{folded_html}'
        "</section>"
    )
