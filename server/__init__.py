"""ASGI middleware and routes around Streamlit: headers, sign-in, static files, health."""

from server.health import HealthState
from server.limits.connections import guard_connections
from server.limits.widget_values import refuse_forged_values
from server.logging import configure_logging
from server.middleware import WebApp
from server.runtime_tuning import freeze_gc, limit_malloc_arenas
from server.sign_in.routes import SignInRoutes
from server.sign_in.setup import build_base_url, build_first_admin_message, open_sign_in
from server.streamlit_assumptions import print_broken_assumptions
from server.uploads import is_stored_by_streamlit, reject_all

__all__ = [
    "HealthState",
    "SignInRoutes",
    "WebApp",
    "build_base_url",
    "build_first_admin_message",
    "configure_logging",
    "freeze_gc",
    "guard_connections",
    "is_stored_by_streamlit",
    "limit_malloc_arenas",
    "open_sign_in",
    "print_broken_assumptions",
    "refuse_forged_values",
    "reject_all",
]
