"""Checks of figures against each other and against what is published."""
