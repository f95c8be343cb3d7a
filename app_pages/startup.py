"""Start of the server: read the settings, open the store, and make sure it has a release."""

import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app_pages.state import session
from auth import write_missing_account_hashes
from charts.catalogue import require_charts
from curation.error_messages import format_resolved_publish, format_start_error
from curation.releases.bootstrap import publish_first_release
from curation.releases.release_audit import find_lost_release, resolve_interrupted_publishing
from curation.workspace import (
    NO_FIGURES,
    Workspace,
    open_existing_workspace,
    open_store,
    open_workspace,
)
from errors import UserError
from file_formats import verified_folder
from file_formats.sandbox.run import set_waiting_hook
from ledger import CorruptFileError, Snapshot, Store, StoreError
from locales import LANGUAGES, Words
from settings import DATASETS, Settings, SettingsError, find_settings_path, load_settings

NOT_STARTED = "工会统计看板没有启动 · The dashboard did not start"
SNAPSHOT_ALONE = (
    "存储无法读取，只提供静态快照；修复后请重新启动 · The store cannot be read: the static snapshot"
    " alone is served; start again once that is mended"
)
DATASETS_DIFFER = (
    "datasets/ 与最近发布的内容不同 · datasets/ differs from what was published from it:"
    " manage.py publish datasets/"
)
MOST_SECONDS = 5.0
LOGGER = logging.getLogger("dashboard.start")


@contextmanager
def exit_on_error() -> Iterator[None]:
    """End a failed start of the server: turn an error into SystemExit with its message.

    So the terminal shows what is wrong, in both languages, and no traceback.
    """
    try:
        yield
    except (UserError, OSError) as error:
        raise SystemExit(f"{NOT_STARTED}\n{_error_text(error)}") from error


def open_served_store() -> tuple[Settings, Store, bool]:
    """Start: read the settings and open the store; publish the datasets into an empty one.

    The third value is False if the store is unreadable and the static site, a copy of the pages as
    files, is served instead; the error is printed then. Raises SystemExit with a message if there
    is no static site either, and for any other error.
    """
    with exit_on_error():
        settings = load_settings()
        store = open_store(settings)
        try:
            _require_release(settings, store)
        except (StoreError, OSError) as error:
            static_site = settings.snapshot_folder
            if not (static_site and verified_folder.open_verified_folder(static_site)):
                raise
            print(f"{SNAPSHOT_ALONE}\n{_error_text(error)}", file=sys.stderr)
            return settings, store, False
    return settings, store, True


def end_work_of_closed_tabs() -> None:
    """Let checks of uploads and readings of reports end with the tab that waits for them."""
    set_waiting_hook(session.end_if_left)


def warm_up() -> None:
    """Import the pages and compute results that the first readers would have to wait for."""
    from app_pages.warm_up import warm_up_newest  # not before the server answers

    warm_up_newest()


def has_readable_release(store: Store) -> bool:
    """Return whether the store has a release whose files are all readable."""
    try:
        return store.last_good() is not None
    except (StoreError, OSError):
        return False


class RecordsCheck:
    """Whether nothing is lost that the audit trail or a chain of hashes knows of, for `/healthz`.

    Looking takes longer the more there is, so a result is kept ten times as long as it took, and
    for MOST_SECONDS at most.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        """Take settings and store; the accounts are opened at each look."""
        self._settings, self._store = settings, store
        self._known: tuple[bool, Mapping[str, str | int]] = (True, {})
        self._until = 0.0

    def __call__(self) -> tuple[bool, Mapping[str, str | int]]:
        """Return whether no record is lost, for `/healthz`; `fault` and `place` of the first loss.

        Of a look that took a second the result is kept for ten, and for MOST_SECONDS at most.
        """
        began = time.monotonic()
        if began >= self._until:
            self._known = self._find_lost_records()
            now = time.monotonic()
            self._until = now + min(10 * (now - began), MOST_SECONDS)
        return self._known

    def _find_lost_records(self) -> tuple[bool, Mapping[str, str | int]]:
        """Look for lost records now: (True, {}) for none, else `fault` and `place` of the first.

        If looking fails, the code of that error is the fault.
        """
        from curation.maintenance.local_damage import (
            find_first_loss,  # not before the server answers
        )

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


def check_store(store: Store) -> tuple[bool, Mapping[str, str | int]]:
    """Return, for `/healthz`, whether the newest release is readable, and what to say of the store.

    What it says is `release`, the number of the newest readable release (0 if there is none, as in
    an empty store), and `fault`, the error's code, if a newer one cannot be read; if the store
    itself cannot be read, `fault` alone.
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


def _require_release(settings: Settings, store: Store) -> None:
    """Publish release 1 at the first start; check that a release has what config.yaml names.

    Raises SettingsError for a chart or an area that none has, StoreError if no release can be read.
    The start is logged; lines on the error output say if datasets/ differs from what was published,
    what an interrupted publish left and which release is lost. The accounts, whose audit trail
    knows of these, are only there after an earlier start.
    """
    with open_existing_workspace(settings, store) as workspace:
        database = workspace.database if workspace else None
        bootstrap = publish_first_release(store, DATASETS, settings.snapshot_folder, database)
        if workspace:
            _settle_and_tell(workspace)
    newest = store.last_good() or bootstrap.release
    _require_named(settings, store, newest.number)
    LOGGER.info("started", extra={"fields": {"release": newest.number, "store": store.uri}})
    if bootstrap.datasets_differ:
        print(DATASETS_DIFFER, file=sys.stderr)
    if bootstrap.fault:
        print(_error_text(bootstrap.fault), file=sys.stderr)


def _require_named(settings: Settings, store: Store, newest: int) -> None:
    """Check that a release has all charts and the home area that config.yaml names.

    That need not be the newest: one that was restored, or that is older than the program, may lack
    an indicator, and pages then leave its charts out. Raises SettingsError for what the release
    with the number `newest` lacks, if each earlier one lacks something, too.
    """
    faults = []
    for number in range(newest, 0, -1):
        try:
            _require_named_in(settings, store.read(number, NO_FIGURES))
            return
        except SettingsError as error:
            faults.append(error)
        except CorruptFileError:
            continue  # it is told of elsewhere
    raise faults[0]


def _require_named_in(settings: Settings, lists: Snapshot) -> None:
    """Check that a release, or the shipped code lists, has what config.yaml names.

    Raises SettingsError for the first chart or area that it does not have.
    """
    try:
        require_charts(settings.chart_addresses(), lists.indicators, lists.programmes)
    except LookupError as error:
        key, name = error.args  # the key in config.yaml, and the chart that it names
        raise SettingsError(find_settings_path(), key, "unknown_chart", {"given": name}) from error
    home = settings.home_area
    if home and home not in set(lists.areas["code"]):
        raise SettingsError(find_settings_path(), "home_area", "unknown_area", {"given": home})


def _settle_and_tell(workspace: Workspace) -> None:
    """At the start, settle interrupted publishes; print what was done, and which release is lost.

    A publish is announced in the audit trail, then written: one that a crash has cut short is now
    completed or withdrawn. A release is lost if the trail has it and the store does not.
    """
    write_missing_account_hashes(workspace.database)  # those that version 0.2 has not noted
    texts = [
        format_resolved_publish(Words(language), settlement)
        for settlement in resolve_interrupted_publishing(workspace)
        for language in LANGUAGES
    ]
    if lost := find_lost_release(workspace.database, workspace.store):
        texts.append(_error_text(StoreError("lost", workspace.store.uri, number=lost.number)))
    for text in texts:
        print(text, file=sys.stderr)


def _error_text(error: Exception) -> str:
    """Return the message of an error that ends the start, in both languages."""
    # The text of a SettingsError is already in both.
    if not isinstance(error, UserError) or isinstance(error, SettingsError):
        return str(error)
    path = find_settings_path()
    return "\n".join(format_start_error(Words(language), error, path) for language in LANGUAGES)
