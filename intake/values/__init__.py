"""Cells read: numbers, units, periods and codes."""
