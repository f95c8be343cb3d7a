"""What stands between the browser and the pages: headers, static files, the page's shell."""

from web.health import Health
from web.site import Site

__all__ = ["Health", "Site"]
