"""What changed between releases, in words: cached, because releases never change."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import pandas as pd

from app_pages.state import release as release_state
from app_pages.state.cache import memoize
from app_pages.state.charts import get_charts
from charts.table import figure_name, row_wording
from curation.releases.bootstrap import AUTHOR
from exports.tables import render_table
from ledger import Release, ReleaseComparison, StoreError
from locales import Language, Words
from locales.numbers import unit_for
from metrics.figures import Figures, reported
from metrics.table import records
from quantities import quantity_of_figure, word_quantity
from quantities.keys import split_key

MAX_ROWS = 100
MAX_COMPARED = 10_000
Keys = frozenset[str]


class StateDifference(Protocol):
    """What differs between two states, of the ledger or proposed."""

    @property
    def added(self) -> pd.DataFrame:
        """Rows only the newer state has."""

    @property
    def changed(self) -> pd.DataFrame:
        """Rows both have, with other values."""

    @property
    def removed(self) -> pd.DataFrame:
        """Rows only the older state has."""


@memoize(32, warm=lambda new: [(new.parent, new.number)])
def compare_releases(old: int, new: int) -> ReleaseComparison:
    """Compare two releases; at most MOST rows of each kind."""
    return release_state.get_store().compare(old, new, MAX_ROWS)


@memoize(16, warm=None)
def _compare_figures(old: int, new: int, keys: Keys) -> ReleaseComparison:
    """Compare two releases in some figures alone."""
    found = release_state.get_store().compare(old, new, MAX_COMPARED)
    frames = {"added": found.added, "changed": found.changed, "removed": found.removed}
    parts = {name: rows[rows["key"].isin(keys)].head(MAX_ROWS) for name, rows in frames.items()}
    totals = {name: len(rows) for name, rows in parts.items()}
    return ReleaseComparison(**parts, totals=totals, codes=found.codes)


def render_diff_of_charts(codes: Iterable[str], old: int, new: int, language: Language) -> str:
    """Write what changed of the figures behind charts, as they are in either release."""
    listed = list(codes)
    made = (c for n in (old, new) for c in get_charts(listed, n, language).values())
    keys = frozenset(key for chart in made for keys in chart.table["figures"] for key in keys)
    return render_changes(old, new, language, keys)


@memoize(32, warm=lambda new: [(new.number,)])
def list_corrections(number: int) -> pd.DataFrame:
    """Give the figures corrected after their publication, up to a release, newest first."""
    return release_state.get_store().corrections(number=number, limit=MAX_ROWS)


def word_correction_count(number: int, words: Words) -> list[str]:
    """Say how many figures were corrected after their publication; nothing where none was."""
    try:
        count = len(list_corrections(number))
    except StoreError:
        return [words.say("pages.history_damaged")]
    said = "pages.corrected_at_least" if count == MAX_ROWS else "pages.corrected"
    return [words.say(said, count=count)] if count else []


def word_change_counts(old: int, new: int, words: Words) -> str:
    """Say how many figures were added, changed and removed."""
    return words.say("pages.change_counts", **compare_releases(old, new).totals)


@memoize(32, warm=None)
def render_changes(old: int, new: int, language: Language, keys: Keys | None = None) -> str:
    """Write what was added, changed (old → new, percent) and removed; empty if nothing was.

    `keys` keeps the figures of those keys alone.
    """
    words = release_state.get_chart_data(new, language).words
    before, after = (release_state.get_figures(n) if n else None for n in (old, new))
    found = compare_releases(old, new) if keys is None else _compare_figures(old, new, keys)
    return render_diff(found, before, after, words, MAX_ROWS)


def render_diff(
    found: StateDifference,
    before: Figures | None,
    after: Figures | None,
    words: Words,
    most: int,
) -> str:
    """Write a difference of two states, at most so many rows of each kind; empty if there is none.

    The figures of both states word what was removed and what was added.
    """
    rows = [
        (words.say("pages.added"), *_figure_cells(row, words), "")
        for row in _row_wordings(found.added.head(most), after)
    ]
    for row in records(found.changed.head(most)):
        old, new = (_word_side(row, side, words) for side in ("old", "new"))
        rows.append(
            (
                words.say("pages.changed"),
                *_place_cells(row["key"], words),
                f"{old} → {new}",
                _word_percent(row["percent"], words),
            )
        )
    rows += [
        (words.say("pages.removed"), *_figure_cells(row, words), "")
        for row in _row_wordings(found.removed.head(most), before)
    ]
    if not rows:
        return ""
    names = ("change", "figure", "area", "period", "wording", "percent")
    return render_table([words.say(f"pages.column_{name}") for name in names], rows)


@memoize(32, warm=None)
def render_corrections(number: int, language: Language) -> str:
    """Write the public list of corrections; empty if there are none."""
    words = release_state.get_chart_data(number, language).words
    rows = [
        (
            *_place_cells(row["key"], words),
            f"{_word_side(row, 'old', words)} → {_word_side(row, 'new', words)}",
            words.say("pages.release", number=row["release"]),
            words.period(row["at"].date().isoformat()),
            word_reason(release_state.get_store().release(row["release"]), words),
        )
        for row in records(list_corrections(number))
    ]
    if not rows:
        return ""
    names = ("figure", "area", "period", "wording", "release", "date", "reason")
    return render_table([words.say(f"pages.column_{name}") for name in names], rows)


def word_author(release: Release, words: Words) -> str:
    """Name who published a release: a person, an operator, or the first start."""
    if release.author == AUTHOR:
        return words.say("pages.first_start")
    kind, mark, name = release.author.partition(":")
    return words.say("pages.operator", name=name) if mark and kind == "operator" else release.author


def word_reason(release: Release, words: Words) -> str:
    """Word why a release was published."""
    if release.restored:
        return words.say("pages.restored", number=release.restored)
    return words.say("pages.first_datasets") if release.author == AUTHOR else release.reason


def _row_wordings(figures: pd.DataFrame, known: Figures | None) -> list[dict[str, object]]:
    """Join the rows of a comparison with what the code lists say of them, for their wording."""
    if figures.empty or known is None:
        return []
    return records(reported(known, key=figures["key"]))


def _figure_cells(row: dict[str, object], words: Words) -> tuple[str, str, str, str]:
    return (*_place_cells(str(row["figures"][0]), words), row_wording(row, words))  # type: ignore[index]


def _place_cells(key: str, words: Words) -> tuple[str, str, str]:
    parts = split_key(key)
    area, period = words.name("area", parts["ref_area"]), words.period(parts["time_period"])
    return figure_name(key, words), area, period


def _word_side(row: dict[str, object], side: str, words: Words) -> str:
    """Word the number that a figure had before (old) or has since (new)."""
    begin = f"{side}_"
    told = {name.removeprefix(begin): each for name, each in row.items() if name.startswith(begin)}
    return word_number(told, str(row["key"]), words)


def word_number(told: Mapping[str, Any], key: str, words: Words) -> str:
    """Word a number that a figure once had: as it was printed, in English from its bounds."""
    if told["value"] is None or told["value"] != told["value"]:
        return words.say("charts.not_reported")
    if words.language == "zh" and told["as_reported"]:
        return str(told["as_reported"])
    quantity = quantity_of_figure(told)
    unit = words.name("unit", split_key(key)["indicator"])
    return word_quantity(
        quantity, words.language, unit=unit_for(quantity.value, unit, words.language)
    )


def _word_percent(change: float, words: Words) -> str:
    """Word a change in percent; a base of zero or none has no rate."""
    if change != change:
        return "—"
    if round(change, 1) == 0:
        return words.say("pages.unchanged")
    message = "pages.rise" if change > 0 else "pages.fall"
    return words.say(message, rate=words.number(abs(round(change, 1))))
