"""What `manage.py` understands, a file for each kind of work; importing it fills `app`."""

from cli import accounts, exports, figures, maintenance, uploads
from cli.common_options import app

__all__ = ["accounts", "app", "exports", "figures", "maintenance", "uploads"]
