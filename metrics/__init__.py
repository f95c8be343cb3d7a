"""Metrics: pandas functions that compute a table of figures, with bounds."""
