"""Corrections: published figures whose number was changed or taken back, each with its reason.

A release that corrects keeps the list as a file beside it (`corrections.csv`), hashed like all it
holds. Reading it is open.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd

from curation.changes import NUMBER, Changes
from files import csv
from ledger import Release, Store
from ledger.parts import VALUES

NAME = "corrections.csv"
COLUMNS = ("key", "what", "old", "new", "old_value", "new_value")


@dataclass(frozen=True, slots=True)
class Correction:
    """One published figure corrected by a release: wordings as printed, values in base units.

    `withdrawn` has no new wording; a value is None where it is missing.
    """

    key: str
    what: Literal["corrected", "withdrawn"]
    old: str
    new: str
    old_value: float | None
    new_value: float | None
    release: int
    at: datetime
    author: str
    reason: str


def corrections_file(changes: Changes) -> dict[str, bytes]:
    """Write what the changes correct, as a file to be kept with the release; {} if nothing."""
    rows = _corrected(changes.changed) + _withdrawn(changes.removed)
    return {NAME: csv.write([COLUMNS, *sorted(rows)])} if rows else {}


def corrections(store: Store, number: int | None = None) -> list[Correction]:
    """List the corrections up to a release, newest first, by key within a release.

    Raises ledger.StoreFault.
    """
    releases = [r for r in store.history() if number is None or r.number <= number]
    return [each for release in releases for each in corrections_of(store, release)]


def corrections_of(store: Store, release: Release) -> list[Correction]:
    """List the corrections of one release. Raises ledger.StoreFault."""
    if NAME not in release.proofs:
        return []
    rows = csv.records(store.proof(release.number, NAME))
    return [_correction(row, release) for row in rows]


def corrected(store: Store, number: int | None = None) -> dict[str, Correction]:
    """Give the newest correction of each figure that carries 已订正 in a release, by its key.

    Raises ledger.StoreFault.
    """
    newest_last = reversed(corrections(store, number))
    latest = {each.key: each for each in newest_last}
    return {key: each for key, each in latest.items() if each.what == "corrected"}


def _corrected(changed: pd.DataFrame) -> list[list[Any]]:
    if changed.empty:
        return []
    differ = pd.Series(False, index=changed.index)
    for name in NUMBER:
        old, new = changed[f"old_{name}"], changed[f"new_{name}"]
        differ |= (old != new) & ~(old.isna() & new.isna() if name in VALUES else False)
    columns = ["key", "old_as_reported", "new_as_reported", "old_value", "new_value"]
    rows = changed.loc[differ, columns].to_numpy().tolist()
    return [[key, "corrected", *rest] for key, *rest in rows]


def _withdrawn(removed: pd.DataFrame) -> list[list[Any]]:
    rows = removed[["key", "as_reported", "value"]].to_numpy().tolist()
    return [[key, "withdrawn", wording, "", value, None] for key, wording, value in rows]


def _correction(row: dict[str, str], release: Release) -> Correction:
    return Correction(
        key=row["key"],
        what="withdrawn" if row["what"] == "withdrawn" else "corrected",
        old=row["old"],
        new=row["new"],
        old_value=_number(row["old_value"]),
        new_value=_number(row["new_value"]),
        release=release.number,
        at=release.at,
        author=release.author,
        reason=release.reason,
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
