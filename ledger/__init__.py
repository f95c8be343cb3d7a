"""Releases of figures and code lists: written once, numbered, readable for good.

store = ledger.open("store")
store.read().figures
"""

from collections.abc import Mapping
from pathlib import Path

from ledger import backup as _backup
from ledger.errors import (
    CorruptReleaseError,
    ReleaseConflictError,
    StoreError,
    UnknownReleaseError,
    VerifyFinding,
)
from ledger.queries.compare import ReleaseComparison
from ledger.queries.figure_filter import FigureFilter, TextSearch
from ledger.queries.snapshot import Snapshot
from ledger.queries.totals import TotalsRequest
from ledger.release import DataFile, Provenance, Release
from ledger.storage.object_store import open_object_store as _folder
from ledger.store import Store

__all__ = [
    "CorruptReleaseError",
    "DataFile",
    "FigureFilter",
    "Provenance",
    "Release",
    "ReleaseComparison",
    "ReleaseConflictError",
    "Snapshot",
    "Store",
    "StoreError",
    "TextSearch",
    "TotalsRequest",
    "UnknownReleaseError",
    "VerifyFinding",
    "load_backup",
    "open_store",
]


def open_store(
    uri: str, options: Mapping[str, str] | None = None, *, engine: str = "duckdb"
) -> Store:
    """Open the store at a folder or an `s3://…` address; nothing is written until a publish.

    `options` are deltalake's storage options; `engine` is `duckdb` or `spark://…`.
    """
    return Store(uri, options or {}, engine)


def load_backup(path: Path, uri: str, options: Mapping[str, str] | None = None) -> Store:
    """Put a backup into an empty place; releases and hashes are those of the original.

    StoreFault `not_empty` where other releases lie, `not_a_backup`; Corrupt for a damaged file.
    """
    _backup.load_backup(path, _folder(uri, dict(options or {})))
    return open_store(uri, options)
