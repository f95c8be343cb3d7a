"""The web layer around a page with every widget, so that Streamlit's own words can be looked at."""

from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from charts.theme import TRACE_TYPES
from server import HealthState, WebApp

ROOT = Path(__file__).parents[3]

site = WebApp(
    static_folder=Path(st.__file__).parent / "static",
    cache_folder=ROOT / ".cache" / "static" / st.__version__,
    trace_types=TRACE_TYPES,
    hosts=st.get_option("server.allowedHosts"),
    find_uploader=lambda cookies: "staff" if cookies.get("role") == "staff" else "",
    probes={"store": lambda: HealthState(good=True, facts={"release": 3})},
)


@asynccontextmanager
async def lifespan(_app):
    async with site.run_lifespan():
        yield


app = st.App("frame.py", routes=site.routes(), middleware=site.middleware(), lifespan=lifespan)
app = site.add_security_headers(app)
