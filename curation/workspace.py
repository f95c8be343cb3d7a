"""`Workspace`: a process's release store, accounts database, local files and settings."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import auth
import ledger
from file_formats import LIMITS, FileLimits
from ledger import FigureFilter, Store, UnknownReleaseError
from private_files import tighten_folder
from settings import Settings

NO_FIGURES = FigureFilter(limit=0)
"""The filter for reading only the code lists of a release."""
PRIVATE_FOLDERS = ("drafts", "readings", "labels", "proofs")
"""Folders in the store's folder that only the server's account may read."""
NOTED_HEAD = "audit.head"
"""The file that notes the newest row of the audit trail; for SQLite another one does so, too."""


@dataclass(frozen=True)
class Workspace:
    """What every function of curation needs in addition to the actor; see `open_workspace`.

    `local_folder` contains drafts, reports and remembered labels.
    """

    store: Store
    database: auth.AuthDatabase
    local_folder: Path
    settings: Settings

    @property
    def file_limits(self) -> FileLimits:
        """The limits for reading a file: LIMITS, with the values that config.yaml sets.

        A file beyond them is refused, so that no upload exhausts the server.
        """
        limits = self.settings.limits
        return replace(
            LIMITS,
            size=limits.size_mb * 2**20,
            cells=limits.cells,
            seconds=limits.seconds,
            memory=limits.memory_mb * 2**20,
        )


def open_store(settings: Settings) -> Store:
    """Open the release store that the settings name.

    The store need not exist yet: the first release creates it.
    """
    return ledger.open_store(settings.store_uri, settings.store.options, engine=settings.engine)


def open_workspace(settings: Settings, store: Store | None = None) -> Workspace:
    """Open the release store, unless `store` is given, and the accounts database.

    Neither needs to exist yet. The permissions of group and others on PRIVATE_FOLDERS are removed.
    Raises DatabaseUnavailableError, StoreError.
    """
    store = store or open_store(settings)
    for name in PRIVATE_FOLDERS:
        tighten_folder(find_local_store_folder(settings) / name)
    sign_in = settings.sign_in
    limits = auth.AuthLimits(
        session=sign_in.max_duration, idle=timedelta(minutes=sign_in.idle_minutes)
    )
    url = build_accounts_url(settings)
    noted_head = find_local_store_folder(settings) / NOTED_HEAD
    database = auth.open_auth_database(
        url, parents=make_area_parents_lookup(store), limits=limits, noted_head=noted_head
    )
    return Workspace(store, database, find_local_store_folder(settings), settings)


@contextmanager
def open_existing_workspace(settings: Settings, store: Store) -> Iterator[Workspace | None]:
    """Yield a workspace for the checks at a start; close its accounts database afterwards.

    Yields None if the accounts database does not exist or cannot be reached. It is not created,
    because the disk of the store may not be mounted. Raises StoreError.
    """
    workspace, url = None, build_accounts_url(settings)
    if not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).is_file():
        with suppress(auth.DatabaseUnavailableError):
            workspace = open_workspace(settings, store)
    try:
        yield workspace
    finally:
        if workspace:
            workspace.database.close()


def find_local_store_folder(settings: Settings) -> Path:
    """Return the folder for drafts, reports and labels.

    They are always on this machine's disk: in the folder of the store or, for a remote store
    (`s3://…`), in `store` beside config.yaml.
    """
    uri = settings.store_uri
    return settings.folder / "store" if "://" in uri else Path(uri)


def build_accounts_url(settings: Settings) -> str:
    """Return the SQLAlchemy URL of the accounts database.

    It is `sqlite:///…/accounts.db` in the store's folder unless the settings name a database.
    """
    folder = find_local_store_folder(settings).absolute()
    return settings.sign_in.accounts or f"sqlite:///{folder}/accounts.db"


def make_area_parents_lookup(store: Store) -> Callable[[str], Iterable[str]]:
    """Return a function from an area's code to the codes of all areas that contain it.

    Permissions limited to an area are checked with it: an account of 浙江 may change figures of
    宁波. It uses the area list of the newest release.
    """
    # One entry: the lookup for the newest area list, by the hash of that list.
    lookup_by_hash: dict[str, Callable[[str], tuple[str, ...]]] = {}

    def find_parents(code: str) -> Iterable[str]:
        """Return the codes of the areas that contain `code`; each area list is read once."""
        newest = store.head()
        list_hash = newest.codes.get("areas", "") if newest else ""
        if list_hash not in lookup_by_hash:
            lookup_by_hash.clear()
            lookup_by_hash[list_hash] = auth.make_parents_lookup(_read_area_parents(store))
        return lookup_by_hash[list_hash](code)

    return find_parents


def _read_area_parents(store: Store) -> dict[str, str]:
    """Return area code → code of the area right above, in the newest release; {} without one."""
    with suppress(UnknownReleaseError):
        areas = store.read(where=NO_FIGURES).areas
        return dict(zip(areas["code"], areas["parent"], strict=True))
    return {}
