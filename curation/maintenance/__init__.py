"""Backups of everything, and verifying it."""
