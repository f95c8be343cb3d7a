"""The release store on Delta Lake: every release of figures and code lists stays readable.

store = ledger.open_store("store")
store.read().figures
"""

from collections.abc import Mapping
from pathlib import Path

from ledger import backup
from ledger.errors import (
    CorruptFileError,
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
from ledger.release_operands import ReleaseOperands
from ledger.storage.object_store import open_object_store
from ledger.store import Store

__all__ = [
    "CorruptFileError",
    "DataFile",
    "FigureFilter",
    "Provenance",
    "Release",
    "ReleaseComparison",
    "ReleaseConflictError",
    "ReleaseOperands",
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
    """Open the store at a folder or an `s3://…` URL; nothing is written until a publish.

    `options` are storage options of deltalake; `engine` is "duckdb" or a Spark master
    ("spark://…").
    """
    return Store(uri, options or {}, engine)


def load_backup(path: Path, uri: str, options: Mapping[str, str] | None = None) -> Store:
    """Load the backup at `path` into an empty store at `uri`; all hashes stay the same.

    `options` are storage options of deltalake. Raises StoreError (not_empty, not_a_backup),
    CorruptFileError for a damaged file.
    """
    backup.load_backup(path, open_object_store(uri, dict(options or {})))
    return open_store(uri, options)
