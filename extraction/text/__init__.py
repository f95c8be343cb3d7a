"""Splits a report's text into articles, paragraphs, sentences and tables."""
