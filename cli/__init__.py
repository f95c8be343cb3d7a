"""The command line, `manage.py`: importing this package registers all commands with `app`."""

from cli import accounts, demo, exports, labels, maintenance, overview, releases, uploads
from cli.context import app

__all__ = [
    "accounts",
    "app",
    "demo",
    "exports",
    "labels",
    "maintenance",
    "overview",
    "releases",
    "uploads",
]
