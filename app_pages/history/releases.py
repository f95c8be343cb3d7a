"""The list of releases on the History page, each with links to read it and to compare it."""

from collections.abc import Mapping, Sequence
from html import escape

from app_pages.components import diff
from app_pages.components.folded_table import FIRST_ROWS, fold_rows
from app_pages.components.links import render_page_link
from app_pages.state import release as release_state
from app_pages.state import user
from charts.labels import format_figure_name
from ledger import Release, StoreError
from locales import Words
from quantities.figure_keys import split_key

MAX_NAMED = 3
"""Figures removed by a restored release that are named; of further ones the number is given."""
COLUMNS = ("release", "at", "author", "reason", "count")


def render_releases(releases: Sequence[Release], words: Words) -> str:
    """Return an HTML table of the releases, newest first; those after FIRST_ROWS are folded.

    Authors have their display names, never the names with which they sign in.
    """
    authors = user.find_display_names(release.author for release in releases)
    shown = release_state.get_release_number()
    rows = [
        _render_release(release, authors, release.number == shown, words) for release in releases
    ]
    table = _render_table(rows[:FIRST_ROWS], words)
    rest = rows[FIRST_ROWS:]
    if not rest:
        return fold_rows(table, len(rows), words)
    label = escape(words.say("pages.further_rows", count=len(rest)))
    table += f'<details class="rest"><summary>{label}</summary>{_render_table(rest, words)}'
    return fold_rows(f"{table}</details>", len(rows), words)


def _render_table(rows: Sequence[str], words: Words) -> str:
    """Return the HTML table of releases; `rows` are HTML."""
    heads = "".join(
        f'<th scope="col" class="hs-{name}">{escape(words.say(f"pages.column_{name}"))}</th>'
        for name in COLUMNS
    )
    label = escape(words.say("pages.releases"))
    return (
        f'<div class="table stacked hs-list" role="region" aria-label="{label}" tabindex="0">'
        f'<table><thead><tr>{heads}<th class="hs-links"></th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _render_release(
    release: Release, authors: Mapping[str, str], is_shown: bool, words: Words
) -> str:
    """Return the HTML row of a release, with two links: read all pages in it, and see its changes.

    The release that the reader sees (`is_shown`) has a note instead of the first link.
    """
    release_number = release.number
    cells = (
        diff.format_time(release.at, words),
        diff.format_author(release, authors, words),
        format_reason_and_removed(release, words),
        words.say("pages.found", count=release.rows),
    )
    body = "".join(
        f'<td class="hs-{name}">{escape(cell)}</td>'
        for name, cell in zip(COLUMNS[1:], cells, strict=True)
    )
    newest_number = release_state.get_newest_number()
    read_link = render_page_link(
        words.say("history.read"),
        "overview",
        words,
        release="" if release_number == newest_number else str(release_number),
    )
    if is_shown:
        read_link = f'<span class="hs-shown">{escape(words.say("history.shown"))}</span>'
    compare_link = (
        f'<a href="?new={release_number}&old={release.parent}" data-here data-to=".st-key-compare">'
        f"{escape(words.say('history.compare'))}</a>"
    )
    name = escape(words.say("pages.release", number=release_number))
    return (
        f'<tr><th scope="row" class="hs-release">{name}</th>{body}'
        f'<td class="hs-links">{read_link} {compare_link}</td></tr>'
    )


def format_reason_and_removed(release: Release, words: Words) -> str:
    """Format the reason for a release; if it restores another one, also the removed figures.

    恢复为第2版：误报；删除1项：… The figures are left out if an earlier release cannot be read.
    """
    reason = diff.format_reason(release, words)
    if not release.restored:
        return reason
    try:
        comparison = diff.compare_releases(release.parent, release.number)
    except StoreError:
        return reason
    if not (count := comparison.totals["removed"]):
        return reason
    figure_names = [
        _format_figure(str(key), words) for key in comparison.removed["key"].head(MAX_NAMED)
    ]
    figures = words.say("history.comma").join(figure_names)
    message = "history.removed" if count <= MAX_NAMED else "history.removed_among_others"
    return words.say(message, reason=reason, count=count, figures=figures)


def _format_figure(key: str, words: Words) -> str:
    """Format a figure key in words: 江湾区2025年9月新发展会员人数."""
    parts = split_key(key)
    return words.say(
        "history.figure",
        area=words.name("area", parts["ref_area"]),
        period=words.period(parts["time_period"]),
        name=format_figure_name(key, words),
    )
