"""`FileCache`: files of a store that have been read or verified, so that each is read once."""

import json
from typing import Any

import pandas as pd

from ledger.code_lists import AreaTree, areas_to_frame, code_list_file, read_verified_file
from ledger.errors import CorruptReleaseError, UnknownReleaseError
from ledger.release import Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.local_copies import LocalCopies
from ledger.storage.object_store import LocalStore, ObjectStore


class FileCache:
    """Cache of one store's log entries, code lists and verified data files; safe for threads.

    These files never change once written: a verified file stays valid as long as its modification
    time and size are the same.
    """

    def __init__(self, object_store: ObjectStore) -> None:
        """Cache nothing yet; files of a remote store are copied to this machine when used."""
        self.object_store = object_store
        self._newest = -1
        self._entries: dict[int, delta_log.LogEntry] = {}
        self._codes: dict[str, bytes] = {}
        self._trees: dict[str, tuple[AreaTree, pd.DataFrame]] = {}
        self._verified: dict[str, object] = {}
        self._copies: LocalCopies | None
        if isinstance(object_store, LocalStore):
            self._local, self._copies = object_store, None
        else:
            self._copies = LocalCopies(object_store)
            self._local = self._copies.local

    def newest(self) -> int:
        """Return the number of the newest release, 0 if there is none.

        Raises CorruptReleaseError if a release has a receipt but no log entry.
        """
        opened = self._newest >= 0
        number = self.last()
        while not opened and self.object_store.size(delta_log.receipt_name(number + 1)) is not None:
            # The release may have been published since the entries were listed.
            previous, number = number, self.last()
            if number == previous:
                self._newest = -1
                raise CorruptReleaseError("missing", delta_log.entry_name(number + 1), number + 1)
        return number

    def last(self) -> int:
        """Return the number of the last log entry, 0 if there is none; receipts are not checked."""
        self._newest = delta_log.newest_entry(self.object_store, self._newest)
        return max(self._newest, 0)

    def entry(self, number: int) -> delta_log.LogEntry:
        """Return the log entry with this number; 0 is the entry that created the table.

        Raises CorruptReleaseError if it is missing, unreadable, or has another hash than its
        receipt says.
        """
        if number not in self._entries:
            entry = delta_log.read_entry(self.object_store, number)
            # Older entries are verified by the hash in the next entry, the newest by its receipt.
            if number == self._newest:
                expected = delta_log.read_receipt(self.object_store, number).get(
                    "entry", entry.sha256
                )
                if expected != entry.sha256:
                    raise CorruptReleaseError("altered", delta_log.entry_name(number), number)
            self._entries[number] = entry
        return self._entries[number]

    def release(self, number: int | None) -> Release:
        """Return the release with this number, the newest if None.

        Raises UnknownReleaseError, CorruptReleaseError.
        """
        last = self.newest() if number is None else self.last()
        chosen = last if number is None else number
        if not 1 <= chosen <= last:
            raise UnknownReleaseError(number)
        release = self.entry(chosen).release
        if release is None:
            raise CorruptReleaseError("unreadable", delta_log.entry_name(chosen), chosen)
        return release

    def codes(self, release: Release, kind: str) -> Any:
        """Return the entries of a release's code list, [] if it has none.

        The caller may change them.
        """
        version = release.codes.get(kind)
        if version is None:
            return []
        if version not in self._codes:
            name = code_list_file(kind, version)
            self._codes[version] = read_verified_file(
                self.object_store, name, version, release.number
            )
        return json.loads(self._codes[version])

    def areas(self, release: Release) -> tuple[AreaTree, pd.DataFrame]:
        """Return a release's areas as a tree and as a data frame."""
        version = release.codes.get("areas", "")
        if version not in self._trees:
            records = self.codes(release, "areas")
            self._trees[version] = AreaTree(records), areas_to_frame(records)
        tree, frame = self._trees[version]
        return tree, frame.copy(deep=False)

    def addresses(self, release: Release) -> list[str]:
        """Return paths or URLs of a release's data files.

        Local files are verified like in `paths`.
        """
        if self._copies is None:
            return self.paths(release)
        return [f"{self.object_store.uri}/{name}" for name, _ in release.files]

    def paths(self, release: Release) -> list[str]:
        """Return local paths of a release's data files; each is verified again only if it changed.

        Files of a remote store are copied first, once. Raises CorruptReleaseError ("missing";
        "altered": the content has another hash).
        """
        return [self.path(name, sha256, release.number) for name, sha256 in release.files]

    def path(self, name: str, sha256: str, number: int) -> str:
        """Return the local path of one data file, verified like in `paths`.

        `number` is the release's number, to name in an error.
        """
        try:
            if self._copies:
                self._copies.fetch(name)
            state = self._local.state(name)
            if self._verified.get(name) != state and sha256_hex(self._local.get(name)) != sha256:
                if self._copies:
                    self._copies.forget(name)
                raise CorruptReleaseError("altered", name, number)
        except FileNotFoundError:
            raise CorruptReleaseError("missing", name, number) from None
        self._verified[name] = state
        return self._local.path(name)
