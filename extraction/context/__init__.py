"""Finds place, period and programme of a quantity in the text around it."""
