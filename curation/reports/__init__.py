"""Reports that are read for figures, and what was decided about each figure."""
