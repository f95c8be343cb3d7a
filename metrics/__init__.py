"""Metrics: figures in, a table out; pure pandas, bounds carried through."""
