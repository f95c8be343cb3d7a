"""A release as static HTML pages: for old browsers, for print, and for when the store is down.

The pages have no script and load nothing, so that they open from a server or from a folder.
"""

from exports.static_site.site_content import SiteContent
from exports.static_site.site_pages import SiteFiles, write_site

__all__ = ["SiteContent", "SiteFiles", "write_site"]
