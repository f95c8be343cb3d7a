"""Checks for `/healthz`: whether the newest release is readable, and whether records are lost."""

import time
from collections.abc import Mapping

from curation.workspace import open_workspace
from errors import UserError
from ledger import CorruptFileError, Store, StoreError
from settings import Settings

MAX_SECONDS = 5.0
"""How long a result of `LostRecordsCheck` is kept at most."""


def has_readable_release(store: Store) -> bool:
    """Return whether the store has a release whose files are all readable."""
    try:
        return store.last_good() is not None
    except (StoreError, OSError):
        return False


class LostRecordsCheck:
    """Checks whether anything is lost that the audit trail or a chain of hashes has recorded.

    A check takes longer the more there is. Its result is therefore kept for ten times as long as
    the check took, but for at most MAX_SECONDS.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        """Take settings and store; the accounts database is opened for each check."""
        self._settings, self._store = settings, store
        self._last_result: tuple[bool, Mapping[str, str | int]] = (True, {})
        self._kept_until = 0.0

    def __call__(self) -> tuple[bool, Mapping[str, str | int]]:
        """Return whether no record is lost and, for the first lost one, `fault` and `place`."""
        began = time.monotonic()
        if began >= self._kept_until:
            self._last_result = self._find_lost_records()
            now = time.monotonic()
            self._kept_until = now + min(10 * (now - began), MAX_SECONDS)
        return self._last_result

    def _find_lost_records(self) -> tuple[bool, Mapping[str, str | int]]:
        """Look for lost records now: (True, {}) for none, else `fault` and `place` of the first.

        If the check itself fails, the code of its error is the fault.
        """
        # Imported only now, as the server shall answer before.
        from curation.maintenance.local_file_verification import find_first_loss

        try:
            # Opened anew: a disk that comes back has another file of the same name.
            workspace = open_workspace(self._settings, self._store)
            try:
                loss = find_first_loss(workspace)
            finally:
                workspace.database.close()
        except UserError as error:
            return False, {"fault": error.code}
        return (False, {"fault": loss.code, "place": loss.place}) if loss else (True, {})


def check_newest_release(store: Store) -> tuple[bool, Mapping[str, str | int]]:
    """Return whether the newest release is readable, and what to report about the store.

    Reported is `release`, the number of the newest readable release (0 for none, as in an empty
    store), and `fault`, the error code if a newer release cannot be read. If the store itself
    cannot be read, only `fault` is reported.
    """
    try:
        readable = store.last_good()  # passes over damaged releases
        newest = store.head()  # raises if the newest is damaged
    except CorruptFileError as error:
        return False, {"fault": error.code, "release": readable.number if readable else 0}
    except StoreError as error:
        return False, {"fault": error.code}
    if readable != newest:
        return False, {"fault": "altered", "release": readable.number if readable else 0}
    return newest is not None, {"release": newest.number if newest else 0}
