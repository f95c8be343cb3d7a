"""The application that `streamlit run app.py` serves: pages, sign-in, headers, static files."""

# ruff: noqa: E402 - garbage collection is off while modules are imported, which is faster
import gc

gc.disable()

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from threading import Timer

import streamlit as st
from starlette.types import ASGIApp

import server
from app_pages import health, startup
from app_pages.state import tab_notices
from charts.theme import TRACE_TYPES
from curation.workspace import open_workspace
from locales import LANGUAGES

ROOT = Path(__file__).parent
WARM_UP_DELAY = 1.0  # seconds after the start, so that the first requests are not delayed


def set_up_sign_in() -> server.SignInRoutes:
    """Open the accounts database and return the sign-in routes.

    While there is no administrator, the link that creates the first is printed to the terminal. An
    error ends the start with its message. The module sets `settings` and `store`, which this
    function uses, before it calls it.
    """
    https = bool(st.get_option("server.sslCertFile"))  # Streamlit itself serves https
    listen_address = st.get_option("server.address") or ""
    # browser.serverPort is server.port unless it is set, as behind a proxy.
    host, port = st.get_option("browser.serverAddress"), st.get_option("browser.serverPort")
    with startup.exit_on_error():
        database = open_workspace(settings, store).database
        routes = server.open_sign_in(settings, database, address=listen_address, https=https)
        message = server.build_first_admin_message(
            database, server.build_base_url(host, port, https=https)
        )
    if message:
        print(message, flush=True)
    return routes


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Run the background work of the server, from before the first request until after the last.

    Starlette enters this context when it starts and leaves it when it stops.
    It compresses static files and, soon after the start, computes what the first readers would wait
    for (`startup.warm_up`), unless the store is unreadable.
    """
    server.configure_logging()  # again, because the web server has created its loggers since
    timer = Timer(WARM_UP_DELAY, startup.warm_up)
    async with site.run_lifespan():
        if is_store_readable:
            timer.start()
        yield
        timer.cancel()


server.limit_malloc_arenas()
server.configure_logging()
server.print_broken_assumptions(TRACE_TYPES)
server.guard_connections()
server.refuse_forged_values()
startup.end_work_of_closed_tabs()
settings, store, is_store_readable = startup.open_served_store()
sign_in = set_up_sign_in() if is_store_readable else None
probes = {"store": lambda: server.HealthState(*health.check_newest_release(store))}
if is_store_readable:
    check_records = health.LostRecordsCheck(settings, store)
    probes["records"] = lambda: server.HealthState(*check_records())
site = server.WebApp(
    static_folder=Path(st.__file__).parent / "static",
    cache_folder=ROOT / ".cache" / "static" / st.__version__,
    trace_types=TRACE_TYPES,
    hosts=st.get_option("server.allowedHosts"),
    titles={language: getattr(settings.title, language) for language in LANGUAGES},
    default_language=settings.language,
    sign_in=sign_in.routes() if sign_in else (),
    find_uploader=sign_in.find_uploader if sign_in else server.reject_all,
    is_upload_stored=server.is_stored_by_streamlit,
    probes=probes,
    site_folder=settings.snapshot_folder,
    is_store_readable=partial(health.has_readable_release, store),
    manual=ROOT / "docs" / "manual",
    notify_tab=tab_notices.add_tab_notice,
    forget_tab=tab_notices.forget_tab,
)
app: ASGIApp = st.App(
    "app_pages/page_layout.py",
    routes=site.routes(),
    middleware=site.middleware(),
    lifespan=lifespan,
)
app = site.add_security_headers(app)
server.freeze_gc()
