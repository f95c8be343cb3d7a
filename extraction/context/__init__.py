"""Finds the place, the period and the programme of a quantity in the text around it."""
