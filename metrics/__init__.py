"""Metrics: pandas functions that compute a table from figures, with bounds."""
