"""The desk: the store, the gate and the folder of drafts that curation works with."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import auth
import ledger
from ledger import FigureFilter, Store, UnknownReleaseError
from settings import Settings

NO_FIGURES = FigureFilter(limit=0)


@dataclass(frozen=True)
class Workspace:
    """What every function of curation takes beside the actor; made by `open_desk`."""

    store: Store
    database: auth.AuthDatabase
    folder: Path
    settings: Settings


def open_store(settings: Settings) -> Store:
    """Open the store that the settings name; it does not have to exist yet."""
    return ledger.open_store(settings.store_uri, settings.store.options, engine=settings.engine)


def open_workspace(settings: Settings, store: Store | None = None) -> Workspace:
    """Open the store, if it is not open yet, and the accounts; neither has to exist yet.

    Raises access.Unavailable and ledger.StoreFault.
    """
    store = store or open_store(settings)
    sign_in = settings.sign_in
    limits = auth.AuthLimits(
        session=sign_in.max_duration, idle=timedelta(minutes=sign_in.idle_minutes)
    )
    gate = auth.open_auth_database(
        accounts_url(settings), parents=area_parents(store), limits=limits
    )
    return Workspace(store, gate, local_folder(settings) / "drafts", settings)


def local_folder(settings: Settings) -> Path:
    """Give the local folder for what is no release: the store's own, or one beside config.yaml."""
    uri = settings.store_uri
    return settings.folder / "store" if "://" in uri else Path(uri)


def accounts_url(settings: Settings) -> str:
    """Give the address of the accounts' database: the settings' own, else SQLite in the store."""
    return settings.sign_in.accounts or f"sqlite:///{local_folder(settings).absolute()}/accounts.db"


def area_parents(store: Store) -> Callable[[str], Iterable[str]]:
    """Answer which areas lie above one, as the newest release has them."""
    known: dict[str, Callable[[str], tuple[str, ...]]] = {}

    def parents(code: str) -> Iterable[str]:
        head = store.head()
        version = head.codes.get("areas", "") if head else ""
        if version not in known:
            known.clear()
            known[version] = auth.make_parents_lookup(_read_parents(store))
        return known[version](code)

    return parents


def _read_parents(store: Store) -> dict[str, str]:
    with suppress(UnknownReleaseError):
        areas = store.read(where=NO_FIGURES).areas
        return dict(zip(areas["code"], areas["parent"], strict=True))
    return {}
