"""Differences between releases, as HTML tables and texts: changed figures, counts, corrections.

In all functions, `older` and `newer` are release numbers; `older` 0 is the state before the first
release.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import pandas as pd

from app_pages.components.folded_table import FIRST_ROWS, render_folded_table
from app_pages.state import release as release_state
from app_pages.state.cache import memoize
from app_pages.state.charts import get_charts
from charts.labels import format_figure_name, format_row_number
from curation.releases.bootstrap import AUTHOR
from ledger import Release, ReleaseComparison, StoreError
from locales import Language, Words
from metrics.figure_queries import Figures, list_reported
from metrics.metric_table import to_records
from quantities import (
    Direction,
    Quantity,
    change_message,
    change_of_figure,
    format_quantity,
    quantity_of_figure,
)
from quantities.figure_keys import split_key
from quantities.rates_and_changes import POINTS

MAX_ROWS = 100  # of each kind of change in a table
KINDS = ("added", "changed", "removed")
MAX_COMPARED = 10_000  # of each kind, among which the changes of some charts' figures are searched
FigureKeys = frozenset[str]


class StateDifference(Protocol):
    """The difference between two states of the figures: two releases, or a release and a draft."""

    @property
    def added(self) -> pd.DataFrame:
        """Rows that only the newer state has."""

    @property
    def changed(self) -> pd.DataFrame:
        """Rows that both states have, with different values."""

    @property
    def removed(self) -> pd.DataFrame:
        """Rows that only the older state has."""


@memoize(max_results=32, warm=lambda new: [(new.parent, new.number)])
def compare_releases(older: int, newer: int) -> ReleaseComparison:
    """Return the difference between two releases; cached.

    It has at most MAX_ROWS rows of each kind (added, changed, removed), but the totals of all.
    """
    return release_state.get_store().compare(older, newer, MAX_ROWS)


@memoize(max_results=16, warm=None)
def _compare_figures(older: int, newer: int, keys: FigureKeys) -> ReleaseComparison:
    """Return the difference between two releases for the figures with these keys only; cached.

    The figures are searched among the first MAX_COMPARED rows of each kind. At most MAX_ROWS of
    each are returned, and `totals` counts these.
    """
    comparison = release_state.get_store().compare(older, newer, MAX_COMPARED)
    tables = {}
    for change in KINDS:
        table = getattr(comparison, change)
        tables[change] = table[table["key"].isin(keys)].head(MAX_ROWS)
    totals = {change: len(table) for change, table in tables.items()}
    return ReleaseComparison(**tables, totals=totals, codes=comparison.codes)


def render_chart_figure_changes(
    chart_codes: Sequence[str], older: int, newer: int, language: Language
) -> str:
    """Return an HTML table of the changes in the figures of some charts; "" if there are none.

    It covers the figures that a chart has in either release, as it may have lost some.
    """
    charts = [
        *get_charts(chart_codes, older, language).values(),
        *get_charts(chart_codes, newer, language).values(),
    ]
    keys = frozenset(key for chart in charts for keys in chart.table["figures"] for key in keys)
    return render_changes(older, newer, language, keys)


@memoize(max_results=32, warm=lambda new: [(new.number,)])
def list_corrections(release_number: int) -> pd.DataFrame:
    """Return the figures corrected after their publication, newest first, at most MAX_ROWS.

    Only corrections in releases up to the one with this number count.
    """
    return release_state.get_store().corrections(release_number=release_number, limit=MAX_ROWS)


def format_correction_count(release_number: int, words: Words) -> list[str]:
    """Return the text on how many figures were corrected after publication, as a list; [] for none.

    It is a list because pages join it to their other texts. Corrections in the releases up to this
    number count. `list_corrections` stops at MAX_ROWS: then the text says "at least". If an earlier
    release cannot be read, it says so instead.
    """
    try:
        count = len(list_corrections(release_number))
    except StoreError:
        return [words.say("pages.history_damaged")]
    message = "pages.corrected_at_least" if count == MAX_ROWS else "pages.corrected"
    return [words.say(message, count=count)] if count else []


def format_change_counts(older: int, newer: int, words: Words) -> str:
    """Format how many figures were added, changed and removed between two releases."""
    return words.say("pages.change_counts", **compare_releases(older, newer).totals)


@memoize(max_results=32, warm=None)
def render_changes(
    older: int, newer: int, language: Language, keys: FigureKeys | None = None
) -> str:
    """Return an HTML table of the changes between two releases; "" if there are none. Cached.

    With `keys` only the figures with these keys are compared. At most MAX_ROWS of each kind of
    change are listed.
    """
    words = release_state.get_chart_data(newer, language).words
    before, after = (
        release_state.get_figures(number) if number else None for number in (older, newer)
    )
    if keys is None:
        difference = compare_releases(older, newer)
    else:
        difference = _compare_figures(older, newer, keys)
    return render_diff(difference, before, after, words, max_rows=MAX_ROWS, shown=FIRST_ROWS)


def render_diff(
    difference: StateDifference,
    before: Figures | None,
    after: Figures | None,
    words: Words,
    max_rows: int,
    shown: int = 0,
) -> str:
    """Return an HTML table of a difference between two states of the figures; "" if it is empty.

    It lists added, then changed, then removed rows, at most `max_rows` of each. Rows after the
    first `shown` are folded; 0 folds none. `before` and `after` are the figures of the two states,
    None for no figures: added and removed figures are read from them, as the difference has no
    units.
    """
    by_kind = list_changed_figures(difference, before, after, words, max_rows)
    names = ["change", "figure", "area", "period", "wording", "percent"]
    if not by_kind["changed"]:  # what is new or removed has nothing to be compared with
        names.remove("percent")
    rows = [
        (words.say(f"pages.{kind}"), *cells)[: len(names)]  # cuts off "percent", the last cell
        for kind in KINDS
        for cells in by_kind[kind]
    ]
    if not rows:
        return ""
    headings = [words.say(f"pages.column_{name}") for name in names]
    return render_folded_table(headings, rows, words, numbers=[names.index("wording")], shown=shown)


def list_changed_figures(
    difference: StateDifference,
    before: Figures | None,
    after: Figures | None,
    words: Words,
    max_rows: int,
) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of a difference by kind, as cells: name, area, period, number and growth.

    `before` and `after` are as in `render_diff`. Only changed figures have a text in the last cell.
    """
    added = _read_figures_of_rows(difference.added.head(max_rows), after)
    removed = _read_figures_of_rows(difference.removed.head(max_rows), before)
    return {
        "added": [(*_list_figure_cells(row, words), "") for row in added],
        "changed": [
            (
                *_list_key_cells(row["key"], words),
                format_old_and_new(row, words),
                _format_change_of_figure(row, words),
            )
            for row in to_records(difference.changed.head(max_rows))
        ],
        "removed": [(*_list_figure_cells(row, words), "") for row in removed],
    }


@memoize(max_results=32, warm=None)
def render_corrections(release_number: int, language: Language) -> str:
    """Return an HTML table of corrections of published figures, newest first; "" if there are none.

    Each has the release that made it, with its date and reason. At most MAX_ROWS are listed, up to
    the release with this number.
    """
    words = release_state.get_chart_data(release_number, language).words
    rows = []
    for row in to_records(list_corrections(release_number)):
        release = release_state.get_store().release(row["release"])
        rows.append(
            (
                *_list_key_cells(row["key"], words),
                format_old_and_new(row, words),
                _format_change_of_figure(row, words),
                words.say("pages.release", number=release.number),
                format_time(release.at, words),
                format_reason(release, words),
            )
        )
    if not rows:
        return ""
    names = ("figure", "area", "period", "wording", "percent", "release", "at", "reason")
    headings = [words.say(f"pages.column_{name}") for name in names]
    return render_folded_table(headings, rows, words, numbers=[names.index("wording")])


def format_author(release: Release, display_names: Mapping[str, str], words: Words) -> str:
    """Format who published a release: a person, an operator, or the first start.

    The name that a person signs in with is never shown: `display_names` has the name to show
    instead. Without one it is "an operator" (for `operator:NAME`, at the server's command line) or
    "a member of staff".
    """
    if release.author == AUTHOR:  # the first start, which publishes what the dashboard comes with
        return words.say("pages.first_start")
    is_operator = release.author.startswith("operator:")
    unnamed = words.say("pages.operator" if is_operator else "pages.staff_member")
    return display_names.get(release.author, unnamed)


def format_reason(release: Release, words: Words) -> str:
    """Format the reason for a release: as it was given, what it restores, or that it is the first.

    `release.restored` is the number of the release that it restores, None for none.
    """
    if release.restored:
        message = "pages.restored_because" if release.reason else "pages.restored"
        return words.say(message, number=release.restored, reason=release.reason)
    return words.say("pages.first_datasets") if release.author == AUTHOR else release.reason


def format_time(at: datetime, words: Words) -> str:
    """Format when a release was published, in the server's time zone: 2025年9月8日 09:30."""
    local = at.astimezone()
    return f"{words.period(local.date().isoformat())} {local:%H:%M}"


def _read_figures_of_rows(rows: pd.DataFrame, state: Figures | None) -> list[dict[str, object]]:
    """Return the reported figures of added or removed rows, in the form of a metric table's rows.

    `state` are the figures of the release or draft that has them; None if it has no figures.
    """
    if rows.empty or state is None:
        return []
    return to_records(list_reported(state, key=rows["key"]))


def _list_figure_cells(row: dict[str, object], words: Words) -> tuple[str, str, str, str]:
    """Return the cells of one reported figure: name, area, period and number.

    `row` is a row of a metric table; its `figures` has the key of this figure alone.
    """
    return (*_list_key_cells(str(row["figures"][0]), words), format_row_number(row, words))  # type: ignore[index]


def _list_key_cells(key: str, words: Words) -> tuple[str, str, str]:
    """Return the cells of a figure key: name, area and period."""
    parts = split_key(key)
    area, period = words.name("area", parts["ref_area"]), words.period(parts["time_period"])
    return format_figure_name(key, words), area, period


def format_old_and_new(row: dict[str, object], words: Words) -> str:
    """Format the old and the new number of a changed figure: 4.75万人 → 4.8万人.

    `row` has the figure's `key`, and the number columns of both states as `old_…` and `new_…`.
    """
    numbers = []
    for prefix in ("old_", "new_"):
        columns = {name.removeprefix(prefix): row[name] for name in row if name.startswith(prefix)}
        numbers.append(format_number(columns, str(row["key"]), words))
    return " → ".join(numbers)


def _format_change_of_figure(row: dict[str, object], words: Words) -> str:
    """Format the change of a figure between two states; "—" if one of its numbers is missing.

    `row` is as in `format_old_and_new`.
    """
    change = change_of_figure(row)
    if change is None:
        return "—"
    text, _direction = format_figure_change(change, split_key(str(row["key"]))["indicator"], words)
    return text


def format_figure_change(change: Quantity, indicator: str, words: Words) -> tuple[str, Direction]:
    """Format a change of an indicator, such as 增长6.3%, and return its direction as well.

    A change that is not in percent has the unit of the indicator, or is in percentage points.
    """
    is_points = change.unit in POINTS.values()
    unit = None if is_points else words.name("unit", indicator)
    name, values, direction = change_message(change, words.language, unit)
    return words.say(f"pages.{name}", **values), direction


def format_number(columns: Mapping[str, Any], key: str, words: Words) -> str:
    """Format a number of a difference: as reported in Chinese, from its bounds in English.

    `columns` are the number columns of figures.csv, such as as_reported and value; the indicator in
    `key` has the unit. Without a value it is "not reported". A number without a printed wording is
    made from its bounds in Chinese as well. A result with all its digits (33.3333333333333%) is
    rounded.
    """
    if columns["value"] is None or columns["value"] != columns["value"]:  # NaN
        return words.say("charts.not_reported")
    quantity = quantity_of_figure(columns)
    if words.language == "zh" and quantity.wording:
        return format_quantity(quantity, "zh")
    unit = words.name("unit", split_key(key)["indicator"])
    return format_quantity(quantity, words.language, unit=unit)
