"""What stands between the browser and the pages: headers, static files, the page's shell."""

from web.front_door import first_link, open_sign_in
from web.health import Health
from web.sign_in import SignIn
from web.site import Site

__all__ = ["Health", "SignIn", "Site", "first_link", "open_sign_in"]
