"""A release as plain pages: for old browsers, for paper, and while the store cannot be read.

No script, nothing fetched: each page stands alone, opened from a server or a folder.
"""

from exports.static_site.content import SiteContent
from exports.static_site.pages import WrittenSite, write_site

__all__ = ["SiteContent", "WrittenSite", "write_site"]
