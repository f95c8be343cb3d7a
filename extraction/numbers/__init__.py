"""Finds the numerals of a text that are quantities."""
