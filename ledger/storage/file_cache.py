"""`FileCache`: remembers files of a store that were read or verified, so that each is read once."""

import json
from typing import Any

import pandas as pd

from ledger.area_tree import AreaTree
from ledger.code_lists import areas_to_frame, build_code_list_name
from ledger.errors import CorruptFileError, UnknownReleaseError
from ledger.release import Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.local_copies import LocalCopies
from ledger.storage.object_store import (
    LocalStore,
    ObjectStore,
    read_stored_file,
    read_verified_file,
)
from quantities.annual_targets import with_annual_targets


def list_files_of_release(release: Release) -> dict[str, str]:
    """Return file name → SHA-256 of all files of a release: data files, code lists and proofs."""
    code_lists = {
        build_code_list_name(name, sha256): sha256 for name, sha256 in release.codes.items()
    }
    proofs = {f"proofs/{sha256}": sha256 for sha256 in release.proofs.values()}
    return {**dict(release.files), **code_lists, **proofs}


class FileCache:
    """Cache of one store's log entries, code lists and verified data files; safe for threads.

    These files never change once written: a verified file stays valid as long as its modification
    time and size are the same.
    """

    def __init__(self, object_store: ObjectStore) -> None:
        """Start with an empty cache; files of a remote store are copied here when used."""
        self.object_store = object_store
        self._newest = -1  # the number of the newest known log entry, -1 for none
        self._entries: dict[int, delta_log.LogEntry] = {}
        # Code lists by their hash.
        self._codes: dict[str, bytes] = {}
        self._areas: dict[str, tuple[AreaTree, pd.DataFrame]] = {}
        self._indicators: dict[str, list[dict[str, Any]]] = {}
        # By name the state of each data file (modification time and size) when it was verified.
        self._verified: dict[str, object] = {}
        self._copies: LocalCopies | None
        if isinstance(object_store, LocalStore):
            self._local, self._copies = object_store, None
        else:
            self._copies = LocalCopies(object_store)
            self._local = self._copies.local

    def find_newest_number(self) -> int:
        """Return the number of the newest release, 0 if there is none.

        Until a log entry has been found, each call also checks whether there is a receipt for the
        number after the last entry: then that entry is lost, and CorruptFileError("missing") is
        raised.
        """
        receipts_checked = self._newest >= 0
        number = self.find_last_entry_number()
        while (
            not receipts_checked
            and self.object_store.size(delta_log.receipt_name(number + 1)) is not None
        ):
            # The release may have been published since the entries were listed.
            previous, number = number, self.find_last_entry_number()
            if number == previous:
                self._newest = -1
                raise CorruptFileError("missing", delta_log.entry_name(number + 1), number + 1)
        return number

    def find_last_entry_number(self) -> int:
        """Return the number of the last log entry, 0 if there is none; receipts are not checked."""
        self._newest = delta_log.find_newest_entry(self.object_store, self._newest)
        return max(self._newest, 0)

    def entry(self, number: int) -> delta_log.LogEntry:
        """Return the log entry with this number; 0 is the entry that created the table.

        Raises CorruptFileError if it is missing or unreadable, or its hash is not the one in its
        receipt.
        """
        if number not in self._entries:
            entry = delta_log.read_entry(self.object_store, number)
            # The newest entry is verified by its receipt, if it has one; older entries are verified
            # by the hash in the next entry.
            if number == self._newest:
                receipt = delta_log.read_receipt(self.object_store, number)
                if receipt.get("entry", entry.sha256) != entry.sha256:
                    raise CorruptFileError("altered", delta_log.entry_name(number), number)
            self._entries[number] = entry
        return self._entries[number]

    def release(self, number: int | None) -> Release:
        """Return the release with this number, the newest if None.

        Raises UnknownReleaseError, CorruptFileError.
        """
        # An older release can be read even if the entry of the newest is lost.
        newest = self.find_newest_number() if number is None else self.find_last_entry_number()
        found = newest if number is None else number
        if not 1 <= found <= newest:
            raise UnknownReleaseError(number)
        release = self.entry(found).release
        if release is None:
            raise CorruptFileError("unreadable", delta_log.entry_name(found), found)
        return release

    def codes(self, release: Release, list_name: str) -> Any:
        """Return the entries of a release's code list, such as "areas"; [] if it has none.

        They are parsed at each call, so that the caller may change them. Raises CorruptFileError.
        """
        sha256 = release.codes.get(list_name)
        if sha256 is None:
            return []
        if sha256 not in self._codes:
            file_name = build_code_list_name(list_name, sha256)
            self._codes[sha256] = read_verified_file(
                self.object_store, file_name, sha256, release.number
            )
        return json.loads(self._codes[sha256])

    def indicators(self, release: Release) -> list[dict[str, Any]]:
        """Return a release's indicators, and the annual targets derived from them.

        The caller may change them. Raises CorruptFileError.
        """
        return with_annual_targets(self.codes(release, "indicators"))

    def shared_indicators(self, release: Release) -> list[dict[str, Any]]:
        """Return the same list as `indicators`, which is cached and must not be changed."""
        sha256 = release.codes.get("indicators", "")  # "": a release without indicators
        if sha256 not in self._indicators:
            self._indicators[sha256] = self.indicators(release)
        return self._indicators[sha256]

    def areas(self, release: Release) -> tuple[AreaTree, pd.DataFrame]:
        """Return a release's areas as a tree and as a data frame.

        Both are cached: neither the tree nor a cell of the data frame may be changed. Columns may
        be added to the frame, which is a shallow copy.
        """
        sha256 = release.codes.get("areas", "")  # "": a release without areas
        if sha256 not in self._areas:
            records = self.codes(release, "areas")
            self._areas[sha256] = AreaTree(records), areas_to_frame(records)
        tree, frame = self._areas[sha256]
        return tree, frame.copy(deep=False)

    def uris(self, release: Release) -> list[str]:
        """Return verified paths of a release's data files, or URLs if the store is remote."""
        if self._copies is None:
            return self.paths(release)
        return [f"{self.object_store.uri}/{name}" for name, _ in release.files]

    def paths(self, release: Release) -> list[str]:
        """Return verified local paths of a release's data files (see `path`)."""
        return [self.path(name, sha256, release.number) for name, sha256 in release.files]

    def path(self, name: str, sha256: str, release_number: int) -> str:
        """Return the local path of a data file, after comparing its SHA-256.

        It is hashed again only if its modification time or size has changed. A file of a remote
        store is copied first. Errors name the release `release_number`. Raises CorruptFileError
        (missing; "altered": the content has another hash), StoreError.
        """
        try:
            if self._copies:
                self._copies.fetch(name)
            state = self._local.state(name)
            if self._verified.get(name) != state:
                data = read_stored_file(self._local, name, release_number)
                if sha256_hex(data) != sha256:
                    if self._copies:
                        self._copies.forget(name)
                    raise CorruptFileError("altered", name, release_number)
        except FileNotFoundError:
            raise CorruptFileError("missing", name, release_number) from None
        self._verified[name] = state
        return self._local.path(name)
