"""Finds the numerals in a text that are quantities."""
