"""What is known of a store's files, so that nothing immutable is read or hashed twice."""

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
    """The files of one store and what was learnt of them; threads may share it.

    A release, a code list and a data file never change once they are written: what was read or
    checked stays valid as long as the file's state (time, size) is the same.
    """

    def __init__(self, place: ObjectStore) -> None:
        self.place = place
        self._newest = -1
        self._entries: dict[int, delta_log.LogEntry] = {}
        self._codes: dict[str, bytes] = {}
        self._trees: dict[str, tuple[AreaTree, pd.DataFrame]] = {}
        self._checked: dict[str, object] = {}
        self._copies: LocalCopies | None
        if isinstance(place, LocalStore):
            self._local, self._copies = place, None
        else:
            self._copies = LocalCopies(place)
            self._local = self._copies.local

    def newest(self) -> int:
        """Give the number of the newest release, 0 if there is none yet.

        Corrupt if there is a receipt of a release whose log entry is gone.
        """
        opened = self._newest >= 0
        number = self.last()
        while not opened and self.place.size(delta_log.receipt_name(number + 1)) is not None:
            # It may have been published since the entries were listed.
            before, number = number, self.last()
            if number == before:
                self._newest = -1
                raise CorruptReleaseError("missing", delta_log.entry_name(number + 1), number + 1)
        return number

    def last(self) -> int:
        """Give the number of the last log entry there is, 0 if there is none."""
        self._newest = delta_log.newest_entry(self.place, self._newest)
        return max(self._newest, 0)

    def entry(self, number: int) -> delta_log.LogEntry:
        """Give a log entry; Corrupt if it is not what was written."""
        if number not in self._entries:
            entry = delta_log.read_entry(self.place, number)
            # Older ones are held by the entry after them, the newest by its receipt alone.
            if number == self._newest:
                noted = delta_log.read_receipt(self.place, number).get("entry", entry.sha256)
                if noted != entry.sha256:
                    raise CorruptReleaseError("altered", delta_log.entry_name(number), number)
            self._entries[number] = entry
        return self._entries[number]

    def release(self, number: int | None) -> Release:
        """Give a release, the newest for None; NoRelease if there is no such."""
        last = self.newest() if number is None else self.last()
        wanted = last if number is None else number
        if not 1 <= wanted <= last:
            raise UnknownReleaseError(number)
        release = self.entry(wanted).release
        if release is None:
            raise CorruptReleaseError("unreadable", delta_log.entry_name(wanted), wanted)
        return release

    def codes(self, release: Release, kind: str) -> Any:
        """Give a code list of a release, a fresh copy each time."""
        version = release.codes.get(kind)
        if version is None:
            return []
        if version not in self._codes:
            name = code_list_file(kind, version)
            self._codes[version] = read_verified_file(self.place, name, version, release.number)
        return json.loads(self._codes[version])

    def areas(self, release: Release) -> tuple[AreaTree, pd.DataFrame]:
        """Give a release's areas as lookups and as a frame."""
        version = release.codes.get("areas", "")
        if version not in self._trees:
            records = self.codes(release, "areas")
            self._trees[version] = AreaTree(records), areas_to_frame(records)
        tree, frame = self._trees[version]
        return tree, frame.copy(deep=False)

    def addresses(self, release: Release) -> list[str]:
        """Give where a release's data files lie; local ones are checked. Corrupt as in `paths`."""
        if self._copies is None:
            return self.paths(release)
        return [f"{self.place.uri}/{name}" for name, _ in release.files]

    def paths(self, release: Release) -> list[str]:
        """Give a release's data files as local paths, each hashed once since it last changed.

        Files of an object store are copied here first, once. Corrupt if one is missing or altered.
        """
        return [self.path(name, sha256, release.number) for name, sha256 in release.files]

    def path(self, name: str, sha256: str, number: int) -> str:
        """Give one data file of a release as `paths` does."""
        try:
            if self._copies:
                self._copies.fetch(name)
            state = self._local.state(name)
            if self._checked.get(name) != state and sha256_hex(self._local.get(name)) != sha256:
                if self._copies:
                    self._copies.forget(name)
                raise CorruptReleaseError("altered", name, number)
        except FileNotFoundError:
            raise CorruptReleaseError("missing", name, number) from None
        self._checked[name] = state
        return self._local.path(name)
