"""Totals of areas by the rule of a total, with coverage, comparison and completion."""
