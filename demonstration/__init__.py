"""An invented city to try everything on: `make demo`, `manage.py demo FOLDER`."""

from demonstration.folder import Demonstration, make_demonstration

__all__ = ["Demonstration", "make_demonstration"]
