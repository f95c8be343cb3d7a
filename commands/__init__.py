"""What `manage.py` understands, a file for each kind of work; importing it fills `app`."""

from commands import accounts, exports, figures, keeping, uploads
from commands.line import app

__all__ = ["accounts", "app", "exports", "figures", "keeping", "uploads"]
