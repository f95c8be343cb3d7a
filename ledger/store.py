"""A store of releases: open, read, publish."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from ledger import publish
from ledger.codes import Codes, get_checked
from ledger.engine import engine
from ledger.folder import folder
from ledger.publish import Because
from ledger.release import Release
from ledger.shelf import Shelf
from ledger.snapshot import Snapshot, chosen, collect, join
from ledger.where import Where

EVERYTHING = Where()


class Store:
    """Numbered releases of figures and code lists at one address.

    Reading methods take a release number, None for the newest; they raise NoRelease where there
    is none, Corrupt where a file is not what was published, StoreFault where storage fails.
    """

    def __init__(self, uri: str, options: Mapping[str, str], engine_name: str) -> None:
        self._shelf = Shelf(folder(uri, dict(options)))
        self._engine = engine(engine_name)

    @property
    def uri(self) -> str:
        """Where the store lies."""
        return self._shelf.place.uri

    def head(self) -> Release | None:
        """Give the newest release; None in a store that has none yet."""
        return self._shelf.release(None) if self._shelf.newest() else None

    def history(self) -> list[Release]:
        """Give every release, newest first."""
        return [self._shelf.release(number) for number in range(self._shelf.newest(), 0, -1)]

    def release(self, number: int | None = None) -> Release:
        """Give one release."""
        return self._shelf.release(number)

    def read(self, number: int | None = None, where: Where = EVERYTHING) -> Snapshot:
        """Read figures of a release, joined with its code lists."""
        release = self._shelf.release(number)
        areas, frame = self._shelf.areas(release)
        indicators = self._shelf.codes(release, "indicators")
        rows = self._engine.scan(self._shelf.place, self._shelf.checked(release))
        return Snapshot(
            release=release,
            figures=join(collect(chosen(rows, where, areas)), indicators, areas),
            indicators=indicators,
            programmes=self._shelf.codes(release, "programmes"),
            sources=self._shelf.codes(release, "sources"),
            areas=frame,
        )

    def write(
        self,
        parent: int,
        figures: pd.DataFrame | pa.Table | None,
        codes: Codes,
        *,
        author: str,
        reason: str,
        **more: Any,
    ) -> Release:
        """Publish a whole state as the release after `parent` (0: the first).

        `figures` None keeps the parent's figures (a change of labels alone); code lists that are
        not given keep the parent's. `more` as in `publish.Because`: source_sha256, request, notes,
        proofs. Raises Conflict if `parent` is no longer the newest, StoreFault `missing_column`,
        `wrong_type`, `duplicate_key`.
        """
        why = Because(author, reason, **more)
        return publish.write(self._shelf, parent, figures, codes, why)

    def restore(
        self, parent: int, number: int, *, author: str, reason: str, **more: Any
    ) -> Release:
        """Publish the state of release `number` again as the release after `parent`."""
        return publish.restore(self._shelf, parent, number, Because(author, reason, **more))

    def proof(self, number: int, name: str) -> bytes:
        """Give a file that was kept with a release; KeyError if it has none of that name."""
        release = self._shelf.release(number)
        sha256 = release.proofs[name]
        return get_checked(self._shelf.place, f"proofs/{sha256}", sha256, number)
