"""What is served: the pages, and around them sign-in, response headers and static files.

Started by `streamlit run app.py`, which finds `app` by reading this file. A mistake in
config.yaml or a store that cannot be read stops the start with a message and nothing half done.
"""

# ruff: noqa: E402 - what is imported below is loaded without looking for garbage in between
import gc

gc.disable()

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Timer

import streamlit as st
from starlette.types import ASGIApp

import auth
from charts.catalogue import require_charts
from charts.theme import KINDS
from curation.context import NOTHING, open_store, open_workspace
from curation.messages import start_error_text
from errors import UserError
from curation.releases.bootstrap import publish_first_release
from file_formats import verified_folder
from ledger import CorruptReleaseError, Store, StoreError
from locales import LANGUAGES, Words
from server import (
    HealthState,
    SignInRoutes,
    WebApp,
    base_url,
    configure_logging,
    first_admin_message,
    freeze_gc,
    limit_malloc_arenas,
    open_sign_in,
    reject_all,
)
from settings import DATASETS, Settings, SettingsError, load, path_in_force

ROOT = Path(__file__).parent
NOT_STARTED = "工会统计看板没有启动 · The dashboard did not start"
STILL = (
    "存储无法读取，只提供静态快照；修复后请重新启动 · The store cannot be read: the static snapshot"
    " alone is served; start again once that is mended"
)
ANSWERING = 1.0  # seconds in which a server that has started comes to answer
JOURNAL = logging.getLogger("dashboard.start")


def refused(fault: Exception) -> str:
    """Word in both languages why the dashboard did not start."""
    said = str(fault)
    if isinstance(fault, UserError) and not isinstance(fault, SettingsError):
        file = path_in_force()
        said = "\n".join(start_error_text(Words(language), fault, file) for language in LANGUAGES)
    return f"{NOT_STARTED}\n{said}"


def ready() -> tuple[Settings, Store, bool]:
    """Read the settings and open the store; an empty one gets the datasets as release 1.

    Where the store cannot be read and there is a static snapshot, that is served: False. Raises
    SystemExit with a message for people where neither can be done.
    """
    try:
        settings = load()
        store = open_store(settings)
    except (UserError, OSError) as fault:
        raise SystemExit(refused(fault)) from fault
    still = settings.snapshot_folder
    try:
        began = publish_first_release(store, DATASETS, still)
        good = store.last_good() or began.release
        require_charts(settings.chart_addresses(), store.read(good.number, NOTHING).indicators)
    except (StoreError, OSError) as fault:
        if not (still and verified_folder.open_verified_folder(still)):
            raise SystemExit(refused(fault)) from fault
        print(f"{STILL}\n{refused(fault).partition(chr(10))[2]}", file=sys.stderr)
        return settings, store, False
    except UserError as fault:
        raise SystemExit(refused(fault)) from fault
    except LookupError as fault:
        key, name = fault.args
        known = SettingsError(path_in_force(), key, "unknown_chart", {"given": name})
        raise SystemExit(refused(known)) from fault
    JOURNAL.info("started", extra={"fields": {"release": good.number, "store": store.uri}})
    if began.datasets_differ:
        print(
            "datasets/ 与最近发布的内容不同 · datasets/ differs from what was published from it:"
            " manage.py publish datasets/",
            file=sys.stderr,
        )
    return settings, store, True


def front_door() -> SignInRoutes:
    """Open the accounts and make sign-in; while nobody administers, print a link to begin with.

    Raises SystemExit with a message for people where that fails.
    """
    https = bool(st.get_option("server.sslCertFile"))
    # Behind a proxy the browser's port is the proxy's; else it is our own.
    host, port = st.get_option("browser.serverAddress"), st.get_option("browser.serverPort")
    try:
        gate = open_workspace(settings, store).database
        bound_to = st.get_option("server.address") or ""
        sign_in = open_sign_in(settings, gate, address=bound_to, https=https)
        link = first_admin_message(gate, base_url(host, port, https=https))
    except (auth.AuthError, OSError) as fault:
        raise SystemExit(refused(fault)) from fault
    if link:
        print(link, flush=True)
    return sign_in


def store_health() -> HealthState:
    """Say whether the newest release can be read whole, and which release is served."""
    try:
        good = store.last_good()
        head = store.head()
    except CorruptReleaseError as fault:
        return HealthState(False, {"fault": fault.code, "release": good.number if good else 0})
    except StoreError as fault:
        return HealthState(False, {"fault": fault.code})
    if good != head:
        return HealthState(False, {"fault": "altered", "release": good.number if good else 0})
    return HealthState(head is not None, {"release": head.number if head else 0})


def readable() -> bool:
    """Tell whether there is a release that can be read whole."""
    try:
        return store.last_good() is not None
    except (StoreError, OSError):
        return False


def still_held(session: str, file: str) -> bool:
    """Tell whether Streamlit still keeps an uploaded file of a session.

    It lets go of a closed tab's files when another tab is closed: here they go by themselves.
    """
    runtime = st.runtime.get_instance()
    if runtime._session_mgr.get_session_info(session) is None:
        runtime.uploaded_file_mgr.remove_session_files(session)
    return bool(runtime.uploaded_file_mgr.get_files(session, [file]))


limit_malloc_arenas()
configure_logging()
settings, store, whole = ready()
sign_in = front_door() if whole else None
site = WebApp(
    static=Path(st.__file__).parent / "static",
    cache=ROOT / ".cache" / "static" / st.__version__,
    kinds=KINDS,
    hosts=st.get_option("server.allowedHosts"),
    titles={language: getattr(settings.title, language) for language in LANGUAGES},
    first=settings.language,
    sign_in=sign_in.routes() if sign_in else (),
    uploader=sign_in.uploader if sign_in else reject_all,
    held=still_held,
    probes={"store": store_health},
    snapshot=settings.snapshot_folder,
    readable=readable,
    manual=ROOT / "docs" / "manual",
)


def look_ahead() -> None:
    """Load the pages, and make what every first reader of a large release would wait for."""
    from app_pages import warm_up

    warm_up.warm_up_newest()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Hold open what serving needs, from before the first request until after the last."""
    configure_logging()
    soon = Timer(ANSWERING, look_ahead)
    async with site.running():
        if whole:
            soon.start()
        yield
        soon.cancel()


app: ASGIApp = st.App(
    "app_pages/frame.py",
    routes=site.routes(),
    middleware=site.middleware(),
    lifespan=lifespan,
)
app = site.around(app)

freeze_gc()
