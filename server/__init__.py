"""What stands between the browser and the pages: headers, static files, the page's shell."""

from server.health import Health
from server.logging import keep_journal
from server.middleware import Site
from server.runtime_tuning import keep_what_is_loaded, share_arenas
from server.sign_in.routes import SignIn
from server.sign_in.setup import first_link, open_sign_in, site_at
from server.uploads import nobody

__all__ = [
    "Health",
    "SignIn",
    "Site",
    "first_link",
    "keep_journal",
    "keep_what_is_loaded",
    "nobody",
    "open_sign_in",
    "share_arenas",
    "site_at",
]
