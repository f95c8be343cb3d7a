"""Start of the server: read the settings, open the store, and make sure it has a release."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app_pages.state import session
from auth import write_missing_account_hashes
from charts.catalogue import require_charts
from curation.error_messages import format_resolved_publish, format_start_error
from curation.maintenance.late_records import record_late
from curation.releases.bootstrap import publish_first_release
from curation.releases.release_audit import find_lost_release, resolve_interrupted_publishing
from curation.workspace import (
    NO_FIGURES,
    Workspace,
    open_existing_workspace,
    open_store,
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
LOGGER = logging.getLogger("dashboard.start")


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Turn an error that ends the start into SystemExit with its message.

    The terminal then shows what is wrong, in both languages, without a traceback.
    """
    try:
        yield
    except (UserError, OSError) as error:
        raise SystemExit(f"{NOT_STARTED}\n{_format_error(error)}") from error


def open_served_store() -> tuple[Settings, Store, bool]:
    """Read the settings and open the store; publish the datasets into an empty one.

    The third value is False if the store is unreadable and the static site, a copy of the pages as
    files, is served instead; the error is then printed. Raises SystemExit with a message for any
    other error, or if there is no static site.
    """
    with exit_on_error():
        settings = load_settings()
        store = open_store(settings)
        try:
            _publish_first_or_check_release(settings, store)
        except (StoreError, OSError) as error:
            static_site = settings.snapshot_folder
            if not (static_site and verified_folder.open_verified_folder(static_site)):
                raise
            print(f"{SNAPSHOT_ALONE}\n{_format_error(error)}", file=sys.stderr)
            return settings, store, False
    return settings, store, True


def end_work_of_closed_tabs() -> None:
    """Let the child processes that check uploads or read reports end when their tab is closed."""
    set_waiting_hook(session.end_abandoned_run)


def warm_up() -> None:
    """Import the pages and compute results for which the first readers would have to wait."""
    from app_pages.warm_up import warm_up_newest  # not before the server answers

    warm_up_newest()


def _publish_first_or_check_release(settings: Settings, store: Store) -> None:
    """Publish release 1 at the first start; at later starts check the releases.

    Raises SettingsError if no release has a chart or the area that config.yaml names, and
    StoreError if no release can be read. The start is logged. Printed are a difference between
    datasets/ and what was published from it, interrupted publishes, and a lost release. The last
    two come from the audit trail, which only exists after an earlier start.
    """
    with open_existing_workspace(settings, store) as workspace:
        database = workspace.database if workspace else None
        bootstrap = publish_first_release(store, DATASETS, settings.snapshot_folder, database)
        if workspace:
            _settle_interrupted_publishes(workspace)
    newest = store.last_good() or bootstrap.release
    _require_configured_names(settings, store, newest.number)
    LOGGER.info("started", extra={"fields": {"release": newest.number, "store": store.uri}})
    if bootstrap.datasets_differ:
        print(DATASETS_DIFFER, file=sys.stderr)
    if bootstrap.fault:
        print(_format_error(bootstrap.fault), file=sys.stderr)


def _require_configured_names(settings: Settings, store: Store, newest: int) -> None:
    """Check that some release has all charts and the home area that config.yaml names.

    It need not be the newest: a restored release, or one older than the program, may lack an
    indicator, and pages then leave out its charts. If every release lacks something, raises the
    SettingsError for the one with the number `newest`.
    """
    faults = []
    for release_number in range(newest, 0, -1):
        try:
            _require_configured_names_in(settings, store.read(release_number, NO_FIGURES))
            return
        except SettingsError as error:
            faults.append(error)
        except CorruptFileError:
            continue  # the pages and `/healthz` report it
    raise faults[0]


def _require_configured_names_in(settings: Settings, lists: Snapshot) -> None:
    """Check that the code lists of a release have what config.yaml names.

    Raises SettingsError for the first chart or area that they lack.
    """
    try:
        require_charts(settings.chart_addresses(), lists.indicators, lists.programmes)
    except LookupError as error:
        key, name = error.args  # the key in config.yaml, and the chart that it names
        raise SettingsError(find_settings_path(), key, "unknown_chart", {"given": name}) from error
    home = settings.home_area
    if home and home not in set(lists.areas["code"]):
        raise SettingsError(find_settings_path(), "home_area", "unknown_area", {"given": home})


def _settle_interrupted_publishes(workspace: Workspace) -> None:
    """Complete or withdraw interrupted publishes; print what was done, and which release is lost.

    The audit trail gets a row before a release is written, and one after it: with the first alone,
    publishing was interrupted. A release is lost if the trail has it and the store does not.
    """
    # For accounts of version 0.2, which did not note them in the trail.
    write_missing_account_hashes(workspace.database)
    texts = [
        format_resolved_publish(Words(language), settlement)
        for settlement in resolve_interrupted_publishing(workspace)
        for language in LANGUAGES
    ]
    texts += [
        Words(language).say("curation.recorded_late", place=place)
        for place in record_late(workspace)
        for language in LANGUAGES
    ]
    if lost := find_lost_release(workspace.database, workspace.store):
        texts.append(_format_error(StoreError("lost", workspace.store.uri, number=lost.number)))
    for text in texts:
        print(text, file=sys.stderr)


def _format_error(error: Exception) -> str:
    """Format an error that ends the start, in both languages."""
    # The text of a SettingsError is already in both languages.
    if not isinstance(error, UserError) or isinstance(error, SettingsError):
        return str(error)
    path = find_settings_path()
    return "\n".join(format_start_error(Words(language), error, path) for language in LANGUAGES)
