"""A release as plain pages: for old browsers, for paper, and while the store cannot be read.

No script, nothing fetched: each page stands alone, opened from a server or a folder.
"""

from exports.plain.contents import Contents
from exports.plain.pages import Written, write

__all__ = ["Contents", "Written", "write"]
