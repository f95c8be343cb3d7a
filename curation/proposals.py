"""A state that might become the next release, beside the release that it would follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from curation.changes import Changes, compare, compare_codes, entries, keys_of
from curation.datasets import LISTS
from ledger import Snapshot
from ledger.parts import COLUMNS

Codes = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """The whole state after the release `parent`, and what it changes there.

    `codes` holds the code lists that differ from the parent's, whole.
    """

    parent: int
    figures: pd.DataFrame
    codes: Codes
    changes: Changes


def codes_of(snapshot: Snapshot) -> dict[str, Any]:
    """Give the code lists of a release by their names."""
    return {name: getattr(snapshot, name) for name in (*LISTS, "areas")}


def propose(head: Snapshot, figures: pd.DataFrame, codes: Codes) -> Proposal:
    """Hold a whole state against the newest release; code lists not given stay as they are."""
    figures = figures[list(COLUMNS)]
    changes = compare(head.figures, figures, codes_of(head), codes)
    touched = {change.list for change in changes.codes}
    kept = {name: values for name, values in codes.items() if name in touched}
    return Proposal(head.release.number, figures, kept, changes)


def carried_over(base: Snapshot, figures: pd.DataFrame, codes: Codes, head: Snapshot) -> Proposal:
    """Propose what a state changed since `base`, on top of the newest release.

    What others have published since `base` stays, except where the state changed it as well.
    """
    if base.release.number == head.release.number:
        return propose(head, figures, codes)
    changes = compare(base.figures, figures)
    wanted = {*changes.added["key"], *changes.changed["key"]}
    rows = figures[keys_of(figures).to_pandas().isin(wanted).to_numpy()]
    gone = wanted | set(changes.removed["key"])
    kept = head.figures[~head.figures["key"].isin(gone)]
    merged = pd.concat([kept[list(COLUMNS)], rows[list(COLUMNS)]], ignore_index=True)
    lists = {
        name: _merged(codes_of(base)[name], values, codes_of(head)[name])
        for name, values in codes.items()
    }
    return propose(head, merged, lists)


def merged_lists(
    values: list[dict[str, Any]], news: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Add entries to a code list; one that is there takes the new definition in its place."""
    return list({**entries(values), **entries(list(news))}.values())


def _merged(base: Any, new: Any, head: Any) -> Any:
    """Change the newest list where `new` differs from `base`; other entries keep their places."""
    changes = compare_codes({"": base}, {"": new})
    if not changes:
        return head
    merged, after = entries(head), entries(new)
    for change in changes:
        if change.what == "removed":
            merged.pop(change.code, None)
        else:
            merged[change.code] = after[change.code]
    values = list(merged.values())
    return pd.DataFrame(values, dtype="str") if isinstance(head, pd.DataFrame) else values
