"""Local copies of a remote store's data files, for engines that read local files only.

Data files never change, so a copy stays valid as long as the process runs.
"""

import shutil
import tempfile
import weakref
from pathlib import Path

from ledger.storage.object_store import LocalStore, ObjectStore

MAX_BYTES = 4 * 2**30  # of all copies together


class LocalCopies:
    """Copies in a temporary folder of this process; above `max_bytes` the oldest are deleted."""

    def __init__(self, object_store: ObjectStore, max_bytes: int = MAX_BYTES) -> None:
        """Create the temporary folder for copies of a remote store's files.

        It is deleted together with this object. `max_bytes` limits all copies together.
        """
        self._object_store = object_store
        self._max_bytes = max_bytes
        self._sizes: dict[str, int] = {}
        self.local = LocalStore(tempfile.mkdtemp(prefix="ledger-"))
        weakref.finalize(self, shutil.rmtree, self.local.uri, ignore_errors=True)

    def fetch(self, name: str) -> None:
        """Copy a file of the remote store unless there is a copy.

        Raises FileNotFoundError if it does not exist.
        """
        if name in self._sizes:
            return
        data = self._object_store.get(name)
        # Delete the oldest copies until the new one is within the limit.
        while self._sizes and sum(self._sizes.values()) + len(data) > self._max_bytes:
            self.forget(next(iter(self._sizes)))
        self.local.put(name, data)
        self._sizes[name] = len(data)

    def forget(self, name: str) -> None:
        """Delete a copy; the next `fetch` copies the file again."""
        self._sizes.pop(name, None)
        Path(self.local.path(name)).unlink(missing_ok=True)
