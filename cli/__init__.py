"""The command line, `manage.py`: importing this package registers all commands with `app`."""

from cli import accounts, exports, figures, maintenance, uploads
from cli.common_options import app

__all__ = ["accounts", "app", "exports", "figures", "maintenance", "uploads"]
