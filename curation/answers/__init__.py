"""Answers about unclear labels of an upload, used for it and remembered for later uploads."""
