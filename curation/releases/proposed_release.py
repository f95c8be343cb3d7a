"""Proposals: the state that would be published after a release, and its changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from curation.releases.changes import (
    Changes,
    CodeChange,
    Figures,
    compare_code_lists,
    compare_states,
    entries_by_code,
    figure_keys,
    to_table,
)
from curation.releases.datasets import LISTS
from curation.releases.notes import DATASETS_SHA256
from curation.workspace import NO_FIGURES
from ledger import Snapshot, Store
from ledger.code_lists import AreaTree
from ledger.queries.snapshot import join_attributes

# Code lists by name: lists of entries, and a data frame for "areas".
Codes = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """The complete state that would be published after the release with the number `parent`.

    `figures` has the columns of figures.csv. If `only` lists indicators, `figures` has all figures
    of these indicators, and figures of other indicators stay unchanged. `codes` has the code lists
    that differ from the parent's, each with all its entries.
    """

    parent: int
    figures: pa.Table
    codes: Codes
    changes: Changes
    only: tuple[str, ...] | None = None


def code_lists_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return the four code lists of a release by name."""
    return {name: getattr(snapshot, name) for name in (*LISTS, "areas")}


def read_changes(store: Store, old: int, new: int) -> Changes:
    """Return what differs from release number `old` to number `new`; 0 is the empty state."""
    comparison = store.compare(old, new)
    codes: tuple[CodeChange, ...] = ()
    if old and comparison.codes:
        before, after = (code_lists_of(store.read(each, NO_FIGURES)) for each in (old, new))
        codes = compare_code_lists(before, after)
    return Changes(comparison.added, comparison.changed, comparison.removed, codes)


def build_proposed_snapshot(head: Snapshot, proposal: Proposal) -> Snapshot:
    """Return a proposal as a Snapshot, as if it were published.

    `head` is the snapshot of the proposal's parent release; the result's `release` is the parent
    too.
    """
    lists = {**code_lists_of(head), **proposal.codes}
    areas = AreaTree(lists["areas"].to_dict("records"))
    figures = join_attributes(proposal.figures, lists["indicators"], areas)
    if proposal.only is not None:
        others = ~head.figures["indicator"].isin(proposal.only)
        figures = pd.concat([head.figures[others], figures])
    return replace(head, figures=figures.sort_values("key", ignore_index=True), **lists)


def build_proposal(
    head: Snapshot, figures: Figures, codes: Codes, only: tuple[str, ...] | None = None
) -> Proposal:
    """Return the proposal of a state on top of the release of `head`.

    Code lists that are not in `codes` stay unchanged. If `only` lists indicators, `head` and
    `figures` have the figures of these indicators alone.
    """
    table = to_table(figures)
    changes = compare_states(head.figures, table, code_lists_of(head), codes)
    differing = {change.list for change in changes.codes}
    lists = {name: values for name, values in codes.items() if name in differing}
    return Proposal(head.release.number, table, lists, changes, only)


def rebase(base: Snapshot, figures: Figures, codes: Codes, head: Snapshot) -> Proposal:
    """Propose the changes between `base` and a state on top of the release of `head`.

    Changes that others published after `base` are preserved, unless the state changes the same
    figures or entries.
    """
    if base.release.number == head.release.number:
        return build_proposal(head, figures, codes)
    changes, state = compare_states(base.figures, figures), to_table(figures)
    changed_keys = pa.array([*changes.added["key"], *changes.changed["key"]], pa.string())
    rows = state.filter(pc.is_in(figure_keys(state), value_set=changed_keys))
    replaced_keys = pa.array([*changed_keys.to_pylist(), *changes.removed["key"]], pa.string())
    merged = replace_rows(to_table(head.figures), rows, replaced_keys)
    lists = {
        name: _merge_code_list(code_lists_of(base)[name], values, code_lists_of(head)[name])
        for name, values in codes.items()
    }
    return build_proposal(head, merged, lists)


def read_published_datasets(store: Store) -> Snapshot | None:
    """Return datasets/ as last published; None if it never was.

    Figures that other people published since are left out. `release` is the newest release before
    theirs.
    """
    published = [
        release for release in reversed(store.history()) if DATASETS_SHA256 in release.notes
    ]
    if not published:
        return None
    number, later = published[0].number, published[1:]
    while later and later[0].parent == number:
        number, later = later[0].number, later[1:]
    state = store.read(number)
    for release in later:
        before, after = store.read(release.parent), store.read(release.number)
        state = build_proposed_snapshot(
            state, rebase(before, after.figures, code_lists_of(after), state)
        )
    return state


def replace_rows(published: pa.Table, rows: pa.Table, keys: pa.Array) -> pa.Table:
    """Return `published` without the figures whose keys are in `keys`, followed by `rows`."""
    others = published.filter(pc.invert(pc.is_in(figure_keys(published), value_set=keys)))
    return pa.concat_tables([others, rows])


def mark_reviewed(table: pa.Table, keys: Iterable[str]) -> pa.Table:
    """Return a table in which figures with these keys are reviewed: obs_status V becomes A."""
    chosen = pc.is_in(figure_keys(table), value_set=pa.array(list(keys), pa.string()))
    waiting = pc.and_(chosen, pc.equal(table["obs_status"], "V"))
    status = pc.if_else(waiting, "A", table["obs_status"])
    return table.set_column(table.column_names.index("obs_status"), "obs_status", status)


def merge_entries(
    values: list[dict[str, Any]], entries: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return a code list with more entries; an entry replaces an existing one of the same code."""
    return list({**entries_by_code(values), **entries_by_code(list(entries))}.values())


def _merge_code_list(base: Any, new: Any, head: Any) -> Any:
    """Return the list `head` with the changes from `base` to `new`; entries stay in order."""
    changes = compare_code_lists({"": base}, {"": new})
    if not changes:
        return head
    merged, after = entries_by_code(head), entries_by_code(new)
    for change in changes:
        if change.what == "removed":
            merged.pop(change.code, None)
        else:
            merged[change.code] = after[change.code]
    values = list(merged.values())
    return pd.DataFrame(values, dtype="str") if isinstance(head, pd.DataFrame) else values
