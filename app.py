"""What is served: the pages, and around them sign-in, response headers and static files.

Started by `streamlit run app.py`, which finds `app` by reading this file.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.types import ASGIApp

from web import Site

ROOT = Path(__file__).parent

site = Site(
    static=Path(st.__file__).parent / "static",
    cache=ROOT / ".cache" / "static" / st.__version__,
    hosts=st.get_option("server.allowedHosts"),
)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Hold open what serving needs, from before the first request until after the last."""
    async with site.running():
        yield


app: ASGIApp = st.App(
    "app_pages/frame.py",
    routes=site.routes(),
    middleware=site.middleware(),
    lifespan=lifespan,
)
app = site.around(app)
