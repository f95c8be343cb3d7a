"""Hypothesis without a limit to the seconds of an example, which a shared machine may pause.

Tests take `given` and `settings` from here, strategies from Hypothesis itself.
"""

from hypothesis import given, settings

__all__ = ["given", "settings"]

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
