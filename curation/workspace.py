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
"""For reading only the code lists of a release."""
PRIVATE_FOLDERS = ("drafts", "readings", "labels", "proofs")
"""Folders of what is not published, or not for everybody."""
NOTED_HEAD = "audit.head"
"""The file that notes the newest row of an audit trail in PostgreSQL."""


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
        """The limits for reading an upload or a report, with those that the settings name."""
        limits = self.settings.limits
        return replace(
            LIMITS,
            size=limits.size_mb * 2**20,
            cells=limits.cells,
            seconds=limits.seconds,
            memory=limits.memory_mb * 2**20,
        )


def open_store(settings: Settings) -> Store:
    """Open the release store that the settings name; the store need not exist yet."""
    return ledger.open_store(settings.store_uri, settings.store.options, engine=settings.engine)


def open_workspace(settings: Settings, store: Store | None = None) -> Workspace:
    """Open the release store, unless `store` is given, and the accounts database.

    Neither needs to exist yet. The PRIVATE_FOLDERS in the local folder lose the permissions that
    others have on them. Raises DatabaseUnavailableError, StoreError.
    """
    store = store or open_store(settings)
    for name in PRIVATE_FOLDERS:
        tighten_folder(local_store_folder(settings) / name)
    sign_in = settings.sign_in
    limits = auth.AuthLimits(
        session=sign_in.max_duration, idle=timedelta(minutes=sign_in.idle_minutes)
    )
    url = accounts_url(settings)
    # SQLite has the note of the newest audit row beside its file.
    noted_head = None if url.startswith("sqlite") else local_store_folder(settings) / NOTED_HEAD
    database = auth.open_auth_database(
        url, parents=area_parents(store), limits=limits, noted_head=noted_head
    )
    return Workspace(store, database, local_store_folder(settings), settings)


@contextmanager
def open_existing_workspace(settings: Settings, store: Store) -> Iterator[Workspace | None]:
    """Open store and accounts for a start, and close the accounts after it.

    None if there are no accounts yet, or they cannot be reached: nothing is created, since the disk
    of the store may not be mounted. Raises StoreError.
    """
    workspace, url = None, accounts_url(settings)
    if not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).is_file():
        with suppress(auth.DatabaseUnavailableError):
            workspace = open_workspace(settings, store)
    try:
        yield workspace
    finally:
        if workspace:
            workspace.database.close()


def local_store_folder(settings: Settings) -> Path:
    """Return the folder for drafts, reports and labels: the store itself if it is on this machine.

    For a remote store (`s3://…`) it is the folder `store` next to config.yaml.
    """
    uri = settings.store_uri
    return settings.folder / "store" if "://" in uri else Path(uri)


def accounts_url(settings: Settings) -> str:
    """Return the SQLAlchemy URL of the accounts database.

    It is `sqlite:///…/accounts.db` in the store's folder unless the settings name a database.
    """
    folder = local_store_folder(settings).absolute()
    return settings.sign_in.accounts or f"sqlite:///{folder}/accounts.db"


def area_parents(store: Store) -> Callable[[str], Iterable[str]]:
    """Return a workspace's function from an area's code to the codes of the areas around it.

    It follows the area list of the newest release, for permissions that end at an area's border.
    """
    # By the hash of the area list, that of the newest release alone.
    lookups: dict[str, Callable[[str], tuple[str, ...]]] = {}

    def parents(code: str) -> Iterable[str]:
        """Return the codes of the areas that contain `code`; a version of the list is read once."""
        newest = store.head()
        version = newest.codes.get("areas", "") if newest else ""
        if version not in lookups:
            lookups.clear()
            lookups[version] = auth.make_parents_lookup(_read_area_parents(store))
        return lookups[version](code)

    return parents


def _read_area_parents(store: Store) -> dict[str, str]:
    """Return the code of the containing area of each area; empty in an empty store."""
    with suppress(UnknownReleaseError):
        areas = store.read(where=NO_FIGURES).areas
        return dict(zip(areas["code"], areas["parent"], strict=True))
    return {}
