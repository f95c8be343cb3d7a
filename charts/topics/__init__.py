"""Chart functions that compute more than reported figures and declared ratios."""
