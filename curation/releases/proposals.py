"""A state that might become the next release, beside the release that it would follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from curation.context import NO_FIGURES
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
from ledger import Snapshot, Store
from ledger.code_lists import AreaTree
from ledger.queries.snapshot import join_attributes

Codes = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """The whole state after the release `parent`, and what it changes there.

    `figures` is a table with the columns of figures.csv; with `only` it holds all figures of those
    indicators, and the others stay as they are. `codes` holds the code lists that differ from the
    parent's, whole.
    """

    parent: int
    figures: pa.Table
    codes: Codes
    changes: Changes
    only: tuple[str, ...] | None = None


def code_lists_of(snapshot: Snapshot) -> dict[str, Any]:
    """Give the code lists of a release by their names."""
    return {name: getattr(snapshot, name) for name in (*LISTS, "areas")}


def read_changes(store: Store, old: int, new: int) -> Changes:
    """Give what differs from one release to another (0: none), found where the figures lie."""
    found = store.compare(old, new)
    codes: tuple[CodeChange, ...] = ()
    if old and found.codes:
        before, after = (code_lists_of(store.read(each, NO_FIGURES)) for each in (old, new))
        codes = compare_code_lists(before, after)
    return Changes(found.added, found.changed, found.removed, codes)


def build_proposed_snapshot(head: Snapshot, proposal: Proposal) -> Snapshot:
    """Give a proposed state as it would be read once published; the release is still its parent."""
    lists = {**code_lists_of(head), **proposal.codes}
    areas = AreaTree(lists["areas"].to_dict("records"))
    figures = join_attributes(proposal.figures, lists["indicators"], areas)
    if proposal.only is not None:
        stays = ~head.figures["indicator"].isin(proposal.only)
        figures = pd.concat([head.figures[stays], figures])
    return replace(head, figures=figures.sort_values("key", ignore_index=True), **lists)


def build_proposal(
    head: Snapshot, figures: Figures, codes: Codes, only: tuple[str, ...] | None = None
) -> Proposal:
    """Hold a state against the newest release; code lists not given stay as they are.

    With `only` both hold the figures of those indicators alone.
    """
    table = to_table(figures)
    changes = compare_states(head.figures, table, code_lists_of(head), codes)
    touched = {change.list for change in changes.codes}
    kept = {name: values for name, values in codes.items() if name in touched}
    return Proposal(head.release.number, table, kept, changes, only)


def rebase(base: Snapshot, figures: Figures, codes: Codes, head: Snapshot) -> Proposal:
    """Propose what a state changed since `base`, on top of the newest release.

    What others have published since `base` stays, except where the state changed it as well.
    """
    if base.release.number == head.release.number:
        return build_proposal(head, figures, codes)
    changes, state = compare_states(base.figures, figures), to_table(figures)
    wanted = pa.array([*changes.added["key"], *changes.changed["key"]], pa.string())
    rows = state.filter(pc.is_in(figure_keys(state), value_set=wanted))
    gone = pa.array([*wanted.to_pylist(), *changes.removed["key"]], pa.string())
    merged = replace_rows(to_table(head.figures), rows, gone)
    lists = {
        name: _merge_code_list(code_lists_of(base)[name], values, code_lists_of(head)[name])
        for name, values in codes.items()
    }
    return build_proposal(head, merged, lists)


def read_published_datasets(store: Store) -> Snapshot | None:
    """Give the state of datasets/ when it was last published; None if it never was.

    That is no release where others have published too: what is theirs is left out of it, and the
    release named is the newest before theirs.
    """
    published = [
        release for release in reversed(store.history()) if DATASETS_SHA256 in release.notes
    ]
    if not published:
        return None
    at, later = published[0].number, published[1:]
    while later and later[0].parent == at:  # nobody else has published in between
        at, later = later[0].number, later[1:]
    state = store.read(at)
    for release in later:
        before, after = store.read(release.parent), store.read(release.number)
        state = build_proposed_snapshot(
            state, rebase(before, after.figures, code_lists_of(after), state)
        )
    return state


def replace_rows(published: pa.Table, rows: pa.Table, gone: pa.Array) -> pa.Table:
    """Take the figures of some keys out of a table and put other rows in."""
    kept = published.filter(pc.invert(pc.is_in(figure_keys(published), value_set=gone)))
    return pa.concat_tables([kept, rows])


def mark_reviewed(table: pa.Table, keys: Iterable[str]) -> pa.Table:
    """Give a table whose figures of some keys count as reviewed: V becomes A."""
    chosen = pc.is_in(figure_keys(table), value_set=pa.array(list(keys), pa.string()))
    waiting = pc.and_(chosen, pc.equal(table["obs_status"], "V"))
    status = pc.if_else(waiting, "A", table["obs_status"])
    return table.set_column(table.column_names.index("obs_status"), "obs_status", status)


def merge_entries(
    values: list[dict[str, Any]], news: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Add entries to a code list; one that is there takes the new definition in its place."""
    return list({**entries_by_code(values), **entries_by_code(list(news))}.values())


def _merge_code_list(base: Any, new: Any, head: Any) -> Any:
    """Change the newest list where `new` differs from `base`; other entries keep their places."""
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
