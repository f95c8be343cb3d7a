"""Local copies of an object store's data files, for engines that read local files only.

A data file never changes, so a copy is good for as long as the process runs.
"""

import shutil
import tempfile
import weakref
from pathlib import Path

from ledger.storage.object_store import LocalStore, ObjectStore

MAX_BYTES = 4 * 2**30  # bytes of copies that are kept


class LocalCopies:
    """Copies in a folder of this process alone, deleted with it; the oldest make room."""

    def __init__(self, place: ObjectStore, room: int = MAX_BYTES) -> None:
        self._place = place
        self._room = room
        self._sizes: dict[str, int] = {}
        self.local = LocalStore(tempfile.mkdtemp(prefix="ledger-"))
        weakref.finalize(self, shutil.rmtree, self.local.uri, ignore_errors=True)

    def fetch(self, name: str) -> None:
        """Copy a file if it is not here yet; FileNotFoundError if the store has none."""
        if name in self._sizes:
            return
        data = self._place.get(name)
        self._make_room(len(data))
        self.local.put(name, data)
        self._sizes[name] = len(data)

    def forget(self, name: str) -> None:
        """Delete a copy, so that it is fetched anew."""
        self._sizes.pop(name, None)
        Path(self.local.path(name)).unlink(missing_ok=True)

    def _make_room(self, size: int) -> None:
        while self._sizes and sum(self._sizes.values()) + size > self._room:
            self.forget(next(iter(self._sizes)))
