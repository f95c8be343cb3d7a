"""Queries on stored figures: filter, total, compare, history of corrections."""
