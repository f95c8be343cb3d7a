"""The page where figures are read out of a report."""
