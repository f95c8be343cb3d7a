"""Local copies of an object store's data files, for engines that read local files only.

A data file never changes, so a copy is good for as long as the process runs.
"""

import shutil
import tempfile
import weakref
from pathlib import Path

from ledger.storage.object_store import LocalStore, ObjectStore

MAX_BYTES = 4 * 2**30


class LocalCopies:
    """Copies in a temporary folder of this process; the oldest are deleted when it is full."""

    def __init__(self, object_store: ObjectStore, max_bytes: int = MAX_BYTES) -> None:
        self._object_store = object_store
        self._max_bytes = max_bytes
        self._sizes: dict[str, int] = {}
        self.local = LocalStore(tempfile.mkdtemp(prefix="ledger-"))
        weakref.finalize(self, shutil.rmtree, self.local.uri, ignore_errors=True)

    def fetch(self, name: str) -> None:
        """Copy a file unless there is a copy. Raises FileNotFoundError if the store has none."""
        if name in self._sizes:
            return
        data = self._object_store.get(name)
        self._free_space(len(data))
        self.local.put(name, data)
        self._sizes[name] = len(data)

    def forget(self, name: str) -> None:
        """Delete a copy, so that it is fetched again."""
        self._sizes.pop(name, None)
        Path(self.local.path(name)).unlink(missing_ok=True)

    def _free_space(self, size: int) -> None:
        while self._sizes and sum(self._sizes.values()) + size > self._max_bytes:
            self.forget(next(iter(self._sizes)))
