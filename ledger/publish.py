"""Publishing: the only way in which a store changes. Called by curation alone."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pyarrow as pa

from ledger import log
from ledger.codes import Areas, Codes, encode, put_codes
from ledger.covering import Numbers
from ledger.faults import Conflict, NoRelease
from ledger.folder import Folder
from ledger.parts import SCHEMA, THREADS, Figures, numbered, parquet, part, runs
from ledger.release import Kind, Part, Release, digest
from ledger.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Because:
    """Who publishes what and why, as the commit keeps it.

    `source_sha256` is the uploaded file's; `request` makes a second publish with the same text
    the same release; `notes` are short texts kept with it (an explanation, the audit head);
    `proofs` are files kept with it, by name.
    """

    author: str
    reason: str
    source_sha256: str = ""
    request: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    proofs: Mapping[str, bytes] = field(default_factory=dict)


def write(
    shelf: Shelf, parent: int, figures: pd.DataFrame | pa.Table | None, codes: Codes, why: Because
) -> Release:
    """Publish a whole state as the release after `parent`; None keeps the parent's figures."""
    before = _parent(shelf, parent)
    done = _overtaken(shelf, parent, why)
    if done:
        return done
    log.create(shelf.place, SCHEMA)
    versions = dict(before.codes if before else {}) | put_codes(shelf.place, codes)
    if figures is None:
        parts = before.parts if before else ()
    else:
        parts = put_parts(shelf.place, numbered(figures), _tree(shelf, before, codes))
    return _commit(shelf, before, parts, versions, "publish", None, why)


def restore(shelf: Shelf, parent: int, number: int, why: Because) -> Release:
    """Publish an earlier state again as the release after `parent`."""
    before, then = _parent(shelf, parent), shelf.release(number)
    done = _overtaken(shelf, parent, why)
    if done:
        return done
    shelf.paths(then)
    return _commit(shelf, before, then.parts, dict(then.codes), "restore", number, why)


def _parent(shelf: Shelf, parent: int) -> Release | None:
    if parent > shelf.newest():
        raise NoRelease(parent)
    return shelf.release(parent) if parent else None


def _tree(shelf: Shelf, before: Release | None, codes: Codes) -> Areas:
    """Give the areas as the new release will have them."""
    if "areas" in codes:
        return Areas(json.loads(encode("areas", codes["areas"])))
    return shelf.areas(before)[0] if before else Areas([])


def _overtaken(shelf: Shelf, parent: int, why: Because) -> Release | None:
    """None if `parent` is the newest; the release of the same request, or Conflict."""
    newest = shelf.newest()
    if newest == parent:
        return None
    for number in range(parent + 1, newest + 1):
        release = shelf.release(number)
        if why.request and release.request == why.request:
            return release
    raise Conflict(shelf.release(newest))


def put_parts(place: Folder, figures: Figures, areas: Areas) -> tuple[Part, ...]:
    """Write a figures table as data files, two at a time."""

    def put(rows: Numbers) -> Part:
        table = part(figures, rows, areas)
        data = parquet(table)
        sha256 = digest(data)
        name = f"{log.TABLE}/{sha256}.parquet"
        place.put(name, data)
        first, last = (table["indicator"][row].as_py() for row in (0, -1))
        return Part(name, sha256, len(data), table.num_rows, first, last)

    with ThreadPoolExecutor(THREADS) as pool:
        return tuple(pool.map(put, runs(figures)))


def _commit(
    shelf: Shelf,
    before: Release | None,
    parts: tuple[Part, ...],
    codes: Mapping[str, str],
    kind: Kind,
    restored: int | None,
    why: Because,
) -> Release:
    parent = before.number if before else 0
    release = Release(
        number=parent + 1,
        parent=parent,
        at=datetime.now(UTC),
        author=why.author,
        reason=why.reason,
        kind=kind,
        restored=restored,
        source_sha256=why.source_sha256,
        parts=parts,
        codes=codes,
        proofs=put_proofs(shelf.place, why.proofs),
        notes=dict(why.notes),
        request=why.request,
        previous=shelf.entry(parent).sha256,
    )
    try:
        log.commit(shelf.place, release, before.parts if before else ())
    except log.Lost:
        done = _overtaken(shelf, parent, why)
        if done:
            return done
        raise
    return shelf.release(release.number)


def put_proofs(place: Folder, proofs: Mapping[str, bytes]) -> dict[str, str]:
    """Keep files beside a release; gives the sha256 of each."""
    kept: dict[str, Any] = {}
    for name, data in proofs.items():
        kept[name] = digest(data)
        place.put(f"proofs/{kept[name]}", data)
    return kept
