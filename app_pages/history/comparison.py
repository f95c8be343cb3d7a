"""The differences between two releases on the History page: by area, by kind, and as a file."""

from collections import Counter, defaultdict
from html import escape

from app_pages.components import diff
from app_pages.components.folded_table import render_folded_table
from app_pages.components.table_downloads import DownloadTable
from app_pages.state import release as release_state
from app_pages.state.cache import memoize
from ledger import ReleaseComparison
from locales import Language, Words
from metrics.newest_first import sort_newest_first
from quantities.figure_keys import split_key

ORDER = ("changed", "removed", "added")
"""Kinds of change in the order of the page, beginning with changes of published figures."""
MAX_PERIODS = 2
"""Periods of an area that are named; of further ones the number is given."""


@memoize(max_results=8, warm=None)
def _get_comparison(older: int, newer: int) -> ReleaseComparison:
    """Return the difference between two releases, diff.MAX_COMPARED rows of each kind; cached."""
    return release_state.get_store().compare(older, newer, diff.MAX_COMPARED)


@memoize(max_results=32, warm=lambda new: [(new.parent, new.number, new.language)])
def render_comparison(older: int, newer: int, language: Language) -> str:
    """Return the HTML of the differences between two releases: counts, by area, by kind. Cached.

    `older` and `newer` are release numbers; 0 is the state before the first release.
    """
    words = release_state.get_chart_data(newer, language).words
    counts = f"<p>{escape(diff.format_change_counts(older, newer, words))}</p>"
    totals = diff.compare_releases(older, newer).totals
    if not sum(totals.values()):
        return counts
    summary, kinds = (
        _render_differences_by_area(older, newer, words),
        _render_differences_by_kind(older, newer, words),
    )
    return f'{counts}<div class="hs-compare"><div>{summary}</div><div>{kinds}</div></div>'


def _render_differences_by_area(older: int, newer: int, words: Words) -> str:
    """Return an HTML table of the areas in which releases differ: counts by kind, and periods.

    At most diff.MAX_ROWS areas are listed, and at most diff.MAX_COMPARED figures of each kind of
    change are counted; a sentence says so if there are more.
    """
    comparison = _get_comparison(older, newer)
    kinds = [kind for kind in ORDER if comparison.totals[kind]]
    counts_by_area: dict[str, Counter[str]] = defaultdict(Counter)
    periods_by_area: dict[str, set[str]] = defaultdict(set)
    for kind in kinds:
        for key in getattr(comparison, kind)["key"]:
            key_parts = split_key(str(key))
            counts_by_area[key_parts["ref_area"]][kind] += 1
            periods_by_area[key_parts["ref_area"]].add(key_parts["time_period"])
    areas = _sort_areas(newer, counts_by_area)
    rows = [
        (
            words.name("area", area),
            _format_periods(periods_by_area[area], words),
            *(
                words.number(counts_by_area[area][kind]) if counts_by_area[area][kind] else "—"
                for kind in kinds
            ),
        )
        for area in areas[: diff.MAX_ROWS]
    ]
    names = ("column_area", "column_period", *kinds)
    heading = [words.say(f"pages.{name}") for name in names]
    number_columns = range(2, len(names))
    title = words.say("history.by_area")
    table = render_folded_table(heading, rows, words, title, number_columns)
    if len(areas) > len(rows):
        table += f"<p>{escape(words.say('history.listed', count=len(rows)))}</p>"
    counted = sum(len(getattr(comparison, kind)) for kind in kinds)
    if counted < sum(comparison.totals.values()):
        table += f"<p>{escape(words.say('history.counted', count=counted))}</p>"
    return table


def _sort_areas(release_number: int, areas: Counter[str] | dict[str, Counter[str]]) -> list[str]:
    """Return area codes in the order of a release's code list, unknown ones last by their codes."""
    position_by_area = {
        code: index
        for index, code in enumerate(release_state.get_code_lists(release_number).areas["code"])
    }
    return sorted(areas, key=lambda code: (position_by_area.get(code, len(position_by_area)), code))


def _format_periods(periods: set[str], words: Words) -> str:
    """Format the newest periods, and the number of all if there are more than MAX_PERIODS."""
    period_names = [words.period(period) for period in sort_newest_first([*periods])]
    return words.listing(period_names, MAX_PERIODS)


def _render_differences_by_kind(older: int, newer: int, words: Words) -> str:
    """Return HTML tables of the changed, the removed and the added figures, with their numbers.

    At most diff.MAX_ROWS of each are listed; a sentence says so if there are more.
    """
    rows = _list_rows_by_kind(
        diff.compare_releases(older, newer), older, newer, words, diff.MAX_ROWS
    )
    totals = diff.compare_releases(older, newer).totals
    tables = []
    for kind in ORDER:
        if not totals[kind]:
            continue
        title = words.say("history.kind", kind=words.say(f"pages.{kind}"), count=totals[kind])
        heading = _list_headings(kind, words)
        listed_rows = [row[: len(heading)] for row in rows[kind]]
        # Column 3, from 0, has the numbers.
        tables.append(render_folded_table(heading, listed_rows, words, title, numbers=[3]))
        if len(listed_rows) < totals[kind]:
            text = words.say("history.listed", count=len(listed_rows))
            tables.append(f"<p>{escape(text)}</p>")
    return "".join(tables)


def _list_headings(kind: str, words: Words) -> list[str]:
    """Return the headings of the table for one kind of change; only changes have a growth."""
    # "percent", the growth, is the last one.
    names = ("figure", "area", "period", "wording", "percent")[: 5 if kind == "changed" else 4]
    return [words.say(f"pages.column_{name}") for name in names]


def _list_rows_by_kind(
    comparison: ReleaseComparison, older: int, newer: int, words: Words, max_rows: int
) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of a comparison by kind of change, at most `max_rows` of each."""
    before, after = (
        release_state.get_figures(number) if number else None for number in (older, newer)
    )
    return diff.list_changed_figures(comparison, before, after, words, max_rows)


def build_download_tables(older: int, newer: int, language: Language) -> list[DownloadTable]:
    """Return all differences between two releases as a table for files, changed figures first.

    It has at most diff.MAX_COMPARED figures of each kind of change.
    """
    words = release_state.get_chart_data(newer, language).words
    rows = _list_rows_by_kind(_get_comparison(older, newer), older, newer, words, diff.MAX_COMPARED)
    heading = [words.say("pages.column_change"), *_list_headings("changed", words)]
    listed = [[words.say(f"pages.{kind}"), *row] for kind in ORDER for row in rows[kind]]
    return [DownloadTable(words.say("pages.compare"), [heading, *listed])]
