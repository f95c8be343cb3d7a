"""Proposed releases: figures and code lists that would be published next, and their changes."""

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
    to_table,
)
from curation.releases.datasets import LISTS
from curation.releases.notes import DATASETS_SHA256
from curation.workspace import NO_FIGURES
from errors import SeenState
from ledger import Release, Snapshot, Store
from ledger.area_tree import AreaTree
from ledger.queries.snapshot import join_attributes
from ledger.storage.data_files import build_key_column
from quantities.annual_targets import with_annual_targets, without_annual_targets

# Code lists by name: lists of entries, and a data frame for "areas".
Codes = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class ProposedRelease:
    """Figures and code lists that would be published after the release `seen`, their parent.

    `figures` has the columns of figures.csv. If `only_indicators` lists codes, `figures` has all
    figures of these indicators, and figures of other indicators stay unchanged. `codes` has the
    code lists that differ from the parent's, each with all its entries. `changes` are those from
    the parent.
    """

    seen: SeenState
    figures: pa.Table
    codes: Codes
    changes: Changes
    only_indicators: tuple[str, ...] | None = None

    @property
    def parent(self) -> int:
        """The number of the release that it was compared with."""
        return self.seen.version


def identify_release(release: Release) -> SeenState:
    """Return number and hash of a release, which identify the release that a person saw.

    An action takes them to check that this release is still the stored one.
    """
    return SeenState(str(release.number), release.number, release.sha256)


def collect_code_lists(snapshot: Snapshot) -> dict[str, Any]:
    """Return the four code lists of a release by name, as they are stored.

    The indicators of a snapshot also include annual targets, which are made from the other
    indicators when a release is read; they are not stored and so are left out here.
    """
    lists = {name: getattr(snapshot, name) for name in (*LISTS, "areas")}
    return lists | {"indicators": without_annual_targets(snapshot.indicators)}


def read_changes(store: Store, old: int, new: int) -> Changes:
    """Return the changes from release number `old` to number `new`, to show or record them.

    `old` may be 0, the empty state before release 1; then only figures are compared.
    """
    comparison = store.compare(old, new)  # its `codes` are the names of the lists that differ
    codes: tuple[CodeChange, ...] = ()
    if old and comparison.codes:
        old_lists, new_lists = (
            collect_code_lists(store.read(number, NO_FIGURES)) for number in (old, new)
        )
        codes = compare_code_lists(old_lists, new_lists)
    return Changes(comparison.added, comparison.changed, comparison.removed, codes)


def build_proposed_snapshot(head: Snapshot, proposal: ProposedRelease) -> Snapshot:
    """Return a proposal as a Snapshot, as if it had been published, to preview charts of it.

    `head` is the snapshot of the proposal's parent release, which is also the result's `release`.
    Kept figures of other indicators stay as they are in `head`: a proposal with `only_indicators`
    changes neither areas nor the entries of other indicators.
    """
    lists = {**collect_code_lists(head), **proposal.codes}
    lists["indicators"] = with_annual_targets(lists["indicators"])
    areas = AreaTree(lists["areas"].to_dict("records"))
    figures = join_attributes(proposal.figures, lists["indicators"], areas)
    if proposal.only_indicators is not None:  # figures of other indicators are the parent's
        others = ~head.figures["indicator"].isin(proposal.only_indicators)
        figures = pd.concat([head.figures[others], figures])
    return replace(head, figures=figures.sort_values("key", ignore_index=True), **lists)


def build_proposed_release(
    head: Snapshot, figures: Figures, codes: Codes, only_indicators: tuple[str, ...] | None = None
) -> ProposedRelease:
    """Return figures and code lists as the proposed release after that of `head`.

    Code lists that are not in `codes` stay unchanged. If `only_indicators` lists codes, `head` and
    `figures` have the figures of these indicators alone.
    """
    table = to_table(figures)
    changes = compare_states(head.figures, table, collect_code_lists(head), codes)
    changed_lists = {change.list for change in changes.codes}
    lists = {name: entries for name, entries in codes.items() if name in changed_lists}
    return ProposedRelease(identify_release(head.release), table, lists, changes, only_indicators)


def rebase(base: Snapshot, figures: Figures, codes: Codes, head: Snapshot) -> ProposedRelease:
    """Propose figures and code lists edited from `base` as the release after the newer `head`.

    Only the differences between `base` and the edited `figures` and `codes` are applied to `head`,
    so that what others published between `base` and `head` is kept. Example: a folder was written
    from release 3 and edited, and meanwhile release 4 was published.
    """
    if base.release.number == head.release.number:
        return build_proposed_release(head, figures, codes)
    changes, edited = compare_states(base.figures, figures), to_table(figures)
    edited_keys = pa.array([*changes.added["key"], *changes.changed["key"]], pa.string())
    edited_rows = edited.filter(pc.is_in(build_key_column(edited), value_set=edited_keys))
    # `changes.keys` include those of removed figures, which have no edited row.
    merged = replace_rows(to_table(head.figures), edited_rows, pa.array(changes.keys, pa.string()))
    lists = {
        name: _merge_code_list(
            collect_code_lists(base)[name], entries, collect_code_lists(head)[name]
        )
        for name, entries in codes.items()
    }
    return build_proposed_release(head, merged, lists)


def read_published_datasets(store: Store) -> Snapshot | None:
    """Return what datasets/ contained when it was last published; None if it never was.

    What people edit in datasets/ is found by comparing the folder with this. A release published
    from datasets/ has the note DATASETS_SHA256. The first of these, and each that directly follows
    one of them, contains exactly what datasets/ contained: the last of this sequence is read. A
    later one follows releases of other origin and contains their figures, too. So only its changes
    from its own parent are added to what was read. The result's `release` is the last of the
    sequence.
    """
    from_datasets = [
        release for release in reversed(store.history()) if DATASETS_SHA256 in release.notes
    ]
    if not from_datasets:
        return None
    first, *later = from_datasets  # oldest first
    release_number = first.number
    while later and later[0].parent == release_number:  # nothing else was published in between
        release_number = later.pop(0).number
    datasets_state = store.read(release_number)
    for release in later:
        before, after = store.read(release.parent), store.read(release.number)
        own_changes = rebase(before, after.figures, collect_code_lists(after), datasets_state)
        datasets_state = build_proposed_snapshot(datasets_state, own_changes)
    return datasets_state


def replace_rows(
    published: pa.Table,
    rows: pa.Table,
    keys: pa.Array,
    published_keys: pa.ChunkedArray | None = None,
) -> pa.Table:
    """Return `published` without the figures that have one of `keys`, followed by `rows`.

    So figures are replaced (their keys are those of `rows`) or removed (no row has their key).
    `published_keys` are the keys of the published figures, row by row, if these are not to be
    computed from `published` itself.
    """
    if published_keys is None:
        published_keys = build_key_column(published)
    others = published.filter(pc.invert(pc.is_in(published_keys, value_set=keys)))
    return pa.concat_tables([others, rows])


def mark_reviewed(table: pa.Table, keys: Iterable[str]) -> pa.Table:
    """Return a table of figures with those of these keys marked as reviewed: obs_status V → A.

    V is a figure that only its author has seen, A one that a second person has compared with its
    source. Figures with any other status keep it.
    """
    is_chosen = pc.is_in(build_key_column(table), value_set=pa.array(list(keys), pa.string()))
    is_unreviewed = pc.equal(table["obs_status"], "V")
    status = pc.if_else(pc.and_(is_chosen, is_unreviewed), "A", table["obs_status"])
    return table.set_column(table.column_names.index("obs_status"), "obs_status", status)


def merge_entries(
    entries: list[dict[str, Any]], added: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return a code list with the `added` entries, which replace existing ones of the same code."""
    return list({**entries_by_code(entries), **entries_by_code(list(added))}.values())


def _merge_code_list(base: Any, new: Any, head: Any) -> Any:
    """Return the code list `head` with the changes from `base` to `new` applied.

    `head` is the newest release's list, `base` the list that `new` was edited from. Changed entries
    keep their position, added ones come last. For areas all three and the result are data frames.
    """
    changes = compare_code_lists({"": base}, {"": new})  # "": the list's name is not used
    if not changes:
        return head
    merged, new_entries = entries_by_code(head), entries_by_code(new)
    for change in changes:
        if change.what == "removed":
            merged.pop(change.code, None)
        else:
            merged[change.code] = new_entries[change.code]
    entries = list(merged.values())
    return pd.DataFrame(entries, dtype="str") if isinstance(head, pd.DataFrame) else entries
