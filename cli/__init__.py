"""The command line, `manage.py`: importing this package registers all commands with `app`."""

from cli import accounts, exports, labels, maintenance, releases, uploads
from cli.context import app

__all__ = ["accounts", "app", "exports", "labels", "maintenance", "releases", "uploads"]
