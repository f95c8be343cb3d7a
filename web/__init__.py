"""What stands between the browser and the pages: headers, static files, the page's shell."""

from web.front_door import first_link, open_sign_in, site_at
from web.health import Health
from web.journal import keep_journal
from web.memory import keep_what_is_loaded, share_arenas
from web.sign_in import SignIn
from web.site import Site
from web.uploads import nobody

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
