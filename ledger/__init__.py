"""Releases of figures and code lists: written once, numbered, readable for good.

store = ledger.open("store")
store.read().figures
"""

from collections.abc import Mapping

from ledger.faults import Conflict, Corrupt, Fault, NoRelease, StoreFault
from ledger.release import Part, Release
from ledger.rollup import Totals
from ledger.snapshot import Snapshot
from ledger.store import Store
from ledger.where import Where

__all__ = [
    "Conflict",
    "Corrupt",
    "Fault",
    "NoRelease",
    "Part",
    "Release",
    "Snapshot",
    "Store",
    "StoreFault",
    "Totals",
    "Where",
    "open",
]


def open(uri: str, options: Mapping[str, str] | None = None, *, engine: str = "duckdb") -> Store:
    """Open the store at a folder or an `s3://…` address; nothing is written until a publish.

    `options` are deltalake's storage options; `engine` is `duckdb` or `spark://…`.
    """
    return Store(uri, options or {}, engine)
