"""Differences between releases as text: tables, counts and corrections."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import pandas as pd

from app_pages.state import release as release_state
from app_pages.state.cache import memoize
from app_pages.state.charts import get_charts
from charts.labels import format_figure_name, format_row_number
from curation.releases.bootstrap import AUTHOR
from exports.html_tables import render_table
from ledger import Release, ReleaseComparison, StoreError
from locales import Language, Words
from locales.numbers import unit_form
from metrics.figure_queries import Figures, list_reported
from metrics.metric_table import to_records
from quantities import format_quantity, quantity_of_figure
from quantities.figure_keys import split_key

MAX_ROWS = 100
MAX_COMPARED = 10_000
Keys = frozenset[str]


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


@memoize(32, warm=lambda new: [(new.parent, new.number)])
def compare_releases(old: int, new: int) -> ReleaseComparison:
    """Return what differs between the releases `old` and `new`, at most MAX_ROWS of each kind."""
    return release_state.get_store().compare(old, new, MAX_ROWS)


@memoize(16, warm=None)
def _compare_figures(old: int, new: int, keys: Keys) -> ReleaseComparison:
    """Return the differences between two releases, only for the figures with these keys."""
    comparison = release_state.get_store().compare(old, new, MAX_COMPARED)
    frames = {kind: getattr(comparison, kind) for kind in ("added", "changed", "removed")}
    rows = {kind: each[each["key"].isin(keys)].head(MAX_ROWS) for kind, each in frames.items()}
    totals = {kind: len(frame) for kind, frame in rows.items()}
    return ReleaseComparison(**rows, totals=totals, codes=comparison.codes)


def render_diff_of_charts(codes: Iterable[str], old: int, new: int, language: Language) -> str:
    """Return an HTML table of the changed figures of some charts.

    `codes` are the charts' codes, `old` and `new` the numbers of the releases.
    """
    known = list(codes)
    charts = (c for n in (old, new) for c in get_charts(known, n, language).values())
    keys = frozenset(key for chart in charts for keys in chart.table["figures"] for key in keys)
    return render_changes(old, new, language, keys)


@memoize(32, warm=lambda new: [(new.number,)])
def list_corrections(number: int) -> pd.DataFrame:
    """Return the figures corrected after their publication, newest first.

    Only releases up to `number` count.
    """
    return release_state.get_store().corrections(number=number, limit=MAX_ROWS)


def format_correction_count(number: int, words: Words) -> list[str]:
    """Format how many figures were corrected after publication as one text; [] if none was.

    Only releases up to `number` count.
    """
    try:
        count = len(list_corrections(number))
    except StoreError:
        return [words.say("pages.history_damaged")]
    message = "pages.corrected_at_least" if count == MAX_ROWS else "pages.corrected"
    return [words.say(message, count=count)] if count else []


def format_change_counts(old: int, new: int, words: Words) -> str:
    """Format how many figures the release `new` has added, changed and removed since `old`."""
    return words.say("pages.change_counts", **compare_releases(old, new).totals)


@memoize(32, warm=None)
def render_changes(old: int, new: int, language: Language, keys: Keys | None = None) -> str:
    """Return an HTML table of the changes between the releases `old` and `new`; "" if none.

    With `keys` only the figures with those keys are compared.
    """
    words = release_state.get_chart_data(new, language).words
    before, after = (release_state.get_figures(n) if n else None for n in (old, new))
    difference = compare_releases(old, new) if keys is None else _compare_figures(old, new, keys)
    return render_diff(difference, before, after, words, MAX_ROWS)


def render_diff(
    difference: StateDifference,
    before: Figures | None,
    after: Figures | None,
    words: Words,
    most: int,
) -> str:
    """Return an HTML table of a difference, at most `most` rows of each kind; "" if it is empty.

    `before` and `after` are the figures of the two states, from which removed and added rows take
    their wordings.
    """
    rows = [
        (words.say("pages.added"), *_figure_cells(row, words), "")
        for row in _row_wordings(difference.added.head(most), after)
    ]
    for row in to_records(difference.changed.head(most)):
        old, new = (_format_side(row, side, words) for side in ("old", "new"))
        rows.append(
            (
                words.say("pages.changed"),
                *_place_cells(row["key"], words),
                f"{old} → {new}",
                _format_percent(row["percent"], words),
            )
        )
    rows += [
        (words.say("pages.removed"), *_figure_cells(row, words), "")
        for row in _row_wordings(difference.removed.head(most), before)
    ]
    if not rows:
        return ""
    names = ("change", "figure", "area", "period", "wording", "percent")
    return render_table([words.say(f"pages.column_{name}") for name in names], rows)


@memoize(32, warm=None)
def render_corrections(number: int, language: Language) -> str:
    """Return an HTML table of all corrections up to the release `number`; "" if there are none."""
    words = release_state.get_chart_data(number, language).words
    rows = [
        (
            *_place_cells(row["key"], words),
            f"{_format_side(row, 'old', words)} → {_format_side(row, 'new', words)}",
            words.say("pages.release", number=row["release"]),
            words.period(row["at"].date().isoformat()),
            format_reason(release_state.get_store().release(row["release"]), words),
        )
        for row in to_records(list_corrections(number))
    ]
    if not rows:
        return ""
    names = ("figure", "area", "period", "wording", "release", "date", "reason")
    return render_table([words.say(f"pages.column_{name}") for name in names], rows)


def format_author(release: Release, words: Words) -> str:
    """Format who published a release as text: a person, an operator, or the first start."""
    if release.author == AUTHOR:
        return words.say("pages.first_start")
    kind, mark, name = release.author.partition(":")
    return words.say("pages.operator", name=name) if mark and kind == "operator" else release.author


def format_reason(release: Release, words: Words) -> str:
    """Format the reason for a release as text."""
    if release.restored:
        return words.say("pages.restored", number=release.restored)
    return words.say("pages.first_datasets") if release.author == AUTHOR else release.reason


def _row_wordings(figures: pd.DataFrame, known: Figures | None) -> list[dict[str, object]]:
    """Return the rows of a comparison in the form of a metric's rows, which can be formatted.

    `known` are the figures of a state, in which each row's wording is looked up.
    """
    if figures.empty or known is None:
        return []
    return to_records(list_reported(known, key=figures["key"]))


def _figure_cells(row: dict[str, object], words: Words) -> tuple[str, str, str, str]:
    """Return name, area, period and wording of a row."""
    return (*_place_cells(str(row["figures"][0]), words), format_row_number(row, words))  # type: ignore[index]


def _place_cells(key: str, words: Words) -> tuple[str, str, str]:
    """Return name, area and period of the figure with this key."""
    parts = split_key(key)
    area, period = words.name("area", parts["ref_area"]), words.period(parts["time_period"])
    return format_figure_name(key, words), area, period


def _format_side(row: dict[str, object], side: str, words: Words) -> str:
    """Format the old or new number of a changed figure as text; `side` is "old" or "new"."""
    prefix = f"{side}_"
    number = {n.removeprefix(prefix): each for n, each in row.items() if n.startswith(prefix)}
    return format_number(number, str(row["key"]), words)


def format_number(number: Mapping[str, Any], key: str, words: Words) -> str:
    """Format a figure's number as text: as reported in Chinese, from its bounds in English.

    `number` has the number columns of figures.csv, `key` is the figure's key.
    """
    if number["value"] is None or number["value"] != number["value"]:
        return words.say("charts.not_reported")
    if words.language == "zh" and number["as_reported"]:
        return str(number["as_reported"])
    quantity = quantity_of_figure(number)
    unit = words.name("unit", split_key(key)["indicator"])
    return format_quantity(
        quantity, words.language, unit=unit_form(quantity.value, unit, words.language)
    )


def _format_percent(change: float, words: Words) -> str:
    """Format a change (in percent) as text; "—" if it could not be computed."""
    if change != change:
        return "—"
    if round(change, 1) == 0:
        return words.say("pages.unchanged")
    message = "pages.rise" if change > 0 else "pages.fall"
    return words.say(message, rate=words.number(abs(round(change, 1))))
